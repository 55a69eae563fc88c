//! One key that signs ID tokens.

use aws_lc_rs::encoding::{AsDer as _, PublicKeyX509Der};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _,
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, UnparsedPublicKey,
};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};

use crate::Algorithm;
use crate::secret::sha256;

/// A private key with its public half as published.
pub(crate) struct SigningKey {
    kid: String,
    jwk: Value,
    signer: Signer,
}

enum Signer {
    Es256(EcdsaKeyPair),
    Rs256(RsaKeyPair),
}

impl SigningKey {
    /// Makes a key, which takes a quarter of a second for RSA in a debug build.
    ///
    /// # Errors
    /// When the cryptographic library cannot make one.
    pub(crate) fn make(algorithm: Algorithm) -> Result<Self, Unspecified> {
        let (signer, mut jwk) = match algorithm {
            Algorithm::Es256 => {
                let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)?;
                let jwk = ec_members(pair.public_key().as_ref());
                (Signer::Es256(pair), jwk)
            }
            Algorithm::Rs256 => {
                let pair = RsaKeyPair::generate(KeySize::Rsa2048)?;
                let jwk = rsa_members(&pair);
                (Signer::Rs256(pair), jwk)
            }
        };
        // RFC 7638: the thumbprint is over exactly the required members in lexical order, and there are no others yet.
        let kid = URL_SAFE_NO_PAD.encode(sha256(jwk.to_string().as_bytes()));
        jwk["kid"] = json!(kid);
        jwk["alg"] = json!(algorithm.as_str());
        jwk["use"] = json!("sig");
        Ok(Self { kid, jwk, signer })
    }

    /// The public half (RFC 7517, section 4).
    pub(crate) fn jwk(&self) -> &Value {
        &self.jwk
    }

    pub(crate) const fn algorithm(&self) -> Algorithm {
        match self.signer {
            Signer::Es256(_) => Algorithm::Es256,
            Signer::Rs256(_) => Algorithm::Rs256,
        }
    }

    /// How the key is called in the header of a token.
    pub(crate) fn kid(&self) -> &str {
        &self.kid
    }

    /// The header of a token that this key signs, naming the key unless `kid` is false.
    pub(crate) fn header(&self, kid: bool) -> Map<String, Value> {
        let mut header = Map::new();
        header.insert("alg".into(), json!(self.algorithm().as_str()));
        if kid {
            header.insert("kid".into(), json!(self.kid));
        }
        header.insert("typ".into(), json!("JWT"));
        header
    }

    /// The public half as PEM (RFC 7468, section 13).
    ///
    /// # Errors
    /// When the cryptographic library cannot write it.
    pub(crate) fn public_pem(&self) -> Result<String, Unspecified> {
        let der: PublicKeyX509Der<'_> = match &self.signer {
            Signer::Es256(pair) => pair.public_key().as_der()?,
            Signer::Rs256(pair) => pair.public_key().as_der()?,
        };
        let text = STANDARD.encode(der.as_ref());
        let mut pem = String::from("-----BEGIN PUBLIC KEY-----\n");
        for line in text.as_bytes().chunks(64) {
            pem.extend(line.iter().copied().map(char::from));
            pem.push('\n');
        }
        pem.push_str("-----END PUBLIC KEY-----\n");
        Ok(pem)
    }

    /// A signed token in compact form (RFC 7515, section 7.1).
    ///
    /// # Errors
    /// When the cryptographic library cannot sign.
    pub(crate) fn sign(
        &self,
        header: &Map<String, Value>,
        claims: &Map<String, Value>,
    ) -> Result<String, Unspecified> {
        let message = compact(header, claims);
        let signature = self.signature(message.as_bytes())?;
        Ok(with_signature(message, &signature))
    }

    /// Whether `signature` is this key's, over `message`.
    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let verified = match &self.signer {
            Signer::Es256(pair) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, pair.public_key().as_ref())
                    .verify(message, signature)
            }
            Signer::Rs256(pair) => {
                UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, pair.public_key().as_ref())
                    .verify(message, signature)
            }
        };
        verified.is_ok()
    }

    /// The signature over a message, as RFC 7518, section 3 wants it.
    ///
    /// # Errors
    /// When the cryptographic library cannot sign.
    pub(crate) fn signature(&self, message: &[u8]) -> Result<Vec<u8>, Unspecified> {
        let random = SystemRandom::new();
        match &self.signer {
            Signer::Es256(pair) => Ok(pair.sign(&random, message)?.as_ref().to_vec()),
            Signer::Rs256(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)?;
                Ok(signature)
            }
        }
    }
}

/// Header and claims, as they are signed (RFC 7515, section 5.1).
pub(crate) fn compact(header: &Map<String, Value>, claims: &Map<String, Value>) -> String {
    let encode = |members: &Map<String, Value>| {
        // A map of JSON values can always be written.
        URL_SAFE_NO_PAD.encode(serde_json::to_string(members).unwrap_or_default())
    };
    format!("{}.{}", encode(header), encode(claims))
}

/// A message in compact form with its signature.
pub(crate) fn with_signature(mut message: String, signature: &[u8]) -> String {
    message.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut message);
    message
}

/// RFC 7518, section 6.2.1; `point` is 0x04, then x and y of 32 bytes each.
fn ec_members(point: &[u8]) -> Value {
    let (x, y) = point[1..].split_at(32);
    json!({"crv": "P-256", "kty": "EC", "x": URL_SAFE_NO_PAD.encode(x), "y": URL_SAFE_NO_PAD.encode(y)})
}

/// RFC 7518, section 6.3.1.
fn rsa_members(pair: &RsaKeyPair) -> Value {
    let public = pair.public_key();
    let n = public.modulus().big_endian_without_leading_zero().to_vec();
    let e = public.exponent().big_endian_without_leading_zero().to_vec();
    json!({"e": URL_SAFE_NO_PAD.encode(e), "kty": "RSA", "n": URL_SAFE_NO_PAD.encode(n)})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kid_is_the_thumbprint_of_rfc_7638() {
        let key = SigningKey::make(Algorithm::Es256).expect("a key");
        let (x, y) = (&key.jwk["x"], &key.jwk["y"]);
        let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":{x},"y":{y}}}"#);
        assert_eq!(
            key.jwk["kid"],
            URL_SAFE_NO_PAD.encode(sha256(canonical.as_bytes()))
        );
    }

    #[test]
    fn the_published_half_is_public_only() {
        for algorithm in [Algorithm::Es256, Algorithm::Rs256] {
            let key = SigningKey::make(algorithm).expect("a key");
            let members = key.jwk.as_object().expect("an object");
            let private = ["d", "p", "q", "dp", "dq", "qi", "k"]
                .into_iter()
                .find(|name| members.contains_key(*name));
            assert_eq!(private, None);
        }
    }

    #[test]
    fn a_token_is_signed_over_its_first_two_parts() {
        for algorithm in [Algorithm::Es256, Algorithm::Rs256] {
            let key = SigningKey::make(algorithm).expect("a key");
            let claims = Map::from_iter([("sub".to_owned(), json!("s"))]);
            let token = key.sign(&key.header(true), &claims).expect("a token");
            let (message, signature) = token.rsplit_once('.').expect("three parts");
            let signature = URL_SAFE_NO_PAD.decode(signature).expect("base64url");
            assert!(key.verifies(message.as_bytes(), &signature));
            assert!(!key.verifies(b"something else", &signature));
        }
    }
}
