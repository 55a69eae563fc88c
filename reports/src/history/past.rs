//! One run in brief: a line of the history.

use std::collections::{BTreeMap, BTreeSet};

use conformance_harness::results::{Release, Results, Shard, Totals, Verdict};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::mark::Mark;

/// So many bytes of a digest tell selections apart.
const TELLING: usize = 8;

/// What is kept of a run. Members are added, never renamed, removed or given another meaning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PastRun {
    /// RFC 3339, UTC.
    pub(crate) started_at: String,
    /// Wall-clock time in milliseconds.
    pub(crate) duration_ms: u64,
    /// The run in one word.
    pub(crate) verdict: Verdict,
    /// Whether the sign-off was a GO, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) go: Option<bool>,
    /// How many scenarios had each outcome.
    pub(crate) totals: Totals,
    /// Whether no scenario of its areas was left out.
    pub(crate) whole: bool,
    /// The areas that the features were about, e.g. `CB`.
    pub(crate) areas: BTreeSet<String>,
    /// Tells whether two runs were about the same scenarios: a digest of their IDs.
    pub(crate) selection: String,
    /// Which part of the selection it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) shard: Option<Shard>,
    /// Whether it was cut short.
    #[serde(default)]
    pub(crate) interrupted: bool,
    /// The IDs of the scenarios that did not pass, and how each is marked; without those that do not apply.
    pub(crate) not_passed: BTreeMap<String, Mark>,
}

impl PastRun {
    /// What is to be kept of `results`.
    pub(crate) fn of(results: &Results) -> Self {
        let marks = results.scenarios.iter().map(|it| (it, Mark::of(it)));
        let not_passed =
            marks.filter(|(_, mark)| !matches!(mark, Mark::Passed | Mark::NotApplicable));
        let requirements = &results.requirements;
        let is_complete = requirements.iter().all(|it| it.scenarios.len() >= it.of);
        let interrupted = results.interrupted.is_some();
        Self {
            started_at: results.started_at.clone(),
            duration_ms: results.duration_ms,
            verdict: results.verdict,
            go: results
                .sign_off
                .as_ref()
                .map(|it| it.verdict == Release::Go),
            totals: results.totals,
            // Without requirements nothing says what there would have been.
            whole: !requirements.is_empty()
                && is_complete
                && !interrupted
                && results.shard.is_none()
                && results.rerun_of.is_none(),
            areas: requirements.iter().map(|it| it.area.clone()).collect(),
            selection: selection(results),
            shard: results.shard,
            interrupted,
            not_passed: not_passed
                .map(|(scenario, mark)| (scenario.id.clone(), mark))
                .collect(),
        }
    }

    /// Whether both are the same run.
    pub(crate) fn is(&self, other: &Self) -> bool {
        (&self.started_at, &self.selection, self.shard)
            == (&other.started_at, &other.selection, other.shard)
    }

    /// Whether its numbers may be compared with those of `this`: both were about the same scenarios, or about all of the
    /// same areas as these were at the time; and it was not cut short.
    pub(crate) fn is_like(&self, this: &Self) -> bool {
        let both_whole = self.whole && this.whole && self.areas == this.areas;
        let same = both_whole || self.selection == this.selection;
        self.is(this) || (same && !self.interrupted)
    }

    /// How many scenarios were marked like this.
    pub(crate) fn number(&self, mark: Mark) -> usize {
        self.not_passed.values().filter(|it| **it == mark).count()
    }

    /// How many scenarios it has a result of.
    pub(crate) fn size(&self) -> usize {
        let it = self.totals;
        it.passed + it.failed + it.blocked + it.not_applicable + it.flaky
    }
}

fn selection(results: &Results) -> String {
    let played = results.scenarios.iter().map(|it| it.id.as_str());
    let missing = results.unfinished.iter().map(String::as_str);
    let ids: BTreeSet<&str> = played.chain(missing).collect();
    let mut digest = Sha256::new();
    for id in ids {
        digest.update(id);
        digest.update([0]);
    }
    let bytes = digest.finalize();
    bytes[..TELLING]
        .iter()
        .map(|it| format!("{it:02x}"))
        .collect()
}
