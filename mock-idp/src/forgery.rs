//! Makes an unsound ID token out of a sound one.

use std::collections::BTreeSet;

use aws_lc_rs::error::Unspecified;
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use crate::Fault;
use crate::keys::{LazyKey, SigningKey, compact, with_signature};

/// Whom a forged ID token or answer says it is from.
pub(crate) const OTHER_ISSUER: &str = "https://another-issuer.example";
const OTHER_CLIENT: &str = "another-client";
/// More than any relying party puts down to clocks that differ, in seconds.
const AN_HOUR: u64 = 60 * 60;

/// All that an ID token is made of.
pub(crate) struct Draft<'a> {
    /// What signs it, or would.
    pub(crate) key: &'a SigningKey,
    /// Whether the header names the key.
    pub(crate) kid: bool,
    /// The sound claims.
    pub(crate) claims: Map<String, Value>,
    pub(crate) client_id: &'a str,
    /// Public clients have none.
    pub(crate) client_secret: Option<&'a str>,
    /// Unix seconds.
    pub(crate) now_s: u64,
}

/// What became of a draft.
pub(crate) struct Forged {
    /// `None` by [`Fault::IdTokenMissing`].
    pub(crate) token: Option<String>,
    /// What is really wrong with it.
    pub(crate) faults: BTreeSet<Fault>,
}

/// A `sub` that is one character longer than OpenID Connect Core, section 2 allows.
pub(crate) fn too_long_sub() -> String {
    "s".repeat(256)
}

impl Draft<'_> {
    /// The signed ID token, with those of `faults` that concern it.
    ///
    /// # Errors
    /// When the cryptographic library cannot sign.
    pub(crate) fn forge(mut self, faults: &BTreeSet<Fault>) -> Result<Forged, Unspecified> {
        let mut header = self.key.header(self.kid);
        let mut done = BTreeSet::new();
        for fault in faults {
            if self.spoil_claims(*fault) || self.spoil_header(&mut header, *fault) {
                done.insert(*fault);
            }
        }
        let mut token = Some(self.sign(&mut header, faults, &mut done)?);
        for fault in faults {
            match fault {
                Fault::IdTokenMissing => token = None,
                Fault::IdTokenMalformed => token = token.map(|_| "this-is-no-token".to_owned()),
                // The key that the draft is signed with has come by then.
                Fault::RotatedJustNow => {}
                _ => continue,
            }
            done.insert(*fault);
        }
        Ok(Forged {
            token,
            faults: done,
        })
    }

    /// Whether the fault is one of the claims, and there was something to spoil.
    fn spoil_claims(&mut self, fault: Fault) -> bool {
        let now = self.now_s;
        let (name, value) = match fault {
            Fault::IssWrong => ("iss", json!(OTHER_ISSUER)),
            Fault::IssMissing => ("iss", Value::Null),
            Fault::SubMissing => ("sub", Value::Null),
            Fault::SubEmpty => ("sub", json!("")),
            Fault::SubTooLong => ("sub", json!(too_long_sub())),
            Fault::AudWrong => ("aud", json!(OTHER_CLIENT)),
            Fault::AudMissing => ("aud", Value::Null),
            Fault::AudMore => {
                let azp = json!(self.client_id);
                self.claims.insert("azp".into(), azp);
                ("aud", json!([self.client_id, OTHER_CLIENT]))
            }
            Fault::AzpWrong => ("azp", json!(OTHER_CLIENT)),
            Fault::NonceWrong => ("nonce", json!("another-nonce")),
            Fault::NonceMissing => ("nonce", Value::Null),
            Fault::ExpPast => ("exp", json!(now.saturating_sub(AN_HOUR))),
            Fault::ExpMissing => ("exp", Value::Null),
            Fault::IatMissing => ("iat", Value::Null),
            Fault::IatFuture => ("iat", json!(now + AN_HOUR)),
            Fault::NbfFuture => ("nbf", json!(now + AN_HOUR)),
            Fault::AtHashWrong => ("at_hash", json!(URL_SAFE_NO_PAD.encode([0; 16]))),
            _ => return false,
        };
        if value.is_null() {
            return self.claims.remove(name).is_some();
        }
        self.claims.insert(name.into(), value);
        true
    }

    /// Whether the fault is one of the header alone.
    fn spoil_header(&self, header: &mut Map<String, Value>, fault: Fault) -> bool {
        match fault {
            Fault::KidUnknown => {
                header.insert("kid".into(), json!("a-key-that-nobody-published"));
            }
            Fault::KidMissing => {
                return header.remove("kid").is_some();
            }
            Fault::CritUnknown => {
                header.insert("crit".into(), json!(["urn:example:unknown"]));
                header.insert("urn:example:unknown".into(), json!(true));
            }
            _ => return false,
        }
        true
    }

    /// The token in compact form (RFC 7515, section 7.1). Of several faults of the signature, the first counts.
    fn sign(
        &self,
        header: &mut Map<String, Value>,
        faults: &BTreeSet<Fault>,
        done: &mut BTreeSet<Fault>,
    ) -> Result<String, Unspecified> {
        let mut of_signature = faults.iter().copied().filter(|fault| match fault {
            Fault::AlgHs256Secret => self.client_secret.is_some(),
            Fault::SignatureBroken
            | Fault::SignatureOtherKey
            | Fault::AlgNone
            | Fault::AlgHs256 => true,
            _ => false,
        });
        let Some(fault) = of_signature.next() else {
            return self.key.sign(header, &self.claims);
        };
        done.insert(fault);
        match fault {
            Fault::SignatureOtherKey => LazyKey::stranger(self.key.algorithm())
                .get()?
                .sign(header, &self.claims),
            Fault::AlgNone => {
                header.insert("alg".into(), json!("none"));
                header.remove("kid");
                Ok(compact(header, &self.claims) + ".")
            }
            Fault::AlgHs256 => Ok(self.hs256(header, self.key.public_pem()?.as_bytes())),
            Fault::AlgHs256Secret => {
                let secret = self.client_secret.unwrap_or_default();
                Ok(self.hs256(header, secret.as_bytes()))
            }
            _ => {
                let message = compact(header, &self.claims);
                let mut signature = self.key.signature(message.as_bytes())?;
                if let Some(byte) = signature.last_mut() {
                    *byte ^= 1;
                }
                Ok(with_signature(message, &signature))
            }
        }
    }

    fn hs256(&self, header: &mut Map<String, Value>, secret: &[u8]) -> String {
        header.insert("alg".into(), json!("HS256"));
        let message = compact(header, &self.claims);
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
        let signature = hmac::sign(&key, message.as_bytes());
        with_signature(message, signature.as_ref())
    }
}
