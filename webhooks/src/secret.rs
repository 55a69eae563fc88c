//! The secret that sender and receiver share, and the signature that is made with it.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose};
use serde::{Deserialize, Serialize};

const PREFIX: &str = "whsec_";

/// How many bytes a key may have (Standard Webhooks, "Signature scheme").
const LENGTHS: std::ops::RangeInclusive<usize> = 24..=64;

/// What Svix makes keys of.
const FRESH_LENGTH: usize = 24;

/// Secrets come with and without padding.
const FORGIVING: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A symmetric signing secret: `whsec_` and the key in base64. Never shown by [`Debug`](fmt::Debug).
///
/// Serialization does reveal it, because settings have to carry it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SigningSecret {
    text: String,
    key: hmac::Key,
}

/// Why something is not a signing secret. It never tells the secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// There is nothing, or nothing after the prefix.
    #[error("the signing secret is empty: it is `whsec_` and the key in base64")]
    Empty,
    /// It is of the other kind.
    #[error("the signing secret begins with `{0}`: only symmetric ones (`whsec_`) are known here")]
    Asymmetric(&'static str),
    /// What follows the prefix cannot be decoded.
    #[error("what follows `whsec_` in the signing secret is not base64")]
    NotBase64,
    /// The key is too short or too long, in bytes.
    #[error("the signing secret's key has {0} bytes: 24 to 64 are allowed")]
    Length(usize),
}

impl SigningSecret {
    /// A fresh one of 192 random bits.
    #[must_use]
    pub fn generate() -> Self {
        Self::of_key(&rand::random::<[u8; FRESH_LENGTH]>())
    }

    /// The signature of `body`, sent at `timestamp` (Unix seconds) in the message `id`: `v1,` and the base64 of
    /// HMAC-SHA256 over `<id>.<timestamp>.<body>`.
    #[must_use]
    pub fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        let mut context = hmac::Context::with_key(&self.key);
        context.update(id.as_bytes());
        context.update(b".");
        context.update(timestamp.to_string().as_bytes());
        context.update(b".");
        context.update(body);
        let mut signature = String::with_capacity(47);
        signature.push_str("v1,");
        general_purpose::STANDARD.encode_string(context.sign(), &mut signature);
        signature
    }

    /// The secret itself, with its prefix, for the one place where it has to be handed over.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.text
    }

    /// The secret with this key, of whatever length.
    pub(crate) fn of_key(key: &[u8]) -> Self {
        Self {
            text: format!("{PREFIX}{}", general_purpose::STANDARD.encode(key)),
            key: hmac::Key::new(hmac::HMAC_SHA256, key),
        }
    }
}

impl FromStr for SigningSecret {
    type Err = SecretError;

    /// Reads a secret with or without `whsec_`, and with or without the base64's padding.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        for other in ["whsk_", "whpk_"] {
            if text.starts_with(other) {
                return Err(SecretError::Asymmetric(other));
            }
        }
        let encoded = text.strip_prefix(PREFIX).unwrap_or(text);
        if encoded.is_empty() {
            return Err(SecretError::Empty);
        }
        let key = FORGIVING
            .decode(encoded)
            .map_err(|_| SecretError::NotBase64)?;
        if !LENGTHS.contains(&key.len()) {
            return Err(SecretError::Length(key.len()));
        }
        Ok(Self::of_key(&key))
    }
}

impl TryFrom<&str> for SigningSecret {
    type Error = SecretError;

    fn try_from(text: &str) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl TryFrom<String> for SigningSecret {
    type Error = SecretError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<SigningSecret> for String {
    fn from(secret: SigningSecret) -> Self {
        secret.text
    }
}

impl fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SVIX: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const AT: i64 = 1_614_265_330;
    const BODY: &str = r#"{"test": 2432232314}"#;

    fn secret(text: &str) -> SigningSecret {
        text.parse().expect("a secret")
    }

    #[test]
    fn published_vectors_are_signed_as_published() {
        assert_eq!(
            secret(SVIX).sign(ID, AT, BODY.as_bytes()),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
        assert_eq!(
            secret("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD").sign(
                "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
                1_649_367_553,
                br#"{"email":"test@example.com","username":"test_user"}"#
            ),
            "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw="
        );
    }

    /// The key of this one is shorter than the scheme allows.
    #[test]
    fn a_key_of_18_bytes_signs_as_others_sign_with_it() {
        let key = FORGIVING.decode("plJ3nmyCDGBKInavdOK15jsl");
        assert_eq!(
            SigningSecret::of_key(&key.expect("base64")).sign(
                "msg_loFOjxBNrRLzqYUf",
                1_731_705_121,
                br#"{"event_type":"ping","data":{"success":true}}"#
            ),
            "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0="
        );
    }

    #[test]
    fn every_part_of_what_is_signed_counts() {
        for (at, body, signature) in [
            (
                AT + 1,
                BODY,
                "v1,l6C9/1+N/lSU6+gfh+YEGqTK2aQ+k8nMEWDvvCgHh7U=",
            ),
            (
                AT,
                r#"{"test": 2432232315}"#,
                "v1,TW/pFPJ2/LwRQdgfM7WklE9yJiRyMs0cTpVPK8leNAU=",
            ),
            (AT, "", "v1,v48jdbgvh29KJz2Qc+ghw8G6vG3nAKnujWBg8oM/62A="),
            (
                AT,
                r#"{"name":"Zoë 日本"}"#,
                "v1,BmV/azYv1KiNBekmobo4arB1bedfWNtGVSNEpbjloTY=",
            ),
        ] {
            assert_eq!(
                secret(SVIX).sign(ID, at, body.as_bytes()),
                signature,
                "{body}"
            );
        }
        assert_eq!(
            SigningSecret::of_key(SVIX.as_bytes()).sign(ID, AT, BODY.as_bytes()),
            "v1,TcxlhK9b6UD6iVI1ZU2tTqp8PEVfYRseNNfa6b+LcUg=",
            "the secret's text as key"
        );
    }

    #[test]
    fn prefix_and_padding_may_be_missing() {
        let padded = SigningSecret::of_key(&[7; 25]);
        let text = padded.expose();
        for same in [
            text,
            text.trim_start_matches(PREFIX),
            text.trim_end_matches('='),
        ] {
            assert_eq!(secret(same).expose(), text, "{same}");
        }
    }

    #[test]
    fn what_is_no_secret_is_refused_and_not_repeated() {
        let long = SigningSecret::of_key(&[7; 65]);
        for (text, error) in [
            ("", SecretError::Empty),
            ("whsec_", SecretError::Empty),
            ("whsec_not base64!", SecretError::NotBase64),
            ("whsec_plJ3nmyCDGBKInavdOK15jsl", SecretError::Length(18)),
            (long.expose(), SecretError::Length(65)),
            ("whsk_AAAA", SecretError::Asymmetric("whsk_")),
        ] {
            assert_eq!(
                SigningSecret::try_from(text).map(String::from),
                Err(error),
                "{text}"
            );
        }
        let error = SecretError::NotBase64.to_string();
        assert!(!error.contains("not base64!"), "{error}");
    }

    #[test]
    fn debug_does_not_reveal_a_secret() {
        assert_eq!(
            format!("{:?}", Some(SigningSecret::generate())),
            "Some([redacted])"
        );
    }

    #[test]
    fn generated_secrets_are_valid_and_never_the_same() {
        let one = SigningSecret::generate();
        assert_eq!(secret(one.expose()).expose(), one.expose());
        assert_ne!(one.expose(), SigningSecret::generate().expose());
    }

    #[test]
    fn settings_can_carry_it() {
        let json = serde_json::to_string(&secret(SVIX)).expect("JSON");
        let read: SigningSecret = serde_json::from_str(&json).expect("a secret");
        assert_eq!(read.expose(), SVIX);
        serde_json::from_str::<SigningSecret>(r#""whsec_""#).expect_err("no key");
    }
}
