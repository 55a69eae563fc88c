//! What came of a request.

use std::time::Duration;

use serde::{Serialize, Serializer};

/// What came of one request: an answer, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Attempt {
    /// The answer's status; none if there was no answer.
    pub status: Option<u16>,
    /// The answer's body, at most its first 20,000 bytes; what is not UTF-8 in it is replaced.
    pub answer: String,
    /// Why there is no answer, or why its body broke off.
    pub error: Option<String>,
    /// Whether there was a connection. Without one the receiver has seen nothing.
    pub connected: bool,
    /// Whether the receiver took longer than the sender waits; what else keeps an answer away is the way there.
    #[serde(skip)]
    pub timed_out: bool,
    /// From the first byte sent until the answer was read; in JSON `took_ms`, in milliseconds.
    #[serde(rename = "took_ms", serialize_with = "milliseconds")]
    pub took: Duration,
}

impl Attempt {
    /// Whether the receiver has taken the message: by an answer of 2xx, and by no other. A redirect is a failure.
    #[must_use]
    pub fn delivered(&self) -> bool {
        self.accepted() && self.error.is_none()
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
            error: None,
            connected: true,
            timed_out: false,
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
            error: Some("the answer broke off".to_owned()),
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
}
