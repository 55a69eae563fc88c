//! What a run has to say of approved transcripts.

use conformance_harness::results::{Outcome, Results, ScenarioResult};

use crate::folding;

/// Up to this many scenarios are named.
const NAMED: usize = 10;

/// Up to this many lines that changed are told of each.
const CHANGES: usize = 6;

/// A scenario that did otherwise than was approved.
pub(crate) struct Drifted<'a> {
    /// The scenario.
    pub(crate) scenario: &'a ScenarioResult,
    /// The first lines that changed, as in the diff, and how many more there are.
    pub(crate) changes: (Vec<&'a str>, usize),
}

impl<'a> Drifted<'a> {
    /// Those that passed although they drifted, the first ones; and how many more there are. Of what failed, that it
    /// went another way says nothing new.
    pub(crate) fn listed(results: &'a Results) -> (Vec<Self>, usize) {
        let drifted: Vec<_> = results.scenarios.iter().filter_map(Self::of).collect();
        let (listed, folded) = folding::split(&drifted, NAMED);
        let folded = folded.len();
        let named = listed.len();
        (drifted.into_iter().take(named).collect(), folded)
    }

    fn of(scenario: &'a ScenarioResult) -> Option<Self> {
        let drift = scenario.drift.as_ref()?;
        if scenario.outcome != Outcome::Passed {
            return None;
        }
        let changed = drift.diff.lines().skip_while(|it| !it.starts_with("@@"));
        let mut changed: Vec<&str> = changed.filter(|it| it.starts_with(['-', '+'])).collect();
        let more = changed.len().saturating_sub(CHANGES);
        changed.truncate(CHANGES);
        Some(Self {
            scenario,
            changes: (changed, more),
        })
    }
}

/// How a run compares with what was approved, in a sentence; nothing where all is as it was.
pub(crate) fn sentence(results: &Results) -> Option<String> {
    let transcripts = results.transcripts.as_ref()?;
    let numbers = [
        (results.totals.drifted, "drifted"),
        (transcripts.new.len(), "not approved yet"),
        (transcripts.stale.len(), "stale"),
    ];
    let told: Vec<String> = numbers
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| format!("{number} {word}"))
        .collect();
    (!told.is_empty()).then(|| format!("Transcripts: {}", told.join(", ")))
}
