//! The guard at the ways out of the harness: in production, nothing that changes state passes unless it is allowed.
//!
//! It does not know scenarios by what they say of themselves. Each way out asks it ([`may`]) before anything leaves: HTTP
//! requests, webhooks, and what is pressed and typed in a browser. What was refused is kept, so that a scenario which
//! goes on as if nothing had happened is found out at its end.

use std::cell::RefCell;
use std::rc::Rc;

use super::IN_PRODUCTION;
use crate::environment_error::EnvironmentError;

/// What a scenario may do, and what of it was refused.
#[derive(Debug, Default)]
struct Guard {
    is_strict: bool,
    refused: RefCell<Option<String>>,
}

tokio::task_local! {
    static GUARD: Rc<Guard>;
}

/// Plays `scenario`, which may change state or may not. Returns what it wanted to change first and was kept from, as one
/// line.
pub(crate) async fn watch<T>(
    may_change_state: bool,
    scenario: impl Future<Output = T>,
) -> (T, Option<String>) {
    let guard = Rc::new(Guard {
        is_strict: !may_change_state,
        refused: RefCell::default(),
    });
    let value = GUARD.scope(Rc::clone(&guard), scenario).await;
    let refused = guard.refused.take();
    (value, refused)
}

/// Asks whether something may be done that changes state; `deed` says what, after “to”. Outside of scenarios it may: there
/// somebody has typed the command for it.
///
/// # Errors
/// When the scenario may not change state.
pub(crate) fn may(deed: impl FnOnce() -> String) -> Result<(), EnvironmentError> {
    GUARD
        .try_with(|guard| {
            if !guard.is_strict {
                return Ok(());
            }
            let refusal = EnvironmentError::new(format!(
                "{IN_PRODUCTION}this scenario may not change state, and it wanted to {}; `allow` under [production] \
                 names the tags whose scenarios may",
                deed()
            ));
            guard
                .refused
                .borrow_mut()
                .get_or_insert_with(|| refusal.to_string());
            Err(refusal)
        })
        .unwrap_or(Ok(()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deed() -> String {
        "make somebody".to_owned()
    }

    #[tokio::test]
    async fn what_changes_state_is_refused_and_told_even_if_the_scenario_goes_on() {
        let (value, refused) = watch(false, async {
            assert!(may(deed).is_err());
            assert!(may(|| "send a webhook".to_owned()).is_err());
            "went on"
        })
        .await;
        assert_eq!(value, "went on");
        let refused = refused.expect("it was refused");
        assert!(refused.starts_with(IN_PRODUCTION), "{refused}");
        assert!(refused.contains("it wanted to make somebody;"), "{refused}");
    }

    #[tokio::test]
    async fn scenarios_that_may_change_state_are_not_held_up_by_others_that_may_not() {
        let strict = watch(false, async {
            tokio::task::yield_now().await;
            may(deed).is_err()
        });
        let free = watch(true, async {
            tokio::task::yield_now().await;
            may(deed).is_ok()
        });
        let (strict, free) = tokio::join!(strict, free);
        assert_eq!((strict.0, free), (true, (true, None)));
        assert!(may(deed).is_ok(), "outside of scenarios");
    }
}
