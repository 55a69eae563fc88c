//! ID tokens that come back, to say who somebody is (OpenID Connect Core, section 3.1.2.1; RP-Initiated Logout 1.0).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

use crate::setup::Setup;

/// What an ID token of this issuer says, whether or not it has expired.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct IdTokenHint {
    iss: String,
    pub(crate) sub: String,
    /// The client that it was issued to.
    pub(crate) aud: String,
}

impl IdTokenHint {
    /// Reads a token that `issuer` has signed with a key that it still publishes; `None` if it is anything else.
    pub(crate) fn read(issuer: &str, setup: &Setup, token: &str) -> Option<Self> {
        let (message, signature) = token.rsplit_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        let is_ours = setup
            .made_keys()
            .any(|key| key.verifies(message.as_bytes(), &signature));
        if !is_ours {
            return None;
        }
        let (_, claims) = message.split_once('.')?;
        let claims = URL_SAFE_NO_PAD.decode(claims).ok()?;
        let hint: Self = serde_json::from_slice(&claims).ok()?;
        (hint.iss == issuer).then_some(hint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Algorithm, IssuerSettings};
    use serde_json::json;

    const ISSUER: &str = "http://127.0.0.1:1";

    fn token(setup: &Setup, iss: &str) -> String {
        let key = setup.key(Algorithm::Es256).get().expect("a key");
        let claims = json!({"iss": iss, "sub": "s", "aud": "app", "exp": 1});
        let claims = claims.as_object().expect("an object");
        key.sign(&key.header(true), claims).expect("a token")
    }

    #[test]
    fn only_a_token_of_this_issuer_and_its_keys_counts_and_that_even_when_expired() {
        let setup = Setup::new(ISSUER, IssuerSettings::default());
        let own = token(&setup, ISSUER);
        let read = |setup: &Setup, token: &str| IdTokenHint::read(ISSUER, setup, token);
        let hint = read(&setup, &own).expect("ours");
        assert_eq!((hint.sub.as_str(), hint.aud.as_str()), ("s", "app"));

        assert_eq!(read(&setup, &token(&setup, "http://other.test")), None);
        assert_eq!(
            read(&Setup::new(ISSUER, IssuerSettings::default()), &own),
            None
        );
        let unsigned = format!("{}.", own.rsplit_once('.').expect("three parts").0);
        for wrong in ["", "a.b.c", &unsigned] {
            assert_eq!(read(&setup, wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_token_counts_for_as_long_as_its_key_is_published() {
        let setup = Setup::new(ISSUER, IssuerSettings::default());
        let token = token(&setup, ISSUER);
        let kept = setup.rotated(ISSUER, true);
        assert!(IdTokenHint::read(ISSUER, &kept, &token).is_some());
        let gone = setup.rotated(ISSUER, false);
        assert!(IdTokenHint::read(ISSUER, &gone, &token).is_none());
    }
}
