//! How people who run providers speak of what goes wrong there, and what mock-idp calls it.

use conformance_harness::distance;
use serde_json::{Value, json};

/// Faults: where they show, what is said of it there, and mock-idp's name.
const FAULTS: [(&str, &str, &str); 38] = [
    ("ID token", "has a wrong issuer", "iss-wrong"),
    ("ID token", "has no issuer", "iss-missing"),
    ("ID token", "has no subject", "sub-missing"),
    ("ID token", "has an empty subject", "sub-empty"),
    (
        "ID token",
        "has a subject of 256 characters",
        "sub-too-long",
    ),
    ("ID token", "is for another audience", "aud-wrong"),
    ("ID token", "has no audience", "aud-missing"),
    ("ID token", "is for somebody else, too", "aud-more"),
    ("ID token", "has another authorized party", "azp-wrong"),
    ("ID token", "has a wrong nonce", "nonce-wrong"),
    ("ID token", "has no nonce", "nonce-missing"),
    ("ID token", "has expired", "exp-past"),
    ("ID token", "has no expiry", "exp-missing"),
    ("ID token", "does not say when it was issued", "iat-missing"),
    ("ID token", "is from the future", "iat-future"),
    ("ID token", "is not valid yet", "nbf-future"),
    ("ID token", "has a broken signature", "signature-broken"),
    (
        "ID token",
        "is signed by an unpublished key",
        "signature-other-key",
    ),
    ("ID token", "is not signed", "alg-none"),
    (
        "ID token",
        "is signed with the public key as secret",
        "alg-hs256",
    ),
    (
        "ID token",
        "is signed with the client secret",
        "alg-hs256-secret",
    ),
    ("ID token", "names an unknown key", "kid-unknown"),
    ("ID token", "names no key", "kid-missing"),
    (
        "ID token",
        "belongs to another access token",
        "at-hash-wrong",
    ),
    (
        "ID token",
        "has a critical extension that nobody knows",
        "crit-unknown",
    ),
    ("ID token", "is missing", "id-token-missing"),
    ("ID token", "is no token at all", "id-token-malformed"),
    (
        "ID token",
        "is signed by a key that is new this moment",
        "rotated-just-now",
    ),
    ("token answer", "has another token type", "token-type-wrong"),
    (
        "token answer",
        "has no access token",
        "access-token-missing",
    ),
    ("authorization response", "has a wrong state", "state-wrong"),
    ("authorization response", "has no state", "state-missing"),
    (
        "authorization response",
        "is from another issuer",
        "response-iss-wrong",
    ),
    (
        "authorization response",
        "does not say who it is from",
        "response-iss-missing",
    ),
    ("authorization response", "has no code", "code-missing"),
    ("user info", "is about somebody else", "userinfo-sub-wrong"),
    (
        "user info",
        "does not say whom it is about",
        "userinfo-sub-missing",
    ),
    ("user info", "is refused", "userinfo-refused"),
];

/// Trouble: how an answer comes, and mock-idp's kind, with what belongs to it.
const TROUBLES: [(&str, &str, Detail); 11] = [
    ("with status 500", "status", Detail::Status(500)),
    ("with status 503", "status", Detail::Status(503)),
    ("with status 404", "status", Detail::Status(404)),
    ("slowly", "slow", Detail::Ms(2_000)),
    ("never", "hangs", Detail::None),
    (
        "with half of it, and closes the connection",
        "cut-off",
        Detail::None,
    ),
    ("with JSON that breaks off", "malformed", Detail::None),
    (
        "with the wrong content type",
        "content-type",
        Detail::ContentType("text/html"),
    ),
    ("by leading in a circle", "redirect-loop", Detail::None),
    ("with nothing in it", "empty", Detail::None),
    ("by closing the connection", "nothing", Detail::None),
];

/// What is asked for, and mock-idp's name of the endpoint.
const ENDPOINTS: [(&str, &str); 4] = [
    ("requests for its discovery document", "discovery"),
    ("requests for its keys", "jwks"),
    ("token request", "token"),
    ("user info request", "userinfo"),
];

#[derive(Clone, Copy)]
enum Detail {
    None,
    Status(u16),
    Ms(u32),
    ContentType(&'static str),
}

/// The fault that people mean who say this of an answer.
///
/// # Errors
/// When nobody does: what is the nearest.
pub(super) fn fault(place: &str, words: &str) -> Result<&'static str, String> {
    let here = || FAULTS.iter().filter(|(own, _, _)| *own == place);
    let found = here().find(|(_, own, _)| *own == words);
    found.map(|(_, _, name)| *name).ok_or_else(|| {
        let known = here().map(|(_, words, _)| *words);
        unknown(&format!("“{place} {words}”"), known, words)
    })
}

/// The trouble that people mean who say that an answer comes so: its kind, and the order for it.
///
/// # Errors
/// When nobody does: what is the nearest.
pub(super) fn trouble(words: &str) -> Result<(&'static str, Value), String> {
    let found = TROUBLES.iter().find(|(own, _, _)| *own == words);
    let (_, kind, detail) = found.ok_or_else(|| {
        let known = TROUBLES.iter().map(|(words, _, _)| *words);
        unknown(&format!("an answer “{words}”"), known, words)
    })?;
    let mut order = json!({ "kind": kind });
    match detail {
        Detail::None => {}
        Detail::Status(status) => order["status"] = json!(status),
        Detail::Ms(ms) => order["ms"] = json!(ms),
        Detail::ContentType(media_type) => order["content_type"] = json!(media_type),
    }
    Ok((kind, order))
}

/// The endpoint that is asked.
///
/// # Errors
/// When there is none.
pub(super) fn endpoint(words: &str) -> Result<&'static str, String> {
    let found = ENDPOINTS.iter().find(|(own, _)| *own == words);
    found.map(|(_, name)| *name).ok_or_else(|| {
        let known = ENDPOINTS.iter().map(|(words, _)| *words);
        unknown(&format!("“{words}”"), known, words)
    })
}

/// The text for something that nobody knows, with the nearest of what is known.
pub(super) fn unknown(
    what: &str,
    known: impl Iterator<Item = &'static str>,
    words: &str,
) -> String {
    let nearest = known.min_by_key(|known| distance::between(known, words));
    let nearest = nearest.map(|it| format!("; is “{it}” meant?"));
    format!("nobody knows {what}{}", nearest.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use mock_idp::{Fault, Trouble};

    use super::*;

    #[test]
    fn there_are_words_for_every_fault_that_the_provider_knows_and_for_no_other() {
        let spoken: BTreeSet<&str> = FAULTS.iter().map(|(_, _, name)| *name).collect();
        let known: BTreeSet<&str> = Fault::ALL.iter().map(|fault| fault.name()).collect();
        assert_eq!(spoken, known);
        assert_eq!(spoken.len(), FAULTS.len());
    }

    #[test]
    fn every_trouble_can_be_ordered() {
        for (words, _, _) in TROUBLES {
            let (_, order) = trouble(words).expect("it is known");
            let read: Result<Trouble, _> = serde_json::from_value(order);
            assert!(read.is_ok(), "{words}: {read:?}");
        }
    }

    #[test]
    fn what_nobody_knows_is_told_with_the_nearest_that_somebody_does() {
        assert_eq!(fault("ID token", "has a wrong issuer"), Ok("iss-wrong"));
        let told = fault("ID token", "has a wrong isuer").expect_err("a slip");
        assert!(told.contains("is “has a wrong issuer” meant?"), "{told}");
        let told = trouble("with status 501").expect_err("a slip");
        assert!(told.contains("is “with status 500” meant?"), "{told}");
    }
}
