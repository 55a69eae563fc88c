//! When a delivery is tried again.

use std::time::Duration;

/// What Svix waits before each attempt, in seconds; its hosted service adds up to a fifth at random, which is left out
/// here.
const SVIX: [u64; 8] = [0, 5, 300, 1_800, 7_200, 18_000, 36_000, 36_000];

/// The waits before the attempts of a delivery, the first one's included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    planned: Vec<Duration>,
    waits: Vec<Duration>,
}

impl Schedule {
    /// Svix's: eight attempts over 27 hours and 35 minutes.
    #[must_use]
    pub fn svix() -> Self {
        Self::of(SVIX.map(Duration::from_secs))
    }

    /// One attempt after each of these waits.
    #[must_use]
    pub fn of(waits: impl IntoIterator<Item = Duration>) -> Self {
        let planned: Vec<Duration> = waits.into_iter().collect();
        Self {
            waits: planned.clone(),
            planned,
        }
    }

    /// The same in a `factor`-th of the time; 0 counts as 1. What was planned stays known: [`planned`](Self::planned).
    #[must_use]
    pub fn compressed(mut self, factor: u32) -> Self {
        for wait in &mut self.waits {
            *wait /= factor.max(1);
        }
        self
    }

    /// What is really waited before each attempt.
    #[must_use]
    pub fn waits(&self) -> &[Duration] {
        &self.waits
    }

    /// How long after the beginning each attempt would be made if the schedule were not compressed.
    pub fn planned(&self) -> impl Iterator<Item = Duration> {
        self.planned.iter().scan(Duration::ZERO, |elapsed, wait| {
            *elapsed += *wait;
            Some(*elapsed)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn svix_tries_eight_times_in_27_hours_and_35_minutes() {
        let elapsed: Vec<u64> = Schedule::svix().planned().map(|it| it.as_secs()).collect();
        assert_eq!(elapsed, [0, 5, 305, 2_105, 9_305, 27_305, 63_305, 99_305]);
    }

    #[test]
    fn compressing_shortens_what_is_waited_and_not_what_is_told() {
        let schedule = Schedule::svix().compressed(1000);
        assert_eq!(schedule.waits()[1], Duration::from_millis(5));
        assert!(schedule.planned().eq(Schedule::svix().planned()));
        assert_eq!(Schedule::svix().compressed(0), Schedule::svix());
    }
}
