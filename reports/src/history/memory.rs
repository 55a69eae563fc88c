//! What became of single scenarios in the last runs.

use conformance_harness::results::ScenarioResult;

use super::PastRun;
use crate::area::area_id;
use crate::format::count;
use crate::mark::Mark;

/// So many runs are looked back on.
const LOOKED_AT: usize = 10;

/// The last runs, as far as they tell something of the scenarios of this one.
pub(crate) struct Memory<'a> {
    /// This run first, the oldest last.
    runs: Vec<&'a PastRun>,
}

impl<'a> Memory<'a> {
    /// Of `runs`, the last of which is this one.
    pub(crate) fn of(runs: &'a [PastRun]) -> Self {
        Self {
            runs: runs.iter().rev().collect(),
        }
    }

    /// What the last runs say of `scenario`, which is marked `mark` in this one; nothing where that is nothing new: it
    /// always passed, it does not apply, or no run before had it.
    pub(crate) fn tells(&self, scenario: &ScenarioResult, mark: Mark) -> Option<String> {
        if mark == Mark::NotApplicable {
            return None;
        }
        let passed: Vec<bool> = self
            .runs_with(scenario)
            .map(|run| !run.not_passed.contains_key(&scenario.id))
            .collect();
        let [now, before @ ..] = passed.as_slice() else {
            return None;
        };
        let bad = passed.iter().filter(|passed| !**passed).count();
        let since = before.iter().take_while(|it| *it == now).count();
        let runs = count(passed.len(), "run");
        match (now, bad) {
            _ if before.is_empty() => None,
            (true, 0) => None,
            (true, _) => Some(format!("did not pass in {bad} of the last {runs}")),
            (false, 1) if before.len() == 1 => Some("new: it passed in the run before".to_owned()),
            (false, 1) => Some(format!(
                "new: it passed in the {} runs before",
                before.len()
            )),
            (false, _) if since == before.len() => {
                Some(format!("has not passed in any of the last {runs}"))
            }
            (false, _) => Some(format!("did not pass in {bad} of the last {runs}")),
        }
    }

    /// The last runs in which `scenario` was played, as far as is known: this one, those like it, and whole ones of an
    /// area that it is about.
    fn runs_with(&self, scenario: &ScenarioResult) -> impl Iterator<Item = &'a PastRun> {
        let this = self.runs.first().copied();
        let areas: Vec<String> = scenario
            .requirements
            .iter()
            .map(|id| area_id(id).to_owned())
            .collect();
        let with = move |run: &&PastRun| {
            let is_like = this.is_some_and(|this| run.is_like(this));
            is_like || (run.whole && areas.iter().any(|area| run.areas.contains(area)))
        };
        self.runs.iter().copied().filter(with).take(LOOKED_AT)
    }
}
