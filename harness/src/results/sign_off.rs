//! Whether billing may be released.

use serde::{Deserialize, Serialize};

/// What a release manager signs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignOff {
    /// The answer.
    pub verdict: Release,
    /// What it rests on: all of these have to hold.
    pub criteria: Vec<Criterion>,
}

/// Whether to release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Release {
    /// Every criterion holds.
    #[serde(rename = "GO")]
    Go,
    /// One does not hold, or was not shown to.
    #[serde(rename = "NO-GO")]
    NoGo,
}

/// One condition of a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Criterion {
    /// E.g. `TC-02` or `gating`.
    pub id: String,
    /// What has to hold, in one sentence.
    pub title: String,
    /// Whether the run has shown that it does.
    pub holds: bool,
    /// What this rests on, or what stands against it, in one sentence.
    pub why: String,
    /// The IDs of the scenarios that bear it out; where it does not hold, of those that stand against it.
    pub scenarios: Vec<String>,
}
