//! The time, as one issuer has it.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// A clock that runs as the machine's does, and can be set to another time. Times are Unix milliseconds.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    ahead_ms: AtomicI64,
}

impl Clock {
    pub(crate) fn now_ms(&self) -> u64 {
        machine_now_ms().saturating_add_signed(self.ahead_ms.load(Ordering::Relaxed))
    }

    /// Moves it forward, or back by a negative number.
    pub(crate) fn advance_ms(&self, by: i64) {
        // Not worth an error: nobody means a time before or after all others.
        let _ = self
            .ahead_ms
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |ahead| {
                Some(ahead.saturating_add(by))
            });
    }

    /// Sets it; it runs on from there.
    pub(crate) fn set_ms(&self, to: u64) {
        let to = i64::try_from(to).unwrap_or(i64::MAX);
        let machine = i64::try_from(machine_now_ms()).unwrap_or(i64::MAX);
        self.ahead_ms
            .store(to.saturating_sub(machine), Ordering::Relaxed);
    }

    /// Sets it to the machine's time again.
    pub(crate) fn reset(&self) {
        self.ahead_ms.store(0, Ordering::Relaxed);
    }
}

/// The machine's time.
pub(crate) fn machine_now_ms() -> u64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_can_be_moved_set_and_reset() {
        let clock = Clock::default();
        let before = machine_now_ms();
        clock.advance_ms(60_000);
        assert!(clock.now_ms() >= before + 60_000);
        clock.advance_ms(-120_000);
        assert!(clock.now_ms() < before);
        clock.set_ms(1_000);
        assert!((1_000..2_000).contains(&clock.now_ms()));
        clock.reset();
        assert!(clock.now_ms() >= before);
    }

    #[test]
    fn no_move_goes_before_the_epoch_or_overflows() {
        let clock = Clock::default();
        clock.advance_ms(i64::MIN);
        assert_eq!(clock.now_ms(), 0);
        clock.advance_ms(i64::MAX);
        clock.advance_ms(i64::MAX);
        clock.set_ms(u64::MAX);
        assert!(clock.now_ms() > machine_now_ms());
    }
}
