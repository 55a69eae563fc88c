//! What came of a request.

use std::time::Duration;

use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};

/// What came of one request: an answer, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Attempt {
    /// The answer's status; none if there was no answer.
    pub status: Option<u16>,
    /// The answer's body, at most its first 20,000 bytes; what is not UTF-8 in it is replaced.
    pub answer: String,
    /// How it ended; in JSON the members `error`, which is null for an answer, and `connected`.
    #[serde(flatten)]
    pub end: End,
    /// From the first byte sent until the answer was read; in JSON `took_ms`, in milliseconds.
    #[serde(rename = "took_ms", serialize_with = "milliseconds")]
    pub took: Duration,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// With an answer: all of it was read, or as much as is kept.
    Answered,
    /// Without a whole answer in the time that the sender waits, which is told here: the receiver is too slow.
    TimedOut(String),
    /// Without a whole answer, because the connection broke, for this reason; it may be the fault of the way there.
    Broke(String),
    /// Without a connection, for this reason: the receiver has seen nothing.
    NotConnected(String),
}

impl End {
    /// Why there is no answer, or why its body broke off.
    #[must_use]
    pub fn error(&self) -> Option<&str> {
        match self {
            Self::Answered => None,
            Self::TimedOut(why) | Self::Broke(why) | Self::NotConnected(why) => Some(why),
        }
    }

    /// Whether there was a connection. Who has not answered in time counts as connected.
    #[must_use]
    pub fn connected(&self) -> bool {
        !matches!(self, Self::NotConnected(_))
    }
}

impl Serialize for End {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_struct("End", 2)?;
        members.serialize_field("error", &self.error())?;
        members.serialize_field("connected", &self.connected())?;
        members.end()
    }
}

impl Attempt {
    /// Whether the receiver has taken the message: by an answer of 2xx, and by no other. A redirect is a failure.
    #[must_use]
    pub fn delivered(&self) -> bool {
        self.accepted() && self.end == End::Answered
    }

    /// Whether the receiver has begun to say so: the rest of the answer may not have come.
    pub(crate) fn accepted(&self) -> bool {
        self.status
            .is_some_and(|status| (200..300).contains(&status))
    }
}

fn milliseconds<S: Serializer>(took: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(u64::try_from(took.as_millis()).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn attempt(status: Option<u16>) -> Attempt {
        Attempt {
            status,
            answer: "ok".to_owned(),
            end: End::Answered,
            took: Duration::from_millis(12),
        }
    }

    #[test]
    fn only_2xx_delivers() {
        for (status, delivered) in [
            (Some(199), false),
            (Some(200), true),
            (Some(204), true),
            (Some(299), true),
            (Some(302), false),
            (Some(400), false),
            (Some(500), false),
            (None, false),
        ] {
            assert_eq!(attempt(status).delivered(), delivered, "{status:?}");
        }
    }

    #[test]
    fn an_answer_that_broke_off_does_not_deliver() {
        let broken = Attempt {
            end: End::Broke("the answer broke off".to_owned()),
            ..attempt(Some(200))
        };
        assert!(!broken.delivered());
    }

    #[test]
    fn json_has_the_time_in_milliseconds() {
        assert_eq!(
            serde_json::to_value(attempt(Some(200))).expect("JSON"),
            json!({"status": 200, "answer": "ok", "error": null, "connected": true, "took_ms": 12})
        );
    }

    #[test]
    fn json_says_why_there_is_no_answer_and_whether_there_was_a_connection() {
        let why = "something".to_owned();
        for (end, connected) in [
            (End::TimedOut(why.clone()), true),
            (End::Broke(why.clone()), true),
            (End::NotConnected(why), false),
        ] {
            let attempt = Attempt {
                end,
                ..attempt(None)
            };
            let json = serde_json::to_value(&attempt).expect("JSON");
            assert_eq!(json["error"], "something", "{attempt:?}");
            assert_eq!(json["connected"], connected, "{attempt:?}");
        }
    }
}
