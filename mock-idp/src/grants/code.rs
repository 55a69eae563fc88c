//! Authorization codes (RFC 6749, section 4.1).

use std::sync::Arc;

use super::{Grant, InvalidGrant};
use crate::authorization_request::AuthorizationRequest;
use crate::pkce::Challenge;

/// A code that a person's allowing gave.
#[derive(Debug)]
pub(super) struct IssuedCode {
    pub(super) grant: Arc<Grant>,
    expires_at_ms: u64,
    /// Until it is spent.
    asked: Option<Box<Asked>>,
}

/// What the client asked with, as far as the exchange of the code has to agree with it.
#[derive(Debug)]
struct Asked {
    redirect_uri: String,
    challenge: Option<Challenge>,
    nonce: Option<String>,
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
    pub(super) fn new(
        now: u64,
        lifetime_s: u64,
        request: &AuthorizationRequest,
        grant: Arc<Grant>,
    ) -> Self {
        let asked = Asked {
            redirect_uri: request.redirect_uri.clone(),
            challenge: request.challenge,
            nonce: request.nonce.clone(),
        };
        Self {
            grant,
            expires_at_ms: now + lifetime_s * 1_000,
            asked: Some(Box::new(asked)),
        }
    }

    /// Spends the code, unless another client presents it. Returns the nonce of the request.
    pub(super) fn redeem(
        &mut self,
        now: u64,
        presented: Redemption<'_>,
    ) -> Result<Option<String>, InvalidGrant> {
        if self.grant.client_id != presented.client_id {
            return Err(InvalidGrant::OtherClient);
        }
        let asked = self.asked.take().ok_or(InvalidGrant::SpentCode)?;
        if now >= self.expires_at_ms {
            return Err(InvalidGrant::Expired);
        }
        if asked.redirect_uri != presented.redirect_uri {
            return Err(InvalidGrant::OtherRedirectUri);
        }
        match (&asked.challenge, presented.code_verifier) {
            (None, None) => Ok(asked.nonce),
            // A stripped challenge must not go unnoticed (RFC 9700, section 4.8.2).
            (None, Some(_)) => Err(InvalidGrant::VerifierUnexpected),
            (Some(_), None) => Err(InvalidGrant::VerifierMissing),
            (Some(challenge), Some(verifier)) if challenge.is_met_by(verifier) => Ok(asked.nonce),
            (Some(_), Some(_)) => Err(InvalidGrant::VerifierWrong),
        }
    }
}
