//! ID tokens: what Core, section 2 and 3.1.3.7, and the reference suite's limits ask for.

use serde_json::Value;

use super::{Check, Clause, Subject};
use crate::openid::IdToken;

/// How far a clock may be off, in seconds.
const SKEW_S: f64 = 300.0;
/// What nobody means, in seconds: a lifetime of fifty years is one in milliseconds.
const TOO_LONG_S: f64 = 50.0 * 365.0 * 86_400.0;

const CLAIMS: &str = "OpenID Connect Core 1.0, section 2";
const VALIDATION: &str = "OpenID Connect Core 1.0, section 3.1.3.7";

impl Subject for IdToken {
    const WHAT: &'static str = "the ID token";
    const CLAUSES: &'static [Clause<Self>] = &[
        Clause::must(
            "id-token.form",
            "RFC 7515, section 7.1",
            "it has three parts, of which the first two are JSON",
            |it| Check::that(it.is_readable, || "it has not".to_owned()),
        ),
        Clause::must(
            "id-token.algorithm",
            "OpenID Connect Core 1.0, section 3.1.3.7, item 7",
            "it is signed with RS256, as nothing else was asked for",
            |it| {
                Check::that(it.header("alg") == Some("RS256"), || {
                    format!("`alg` is {:?}", it.header("alg"))
                })
            },
        ),
        Clause::must(
            "id-token.kid",
            "OpenID Connect Core 1.0, section 10.1",
            "it names its key, if several are published",
            |it| {
                let named = it.header("kid").is_some_and(|kid| !kid.is_empty());
                if it.published_keys < 2 {
                    return Check::Silent;
                }
                Check::that(named, || {
                    format!("{} keys are published", it.published_keys)
                })
            },
        ),
        Clause::must(
            "id-token.signature",
            VALIDATION,
            "its signature fits the published key that it names",
            |it| match &it.signature {
                Ok(()) => Check::Holds,
                Err(why) => Check::Broken(why.clone()),
            },
        ),
        Clause::must(
            "id-token.iss",
            VALIDATION,
            "`iss` is exactly the issuer",
            |it| {
                Check::that(it.text("iss") == Some(&it.issuer), || {
                    format!("{}, and the issuer is {}", claim(it, "iss"), it.issuer)
                })
            },
        ),
        Clause::must(
            "id-token.sub",
            CLAIMS,
            "`sub` has 1 to 255 ASCII characters",
            |it| {
                let sound = it
                    .text("sub")
                    .is_some_and(|sub| (1..=255).contains(&sub.len()) && sub.is_ascii());
                Check::that(sound, || claim(it, "sub"))
            },
        ),
        Clause::must(
            "id-token.aud",
            VALIDATION,
            "`aud` is the application, and nobody else",
            |it| {
                let sound = match it.claims.get("aud") {
                    Some(Value::String(aud)) => *aud == it.client_id,
                    Some(Value::Array(aud)) => {
                        !aud.is_empty() && aud.iter().all(|aud| *aud == it.client_id.as_str())
                    }
                    _ => false,
                };
                Check::that(sound, || claim(it, "aud"))
            },
        ),
        Clause::must(
            "id-token.azp",
            VALIDATION,
            "`azp`, if it is there, is the application",
            |it| match it.claims.get("azp") {
                None => Check::Silent,
                Some(azp) => Check::that(*azp == it.client_id.as_str(), || azp.to_string()),
            },
        ),
        Clause::must(
            "id-token.exp",
            CLAIMS,
            "`exp` is a number of seconds in the future, and less than fifty years away",
            |it| {
                let left = it.number("exp").map(|exp| exp - seconds(it));
                let sound = left.is_some_and(|left| left > -SKEW_S && left < TOO_LONG_S);
                Check::that(sound, || claim(it, "exp"))
            },
        ),
        Clause::must(
            "id-token.iat",
            CLAIMS,
            "`iat` is the time, give or take five minutes",
            |it| {
                let age = it.number("iat").map(|iat| (seconds(it) - iat).abs());
                Check::that(age.is_some_and(|age| age <= SKEW_S), || claim(it, "iat"))
            },
        ),
        Clause::must(
            "id-token.lifetime",
            CLAIMS,
            "`exp` is later than `iat`",
            |it| {
                let (exp, iat) = (it.number("exp"), it.number("iat"));
                Check::that(exp > iat, || {
                    format!("exp is {}, iat is {}", claim(it, "exp"), claim(it, "iat"))
                })
            },
        ),
        Clause::must(
            "id-token.nonce",
            "OpenID Connect Core 1.0, sections 3.1.3.7 and 12.2",
            "`nonce` is the one that was sent, and none is invented",
            |it| {
                let found = it.claims.get("nonce");
                let as_sent = found.and_then(Value::as_str) == it.nonce.as_deref();
                let sound = if it.is_refreshed {
                    found.is_none() || as_sent
                } else {
                    as_sent && found.is_some() == it.nonce.is_some()
                };
                Check::that(sound, || match found {
                    None => "there is none".to_owned(),
                    Some(_) if it.nonce.is_none() => "one was invented".to_owned(),
                    Some(_) => "it is another one".to_owned(),
                })
            },
        ),
        Clause::must(
            "id-token.auth-time",
            "OpenID Connect Core 1.0, sections 2 and 3.1.2.1",
            "`auth_time` is a moment of the last year, and is there if `max_age` was sent",
            |it| match it.claims.get("auth_time") {
                None => Check::that(it.max_age.is_none() || it.is_refreshed, || {
                    "there is none".to_owned()
                }),
                Some(_) => {
                    let age = it.number("auth_time").map(|then| seconds(it) - then);
                    let sound = age.is_some_and(|age| (-SKEW_S..365.0 * 86_400.0).contains(&age));
                    Check::that(sound, || claim(it, "auth_time"))
                }
            },
        ),
        Clause::must(
            "id-token.at-hash",
            "OpenID Connect Core 1.0, section 3.1.3.6",
            "`at_hash`, if it is there, is that of the access token",
            |it| match (it.claims.get("at_hash"), &it.at_hash) {
                (None, _) | (_, None) => Check::Silent,
                (Some(found), Some(wanted)) => {
                    Check::that(found == wanted.as_str(), || found.to_string())
                }
            },
        ),
        Clause::must(
            "id-token.acr",
            CLAIMS,
            "`acr`, if it is there, says something",
            |it| match it.claims.get("acr") {
                None => Check::Silent,
                Some(acr) => {
                    let says = acr.as_str().is_some_and(|acr| !acr.is_empty());
                    Check::that(says, || acr.to_string())
                }
            },
        ),
        Clause::must(
            "id-token.jti",
            "RFC 7519, section 4.1.7",
            "`jti` tells it from all others",
            |it| {
                let has = it.text("jti").is_some_and(|jti| !jti.is_empty());
                Check::that(has, || claim(it, "jti"))
            },
        ),
    ];
}

fn seconds(it: &IdToken) -> f64 {
    it.at as f64
}

fn claim(it: &IdToken, name: &str) -> String {
    it.claims
        .get(name)
        .map_or_else(|| "there is none".to_owned(), Value::to_string)
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, json};

    use super::super::tests::broken;
    use super::*;

    const NOW: u64 = 1_700_000_000;

    fn token(changes: Value) -> IdToken {
        let mut claims = json!({
            "iss": "https://op.test", "sub": "user_1", "aud": "app", "exp": NOW + 60, "iat": NOW,
            "nonce": "n", "jti": "1", "at_hash": "half",
        });
        if let (Some(claims), Value::Object(changes)) = (claims.as_object_mut(), changes) {
            for (name, value) in changes {
                if value.is_null() {
                    claims.remove(&name);
                } else {
                    claims.insert(name, value);
                }
            }
        }
        let members = |value: Value| -> Map<String, Value> {
            serde_json::from_value(value).expect("an object")
        };
        IdToken {
            header: members(json!({ "alg": "RS256", "kid": "k" })),
            claims: members(claims),
            is_readable: true,
            published_keys: 2,
            signature: Ok(()),
            issuer: "https://op.test".to_owned(),
            client_id: "app".to_owned(),
            nonce: Some("n".to_owned()),
            max_age: None,
            at_hash: Some("half".to_owned()),
            is_refreshed: false,
            at: NOW,
        }
    }

    #[test]
    fn a_sound_token_breaks_nothing() {
        assert_eq!(broken(&token(json!({}))), Vec::<&str>::new());
        let listed = json!({ "aud": ["app"], "azp": "app", "auth_time": NOW - 10, "acr": "0" });
        assert_eq!(broken(&token(listed)), Vec::<&str>::new());
    }

    #[test]
    fn each_clause_notices_what_it_is_about() {
        for (changes, clause) in [
            (json!({ "iss": "https://op.test/" }), "id-token.iss"),
            (json!({ "sub": "" }), "id-token.sub"),
            (json!({ "sub": "x".repeat(256) }), "id-token.sub"),
            (json!({ "aud": ["app", "other"] }), "id-token.aud"),
            (json!({ "aud": [] }), "id-token.aud"),
            (json!({ "azp": "other" }), "id-token.azp"),
            (json!({ "exp": (NOW + 60) * 1_000 }), "id-token.exp"),
            (json!({ "nonce": null }), "id-token.nonce"),
            (json!({ "nonce": "N" }), "id-token.nonce"),
            (json!({ "auth_time": NOW * 1_000 }), "id-token.auth-time"),
            (json!({ "at_hash": "other" }), "id-token.at-hash"),
            (json!({ "acr": "" }), "id-token.acr"),
            (json!({ "jti": null }), "id-token.jti"),
        ] {
            assert_eq!(broken(&token(changes.clone())), [clause], "{changes}");
        }
        let late = token(json!({ "exp": NOW - 400 }));
        assert_eq!(broken(&late), ["id-token.exp", "id-token.lifetime"]);
        let old = token(json!({ "iat": NOW - 301 }));
        assert_eq!(broken(&old), ["id-token.iat"]);
        let timeless = token(json!({ "iat": null }));
        assert_eq!(broken(&timeless), ["id-token.iat"]);
    }

    #[test]
    fn what_was_sent_and_published_counts() {
        let sound = || token(json!({}));
        for (changed, clause) in [
            (
                IdToken {
                    nonce: None,
                    ..sound()
                },
                "id-token.nonce",
            ),
            (
                IdToken {
                    max_age: Some(1),
                    ..sound()
                },
                "id-token.auth-time",
            ),
            (
                IdToken {
                    signature: Err("no".to_owned()),
                    ..sound()
                },
                "id-token.signature",
            ),
            (
                IdToken {
                    is_readable: false,
                    ..sound()
                },
                "id-token.form",
            ),
        ] {
            assert_eq!(broken(&changed), [clause]);
        }
        let mut unnamed = sound();
        unnamed.header.remove("kid");
        assert_eq!(broken(&unnamed), ["id-token.kid"]);
        unnamed.published_keys = 1;
        assert_eq!(broken(&unnamed), Vec::<&str>::new());
        let mut other = sound();
        other.header.insert("alg".to_owned(), json!("none"));
        assert_eq!(broken(&other), ["id-token.algorithm"]);
    }

    #[test]
    fn a_refreshed_token_needs_no_nonce_and_no_auth_time() {
        let refreshed = IdToken {
            is_refreshed: true,
            max_age: Some(10),
            ..token(json!({ "nonce": null }))
        };
        assert_eq!(broken(&refreshed), Vec::<&str>::new());
    }
}
