//! The key set that tokens are verified with.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::{Check, Clause, Subject};
use crate::openid::HttpAnswer;

/// A JSON Web Key set, as it was answered.
#[derive(Debug, Clone)]
pub struct KeySet {
    /// The answer.
    pub answer: HttpAnswer,
}

/// Members that only whoever signs may know (RFC 7518, sections 6.2.2, 6.3.2 and 6.4).
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

impl Subject for KeySet {
    const WHAT: &'static str = "the key set";
    const CLAUSES: &'static [Clause<Self>] = &[
        Clause::must(
            "key-set.answer",
            "RFC 7517, section 5",
            "it is answered with 200 and JSON that has a list `keys` with something in it",
            |it| {
                let is_json = it.answer.media_type().ends_with("json");
                let sound = it.answer.status == 200 && is_json && !keys(it).is_empty();
                Check::that(sound, || it.answer.describe())
            },
        ),
        Clause::must(
            "key-set.kid",
            "RFC 7517, section 4.5",
            "where there are several keys, each has a `kid` of its own",
            |it| {
                let keys = keys(it);
                let ids: BTreeSet<&str> = keys.iter().filter_map(|it| it["kid"].as_str()).collect();
                if keys.len() < 2 {
                    return Check::Silent;
                }
                Check::that(ids.len() == keys.len(), || {
                    format!("{} keys, and {} different `kid`", keys.len(), ids.len())
                })
            },
        ),
        Clause::must(
            "key-set.public-only",
            "RFC 7517, section 9.2",
            "no key has members that only whoever signs may know",
            |it| {
                let told = keys(it)
                    .into_iter()
                    .find_map(|key| PRIVATE.into_iter().find(|name| !key[name].is_null()));
                Check::that(told.is_none(), || {
                    format!("a key has `{}`", told.unwrap_or_default())
                })
            },
        ),
        Clause::must(
            "key-set.rs256",
            "OpenID Connect Core 1.0, section 15.1",
            "a key fits RS256",
            |it| {
                let fits = |key: &Value| {
                    key["kty"] == "RSA"
                        && matches!(key["alg"].as_str(), None | Some("RS256"))
                        && matches!(key["use"].as_str(), None | Some("sig"))
                };
                Check::that(keys(it).iter().any(fits), || "none does".to_owned())
            },
        ),
        Clause::must(
            "key-set.rsa-length",
            "RFC 7518, section 3.3",
            "RSA keys have at least 2048 bits",
            |it| {
                let lengths: Vec<usize> = keys(it)
                    .iter()
                    .filter(|key| key["kty"] == "RSA")
                    .map(bits)
                    .collect();
                if lengths.is_empty() {
                    return Check::Silent;
                }
                Check::that(lengths.iter().all(|bits| *bits >= 2_048), || {
                    format!("{lengths:?} bits")
                })
            },
        ),
    ];
}

fn keys(it: &KeySet) -> Vec<Value> {
    match it.answer.members().remove("keys") {
        Some(Value::Array(keys)) => keys,
        _ => Vec::new(),
    }
}

/// The length of an RSA key's modulus.
fn bits(key: &Value) -> usize {
    let modulus = URL_SAFE_NO_PAD.decode(key["n"].as_str().unwrap_or_default());
    let modulus = modulus.unwrap_or_default();
    let zeros = modulus
        .first()
        .map_or(0, |first| first.leading_zeros() as usize);
    modulus.len() * 8 - zeros
}

#[cfg(test)]
mod tests {
    use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
    use serde_json::json;

    use super::super::tests::broken;
    use super::*;

    fn set(keys: &Value) -> KeySet {
        let json = HeaderValue::from_static("application/jwk-set+json");
        KeySet {
            answer: HttpAnswer {
                status: 200,
                headers: HeaderMap::from_iter([(CONTENT_TYPE, json)]),
                body: json!({ "keys": keys }).to_string().into_bytes(),
            },
        }
    }

    #[test]
    fn each_clause_notices_what_it_is_about() {
        let modulus = |bytes: usize| URL_SAFE_NO_PAD.encode(vec![0xff_u8; bytes]);
        let rsa = |kid: &str| json!({ "kty": "RSA", "kid": kid, "n": modulus(256), "e": "AQAB" });
        assert_eq!(
            broken(&set(&json!([rsa("a"), rsa("b")]))),
            Vec::<&str>::new()
        );
        assert_eq!(broken(&set(&json!([rsa("a"), rsa("a")]))), ["key-set.kid"]);
        assert_eq!(
            broken(&set(&json!([]))),
            ["key-set.answer", "key-set.rs256"]
        );
        let mut told = rsa("a");
        told["d"] = json!("secret");
        assert_eq!(broken(&set(&json!([told]))), ["key-set.public-only"]);
        let mut short = rsa("a");
        short["n"] = json!(modulus(128));
        assert_eq!(broken(&set(&json!([short]))), ["key-set.rsa-length"]);
        let mut for_secrets = rsa("a");
        for_secrets["use"] = json!("enc");
        assert_eq!(broken(&set(&json!([for_secrets]))), ["key-set.rs256"]);
    }
}
