//! One whole login, taken apart by hand: what a fault is looked for in.

use std::collections::{BTreeMap, BTreeSet};

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use crate::support::{Answer, Callback, World};

/// What a login said, by names such as `claim iss`; of what differs from login to login, whether it is right.
pub(crate) type Facts = BTreeMap<String, Value>;

pub(crate) const NONCE: &str = "n-0S6_WzA2Mj";

/// Everything that a client is given in one login of Ada's.
pub(crate) struct Login {
    pub(crate) callback: Callback,
    pub(crate) tokens: Answer,
    pub(crate) userinfo: Answer,
    keys_before: Value,
    keys: Value,
}

/// An ID token, decoded and not verified.
pub(crate) struct IdToken {
    pub(crate) header: Map<String, Value>,
    pub(crate) claims: Map<String, Value>,
    pub(crate) message: String,
    pub(crate) signature: Vec<u8>,
}

impl Login {
    /// Signs Ada in. Where no code or token comes, a sound one is used to go on.
    pub(crate) async fn of(world: &World) -> Self {
        let keys_before = keys(world).await;
        let callback = world.allow(&world.authorize_url(&[("nonce", NONCE)])).await;
        let code = match callback.get("code") {
            Some(code) => code.to_owned(),
            None => world.code(&[("nonce", NONCE)]).await,
        };
        let tokens = world.exchange(&code, &[]).await;
        let access_token = match tokens.json["access_token"].as_str() {
            Some(token) => token.to_owned(),
            None => world.access_token(&[]).await,
        };
        let userinfo = world.userinfo(&access_token).await;
        Self {
            callback,
            tokens,
            userinfo,
            keys_before,
            keys: keys(world).await,
        }
    }

    pub(crate) fn id_token(&self) -> Option<IdToken> {
        let text = self.tokens.json["id_token"].as_str()?;
        let mut parts = text.split('.');
        let (header, claims, signature) = (parts.next()?, parts.next()?, parts.next()?);
        let decoded = |part| URL_SAFE_NO_PAD.decode(part).ok();
        Some(IdToken {
            header: serde_json::from_slice(&decoded(header)?).ok()?,
            claims: serde_json::from_slice(&decoded(claims)?).ok()?,
            message: format!("{header}.{claims}"),
            signature: decoded(signature)?,
        })
    }

    pub(crate) fn facts(&self, now_s: u64) -> Facts {
        let mut facts = Facts::new();
        for name in ["state", "iss"] {
            if let Some(value) = self.callback.get(name) {
                facts.insert(format!("response {name}"), json!(value));
            }
        }
        let has_code = self.callback.get("code").is_some();
        facts.insert("response code".into(), json!(has_code));
        let tokens = self.tokens.json.as_object().expect("an object");
        for (name, value) in tokens {
            let value = match name.as_str() {
                "access_token" | "id_token" => json!(true),
                _ => value.clone(),
            };
            facts.insert(format!("answer {name}"), value);
        }
        facts.insert(
            "keys are the same".into(),
            json!(self.keys == self.keys_before),
        );
        let status = self.userinfo.status.as_u16();
        facts.insert("userinfo status".into(), json!(status));
        for (name, value) in self.userinfo.json.as_object().expect("an object") {
            facts.insert(format!("userinfo {name}"), value.clone());
        }
        let Some(token) = self.id_token() else {
            return facts;
        };
        facts.insert("ID token".into(), json!("a JWT"));
        facts.insert("signature".into(), json!(self.verifies(&token)));
        for (name, value) in &token.header {
            let value = match name.as_str() {
                "kid" => json!(self.key(value).is_some()),
                _ => value.clone(),
            };
            facts.insert(format!("header {name}"), value);
        }
        for (name, value) in &token.claims {
            let value = match name.as_str() {
                "iat" | "exp" | "nbf" | "auth_time" => {
                    // To the minute, halfway between two.
                    let seconds = value.as_i64().expect("seconds") - now_s.cast_signed();
                    json!((seconds + 30).div_euclid(60))
                }
                "at_hash" => json!(self.at_hash().as_deref() == value.as_str()),
                _ => value.clone(),
            };
            facts.insert(format!("claim {name}"), value);
        }
        facts
    }

    /// Whether one of the keys that are published now verifies the token as its header says.
    fn verifies(&self, token: &IdToken) -> bool {
        let message = token.message.as_bytes();
        let keys = self.keys["keys"].as_array().expect("keys");
        keys.iter().any(|key| {
            let part = |name: &str| {
                let text = key[name].as_str().unwrap_or_default();
                URL_SAFE_NO_PAD.decode(text).expect("base64url")
            };
            match token.header["alg"].as_str() {
                Some("ES256") => {
                    let point = [vec![4], part("x"), part("y")].concat();
                    let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
                    key.verify(message, &token.signature).is_ok()
                }
                Some("RS256") => {
                    let (n, e) = (part("n"), part("e"));
                    RsaPublicKeyComponents { n, e }
                        .verify(&RSA_PKCS1_2048_8192_SHA256, message, &token.signature)
                        .is_ok()
                }
                _ => false,
            }
        })
    }

    /// The published key of this name.
    pub(crate) fn key(&self, kid: &Value) -> Option<&Value> {
        let keys = self.keys["keys"].as_array().expect("keys");
        keys.iter().find(|key| key["kid"] == *kid)
    }

    fn at_hash(&self) -> Option<String> {
        let token = self.tokens.json["access_token"].as_str()?;
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, token.as_bytes());
        Some(URL_SAFE_NO_PAD.encode(&digest.as_ref()[..16]))
    }
}

impl IdToken {
    /// Whether the signature is an HMAC with this secret.
    pub(crate) fn is_hs256_by(&self, secret: &str) -> bool {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        hmac::verify(&key, self.message.as_bytes(), &self.signature).is_ok()
    }
}

/// What is different: `- NAME` is gone, `+ NAME` is new, `NAME` is another.
pub(crate) fn differences(sound: &Facts, other: &Facts) -> BTreeSet<String> {
    let names: BTreeSet<_> = sound.keys().chain(other.keys()).collect();
    let change = |name: &&String| match (sound.get(*name), other.get(*name)) {
        (Some(before), Some(after)) => (before != after).then(|| (*name).clone()),
        (Some(_), None) => Some(format!("- {name}")),
        (None, _) => Some(format!("+ {name}")),
    };
    names.iter().filter_map(change).collect()
}

async fn keys(world: &World) -> Value {
    Answer::of(world.http.get(world.url("/jwks"))).await.json
}
