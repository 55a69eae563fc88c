//! Proof key for code exchange (RFC 7636), with S256 only.

use aws_lc_rs::constant_time;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::secret::sha256;

/// The `code_challenge` of an authorization request: the SHA-256 digest of a verifier that only the client knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Challenge([u8; 32]);

impl Challenge {
    /// Reads the two parameters of an authorization request (RFC 7636, section 4.3); neither of them means no PKCE.
    ///
    /// # Errors
    /// A description for `invalid_request` (section 4.4.1). An absent method would mean `plain`, which is not on offer.
    pub(crate) fn read(
        challenge: Option<&str>,
        method: Option<&str>,
    ) -> Result<Option<Self>, &'static str> {
        match (challenge, method) {
            (None, None) => Ok(None),
            (None, Some(_)) => Err("code_challenge_method came without a code_challenge"),
            (Some(_), None) => Err("code_challenge came without a code_challenge_method; use S256"),
            (Some(challenge), Some("S256")) => {
                let digest = URL_SAFE_NO_PAD
                    .decode(challenge)
                    .ok()
                    .and_then(|bytes| bytes.try_into().ok());
                match digest {
                    Some(digest) => Ok(Some(Self(digest))),
                    None => Err(
                        "code_challenge is not a base64url SHA-256 digest (43 characters, no padding)",
                    ),
                }
            }
            (Some(_), Some(_)) => Err("code_challenge_method must be S256"),
        }
    }

    /// Whether `verifier` is well-formed (section 4.1) and is what the challenge was made from (section 4.6).
    pub(crate) fn is_met_by(&self, verifier: &str) -> bool {
        let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        (43..=128).contains(&verifier.len())
            && verifier.bytes().all(unreserved)
            && constant_time::verify_slices_are_equal(&self.0, &sha256(verifier.as_bytes())).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7636, appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    fn challenge(of: &str) -> Challenge {
        Challenge(sha256(of.as_bytes()))
    }

    #[test]
    fn the_verifier_of_rfc_7636_meets_its_challenge() {
        let read = Challenge::read(Some(CHALLENGE), Some("S256"))
            .expect("valid")
            .expect("present");
        assert!(read.is_met_by(VERIFIER));
    }

    #[test]
    fn the_verifier_of_rfc_7636_encodes_its_octets() {
        let octets = [
            116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212,
            37, 77, 105, 214, 191, 240, 91, 88, 5, 88, 83, 132, 141, 121,
        ];
        assert_eq!(URL_SAFE_NO_PAD.encode(octets), VERIFIER);
    }

    #[test]
    fn no_other_verifier_meets_it() {
        let read = challenge(VERIFIER);
        let last_changed = VERIFIER.replace("EjXk", "EjXl");
        for other in ["", CHALLENGE, &last_changed, &format!("{VERIFIER}A")] {
            assert!(!read.is_met_by(other), "{other:?}");
        }
    }

    #[test]
    fn a_verifier_that_is_too_short_too_long_or_has_other_characters_is_refused_though_it_hashes_right()
     {
        for bad in [
            "a".repeat(42),
            "a".repeat(129),
            format!("{}+", "a".repeat(43)),
            "ä".repeat(30),
        ] {
            assert!(!challenge(&bad).is_met_by(&bad), "{bad:?}");
        }
        for good in ["a".repeat(43), "~".repeat(128)] {
            assert!(challenge(&good).is_met_by(&good), "{good:?}");
        }
    }

    #[test]
    fn only_a_digest_with_the_method_s256_is_a_challenge() {
        assert_eq!(Challenge::read(None, None), Ok(None));
        for (challenge, method) in [
            (Some(VERIFIER), Some("plain")),
            (Some(CHALLENGE), Some("s256")),
            (Some(CHALLENGE), None),
            (None, Some("S256")),
            (Some("too-short"), Some("S256")),
            (
                Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM="),
                Some("S256"),
            ),
        ] {
            assert!(
                Challenge::read(challenge, method).is_err(),
                "{challenge:?} {method:?}"
            );
        }
    }
}
