//! What persons have allowed: codes, and the tokens they were exchanged for.

mod code;
mod error;
mod refresh;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::NextLogin;
use crate::authorization_request::AuthorizationRequest;
use crate::expiring::Expiring;
use crate::scope::Scopes;
use crate::secret::{Fingerprint, Secret};
use code::IssuedCode;
use refresh::IssuedRefreshToken;

pub(crate) use code::Redemption;
pub(crate) use error::InvalidGrant;
pub(crate) use refresh::Renewal;

/// The longest that any code or token is valid, in seconds; refresh tokens always are.
pub(crate) const LONGEST_LIFETIME_S: u64 = 24 * 60 * 60;

/// How many codes, access tokens and refresh tokens are known at most; the oldest are forgotten first. The
/// tables that they are in grow by doubling, and would do so soon after this.
const MOST: usize = 3_500;

/// What a person allowed in one login.
#[derive(Debug)]
pub(crate) struct Grant {
    /// The login's id. All tokens of one login are revoked together.
    pub(crate) login: String,
    pub(crate) client_id: String,
    pub(crate) scopes: Scopes,
    /// Who allowed it.
    pub(crate) sub: String,
    /// When they did, in Unix seconds.
    pub(crate) auth_time_s: u64,
    /// What is to go wrong with this login and no other.
    pub(crate) mischief: Option<Arc<NextLogin>>,
}

/// What an access token stands for.
#[derive(Debug, Clone)]
pub(crate) struct Access {
    pub(crate) grant: Arc<Grant>,
    /// Those of the grant, or fewer where a client asked for fewer.
    pub(crate) scopes: Scopes,
}

/// What a client is given.
#[derive(Debug)]
pub(crate) struct Tokens {
    pub(crate) access_token: Secret,
    pub(crate) refresh_token: Option<Secret>,
}

/// All codes and tokens, known by fingerprint only. Times are Unix milliseconds.
#[derive(Debug)]
pub(crate) struct Grants {
    codes: Expiring<Fingerprint, IssuedCode>,
    access_tokens: Expiring<Fingerprint, IssuedAccessToken>,
    refresh_tokens: Expiring<Fingerprint, IssuedRefreshToken>,
    /// The logins of which nothing is valid any more.
    revoked: Expiring<String, ()>,
}

/// A token that is good now.
#[derive(Debug)]
pub(crate) struct LiveToken {
    pub(crate) access: Access,
    pub(crate) issued_at_ms: u64,
    pub(crate) expires_at_ms: u64,
    pub(crate) kind: TokenKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    Access,
    Refresh,
}

/// A token was not revoked: it was issued to another client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotYours;

#[derive(Debug)]
struct IssuedAccessToken {
    access: Access,
    issued_at_ms: u64,
    expires_at_ms: u64,
}

impl Default for Grants {
    fn default() -> Self {
        let longest_ms = LONGEST_LIFETIME_S * 1_000;
        Self {
            // Remembered for as long as a token that it gave, so that reuse can still revoke that.
            codes: Expiring::new(2 * longest_ms, MOST),
            access_tokens: Expiring::new(longest_ms, MOST),
            refresh_tokens: Expiring::new(longest_ms, MOST),
            revoked: Expiring::new(longest_ms, MOST),
        }
    }
}

impl Grants {
    /// Makes a code that is valid for `lifetime_s`.
    pub(crate) fn issue_code(
        &mut self,
        now: u64,
        lifetime_s: u64,
        request: &AuthorizationRequest,
        grant: Grant,
    ) -> Secret {
        let code = Secret::random();
        let issued = IssuedCode::new(now, lifetime_s, request, Arc::new(grant));
        self.codes
            .insert(now, Fingerprint::of(code.expose()), issued);
        code
    }

    /// The grant that a code stands for, whether or not it may still be exchanged.
    pub(crate) fn of_code(&mut self, now: u64, code: &str) -> Option<Arc<Grant>> {
        let issued = self.codes.get(now, &Fingerprint::of(code))?;
        Some(Arc::clone(&issued.grant))
    }

    /// The grant that a refresh token stands for, whether or not it may still be used.
    pub(crate) fn of_refresh_token(&mut self, now: u64, token: &str) -> Option<Arc<Grant>> {
        let issued = self.refresh_tokens.get(now, &Fingerprint::of(token))?;
        Some(Arc::clone(&issued.access.grant))
    }

    /// What a valid access token stands for.
    pub(crate) fn of_access_token(&mut self, now: u64, token: &str) -> Option<Access> {
        let issued = self.access_tokens.get(now, &Fingerprint::of(token))?;
        let access = (now < issued.expires_at_ms).then(|| issued.access.clone())?;
        (!self.is_revoked(now, &access.grant)).then_some(access)
    }

    /// Exchanges a code. Whatever comes of it, its own client has then spent the code (RFC 6749, section 4.1.2);
    /// another client can neither use nor spend it. Returns the nonce of the request, too.
    pub(crate) fn redeem(
        &mut self,
        now: u64,
        presented: Redemption<'_>,
    ) -> Result<(Access, Option<String>), InvalidGrant> {
        let issued = self
            .codes
            .get(now, &Fingerprint::of(presented.code))
            .ok_or(InvalidGrant::UnknownCode)?;
        let redeemed = issued.redeem(now, presented);
        let grant = Arc::clone(&issued.grant);
        let nonce = self.revoke_if_spent(now, &grant, redeemed)?;
        let scopes = grant.scopes;
        Ok((Access { grant, scopes }, nonce))
    }

    /// Takes a refresh token back in exchange for the right to new tokens (RFC 6749, section 6). A second use tells of
    /// a thief and revokes all that came of the login (RFC 9700, section 4.14.2).
    pub(crate) fn renew(
        &mut self,
        now: u64,
        presented: Renewal<'_>,
    ) -> Result<Access, InvalidGrant> {
        let issued = self
            .refresh_tokens
            .get(now, &Fingerprint::of(presented.refresh_token))
            .ok_or(InvalidGrant::UnknownRefreshToken)?;
        let renewed = issued.renew(presented);
        let grant = Arc::clone(&issued.access.grant);
        let scopes = self.revoke_if_spent(now, &grant, renewed)?;
        if self.is_revoked(now, &grant) {
            return Err(InvalidGrant::Revoked);
        }
        Ok(Access { grant, scopes })
    }

    /// Makes an access token that is valid for `lifetime_s`, and a refresh token if it is wanted.
    pub(crate) fn issue_tokens(
        &mut self,
        now: u64,
        access: &Access,
        lifetime_s: u64,
        refreshable: bool,
    ) -> Tokens {
        let access_token = Secret::random();
        let issued = IssuedAccessToken {
            access: access.clone(),
            issued_at_ms: now,
            expires_at_ms: now + lifetime_s * 1_000,
        };
        self.access_tokens
            .insert(now, Fingerprint::of(access_token.expose()), issued);
        let refresh_token = refreshable.then(|| {
            let token = Secret::random();
            let issued = IssuedRefreshToken::new(now, access.clone());
            self.refresh_tokens
                .insert(now, Fingerprint::of(token.expose()), issued);
            token
        });
        Tokens {
            access_token,
            refresh_token,
        }
    }

    /// What a token that is still good stands for, be it an access token or a refresh token.
    pub(crate) fn look_up(&mut self, now: u64, token: &str) -> Option<LiveToken> {
        if let Some(access) = self.of_access_token(now, token) {
            let issued = self.access_tokens.get(now, &Fingerprint::of(token))?;
            return Some(LiveToken {
                access,
                issued_at_ms: issued.issued_at_ms,
                expires_at_ms: issued.expires_at_ms,
                kind: TokenKind::Access,
            });
        }
        let issued = self.refresh_tokens.get(now, &Fingerprint::of(token))?;
        let live = issued.is_unspent().then(|| LiveToken {
            access: issued.access.clone(),
            issued_at_ms: issued.issued_at_ms,
            expires_at_ms: issued.issued_at_ms + LONGEST_LIFETIME_S * 1_000,
            kind: TokenKind::Refresh,
        })?;
        (!self.is_revoked(now, &live.access.grant)).then_some(live)
    }

    /// Revokes a token of a client: an access token alone, a refresh token with all that came of its login (RFC 7009,
    /// section 2.1). One that is unknown is as good as revoked.
    pub(crate) fn revoke(
        &mut self,
        now: u64,
        token: &str,
        client_id: &str,
    ) -> Result<(), NotYours> {
        let Some(live) = self.look_up(now, token) else {
            return Ok(());
        };
        if live.access.grant.client_id != client_id {
            return Err(NotYours);
        }
        match live.kind {
            TokenKind::Access => {
                self.access_tokens.remove(now, &Fingerprint::of(token));
            }
            TokenKind::Refresh => self.revoke_login(now, &live.access.grant.login),
        }
        Ok(())
    }

    fn revoke_login(&mut self, now: u64, login: &str) {
        if self.revoked.get(now, &login.to_owned()).is_none() {
            self.revoked.insert(now, login.to_owned(), ());
        }
    }

    fn revoke_if_spent<T>(
        &mut self,
        now: u64,
        grant: &Grant,
        outcome: Result<T, InvalidGrant>,
    ) -> Result<T, InvalidGrant> {
        if outcome.as_ref().err().is_some_and(|why| why.is_reuse()) {
            self.revoke_login(now, &grant.login);
        }
        outcome
    }

    fn is_revoked(&mut self, now: u64, grant: &Grant) -> bool {
        self.revoked.get(now, &grant.login).is_some()
    }
}
