//! Many messages, many of them under way at a time.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use tokio::task::JoinSet;

use crate::attempt::Attempt;
use crate::endpoint::Endpoint;
use crate::message::Message;
use crate::times::now_ms;

/// How many failures are remembered whole.
const FAILURES: usize = 20;

/// What latencies are told apart by: one part in a hundred.
const DIGITS: u8 = 2;
/// What counts as this: an hour, in microseconds. No answer is waited for that long.
const LONGEST: u64 = 3_600_000_000;

/// How many messages are sent, and how many are under way at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Burst {
    /// How many messages.
    pub count: u64,
    /// How many of them wait for their answer at the same moment.
    pub in_flight: NonZeroUsize,
}

/// What came of a burst. Its size does not depend on how many messages there were.
#[derive(Debug, Clone)]
pub struct Tally {
    /// How many were answered with 2xx.
    pub delivered: u64,
    /// How many were answered with which status.
    pub statuses: BTreeMap<u16, u64>,
    /// How many were not answered.
    pub unanswered: u64,
    /// How many found nobody to connect to; they are unanswered, too.
    pub unconnected: u64,
    /// Some of those that were not delivered, at most 20.
    pub failures: Vec<Failure>,
    /// From the first message to the last answer.
    pub took: Duration,
    /// Of the answered ones, in microseconds.
    latencies: Histogram<u64>,
}

/// A message of a burst that was not delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The message's id.
    pub id: String,
    /// What came of it.
    pub attempt: Attempt,
}

impl Tally {
    fn new() -> Self {
        Self {
            delivered: 0,
            statuses: BTreeMap::new(),
            unanswered: 0,
            unconnected: 0,
            failures: Vec::new(),
            took: Duration::ZERO,
            latencies: Histogram::new_with_max(LONGEST, DIGITS).expect("bounds that there can be"),
        }
    }

    /// How many messages were sent.
    #[must_use]
    pub fn sent(&self) -> u64 {
        self.statuses.values().sum::<u64>() + self.unanswered
    }

    /// How many messages were delivered in a second, on average.
    #[must_use]
    pub fn per_second(&self) -> f64 {
        self.delivered as f64 / self.took.as_secs_f64()
    }

    /// The time within which this part of the answers came, such as 0.99 of them; 1.0 is the slowest one's.
    #[must_use]
    pub fn latency(&self, part: f64) -> Duration {
        Duration::from_micros(self.latencies.value_at_quantile(part))
    }

    fn add(&mut self, id: String, attempt: Attempt) {
        match attempt.status {
            Some(status) => {
                *self.statuses.entry(status).or_default() += 1;
                let micros = u64::try_from(attempt.took.as_micros()).unwrap_or(u64::MAX);
                self.latencies.saturating_record(micros);
            }
            None => self.unanswered += 1,
        }
        self.unconnected += u64::from(!attempt.end.connected());
        if attempt.delivered() {
            self.delivered += 1;
        } else if self.failures.len() < FAILURES {
            self.failures.push(Failure { id, attempt });
        }
    }

    fn merge(&mut self, other: Self) {
        self.delivered += other.delivered;
        self.unanswered += other.unanswered;
        self.unconnected += other.unconnected;
        for (status, count) in other.statuses {
            *self.statuses.entry(status).or_default() += count;
        }
        let room = FAILURES - self.failures.len();
        self.failures.extend(other.failures.into_iter().take(room));
        self.latencies += other.latencies;
    }
}

impl Endpoint {
    /// Sends the messages that `message` makes, by their number from 0, each once. A message is made when its turn
    /// comes, and forgotten when it is answered.
    pub async fn burst<F>(&self, burst: Burst, message: F) -> Tally
    where
        F: Fn(u64) -> Message + Send + Sync + 'static,
    {
        let clock = Instant::now();
        let next = Arc::new(AtomicU64::new(0));
        let message = Arc::new(message);
        let mut lanes = JoinSet::new();
        for _ in 0..burst.in_flight.get() {
            let (endpoint, next, message) = (self.clone(), Arc::clone(&next), Arc::clone(&message));
            lanes.spawn(async move {
                let mut tally = Tally::new();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= burst.count {
                        break tally;
                    }
                    let message = message(number);
                    let timestamp = now_ms().div_euclid(1000);
                    let request = endpoint.signer.sign(&message, timestamp);
                    let attempt = endpoint.sender.send(&endpoint.url, &request).await;
                    tally.add(message.id, attempt);
                }
            });
        }
        let mut whole = Tally::new();
        for tally in lanes.join_all().await {
            whole.merge(tally);
        }
        whole.took = clock.elapsed();
        whole
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attempt::End;

    fn attempt(status: Option<u16>, millis: u64) -> Attempt {
        Attempt {
            status,
            answer: String::new(),
            end: match status {
                Some(_) => End::Answered,
                None => End::NotConnected("nobody is there".to_owned()),
            },
            took: Duration::from_millis(millis),
        }
    }

    #[test]
    fn answers_are_counted_by_status_and_the_missing_ones_apart() {
        let (mut one, mut other) = (Tally::new(), Tally::new());
        for status in [Some(200), Some(200), Some(500), None] {
            one.add("msg_1".to_owned(), attempt(status, 1));
            other.add("msg_2".to_owned(), attempt(status, 1));
        }
        one.merge(other);
        assert_eq!(
            (one.sent(), one.delivered, one.unanswered, one.unconnected),
            (8, 4, 2, 2)
        );
        assert_eq!(one.statuses, BTreeMap::from([(200, 4), (500, 2)]));
        assert_eq!(one.failures.len(), 4);
    }

    #[test]
    fn only_some_failures_are_remembered() {
        let (mut one, mut other) = (Tally::new(), Tally::new());
        for _ in 0..15 {
            one.add("msg_1".to_owned(), attempt(Some(500), 1));
            other.add("msg_2".to_owned(), attempt(Some(500), 1));
        }
        one.merge(other);
        assert_eq!((one.failures.len(), one.sent()), (20, 30));
    }

    #[test]
    fn latencies_are_told_to_one_part_in_a_hundred() {
        let mut tally = Tally::new();
        for millis in 1..=1000 {
            tally.add("msg_1".to_owned(), attempt(Some(200), millis));
        }
        for (part, millis) in [(0.5, 500.0), (0.99, 990.0), (1.0, 1000.0)] {
            let told = tally.latency(part).as_secs_f64() * 1000.0;
            assert!((told / millis - 1.0).abs() < 0.01, "{part}: {told} ms");
        }
    }
}
