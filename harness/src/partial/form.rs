//! The lines of a record.

use serde::{Deserialize, Serialize};

use crate::gathered::Gathered;
use crate::results::ScenarioResult;

/// The first line of a record: what is known before anything was played.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Header {
    /// [`SCHEMA`](crate::results::SCHEMA).
    pub schema: u32,
    /// All of it but the scenarios.
    #[serde(flatten)]
    pub gathered: Gathered,
    /// The IDs of all scenarios that the run was about, also of those that do not apply.
    pub selected: Vec<String>,
}

/// A [`Line`] on its way to the file.
#[derive(Debug, Serialize)]
pub(super) struct LineToWrite<'a> {
    pub(super) after_ms: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) browser: Option<&'a str>,
    #[serde(flatten)]
    pub(super) scenario: &'a ScenarioResult,
}

/// What came of a scenario.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Line {
    /// When it was written, in milliseconds since the run began.
    pub after_ms: u64,
    /// Browser and version, once one was started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub browser: Option<String>,
    /// What came of it.
    #[serde(flatten)]
    pub scenario: ScenarioResult,
}
