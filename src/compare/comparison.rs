//! What two runs found otherwise.

use conformance_harness::results::{Results, Totals};
use serde::Serialize;

use super::difference::Differences;
use super::explanation::Explanation;

/// What two runs found otherwise; the JSON form is a contract.
#[derive(Debug, Serialize)]
pub(super) struct Comparison {
    /// Whether all that differs is explained, and all that is explained differs.
    pub(super) same: bool,
    /// The first report.
    pub(super) a: Report,
    /// The second one.
    pub(super) b: Report,
    pub(super) scenarios: Differences,
    pub(super) requirements: Differences,
    /// Explanations of what does not differ.
    pub(super) unneeded: Vec<Explanation>,
}

/// One of the reports, in short.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    /// Name of its target.
    pub(super) target: String,
    /// RFC 3339, UTC.
    pub(super) started_at: String,
    /// Why its run was cut short, if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) interrupted: Option<String>,
    /// How many scenarios had each outcome.
    pub(super) totals: Totals,
}

impl Comparison {
    /// Compares two reports, and explains what differs.
    pub(super) fn of(a: &Results, b: &Results, explanations: Vec<Explanation>) -> Self {
        let mut scenarios = Differences::between(&a.scenarios, &b.scenarios);
        let mut requirements = Differences::between(&a.requirements, &b.requirements);
        let mut unneeded = explanations;
        // Not `||`: one that is about a requirement is about its scenarios, too.
        unneeded.retain(|it| !(scenarios.explain(it) | requirements.explain(it)));
        requirements.follow_from(&scenarios);
        Self {
            same: unneeded.is_empty()
                && scenarios.unexplained().next().is_none()
                && requirements.unexplained().next().is_none(),
            a: a.into(),
            b: b.into(),
            scenarios,
            requirements,
            unneeded,
        }
    }
}

impl From<&Results> for Report {
    fn from(results: &Results) -> Self {
        Self {
            target: results.target.clone(),
            started_at: results.started_at.clone(),
            interrupted: results.interrupted.clone(),
            totals: results.totals,
        }
    }
}
