//! ID tokens, taken apart and verified with the keys that the provider has published.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

/// An ID token with what it has to be compared to.
#[derive(Debug, Clone)]
pub struct IdToken {
    /// Its header; empty if it has none that can be read.
    pub header: Map<String, Value>,
    /// Its claims, believed or not; empty if they cannot be read.
    pub claims: Map<String, Value>,
    /// Whether it has three parts, of which the first two are JSON.
    pub is_readable: bool,
    /// How many keys the provider publishes.
    pub published_keys: usize,
    /// The signature, against the published key that the header names: what is wrong with it.
    pub signature: Result<(), String>,
    /// The issuer that the application knows.
    pub issuer: String,
    /// The application.
    pub client_id: String,
    /// The nonce that was sent.
    pub nonce: Option<String>,
    /// The `max_age` that was sent, in seconds.
    pub max_age: Option<u64>,
    /// The left half of the hash of the access token that came with it.
    pub at_hash: Option<String>,
    /// Whether it came with a refresh.
    pub is_refreshed: bool,
    /// When it came, in Unix seconds.
    pub at: u64,
}

/// What an application knows when an ID token comes.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The issuer.
    pub issuer: String,
    /// Who it is.
    pub client_id: String,
    /// The nonce that it sent.
    pub nonce: Option<String>,
    /// The `max_age` that it sent.
    pub max_age: Option<u64>,
    /// The access token that came with it.
    pub access_token: Option<String>,
    /// Whether it came with a refresh.
    pub is_refreshed: bool,
    /// The provider's key set.
    pub keys: Value,
}

impl IdToken {
    /// Takes `token` apart.
    #[must_use]
    pub fn read(token: &str, known: Known) -> Self {
        let parts: Vec<&str> = token.split('.').collect();
        let (header, claims) = match parts.as_slice() {
            [header, claims, _] => (json_part(header), json_part(claims)),
            _ => (None, None),
        };
        let keys = known.keys["keys"].as_array().map_or(0, Vec::len);
        Self {
            is_readable: header.is_some() && claims.is_some(),
            header: header.unwrap_or_default(),
            claims: claims.unwrap_or_default(),
            published_keys: keys,
            signature: signature(token, &known.keys),
            issuer: known.issuer,
            client_id: known.client_id,
            nonce: known.nonce,
            max_age: known.max_age,
            at_hash: known.access_token.as_deref().map(left_half),
            is_refreshed: known.is_refreshed,
            at: crate::time::now_ms() / 1_000,
        }
    }

    /// A member of the header that is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.header.get(name)?.as_str()
    }

    /// A claim that is text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.claims.get(name)?.as_str()
    }

    /// A claim that is a number.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<f64> {
        self.claims.get(name)?.as_f64()
    }
}

fn json_part(part: &str) -> Option<Map<String, Value>> {
    let bytes = URL_SAFE_NO_PAD.decode(part).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// OpenID Connect Core 1.0, section 3.1.3.6, for the algorithms that hash with SHA-256.
fn left_half(token: &str) -> String {
    let hash = Sha256::digest(token);
    URL_SAFE_NO_PAD.encode(&hash[..16])
}

/// Looks for the key that the header names, or for the only one, and verifies with it.
fn signature(token: &str, keys: &Value) -> Result<(), String> {
    let header = jsonwebtoken::decode_header(token)
        .map_err(|error| format!("the header cannot be read: {error}"))?;
    if !matches!(
        header.alg,
        Algorithm::RS256
            | Algorithm::RS384
            | Algorithm::RS512
            | Algorithm::PS256
            | Algorithm::PS384
            | Algorithm::PS512
            | Algorithm::ES256
            | Algorithm::ES384
            | Algorithm::EdDSA
    ) {
        return Err(format!(
            "{:?} is no signature with a published key",
            header.alg
        ));
    }
    // Keys of kinds that are not understood are no reason to refuse the others.
    let known: Vec<Jwk> = keys["keys"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|key| serde_json::from_value(key.clone()).ok())
        .collect();
    let known = JwkSet { keys: known };
    let key = match (&header.kid, known.keys.as_slice()) {
        (Some(kid), _) => known.find(kid),
        (None, [only]) => Some(only),
        (None, _) => None,
    };
    let key = key.ok_or("no published key is the one that the header names")?;
    let key = DecodingKey::from_jwk(key).map_err(|error| format!("its key: {error}"))?;
    let mut rules = Validation::new(header.alg);
    // Only the signature is looked at here: what the claims say is judged one by one.
    rules.validate_exp = false;
    rules.validate_aud = false;
    rules.required_spec_claims.clear();
    jsonwebtoken::decode::<Value>(token, &key, &rules)
        .map(drop)
        .map_err(|error| format!("the signature does not fit: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_of_an_access_token_is_that_of_the_specification() {
        assert_eq!(
            left_half("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"),
            "77QmUPtjPfzWtF2AnpK9RQ"
        );
    }

    #[test]
    fn what_is_no_token_is_read_as_nothing_and_signed_by_nobody() {
        for text in ["", "a.b", "a.b.c", "e30.e30."] {
            let token = IdToken::read(text, Known::default());
            assert!(token.signature.is_err(), "{text}");
        }
        assert!(IdToken::read("e30.e30.", Known::default()).is_readable);
        assert!(!IdToken::read("a.b.c", Known::default()).is_readable);
    }
}
