//! Authorization codes (RFC 6749, section 4.1).

use std::sync::Arc;

use super::{Grant, InvalidGrant};

/// A code that a person's allowing gave.
#[derive(Debug)]
pub(super) struct IssuedCode {
    pub(super) grant: Arc<Grant>,
    expires_at_ms: u64,
    spent: bool,
}

/// What a client presents to exchange a code.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Redemption<'a> {
    pub(crate) code: &'a str,
    pub(crate) client_id: &'a str,
    pub(crate) redirect_uri: &'a str,
    pub(crate) code_verifier: Option<&'a str>,
}

impl IssuedCode {
    /// A code that is issued at `now`, in Unix milliseconds.
    pub(super) fn new(now: u64, lifetime_s: u64, grant: Arc<Grant>) -> Self {
        Self {
            grant,
            expires_at_ms: now + lifetime_s * 1_000,
            spent: false,
        }
    }

    /// Spends the code, unless another client presents it.
    pub(super) fn redeem(
        &mut self,
        now: u64,
        presented: Redemption<'_>,
    ) -> Result<(), InvalidGrant> {
        if self.grant.request.client_id != presented.client_id {
            return Err(InvalidGrant::OtherClient);
        }
        if std::mem::replace(&mut self.spent, true) {
            return Err(InvalidGrant::SpentCode);
        }
        if now >= self.expires_at_ms {
            return Err(InvalidGrant::Expired);
        }
        if self.grant.request.redirect_uri != presented.redirect_uri {
            return Err(InvalidGrant::OtherRedirectUri);
        }
        match (&self.grant.request.challenge, presented.code_verifier) {
            (None, None) => Ok(()),
            // A stripped challenge must not go unnoticed (RFC 9700, section 4.8.2).
            (None, Some(_)) => Err(InvalidGrant::VerifierUnexpected),
            (Some(_), None) => Err(InvalidGrant::VerifierMissing),
            (Some(challenge), Some(verifier)) if challenge.is_met_by(verifier) => Ok(()),
            (Some(_), Some(_)) => Err(InvalidGrant::VerifierWrong),
        }
    }
}
