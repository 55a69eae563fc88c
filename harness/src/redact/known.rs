//! Secrets that are known by their values.

use std::sync::{PoisonError, RwLock};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use url::form_urlencoded;

use super::REDACTED;

/// What is shorter opens nothing, and may stand in any text, in bytes.
pub(crate) const SHORTEST_SECRET: usize = 6;

/// The secrets whose values are known, in all the ways that they are written, the longest first: one may begin with
/// another.
static KNOWN: RwLock<Vec<String>> = RwLock::new(Vec::new());

/// From now on, [`text`](super::text) and [`hide_known`] replace this value, which nobody can tell by how it looks: what is in the
/// environment for a profile, and what a run is given on its way. What is too short to open anything is not remembered.
pub fn remember(secret: &str) {
    let secret = secret.trim();
    // Clerk's signing secrets are base64 behind a prefix.
    let bare = secret.split_once("whsec_").map_or("", |(_, bare)| bare);
    let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
    for secret in [secret, bare] {
        if secret.len() < SHORTEST_SECRET {
            continue;
        }
        let json = serde_json::Value::from(secret).to_string();
        let forms = [
            secret.to_owned(),
            form_urlencoded::byte_serialize(secret.as_bytes()).collect(),
            json.trim_matches('"').to_owned(),
            STANDARD.encode(secret),
            URL_SAFE_NO_PAD.encode(secret),
        ];
        known.extend(forms);
    }
    known.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    known.dedup();
}

/// Replaces the secrets in `text` whose values are known.
pub fn hide_known(text: &mut String) {
    let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
    for secret in known.iter() {
        if text.contains(secret) {
            *text = text.replace(secret, REDACTED);
        }
    }
}

/// Whether there is a secret whose value is known.
#[must_use]
pub fn knows_secrets() -> bool {
    let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
    !known.is_empty()
}

/// Whether `text` shows a secret whose value is known.
#[must_use]
pub fn is_shown_in(text: &str) -> bool {
    let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
    known.iter().any(|secret| text.contains(secret))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::text;

    #[test]
    fn a_secret_whose_value_is_known_goes_however_it_is_written() {
        remember("plan=ted/value+1");
        remember("whsec_cGxhbnRlZA==");
        remember("pro");
        for told in [
            "it is plan=ted/value+1!",
            "it is plan%3Dted%2Fvalue%2B1!",
            "it is cGxhbj10ZWQvdmFsdWUrMQ==!",
            "it is cGxhbj10ZWQvdmFsdWUrMQ!",
            "it is cGxhbnRlZA==!",
        ] {
            assert!(is_shown_in(told), "{told}");
            assert_eq!(text(told), "it is [redacted]!");
        }
        assert_eq!(text("a pro plan"), "a pro plan", "it is too short");
    }
}
