//! Waiting for what comes by itself.

use std::time::{Duration, Instant};

use crate::step_error::StepError;

/// How often it is looked at again.
const POLL: Duration = Duration::from_millis(50);

/// Looks again and again until it is as it should be. Returns what the last look found.
///
/// # Errors
/// Failed, when it is not as it should be at the deadline; blocked, as soon as a look is.
pub(super) async fn until<T>(
    deadline: Instant,
    mut look: impl AsyncFnMut() -> Result<T, StepError>,
) -> Result<T, StepError> {
    loop {
        match look().await {
            Err(StepError::Failed(_)) if Instant::now() < deadline => {
                tokio::time::sleep(POLL).await;
            }
            found => return found,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(10)
    }

    #[tokio::test]
    async fn what_comes_late_is_found() {
        let mut looks = 0;
        let found = until(soon(), async || {
            looks += 1;
            match looks {
                3 => Ok("there"),
                _ => Err(StepError::failed("there", "not yet")),
            }
        });
        assert_eq!(found.await, Ok("there"));
        assert_eq!(looks, 3);
    }

    #[tokio::test]
    async fn the_last_look_is_told_when_it_does_not_come() {
        let not_yet = || StepError::failed("there", "not yet");
        let found = until::<()>(Instant::now(), async || Err(not_yet()));
        assert_eq!(found.await, Err(not_yet()));
    }

    #[tokio::test]
    async fn nothing_is_waited_for_that_cannot_be_looked_at() {
        let mut looks = 0;
        let gone = || StepError::Blocked("it is gone".to_owned());
        let found = until::<()>(soon(), async || {
            looks += 1;
            Err(gone())
        });
        assert_eq!(found.await, Err(gone()));
        assert_eq!(looks, 1);
    }
}
