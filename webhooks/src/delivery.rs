//! A message that is to be sent, and what came of it.

use serde::{Serialize, Serializer};

use crate::attempt::Attempt;
use crate::distortion::Distortion;
use crate::message::Message;
use crate::signer::{ID, Request, Signer, TIMESTAMP};

/// A message that is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispatch {
    /// What the message tells, for people to read.
    pub event: String,
    /// The message. Two dispatches may have the same one.
    pub message: Message,
    /// What is to be odd about it.
    pub distortion: Option<Distortion>,
}

impl Dispatch {
    /// `message` as it should be.
    #[must_use]
    pub fn new(event: impl Into<String>, message: Message) -> Self {
        Self {
            event: event.into(),
            message,
            distortion: None,
        }
    }

    /// The same with something odd about it.
    #[must_use]
    pub fn distorted(self, distortion: Distortion) -> Self {
        Self {
            distortion: Some(distortion),
            ..self
        }
    }

    /// What goes onto the wire at `timestamp`, in Unix seconds.
    #[must_use]
    pub fn request(&self, signer: &Signer, timestamp: i64) -> Request {
        match self.distortion {
            Some(distortion) => distortion.apply(signer, &self.message, timestamp),
            None => signer.sign(&self.message, timestamp),
        }
    }
}

/// A message that was sent, with what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Delivery {
    /// When it was sent, in Unix milliseconds.
    pub at_ms: i64,
    /// The id, as it was sent.
    pub id: Option<String>,
    /// What the message told.
    pub event: String,
    /// The time stamp, as it was sent: Unix seconds, unless that is what was odd.
    pub timestamp: Option<String>,
    /// What was odd about it.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "by_name")]
    pub distortion: Option<Distortion>,
    /// What came of it; its members are among the others in JSON.
    #[serde(flatten)]
    pub attempt: Attempt,
}

impl Delivery {
    pub(crate) fn of(dispatch: &Dispatch, request: &Request, at_ms: i64, attempt: Attempt) -> Self {
        let header = |name| request.header(name).map(str::to_owned);
        Self {
            at_ms,
            id: header(ID),
            event: dispatch.event.clone(),
            timestamp: header(TIMESTAMP),
            distortion: dispatch.distortion,
            attempt,
        }
    }

    /// Whether the message should be accepted.
    #[must_use]
    pub fn acceptable(&self) -> bool {
        self.distortion.is_none_or(Distortion::accepted)
    }

    /// Whether it was answered as it should be: 2xx if it is acceptable, and any other status if it is not. No answer
    /// is never right.
    #[must_use]
    pub fn as_it_should_be(&self) -> bool {
        match self.acceptable() {
            true => self.attempt.delivered(),
            false => self.attempt.status.is_some() && !self.attempt.accepted(),
        }
    }
}

fn by_name<S: Serializer>(
    distortion: &Option<Distortion>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    distortion.map(Distortion::name).serialize(serializer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attempt::End;
    use crate::secret::SigningSecret;
    use serde_json::json;
    use std::time::Duration;

    fn delivery(distortion: Option<Distortion>, status: Option<u16>) -> Delivery {
        let dispatch = Dispatch {
            distortion,
            ..Dispatch::new("subscription.active", Message::new("{}"))
        };
        let signer = Signer::new(SigningSecret::generate());
        let attempt = Attempt {
            status,
            answer: String::new(),
            end: match status {
                Some(_) => End::Answered,
                None => End::TimedOut("no whole answer".to_owned()),
            },
            took: Duration::from_millis(3),
        };
        let request = dispatch.request(&signer, 1_700_000_000);
        Delivery::of(&dispatch, &request, 1_700_000_000_123, attempt)
    }

    #[test]
    fn good_ones_should_be_taken_and_bad_ones_refused() {
        for (distortion, status, right) in [
            (None, Some(200), true),
            (None, Some(400), false),
            (None, None, false),
            (Some(Distortion::TooOld), Some(400), true),
            (Some(Distortion::TooOld), Some(200), false),
            (Some(Distortion::TooOld), None, false),
            (Some(Distortion::GoodAmongBad), Some(204), true),
            (Some(Distortion::GoodAmongBad), Some(400), false),
        ] {
            let delivery = delivery(distortion, status);
            assert_eq!(
                delivery.as_it_should_be(),
                right,
                "{distortion:?} {status:?}"
            );
        }
    }

    #[test]
    fn json_says_what_was_sent_and_what_came_of_it() {
        let mut json =
            serde_json::to_value(delivery(Some(Distortion::WithoutId), Some(400))).expect("JSON");
        assert_eq!(
            json,
            json!({
                "at_ms": 1_700_000_000_123_i64, "id": null, "event": "subscription.active",
                "timestamp": "1700000000", "distortion": "without-id",
                "status": 400, "answer": "", "error": null, "connected": true, "took_ms": 3,
            })
        );
        json = serde_json::to_value(delivery(None, Some(200))).expect("JSON");
        assert!(json.get("distortion").is_none(), "{json}");
    }
}
