//! Who plays in which browser: a number each.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// Those who play, by number, from 1.
#[derive(Debug)]
pub(super) struct Workers {
    number: usize,
    /// The numbers that no browser has.
    free: Arc<Mutex<BTreeSet<usize>>>,
}

/// A number, for as long as it is kept.
#[derive(Debug)]
pub(super) struct Worker {
    number: usize,
    all: Arc<Mutex<BTreeSet<usize>>>,
}

impl Workers {
    /// So many.
    pub(super) fn new(workers: usize) -> Self {
        Self {
            number: workers,
            free: Arc::new(Mutex::new((1..=workers).collect())),
        }
    }

    /// How many there are.
    pub(super) fn number(&self) -> usize {
        self.number
    }

    /// The lowest number that nobody has.
    pub(super) fn next(&self) -> Worker {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        Worker {
            // There are no more browsers than workers.
            number: free.pop_first().unwrap_or_default(),
            all: Arc::clone(&self.free),
        }
    }
}

impl fmt::Display for Worker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "worker {}", self.number)
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let mut free = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        free.insert(self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_given_again_when_its_browser_is_gone() {
        let workers = Workers::new(3);
        let (first, second) = (workers.next(), workers.next());
        assert_eq!(
            [first.to_string(), second.to_string()],
            ["worker 1", "worker 2"]
        );
        drop(first);
        assert_eq!(workers.next().to_string(), "worker 1");
    }
}
