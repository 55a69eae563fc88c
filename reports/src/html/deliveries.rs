//! Attempts to deliver webhook messages.

use std::collections::HashMap;

use conformance_harness::results::Delivery;
use jiff::Timestamp;

use super::journey::again;
use crate::format::seconds;

/// One attempt.
pub(super) struct Attempt<'a> {
    /// What the results say.
    pub(super) delivery: &'a Delivery,
    /// When it was made, e.g. `0.82 s`.
    pub(super) after: String,
    /// The answer took so long, e.g. `0.04 s`.
    pub(super) took: String,
    /// `2nd time` where the same message was delivered before.
    pub(super) again: Option<String>,
}

impl<'a> Attempt<'a> {
    /// In order.
    pub(super) fn all(deliveries: &'a [Delivery]) -> Vec<Self> {
        let mut times: HashMap<&str, usize> = HashMap::new();
        let attempts = deliveries.iter().map(|delivery| Self {
            delivery,
            after: seconds(delivery.at_ms),
            took: seconds(delivery.took_ms),
            again: again(times.entry(&delivery.id).or_default()),
        });
        attempts.collect()
    }

    /// The time that the time stamp says, e.g. `2026-11-21 04:56:31 UTC`; nothing if it says none.
    pub(super) fn stamped(&self) -> Option<String> {
        let seconds = self.delivery.timestamp.as_ref()?.parse().ok()?;
        let at = Timestamp::from_second(seconds).ok()?;
        Some(at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string())
    }

    /// What came back: the answer, or why there was none.
    pub(super) fn answer(&self) -> &'a str {
        let Delivery { answer, error, .. } = self.delivery;
        let said = error.as_deref().or(answer.as_deref());
        said.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delivery(id: &str, timestamp: Option<&str>) -> Delivery {
        Delivery {
            at_ms: 0,
            id: id.to_owned(),
            event: String::new(),
            timestamp: timestamp.map(str::to_owned),
            distortion: None,
            status: None,
            answer: None,
            error: None,
            took_ms: 0,
        }
    }

    #[test]
    fn attempts_for_the_same_message_are_counted() {
        let deliveries = ["a", "b", "a"].map(|id| delivery(id, None));
        let again: Vec<_> = Attempt::all(&deliveries)
            .into_iter()
            .map(|it| it.again)
            .collect();
        assert_eq!(again, [None, None, Some("2nd time".to_owned())]);
    }

    #[test]
    fn a_time_stamp_that_is_none_says_no_time() {
        let stamps = [
            Some("1795236991"),
            Some("soon"),
            Some("99999999999999"),
            None,
        ];
        let deliveries = stamps.map(|stamp| delivery("a", stamp));
        let read: Vec<_> = Attempt::all(&deliveries)
            .iter()
            .map(Attempt::stamped)
            .collect();
        assert_eq!(
            read,
            [Some("2026-11-21 04:56:31 UTC".to_owned()), None, None, None]
        );
    }
}
