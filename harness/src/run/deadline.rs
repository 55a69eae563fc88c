//! How long an attempt may take.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// Time that does not run while somebody else has their turn.
#[derive(Debug, Default)]
struct Clock {
    waited: Cell<Duration>,
    waiting_since: Cell<Option<Instant>>,
}

tokio::task_local! {
    static CLOCK: Rc<Clock>;
}

/// Gives `future` so much time; `None` if that was not enough, and then it is dropped. Time that it spends
/// [waiting for its turn](while_others_have_their_turn) does not count.
pub(super) async fn within<T>(limit: Duration, future: impl Future<Output = T>) -> Option<T> {
    let began = Instant::now();
    let clock = Rc::<Clock>::default();
    let passed = async {
        loop {
            let left = limit.saturating_sub(began.elapsed().saturating_sub(clock.waited()));
            if left.is_zero() {
                return;
            }
            tokio::time::sleep(left).await;
        }
    };
    tokio::select! {
        biased;
        value = CLOCK.scope(Rc::clone(&clock), future) => Some(value),
        () = passed => None,
    }
}

/// Waits for a turn. Those who have it are bounded by their own deadlines, so this ends.
pub(crate) async fn while_others_have_their_turn<T>(turn: impl Future<Output = T>) -> T {
    let Ok(clock) = CLOCK.try_with(Rc::clone) else {
        return turn.await;
    };
    clock.waiting_since.set(Some(Instant::now()));
    let turn = turn.await;
    clock.waited.set(clock.waited());
    clock.waiting_since.set(None);
    turn
}

impl Clock {
    /// How long turns have been waited for, until now.
    fn waited(&self) -> Duration {
        let now = self.waiting_since.get().map(|since| since.elapsed());
        self.waited.get() + now.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use tokio::sync::Mutex;
    use tokio::time::sleep;

    use super::*;

    const LIMIT: Duration = Duration::from_millis(50);

    #[tokio::test]
    async fn what_awaits_for_ever_is_ended() {
        assert_eq!(within(LIMIT, pending::<()>()).await, None);
        assert_eq!(within(LIMIT, ready(1)).await, Some(1));
    }

    #[tokio::test]
    async fn waiting_for_a_turn_does_not_count_and_what_comes_after_does() {
        let turn = Mutex::new(());
        let others = async {
            let _turn = turn.lock().await;
            sleep(LIMIT * 3).await;
        };
        let own = |after: Duration| {
            let turn = &turn;
            within(LIMIT, async move {
                let _turn = while_others_have_their_turn(turn.lock()).await;
                sleep(after).await;
            })
        };
        let (_, quick) = tokio::join!(others, own(Duration::ZERO));
        assert_eq!(quick, Some(()));
        assert_eq!(own(LIMIT * 2).await, None);
    }
}
