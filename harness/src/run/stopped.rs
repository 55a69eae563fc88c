//! Time during which this process did nothing.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::task::JoinHandle;

/// How often it is looked whether time has passed.
const TICK: Duration = Duration::from_millis(250);

/// A watch on this process: it can be stopped by a signal, with its machine, or by more load than that bears. What it waited for
/// has then had no time to happen, although the time is over.
#[derive(Debug)]
pub(super) struct Watch {
    seen: Arc<Mutex<Seen>>,
    task: JoinHandle<()>,
}

#[derive(Debug)]
struct Seen {
    /// The longest that it did nothing, with when that was over.
    pauses: Vec<(Instant, Duration)>,
    ticked: Instant,
    /// Shorter ones are no pauses.
    shortest: Duration,
}

impl Watch {
    /// Begins, on the current tokio runtime. What is shorter than `shortest` does not count.
    pub(super) fn begin(shortest: Duration) -> Self {
        let seen = Arc::new(Mutex::new(Seen {
            pauses: Vec::new(),
            ticked: Instant::now(),
            shortest,
        }));
        let shared = Arc::clone(&seen);
        let task = tokio::spawn(async move {
            loop {
                tokio::time::sleep(TICK).await;
                let mut seen = shared.lock().unwrap_or_else(PoisonError::into_inner);
                seen.tick(Instant::now());
            }
        });
        Self { seen, task }
    }

    /// The longest pause that was not over at `since`.
    pub(super) fn longest_since(&self, since: Instant) -> Option<Duration> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever asks may have woken up before the watch did.
        seen.tick(Instant::now());
        let pauses = seen.pauses.iter().filter(|(over, _)| *over > since);
        pauses.map(|(_, length)| *length).max()
    }
}

impl Seen {
    fn tick(&mut self, now: Instant) {
        let pause = now.saturating_duration_since(self.ticked);
        if pause >= self.shortest + TICK {
            self.pauses.push((now, pause));
        }
        self.ticked = now;
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.task.abort();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_counts_for_whoever_was_there_before_it_was_over() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut seen = Seen {
            pauses: Vec::new(),
            ticked: start,
            shortest: Duration::from_secs(1),
        };
        for ms in [250, 500, 1_400, 9_400, 9_650] {
            seen.tick(at(ms));
        }
        assert_eq!(seen.pauses, [(at(9_400), Duration::from_secs(8))]);
    }

    #[tokio::test]
    async fn a_watch_that_was_not_stopped_has_seen_nothing() {
        let watch = Watch::begin(Duration::from_secs(60));
        tokio::time::sleep(TICK).await;
        let earlier = Instant::now() - TICK;
        assert_eq!(watch.longest_since(earlier), None);
    }
}
