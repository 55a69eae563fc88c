//! Values that only their owner may show, and the randomness that they are made of.

use std::fmt;

use aws_lc_rs::{constant_time, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

/// A client secret, a code or a token: compared in constant time and never shown by [`Debug`](fmt::Debug).
///
/// Serialization does reveal it, because the admin API has to carry client secrets.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// A fresh secret of 256 random bits, URL-safe.
    pub(crate) fn random() -> Self {
        Self(random_id())
    }

    /// The value itself, for the one place where it has to be sent.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether `presented` is this secret, in a time that does not tell how much of it is right.
    pub(crate) fn matches(&self, presented: &str) -> bool {
        constant_time::verify_slices_are_equal(self.0.as_bytes(), presented.as_bytes()).is_ok()
    }
}

impl From<&str> for Secret {
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

impl From<String> for Secret {
    fn from(value: String) -> Self {
        Self(value)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// The SHA-256 digest of a secret: what is kept of codes and tokens.
///
/// Looking one up by digest leaks nothing through timing, since nobody can choose the digest of a guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Fingerprint([u8; 32]);

impl Fingerprint {
    pub(crate) fn of(secret: &str) -> Self {
        Self(sha256(secret.as_bytes()))
    }
}

/// 256 random bits as 43 URL-safe characters.
pub(crate) fn random_id() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_matches_itself_only() {
        let secret = Secret::from("fake-secret");
        assert!(secret.matches("fake-secret"));
        for other in ["", "fake-secre", "fake-secret ", "Fake-secret"] {
            assert!(!secret.matches(other), "{other:?}");
        }
    }

    #[test]
    fn debug_does_not_reveal_a_secret() {
        assert_eq!(
            format!("{:?}", Some(Secret::from("fake-secret"))),
            "Some([redacted])"
        );
    }

    #[test]
    fn random_ids_are_long_and_never_the_same() {
        assert_eq!(random_id().len(), 43);
        assert_ne!(random_id(), random_id());
    }
}
