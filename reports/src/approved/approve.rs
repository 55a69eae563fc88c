//! Taking what a report tells for approved.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use conformance_harness::results::{Outcome, Results, ScenarioResult};

use super::snapshot::{self, ENDING, PENDING};
use crate::transcript::transcript;

/// What became of an approval.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Approval {
    /// The IDs of scenarios whose transcript is approved now and was not before.
    pub approved: Vec<String>,
    /// How many are approved as they were.
    pub unchanged: usize,
    /// The IDs of scenarios that were left out because they did not pass.
    pub left_out: Vec<String>,
    /// The files that were removed because their scenarios are no more.
    pub removed: Vec<String>,
}

/// Nothing, or not everything, could be approved.
#[derive(Debug, thiserror::Error)]
pub enum ApproveError {
    /// The report has no such scenario.
    #[error("the report has no scenario “{0}”")]
    Unknown(String),
    /// What was approved before cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The system refused.
    #[error("cannot write {}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// Approves the transcripts of a report: of the scenarios `ids`, or of all, and then removes those that it calls
/// stale. Only what passed, or failed as the profile lists, is approved.
///
/// # Errors
/// When the report has no such scenario, or a file cannot be written.
pub fn approve(results: &Results, folder: &Path, ids: &[String]) -> Result<Approval, ApproveError> {
    let find = |id: &String| {
        let found = results.scenarios.iter().find(|it| it.id == *id);
        found.ok_or_else(|| ApproveError::Unknown(id.clone()))
    };
    let scenarios: Vec<&ScenarioResult> = match ids {
        [] => results.scenarios.iter().collect(),
        ids => ids.iter().map(find).collect::<Result<_, _>>()?,
    };
    let mut approval = Approval::default();
    for scenario in scenarios {
        // What another target did is approved there.
        if scenario.outcome == Outcome::NotApplicable || scenario.played_on.is_some() {
            continue;
        }
        let is_good = scenario.outcome == Outcome::Passed || scenario.known_because.is_some();
        if !is_good {
            approval.left_out.push(scenario.id.clone());
            continue;
        }
        let (Some(file), Some(pending)) = (
            snapshot::file(folder, &scenario.id, ENDING),
            snapshot::file(folder, &scenario.id, PENDING),
        ) else {
            continue;
        };
        let seen = transcript(scenario);
        let path = || file.clone();
        let before = snapshot::read(&file).map_err(|source| ApproveError::Unreadable {
            path: path(),
            source,
        })?;
        if before.as_deref() != Some(seen.trim_end()) {
            let written = snapshot::write(&file, &scenario.id, &seen);
            written.map_err(|source| ApproveError::File {
                path: path(),
                source,
            })?;
            approval.approved.push(scenario.id.clone());
        } else {
            approval.unchanged += 1;
        }
        // What waited for review is decided.
        let _ = fs::remove_file(&pending);
    }
    let stale = results.transcripts.iter().flat_map(|it| &it.stale);
    for stale in stale.filter(|_| ids.is_empty()) {
        if let Some(file) = crate::write::inside(folder, stale)
            && fs::remove_file(&file).is_ok()
        {
            approval.removed.push(stale.clone());
        }
    }
    Ok(approval)
}
