//! What persons have allowed: codes, and the access tokens they were exchanged for.

use std::sync::Arc;

use crate::authorization_request::AuthorizationRequest;
use crate::expiring::Expiring;
use crate::secret::{Fingerprint, Secret};

/// How long an access token is valid, in seconds.
pub(crate) const ACCESS_TOKEN_LIFETIME_S: u64 = 60 * 60;
/// How long a code is valid, in milliseconds.
const CODE_LIFETIME_MS: u64 = 60 * 1_000;

/// What a person allowed in one login.
#[derive(Debug)]
pub(crate) struct Grant {
    /// The login's id.
    pub(crate) login: String,
    pub(crate) request: AuthorizationRequest,
    /// Who allowed it.
    pub(crate) sub: String,
    /// When they did, in Unix seconds.
    pub(crate) auth_time_s: u64,
}

/// All codes and access tokens, known by fingerprint only. Times are Unix milliseconds.
#[derive(Debug)]
pub(crate) struct Grants {
    codes: Expiring<Fingerprint, IssuedCode>,
    access_tokens: Expiring<Fingerprint, Arc<Grant>>,
}

#[derive(Debug)]
struct IssuedCode {
    grant: Arc<Grant>,
    expires_at_ms: u64,
    state: CodeState,
}

#[derive(Debug, Clone, Copy)]
enum CodeState {
    Fresh,
    /// Presented by its client, with the access token that it gave, if it gave one.
    Spent(Option<Fingerprint>),
}

/// What a client presents to exchange a code.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Redemption<'a> {
    pub(crate) code: &'a str,
    pub(crate) client_id: &'a str,
    pub(crate) redirect_uri: &'a str,
    pub(crate) code_verifier: Option<&'a str>,
}

/// Why a code was not exchanged; always `invalid_grant` on the wire (RFC 6749, section 5.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum InvalidGrant {
    #[error("this code was never issued, or long ago")]
    Unknown,
    #[error("this code was issued to another client")]
    OtherClient,
    #[error("this code has been used before; the access token that it gave is revoked")]
    Spent,
    #[error("this code was valid for 60 seconds and has expired")]
    Expired,
    #[error("redirect_uri is not the one of the authorization request")]
    OtherRedirectUri,
    #[error("code_verifier is missing, and the authorization request had a code_challenge")]
    VerifierMissing,
    #[error("code_verifier does not match the code_challenge of the authorization request")]
    VerifierWrong,
    #[error("code_verifier came, but the authorization request had no code_challenge")]
    VerifierUnexpected,
}

impl Default for Grants {
    fn default() -> Self {
        // Codes are remembered for as long as an access token they gave, so that reuse can still revoke it.
        let lifetime_ms = CODE_LIFETIME_MS + ACCESS_TOKEN_LIFETIME_S * 1_000;
        Self {
            codes: Expiring::new(lifetime_ms),
            access_tokens: Expiring::new(ACCESS_TOKEN_LIFETIME_S * 1_000),
        }
    }
}

impl Grants {
    pub(crate) fn issue_code(&mut self, now: u64, grant: Grant) -> Secret {
        let code = Secret::random();
        let issued = IssuedCode {
            grant: Arc::new(grant),
            expires_at_ms: now + CODE_LIFETIME_MS,
            state: CodeState::Fresh,
        };
        self.codes
            .insert(now, Fingerprint::of(code.expose()), issued);
        code
    }

    /// The grant that a code stands for, whether or not it may still be exchanged.
    pub(crate) fn of_code(&mut self, now: u64, code: &str) -> Option<Arc<Grant>> {
        self.codes
            .get(now, &Fingerprint::of(code))
            .map(|issued| Arc::clone(&issued.grant))
    }

    /// The grant that a valid access token stands for.
    pub(crate) fn of_access_token(&mut self, now: u64, token: &str) -> Option<Arc<Grant>> {
        self.access_tokens
            .get(now, &Fingerprint::of(token))
            .cloned()
    }

    /// Exchanges a code for an access token. Whatever comes of it, its own client has then spent the code
    /// (RFC 6749, section 4.1.2); another client can neither use nor spend it.
    pub(crate) fn redeem(
        &mut self,
        now: u64,
        presented: Redemption<'_>,
    ) -> Result<(Arc<Grant>, Secret), InvalidGrant> {
        let issued = self
            .codes
            .get(now, &Fingerprint::of(presented.code))
            .ok_or(InvalidGrant::Unknown)?;
        if issued.grant.request.client_id != presented.client_id {
            return Err(InvalidGrant::OtherClient);
        }
        if let CodeState::Spent(access_token) = issued.state {
            issued.state = CodeState::Spent(None);
            if let Some(access_token) = access_token {
                self.access_tokens.remove(now, &access_token);
            }
            return Err(InvalidGrant::Spent);
        }
        issued.state = CodeState::Spent(None);
        issued.check(now, presented)?;

        let access_token = Secret::random();
        let fingerprint = Fingerprint::of(access_token.expose());
        issued.state = CodeState::Spent(Some(fingerprint));
        let grant = Arc::clone(&issued.grant);
        self.access_tokens
            .insert(now, fingerprint, Arc::clone(&grant));
        Ok((grant, access_token))
    }
}

impl IssuedCode {
    fn check(&self, now: u64, presented: Redemption<'_>) -> Result<(), InvalidGrant> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pkce::Challenge;
    use crate::scope::Scopes;

    const NOW: u64 = 1_700_000_000_000;
    const REDIRECT_URI: &str = "http://localhost/cb";
    /// RFC 7636, appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    fn code_of(grants: &mut Grants, challenge: Option<&str>) -> Secret {
        let request = AuthorizationRequest {
            client_id: "app".into(),
            redirect_uri: REDIRECT_URI.into(),
            state: None,
            nonce: None,
            scopes: Scopes::read("openid").expect("known"),
            challenge: Challenge::read(challenge, challenge.map(|_| "S256")).expect("valid"),
            login_hint: None,
        };
        grants.issue_code(
            NOW,
            Grant {
                login: "l".into(),
                request,
                sub: "s".into(),
                auth_time_s: NOW / 1_000,
            },
        )
    }

    fn presented<'a>(code: &'a Secret, code_verifier: Option<&'a str>) -> Redemption<'a> {
        Redemption {
            code: code.expose(),
            client_id: "app",
            redirect_uri: REDIRECT_URI,
            code_verifier,
        }
    }

    fn outcome(grants: &mut Grants, now: u64, presented: Redemption<'_>) -> Option<InvalidGrant> {
        grants.redeem(now, presented).err()
    }

    #[test]
    fn a_code_is_valid_for_60_seconds() {
        let mut grants = Grants::default();
        let (one, two) = (code_of(&mut grants, None), code_of(&mut grants, None));
        assert_eq!(
            outcome(&mut grants, NOW + 59_999, presented(&one, None)),
            None
        );
        assert_eq!(
            outcome(&mut grants, NOW + 60_000, presented(&two, None)),
            Some(InvalidGrant::Expired)
        );
    }

    #[test]
    fn a_second_use_is_refused_and_revokes_what_the_first_gave() {
        let mut grants = Grants::default();
        let code = code_of(&mut grants, None);
        let (_, token) = grants
            .redeem(NOW, presented(&code, None))
            .expect("the first use");
        assert!(grants.of_access_token(NOW, token.expose()).is_some());
        let an_hour_later = NOW + 59 * 60_000;
        assert_eq!(
            outcome(&mut grants, an_hour_later, presented(&code, None)),
            Some(InvalidGrant::Spent)
        );
        assert!(
            grants
                .of_access_token(an_hour_later, token.expose())
                .is_none()
        );
    }

    #[test]
    fn another_client_can_neither_use_nor_spend_a_code() {
        let mut grants = Grants::default();
        let code = code_of(&mut grants, None);
        let thief = Redemption {
            client_id: "thief",
            ..presented(&code, None)
        };
        assert_eq!(
            outcome(&mut grants, NOW, thief),
            Some(InvalidGrant::OtherClient)
        );
        assert_eq!(outcome(&mut grants, NOW, presented(&code, None)), None);
    }

    #[test]
    fn a_wrong_redirect_uri_spends_the_code() {
        let mut grants = Grants::default();
        let code = code_of(&mut grants, None);
        let elsewhere = Redemption {
            redirect_uri: "http://localhost/cb/",
            ..presented(&code, None)
        };
        assert_eq!(
            outcome(&mut grants, NOW, elsewhere),
            Some(InvalidGrant::OtherRedirectUri)
        );
        assert_eq!(
            outcome(&mut grants, NOW, presented(&code, None)),
            Some(InvalidGrant::Spent)
        );
    }

    #[test]
    fn a_verifier_is_needed_exactly_when_there_was_a_challenge() {
        let wrong = "a".repeat(43);
        for (challenge, verifier, expected) in [
            (Some(CHALLENGE), Some(VERIFIER), None),
            (Some(CHALLENGE), None, Some(InvalidGrant::VerifierMissing)),
            (
                Some(CHALLENGE),
                Some(wrong.as_str()),
                Some(InvalidGrant::VerifierWrong),
            ),
            (
                Some(CHALLENGE),
                Some(CHALLENGE),
                Some(InvalidGrant::VerifierWrong),
            ),
            (None, Some(VERIFIER), Some(InvalidGrant::VerifierUnexpected)),
        ] {
            let mut grants = Grants::default();
            let code = code_of(&mut grants, challenge);
            assert_eq!(
                outcome(&mut grants, NOW, presented(&code, verifier)),
                expected,
                "{challenge:?} {verifier:?}"
            );
        }
    }

    #[test]
    fn an_access_token_is_valid_for_an_hour() {
        let mut grants = Grants::default();
        let code = code_of(&mut grants, None);
        let (_, token) = grants.redeem(NOW, presented(&code, None)).expect("valid");
        assert!(
            grants
                .of_access_token(NOW + 3_599_999, token.expose())
                .is_some()
        );
        assert!(
            grants
                .of_access_token(NOW + 3_600_000, token.expose())
                .is_none()
        );
    }
}
