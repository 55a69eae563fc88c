//! How often Clerk may be called: by the harness itself, and by the pages that it leads people through.

use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until};

/// Clerk's limits are for windows of this length (<https://clerk.com/docs/guides/how-clerk-works/system-limits>).
const WINDOW: Duration = Duration::from_secs(10);

/// What Clerk limits on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limited {
    /// Any call of the Backend API, by instance.
    Backend,
    /// Starting a sign-in, by IP address.
    StartingASignIn,
    /// Starting a sign-up, by IP address.
    StartingASignUp,
    /// Trying a factor of a sign-in, by IP address.
    TryingAFactor,
    /// Trying the code of a sign-up, by IP address.
    TryingACode,
}

/// The limits of one instance, as they are for this machine.
#[derive(Debug)]
pub(super) struct Limits {
    backend: Bucket,
    sign_ins: Bucket,
    sign_ups: Bucket,
    factors: Bucket,
    codes: Bucket,
}

impl Limits {
    /// Clerk's own, where the Backend API takes so many requests in ten seconds.
    pub(super) fn new(backend: NonZeroU32) -> Self {
        let bucket = |tokens: usize| Bucket::new(tokens, WINDOW);
        Self {
            backend: bucket(usize::try_from(backend.get()).unwrap_or(usize::MAX)),
            sign_ins: bucket(5),
            sign_ups: bucket(5),
            factors: bucket(3),
            codes: bucket(3),
        }
    }

    pub(super) fn of(&self, what: Limited) -> &Bucket {
        match what {
            Limited::Backend => &self.backend,
            Limited::StartingASignIn => &self.sign_ins,
            Limited::StartingASignUp => &self.sign_ups,
            Limited::TryingAFactor => &self.factors,
            Limited::TryingACode => &self.codes,
        }
    }
}

/// A bucket of tokens, each of which is back a window after it was taken: in no window are more taken than it holds.
#[derive(Debug)]
pub(super) struct Bucket {
    tokens: usize,
    window: Duration,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    /// When each token is back that is out.
    back_at: VecDeque<Instant>,
    /// Until when nothing is given out, because Clerk asked for it.
    closed_until: Option<Instant>,
}

impl Bucket {
    fn new(tokens: usize, window: Duration) -> Self {
        Self {
            tokens,
            window,
            taken: Mutex::default(),
        }
    }

    /// Takes a token, as soon as there is one. Who asks first is served first.
    pub(super) async fn take(&self) {
        let mut taken = self.taken.lock().await;
        if let Some(opens) = taken.closed_until.take() {
            sleep_until(opens).await;
        }
        if taken.back_at.len() >= self.tokens
            && let Some(back) = taken.back_at.pop_front()
        {
            sleep_until(back).await;
        }
        let now = Instant::now();
        while taken.back_at.front().is_some_and(|back| *back <= now) {
            taken.back_at.pop_front();
        }
        taken.back_at.push_back(now + self.window);
    }

    /// Gives nothing out for so long.
    pub(super) async fn close_for(&self, time: Duration) {
        let mut taken = self.taken.lock().await;
        taken.closed_until = taken.closed_until.max(Some(Instant::now() + time));
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;

    use super::*;

    const SHORT: Duration = Duration::from_millis(80);

    #[tokio::test]
    async fn no_window_has_more_than_the_bucket_holds() {
        let bucket = Bucket::new(3, SHORT);
        let mut asked = Vec::new();
        for number in 0..7_usize {
            asked.push(Instant::now());
            let taken = bucket.take();
            match number {
                0..3 => taken
                    .now_or_never()
                    .expect("the first are not kept waiting"),
                _ => taken.await,
            }
            if let Some(third_before) = number.checked_sub(3).map(|it| asked[it]) {
                assert!(third_before.elapsed() >= SHORT, "{number}");
            }
        }
    }

    #[tokio::test]
    async fn a_bucket_that_is_closed_gives_nothing_out_until_it_opens() {
        let bucket = Bucket::new(3, SHORT);
        let begun = Instant::now();
        bucket.close_for(SHORT).await;
        bucket.take().await;
        assert!(begun.elapsed() >= SHORT);
        bucket.take().now_or_never().expect("it opens once for all");
    }

    #[test]
    fn pages_have_limits_of_their_own() {
        let limits = Limits::new(NonZeroU32::MIN);
        assert_eq!(limits.of(Limited::Backend).tokens, 1);
        assert_eq!(limits.of(Limited::StartingASignIn).tokens, 5);
        assert_eq!(limits.of(Limited::TryingACode).tokens, 3);
    }
}
