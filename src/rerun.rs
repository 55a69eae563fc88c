//! Playing again what did not pass in an earlier run.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use conformance_harness::results::{Outcome, Results, ScenarioResult};
use conformance_harness::suite::Suite;
use conformance_reports::ReadError;

use crate::project::Project;
use crate::report;

/// Which earlier run.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Rerun {
    /// Only scenarios that failed, were blocked or were flaky in an earlier run; not its known failures.
    #[arg(long)]
    pub rerun_failed: bool,
    /// The report of that run, for --rerun-failed: its folder, or its results.json [default: reports/latest].
    #[arg(long, value_name = "FOLDER", requires = "rerun_failed")]
    pub from: Option<PathBuf>,
}

/// What an earlier run says of what is to be played again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Earlier {
    /// Where its report is.
    pub(crate) report: PathBuf,
    /// When it was started: what names it in the results of this run.
    pub(crate) started_at: String,
    /// What it was about.
    pub(crate) target: String,
    /// The IDs of what did not pass.
    did_not_pass: BTreeSet<String>,
    /// Those of them that no scenario has any more.
    pub(crate) gone: Vec<String>,
}

impl Rerun {
    /// Reads the earlier run, if one is asked for.
    ///
    /// # Errors
    /// When its report cannot be read.
    pub(crate) fn read(&self, project: &Project) -> Result<Option<Earlier>, ReadError> {
        if !self.rerun_failed {
            return Ok(None);
        }
        let path = self.from.clone();
        let path = path.unwrap_or_else(|| project.latest_report());
        let results = report::read(&path)?;
        Ok(Some(Earlier::of(&results, &path)))
    }
}

impl Earlier {
    fn of(results: &Results, report: &Path) -> Self {
        let did_not_pass = results.scenarios.iter().filter(|it| did_not_pass(it));
        Self {
            report: report.to_owned(),
            started_at: results.started_at.clone(),
            target: results.target.clone(),
            did_not_pass: did_not_pass.map(|it| it.id.clone()).collect(),
            gone: Vec::new(),
        }
    }

    /// Keeps of all scenarios those that did not pass, and notes which of these are not there.
    pub(crate) fn narrow(&mut self, suite: &mut Suite) {
        let there: BTreeSet<String> = suite.scenarios().map(|case| case.id()).collect();
        let gone = self.did_not_pass.difference(&there);
        self.gone = gone.cloned().collect();
        suite.retain(|case| self.did_not_pass.contains(&case.id()));
    }

    /// What is said where it was about another target than `target`.
    pub(crate) fn of_another_target(&self, target: &str) -> String {
        format!(
            "--rerun-failed: {} is a report on the target “{}”, and this run is on “{target}”",
            self.report.display(),
            self.target
        )
    }

    /// Why there is nothing to play again, if there is nothing.
    pub(crate) fn nothing(&self) -> Option<String> {
        let report = self.report.display();
        match (self.did_not_pass.len(), self.gone.len()) {
            (0, _) => Some(format!(
                "nothing to run again: nothing failed, was blocked or was flaky in {report}"
            )),
            (all, gone) if all == gone => Some(format!(
                "nothing to run again: of those that did not pass in {report}, none is in the features of this run ({}); \
                 name the same feature files as then",
                self.gone.join(", ")
            )),
            _ => None,
        }
    }
}

/// Whether a scenario is to be played again. What is in quarantine is, too: that is how it gets out. What was played on
/// another target is none of it: this one cannot be asked.
fn did_not_pass(scenario: &ScenarioResult) -> bool {
    let is_amiss = match scenario.outcome {
        Outcome::Failed => scenario.known_because.is_none(),
        Outcome::Blocked | Outcome::Flaky => true,
        Outcome::Passed | Outcome::NotApplicable => false,
    };
    is_amiss && scenario.played_on.is_none()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn only_what_did_not_pass_on_this_target_is_played_again() {
        let again = |members: Value| {
            let mut scenario = json!({
                "id": "a:b", "name": "B", "feature": "a.feature", "feature_name": "A", "line": 1, "tags": [],
                "requirements": [], "level": "MUST", "duration_ms": 1, "steps": [], "evidence": [],
            });
            let members = members.as_object().expect("an object").clone();
            scenario.as_object_mut().expect("an object").extend(members);
            did_not_pass(&serde_json::from_value(scenario).expect("a scenario"))
        };
        for outcome in ["failed", "blocked", "flaky"] {
            assert!(again(json!({ "outcome": outcome })));
            let elsewhere = json!({ "outcome": outcome, "played_on": "hermetic" });
            assert!(!again(elsewhere));
        }
        assert!(!again(json!({ "outcome": "passed" })));
        assert!(!again(json!({ "outcome": "not-applicable" })));
        let known = json!({ "outcome": "failed", "known_because": "since 1.4" });
        assert!(!again(known));
        let quarantined = json!({
            "outcome": "failed", "quarantine": { "owner": "ann", "until": "2099-01-01", "reason": "shaky" },
        });
        assert!(again(quarantined));
    }
}
