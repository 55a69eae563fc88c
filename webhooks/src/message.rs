//! What an event is told with.

use bytes::Bytes;
use rand::RngExt as _;
use rand::distr::Alphanumeric;
use serde_json::Value;

/// A message: the same id and the same bytes, however often and to whomever it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// `msg_` and 27 characters; what a receiver knows a second copy by. It has no full stop in it, which would make
    /// it ambiguous what was signed.
    pub id: String,
    /// The bytes as they are signed and sent.
    pub body: Bytes,
}

impl Message {
    /// One with a fresh id.
    #[must_use]
    pub fn new(body: impl Into<Bytes>) -> Self {
        let random = rand::rng()
            .sample_iter(Alphanumeric)
            .take(27)
            .map(char::from);
        Self {
            id: "msg_".chars().chain(random).collect(),
            body: body.into(),
        }
    }

    /// One with a fresh id, whose body is `payload` without white space.
    #[must_use]
    pub fn of_json(payload: &Value) -> Self {
        Self::new(payload.to_string())
    }

    /// The same bytes as a message of its own: what a receiver cannot know by the id.
    #[must_use]
    pub fn again(&self) -> Self {
        Self::new(self.body.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_id_is_long_has_no_full_stop_and_is_never_the_same() {
        let message = Message::new("{}");
        let random = message.id.strip_prefix("msg_").expect("the prefix");
        assert_eq!(random.len(), 27);
        assert!(
            random.bytes().all(|byte| byte.is_ascii_alphanumeric()),
            "{random}"
        );
        assert_ne!(message.id, message.again().id);
        assert_eq!(message.body, message.again().body);
    }

    #[test]
    fn json_is_written_without_white_space() {
        assert_eq!(Message::of_json(&json!({"a": [1]})).body, r#"{"a":[1]}"#);
    }
}
