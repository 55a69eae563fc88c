//! What is told of a scenario beside its outcome: other attempts, quarantine, drift.

use serde::{Deserialize, Serialize};

use super::{Evidence, Failure, Outcome, StepResult};

/// One of several times that a scenario was played.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Attempt {
    /// The how-manieth it was, from 1.
    pub number: usize,
    /// Passed, failed or blocked.
    pub outcome: Outcome,
    /// Wall-clock time in milliseconds, setting up and clearing away included.
    pub duration_ms: u64,
    /// Why it failed or was blocked: one line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Of a failure: what should have been, and what was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// In order.
    pub steps: Vec<StepResult>,
    /// What was seen on the way.
    pub evidence: Vec<Evidence>,
}

/// That a scenario is known not to be reliable, and who sees to it until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quarantine {
    /// Who sees to it.
    pub owner: String,
    /// The last day of it, e.g. `2027-01-31`.
    pub until: String,
    /// Why.
    pub reason: String,
}

/// How the run compares with the transcripts that were approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transcripts {
    /// The folder of the approved ones.
    pub folder: String,
    /// The IDs of scenarios that passed and have none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub new: Vec<String>,
    /// The files of scenarios that are no more, relative to the folder.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stale: Vec<String>,
}

/// How a scenario's transcript differs from the approved one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drift {
    /// The file that holds the approved transcript.
    pub approved: String,
    /// Line by line, in the unified form: `-` approved, `+` seen.
    pub diff: String,
}
