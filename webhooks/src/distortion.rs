//! Messages that break one rule of the signature scheme, and those that strain one without breaking it.

use std::fmt;
use std::str::FromStr;

use bytes::Bytes;
use serde_json::Value;

use crate::message::Message;
use crate::secret::SigningSecret;
use crate::signer::{ID, Request, SIGNATURE, Signer, TIMESTAMP};

/// How far a receiver lets a time stamp be off, in seconds, and a little more than that.
const OUTSIDE: i64 = 310;
/// A little less than that.
const INSIDE: i64 = 290;

/// One thing that is odd about a request. [`Distortion::accepted`] says what a receiver should make of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "`about` says what each is")]
pub enum Distortion {
    WithoutId,
    WithoutTimestamp,
    WithoutSignature,
    WithoutAnyHeader,
    MalformedTimestamp,
    NegativeTimestamp,
    TooOld,
    TooNew,
    JustInTimeOld,
    JustInTimeNew,
    OtherTimestampThanSigned,
    OtherIdThanSigned,
    WrongSecret,
    SecretAsText,
    EmptySignature,
    TruncatedSignature,
    UnknownVersion,
    SeveralBad,
    GoodAmongBad,
    TamperedBody,
    ReserialisedBody,
    EmptyBody,
    NotJson,
}

impl Distortion {
    /// All there are.
    pub const ALL: [Self; 23] = [
        Self::WithoutId,
        Self::WithoutTimestamp,
        Self::WithoutSignature,
        Self::WithoutAnyHeader,
        Self::MalformedTimestamp,
        Self::NegativeTimestamp,
        Self::TooOld,
        Self::TooNew,
        Self::JustInTimeOld,
        Self::JustInTimeNew,
        Self::OtherTimestampThanSigned,
        Self::OtherIdThanSigned,
        Self::WrongSecret,
        Self::SecretAsText,
        Self::EmptySignature,
        Self::TruncatedSignature,
        Self::UnknownVersion,
        Self::SeveralBad,
        Self::GoodAmongBad,
        Self::TamperedBody,
        Self::ReserialisedBody,
        Self::EmptyBody,
        Self::NotJson,
    ];

    /// The name in kebab case, as it is written on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.words().0
    }

    /// What is odd, as the end of a sentence that begins with "a message".
    #[must_use]
    pub fn about(self) -> &'static str {
        self.words().1
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::WithoutId => ("without-id", "without the header svix-id"),
            Self::WithoutTimestamp => ("without-timestamp", "without the header svix-timestamp"),
            Self::WithoutSignature => ("without-signature", "without the header svix-signature"),
            Self::WithoutAnyHeader => ("without-any-header", "without any of the three headers"),
            Self::MalformedTimestamp => ("malformed-timestamp", "whose time stamp is no number"),
            Self::NegativeTimestamp => ("negative-timestamp", "signed for a time before 1970"),
            Self::TooOld => (
                "too-old",
                "signed 310 seconds ago, as a replayed delivery would be",
            ),
            Self::TooNew => ("too-new", "signed for 310 seconds from now"),
            Self::JustInTimeOld => ("just-in-time-old", "signed 290 seconds ago"),
            Self::JustInTimeNew => ("just-in-time-new", "signed for 290 seconds from now"),
            Self::OtherTimestampThanSigned => (
                "other-timestamp-than-signed",
                "whose time stamp is one second later than the one that was signed",
            ),
            Self::OtherIdThanSigned => (
                "other-id-than-signed",
                "whose id is not the one that was signed",
            ),
            Self::WrongSecret => ("wrong-secret", "signed with another secret"),
            Self::SecretAsText => (
                "secret-as-text",
                "signed with the secret's text instead of the key that it stands for",
            ),
            Self::EmptySignature => (
                "empty-signature",
                "whose signature is `v1,` and nothing more",
            ),
            Self::TruncatedSignature => (
                "truncated-signature",
                "with the first 8 characters of its signature only",
            ),
            Self::UnknownVersion => (
                "unknown-version",
                "whose signature is right but of the version v2",
            ),
            Self::SeveralBad => ("several-bad", "with several signatures, none of them right"),
            Self::GoodAmongBad => (
                "good-among-bad",
                "with one right signature among wrong ones",
            ),
            Self::TamperedBody => (
                "tampered-body",
                "with a digit of its body changed after signing",
            ),
            Self::ReserialisedBody => (
                "reserialised-body",
                "whose JSON was written anew, with other white space, after signing",
            ),
            Self::EmptyBody => ("empty-body", "with an empty body, rightly signed"),
            Self::NotJson => ("not-json", "whose body is no JSON, rightly signed"),
        }
    }

    /// Whether a receiver should take the message all the same.
    #[must_use]
    pub fn accepted(self) -> bool {
        matches!(
            self,
            Self::JustInTimeOld | Self::JustInTimeNew | Self::GoodAmongBad
        )
    }

    /// `message` as it is sent at `now` (Unix seconds) by somebody who signs with `signer`, but for this.
    #[must_use]
    pub fn apply(self, signer: &Signer, message: &Message, now: i64) -> Request {
        let signed_at = |timestamp| signer.sign(message, timestamp);
        let signed_with = |secret| Signer::new(secret).sign(message, now);
        let mut request = signed_at(now);
        match self {
            Self::WithoutId => request.remove(ID),
            Self::WithoutTimestamp => request.remove(TIMESTAMP),
            Self::WithoutSignature => request.remove(SIGNATURE),
            Self::WithoutAnyHeader => {
                for header in [ID, TIMESTAMP, SIGNATURE] {
                    request.remove(header);
                }
            }
            Self::MalformedTimestamp => request.set(TIMESTAMP, "just-now"),
            Self::NegativeTimestamp => request = signed_at(-now),
            Self::TooOld => request = signed_at(now - OUTSIDE),
            Self::TooNew => request = signed_at(now + OUTSIDE),
            Self::JustInTimeOld => request = signed_at(now - INSIDE),
            Self::JustInTimeNew => request = signed_at(now + INSIDE),
            Self::OtherTimestampThanSigned => request.set(TIMESTAMP, (now + 1).to_string()),
            Self::OtherIdThanSigned => request.set(ID, message.again().id),
            Self::WrongSecret => request = signed_with(SigningSecret::generate()),
            Self::SecretAsText => {
                let text = signer.current().expose().as_bytes();
                request = signed_with(SigningSecret::of_key(text));
            }
            Self::EmptySignature => request.set(SIGNATURE, "v1,"),
            Self::TruncatedSignature => {
                let whole = signer.current().sign(&message.id, now, &message.body);
                request.set(SIGNATURE, &whole[..8]);
            }
            Self::UnknownVersion => {
                let right = signer.current().sign(&message.id, now, &message.body);
                request.set(SIGNATURE, right.replacen("v1,", "v2,", 1));
            }
            Self::SeveralBad => request.set(SIGNATURE, wrong_signatures(message, now)),
            Self::GoodAmongBad => {
                let right = signer.current().sign(&message.id, now, &message.body);
                let wrong = wrong_signatures(message, now);
                request.set(SIGNATURE, format!("{wrong} {right} v1,"));
            }
            Self::TamperedBody => request.body = tampered(&message.body),
            Self::ReserialisedBody => request.body = reserialised(&message.body),
            Self::EmptyBody => request = signer.sign(&with_body(message, Bytes::new()), now),
            Self::NotJson => {
                let body = Bytes::from_static(b"this is not JSON");
                request = signer.sign(&with_body(message, body), now);
            }
        }
        request
    }
}

impl fmt::Display for Distortion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// There is no distortion of that name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no distortion `{0}`")]
pub struct UnknownDistortion(String);

impl FromStr for Distortion {
    type Err = UnknownDistortion;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|it| it.name() == name)
            .ok_or_else(|| UnknownDistortion(name.to_owned()))
    }
}

/// Signatures of both kinds and of no kind, by keys that nobody has.
fn wrong_signatures(message: &Message, now: i64) -> String {
    let wrong = || SigningSecret::generate().sign(&message.id, now, &message.body);
    let asymmetric = wrong().replacen("v1,", "v1a,", 1);
    format!("{} {asymmetric} nonsense {}", wrong(), wrong())
}

fn with_body(message: &Message, body: Bytes) -> Message {
    Message {
        id: message.id.clone(),
        body,
    }
}

/// The body with its last digit changed, so that JSON stays JSON; a body without digits gets a space more.
fn tampered(body: &Bytes) -> Bytes {
    let mut bytes = body.to_vec();
    match bytes.iter_mut().rev().find(|byte| byte.is_ascii_digit()) {
        Some(digit) => *digit = if *digit == b'9' { b'8' } else { *digit + 1 },
        None => bytes.push(b' '),
    }
    bytes.into()
}

/// The same JSON in other words; a body that is no JSON gets a line break more.
fn reserialised(body: &Bytes) -> Bytes {
    let pretty = serde_json::from_slice::<Value>(body)
        .ok()
        .and_then(|value| serde_json::to_vec_pretty(&value).ok())
        .filter(|pretty| pretty != body);
    pretty.map_or_else(|| [body, b"\n".as_slice()].concat().into(), Bytes::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_700_000_000;

    fn applied(distortion: Distortion, body: &'static str) -> (Request, Request) {
        let signer = Signer::new(SigningSecret::generate());
        let message = Message::new(body);
        (
            signer.sign(&message, NOW),
            distortion.apply(&signer, &message, NOW),
        )
    }

    #[test]
    fn names_are_read_as_they_are_written_and_are_never_the_same() {
        for (index, distortion) in Distortion::ALL.into_iter().enumerate() {
            assert_eq!(distortion.to_string().parse(), Ok(distortion));
            assert!(
                !Distortion::ALL[..index]
                    .iter()
                    .any(|other| other.name() == distortion.name()),
                "{distortion}"
            );
        }
        assert_eq!(
            "too-odd".parse::<Distortion>(),
            Err(UnknownDistortion("too-odd".to_owned()))
        );
    }

    #[test]
    fn each_changes_the_request_as_nothing_else_does() {
        for distortion in Distortion::ALL {
            let (sound, distorted) = applied(distortion, r#"{"amount": 1200}"#);
            assert_ne!(sound, distorted, "{distortion}");
        }
    }

    #[test]
    fn a_tampered_body_is_json_still() {
        for (body, tampered) in [
            (r#"{"amount":1200}"#, r#"{"amount":1201}"#),
            (r#"{"amount":9}"#, r#"{"amount":8}"#),
            ("{}", "{} "),
        ] {
            let (_, request) = applied(Distortion::TamperedBody, body);
            assert_eq!(request.body, tampered);
        }
    }

    #[test]
    fn a_body_that_was_written_anew_says_the_same_in_other_bytes() {
        let (sound, request) = applied(Distortion::ReserialisedBody, r#"{"a":1}"#);
        assert_eq!(request.body, "{\n  \"a\": 1\n}");
        assert_eq!(request.headers, sound.headers);
        let (_, request) = applied(Distortion::ReserialisedBody, "plain");
        assert_eq!(request.body, "plain\n");
    }

    #[test]
    fn a_truncated_signature_keeps_its_version() {
        let (sound, request) = applied(Distortion::TruncatedSignature, "{}");
        let whole = sound.header(SIGNATURE).expect("signed");
        let cut = request.header(SIGNATURE).expect("signed");
        assert!(
            whole.starts_with(cut) && cut.starts_with("v1,") && cut.len() == 8,
            "{cut}"
        );
    }
}
