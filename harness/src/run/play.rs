//! Playing a plan: what comes when, and when it is over.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::future::pending;
use std::sync::Arc;

use futures::{StreamExt as _, stream};
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;
use tokio::sync::Notify;
use tokio::task::yield_now;

use super::journal::{Journal, Rules};
use super::panics;
use super::plan::{Plan, Played, defect_of};
use super::playing::{self, Setting};
use super::stopped::Watch;
use crate::defect::Defect;
use crate::quarantine;
use crate::requirement::Catalogue;
use crate::suite::Case;
use crate::world::Stage;

/// What came of a plan.
#[derive(Debug)]
pub struct Performance {
    /// What was finished, in order of feature and line.
    pub played: Vec<Played>,
    /// Why it was cut short, if it was.
    pub interrupted: Option<String>,
    /// The IDs of the scenarios without a result, in the order of the suite.
    pub unfinished: Vec<String>,
}

/// Plays the plan until it is through or `stop` says why not.
pub async fn play(
    plan: Plan,
    stage: Arc<Stage>,
    catalogue: &Catalogue,
    stop: impl Future<Output = String>,
) -> Performance {
    let profile = &stage.target.profile;
    let rules = Rules {
        attempts: plan.attempts,
        known: profile.known_failures.clone(),
        quarantine: quarantine::in_force(&profile.quarantine, quarantine::today()),
        pictures: profile.evidence.pictures,
    };
    let setting = Setting {
        definitions: plan.definitions,
        limit: plan.deadline.unwrap_or(profile.timing.scenario()),
        // What is waited for loses so much of its time that it may be missed.
        watch: Watch::begin(profile.timing.deadline() / 2),
        stage: Arc::clone(&stage),
    };
    let defects = plan.defects.into_iter();
    let defects: HashMap<String, Arc<Defect>> = defects.map(|it| (it.id.clone(), it)).collect();
    let cases: Vec<Case<'_>> = plan.suite.scenarios().collect();
    let journal = RefCell::new(Journal::new(&cases, catalogue, rules, plan.on_event));
    let is_over = Cell::new(false);
    let first_failure = Notify::new();

    // Attempts that are certain are there from the start, so that they are played side by side.
    let certain = order(cases.len(), plan.seed).into_iter();
    let certain = certain.flat_map(|scenario| {
        let numbers = 1..=plan.attempts.at_least();
        numbers.map(move |number| (scenario, number))
    });
    let playing = stream::iter(certain).for_each_concurrent(plan.workers.max(1), |certain| {
        let (setting, journal) = (&setting, &journal);
        let (is_over, first_failure) = (&is_over, &first_failure);
        let (scenario, mut number) = certain;
        let case = &cases[scenario];
        let defect = defect_of(&case.tags()).and_then(|id| defects.get(id).cloned());
        async move {
            loop {
                if is_over.get() {
                    // What is left is dropped as soon as somebody looks.
                    return pending().await;
                }
                journal.borrow_mut().begin(scenario, number);
                let made = playing::play(setting, case, defect.clone(), number).await;
                let next = journal.borrow_mut().end(scenario, made);
                if next.failed && plan.fail_fast {
                    is_over.set(true);
                    first_failure.notify_one();
                }
                // Scenarios that wait for nothing would keep a run from being stopped.
                yield_now().await;
                if !next.again {
                    break;
                }
                number += 1;
            }
        }
    });
    let only_real_ones = panics::OnlyRealOnes::are_printed();
    // Whether to stop is looked at first: a scenario may go a long way each time that the playing is.
    let interrupted = tokio::select! {
        biased;
        () = first_failure.notified() => Some("the first failure, by --fail-fast".to_owned()),
        why = stop => Some(why),
        () = playing => None,
    };
    drop(only_real_ones);
    let closed = journal.into_inner().close();
    Performance {
        played: closed.played,
        // Who comes when all is done interrupts nothing.
        interrupted: interrupted.filter(|_| closed.is_cut_short),
        unfinished: closed.unfinished,
    }
}

/// In which order to begin so many scenarios.
fn order(scenarios: usize, seed: Option<u64>) -> Vec<usize> {
    let mut order: Vec<usize> = (0..scenarios).collect();
    if let Some(seed) = seed {
        order.shuffle(&mut StdRng::seed_from_u64(seed));
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_draws_the_same_order_and_another_one_another() {
        assert_eq!(order(100, None), (0..100).collect::<Vec<_>>());
        assert_eq!(order(100, Some(1)), order(100, Some(1)));
        assert_ne!(order(100, Some(1)), order(100, Some(2)));
        let mut drawn = order(100, Some(1));
        drawn.sort_unstable();
        assert_eq!(drawn, order(100, None));
    }
}
