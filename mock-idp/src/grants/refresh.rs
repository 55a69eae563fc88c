//! Refresh tokens (RFC 6749, section 6), each good for one use.

use super::{Access, InvalidGrant};
use crate::RefreshReuse;
use crate::scope::Scopes;

/// A refresh token that a client was given.
#[derive(Debug)]
pub(super) struct IssuedRefreshToken {
    pub(super) access: Access,
    pub(super) issued_at_ms: u64,
    spent: bool,
}

/// What a client presents to have new tokens.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Renewal<'a> {
    pub(crate) refresh_token: &'a str,
    pub(crate) client_id: &'a str,
    /// The scopes it wants; all of the grant's when it does not say.
    pub(crate) scope: Option<&'a str>,
    pub(crate) reuse: RefreshReuse,
}

impl IssuedRefreshToken {
    pub(super) fn new(now: u64, access: Access) -> Self {
        Self {
            access,
            issued_at_ms: now,
            spent: false,
        }
    }

    pub(super) const fn is_unspent(&self) -> bool {
        !self.spent
    }

    /// Spends the token, unless another client presents it or asks for what was never granted. Returns the scopes of
    /// the tokens to come.
    pub(super) fn renew(&mut self, presented: Renewal<'_>) -> Result<Scopes, InvalidGrant> {
        let grant = &self.access.grant;
        if grant.client_id != presented.client_id {
            return Err(InvalidGrant::OtherClient);
        }
        match (self.spent, presented.reuse) {
            (false, _) | (true, RefreshReuse::Allow) => {}
            (true, RefreshReuse::Revoke) => return Err(InvalidGrant::SpentRefreshToken),
            (true, RefreshReuse::Refuse) => return Err(InvalidGrant::RefusedRefreshToken),
        }
        let granted = grant.scopes;
        let scopes = match presented.scope {
            None => granted,
            Some(wanted) => granted.narrowed_to(wanted).ok_or(InvalidGrant::Scope)?,
        };
        self.spent = true;
        Ok(scopes)
    }
}
