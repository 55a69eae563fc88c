//! Proof Key for Code Exchange (RFC 7636).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// A code verifier with its S256 challenge.
#[derive(Clone)]
pub struct Pkce {
    /// Section 4.1.
    pub verifier: String,
    /// Section 4.2.
    pub challenge: String,
}

impl Pkce {
    /// A fresh one.
    #[must_use]
    pub fn fresh() -> Self {
        Self::of(URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>()))
    }

    fn of(verifier: String) -> Self {
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier));
        Self {
            verifier,
            challenge,
        }
    }
}

impl std::fmt::Debug for Pkce {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pkce")
            .field("challenge", &self.challenge)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_that_of_appendix_b() {
        let pkce = Pkce::of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned());
        assert_eq!(
            pkce.challenge,
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }

    #[test]
    fn a_verifier_has_a_length_that_section_4_1_allows_and_is_never_the_same() {
        let (one, other) = (Pkce::fresh(), Pkce::fresh());
        assert!((43..=128).contains(&one.verifier.len()));
        assert_ne!(one.verifier, other.verifier);
    }
}
