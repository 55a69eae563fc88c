//! Entries as they arrive, for as long as somebody wants them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::FutureExt as _;
use futures::future::BoxFuture;

use super::entry::{Entry, Told};
use super::{Lines, is_not_too_long};
use crate::environment_error::EnvironmentError;

/// More than a run keeps of what arrives, in bytes: eight times what a scenario may log.
const MOST: usize = 8 * super::LONGEST;

/// Entries in the order of their arrival; the oldest go when there are too many.
#[derive(Debug, Default)]
pub(super) struct Collection {
    entries: VecDeque<Entry>,
    /// How many have gone.
    gone: usize,
    bytes: usize,
    pub(super) told: Told,
    /// Why nothing more will come, if so.
    ended: Option<String>,
}

/// One collection, for whoever adds to it and whoever reads it.
#[derive(Debug, Clone, Default)]
pub(super) struct Shared(Arc<Mutex<Collection>>);

impl Shared {
    pub(super) fn lock(&self) -> MutexGuard<'_, Collection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Collection {
    /// Adds what has arrived together, by the time at which it was logged.
    pub(super) fn add(&mut self, mut batch: Vec<Entry>) {
        batch.sort_by_key(|entry| entry.at_ms);
        for entry in batch {
            self.bytes += entry.length();
            self.entries.push_back(entry);
        }
        while self.bytes > MOST
            && let Some(oldest) = self.entries.pop_front()
        {
            self.bytes -= oldest.length();
            self.gone += 1;
        }
    }

    /// Nothing more will come.
    pub(super) fn end(&mut self, why: String) {
        self.ended.get_or_insert(why);
    }

    /// How many have arrived.
    pub(super) fn number(&self) -> usize {
        self.gone + self.entries.len()
    }
}

/// What arrives from a moment on and was logged after it.
#[derive(Debug)]
pub(super) struct Collected {
    pub(super) collection: Shared,
    /// What it is called in messages.
    pub(super) name: &'static str,
    /// How many had arrived before.
    pub(super) number: usize,
    /// When that was, in Unix milliseconds.
    pub(super) begun_ms: u64,
}

impl Collected {
    fn read(&self) -> Result<Vec<String>, EnvironmentError> {
        let collection = self.collection.lock();
        if let Some(why) = &collection.ended {
            let told = format!(
                "{} ended while the scenario was played, so lines may be missing: {why}",
                self.name
            );
            return Err(EnvironmentError::new(told));
        }
        let Some(before) = self.number.checked_sub(collection.gone) else {
            let told = format!("{}: so much came that what came first is gone", self.name);
            return Err(EnvironmentError::new(told));
        };
        let new = collection.entries.iter().skip(before);
        let new = new.filter(|entry| entry.is_since(self.begun_ms));
        is_not_too_long(self.name, new.clone().map(Entry::length).sum())?;
        Ok(new.flat_map(|entry| entry.lines.clone()).collect())
    }
}

impl Lines for Collected {
    fn lines(&self) -> BoxFuture<'_, Result<Vec<String>, EnvironmentError>> {
        async { self.read() }.boxed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(at_ms: u64, line: &str) -> Entry {
        Entry {
            at_ms,
            lines: vec![line.to_owned()],
        }
    }

    fn reading(collection: &Shared, number: usize) -> Collected {
        Collected {
            collection: collection.clone(),
            name: "the log drain",
            number,
            begun_ms: 0,
        }
    }

    #[tokio::test]
    async fn what_arrives_together_is_in_the_order_of_time() {
        let collection = Shared::default();
        let batch = vec![entry(2, "two"), entry(1, "one"), entry(2, "two more")];
        collection.lock().add(batch);
        let lines = reading(&collection, 0).lines().await.expect("lines");
        assert_eq!(lines, ["one", "two", "two more"]);
    }

    #[tokio::test]
    async fn what_had_to_go_is_missed_by_those_who_wanted_it_and_by_nobody_else() {
        let collection = Shared::default();
        let long = "x".repeat(MOST / 2);
        collection
            .lock()
            .add(vec![entry(1, &long), entry(2, &long)]);
        collection.lock().add(vec![entry(3, "three")]);
        assert_eq!(collection.lock().number(), 3);
        let missed = reading(&collection, 0)
            .lines()
            .await
            .expect_err("it is gone");
        assert!(missed.to_string().contains("is gone"), "{missed}");
        let lines = reading(&collection, 2).lines().await.expect("lines");
        assert_eq!(lines, ["three"]);
    }

    #[tokio::test]
    async fn a_log_that_ended_is_not_taken_for_a_silent_one() {
        let collection = Shared::default();
        collection.lock().end("it was cut".to_owned());
        let error = reading(&collection, 0).lines().await.expect_err("it ended");
        assert!(error.to_string().ends_with("it was cut"), "{error}");
    }
}
