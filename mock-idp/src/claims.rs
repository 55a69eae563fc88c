//! What is told about a person, in the ID token and at the userinfo endpoint.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use crate::Person;
use crate::grants::Access;
use crate::merge::merge;
use crate::scope::Scopes;
use crate::secret::{Secret, sha256};

/// The claims about `person` that `scopes` release (OpenID Connect Core, section 5.4), always with `sub`.
pub(crate) fn about(person: &Person, scopes: Scopes) -> Map<String, Value> {
    let mut claims = Map::new();
    claims.insert("email".into(), json!(person.email));
    claims.insert("email_verified".into(), json!(person.email_verified));
    for (name, value) in [
        ("given_name", &person.given_name),
        ("family_name", &person.family_name),
        ("name", &person.name),
        ("picture", &person.picture),
        ("preferred_username", &person.preferred_username),
    ] {
        if let Some(value) = value {
            claims.insert(name.into(), json!(value));
        }
    }
    merge(&mut claims, &person.claims);
    claims.retain(|name, _| scopes.release(name));
    claims.insert("sub".into(), json!(person.sub));
    claims
}

/// The claims of an ID token (OpenID Connect Core, section 2) issued at `now_s` (Unix seconds) beside `access_token`, valid
/// for `lifetime_s`, in answer to a code, with its nonce, or to a refresh token, without (section 12.2).
pub(crate) fn of_id_token(
    issuer: &str,
    access: &Access,
    nonce: Option<&str>,
    person: &Person,
    access_token: &Secret,
    now_s: u64,
    lifetime_s: u64,
) -> Map<String, Value> {
    let grant = &access.grant;
    let mut claims = about(person, access.scopes);
    claims.retain(|name, _| !person.userinfo_only.contains(name));
    claims.insert("iss".into(), json!(issuer));
    claims.insert("aud".into(), json!(grant.client_id));
    claims.insert("iat".into(), json!(now_s));
    claims.insert("exp".into(), json!(now_s + lifetime_s));
    claims.insert("auth_time".into(), json!(grant.auth_time_s));
    claims.insert("at_hash".into(), json!(at_hash(access_token.expose())));
    if let Some(nonce) = nonce {
        claims.insert("nonce".into(), json!(nonce));
    }
    claims
}

/// The left half of the token's SHA-256 digest (OpenID Connect Core, section 3.1.3.6): right for ES256 and RS256.
fn at_hash(access_token: &str) -> String {
    URL_SAFE_NO_PAD.encode(&sha256(access_token.as_bytes())[..16])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::NewPerson;

    fn released(person: Value, scopes: &str) -> Value {
        let new: NewPerson = serde_json::from_value(person).expect("well-formed");
        let person = new.into_person().expect("valid");
        Value::Object(about(&person, Scopes::read(scopes).expect("known scopes")))
    }

    #[test]
    fn each_scope_releases_its_own_claims() {
        let ada = json!({"email": "ada@example.test", "sub": "s", "given_name": "Ada", "claims": {"team": "red"}});
        assert_eq!(
            released(ada.clone(), "openid"),
            json!({"sub": "s", "team": "red"})
        );
        assert_eq!(
            released(ada.clone(), "openid email"),
            json!({"sub": "s", "team": "red", "email": "ada@example.test", "email_verified": true})
        );
        assert_eq!(
            released(ada, "openid profile"),
            json!({"sub": "s", "team": "red", "given_name": "Ada"})
        );
    }

    #[test]
    fn own_claims_replace_add_to_and_take_away_standard_ones() {
        let ada = json!({"email": "ada@example.test", "sub": "s", "name": "Ada",
            "claims": {"email_verified": null, "name": "Countess", "org": {"id": 1, "no": null}}});
        assert_eq!(
            released(ada, "openid email profile"),
            json!({"sub": "s", "email": "ada@example.test", "name": "Countess", "org": {"id": 1}})
        );
    }

    #[test]
    fn at_hash_agrees_with_the_example_of_openid_connect_core() {
        assert_eq!(
            at_hash("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"),
            "77QmUPtjPfzWtF2AnpK9RQ"
        );
    }
}
