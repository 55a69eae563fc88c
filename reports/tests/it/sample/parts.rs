//! What scenarios are made of.

use std::collections::BTreeMap;

use conformance_harness::results::{
    Exchange, Failure, Hop, Level, Outcome, ScenarioResult, StepResult, StepStatus,
};

/// A scenario that passed.
pub(super) fn scenario(
    feature: &str,
    feature_name: &str,
    line: usize,
    name: &str,
    ids: &[&str],
) -> ScenarioResult {
    let ids: Vec<_> = ids.iter().map(|&id| id.to_owned()).collect();
    let file = feature.trim_end_matches(".feature");
    ScenarioResult {
        id: format!("{file}:{}:{line}", name.to_lowercase().replace(' ', "-")),
        name: name.to_owned(),
        feature: feature.to_owned(),
        feature_name: feature_name.to_owned(),
        rule: None,
        line,
        tags: ids.clone(),
        requirements: ids,
        level: Level::Must,
        outcome: Outcome::Passed,
        played_on: None,
        duration_ms: 2_150,
        cpu_ms: Some(930),
        known_because: None,
        quarantine: None,
        reason: None,
        failure: None,
        steps: Vec::new(),
        origins: BTreeMap::new(),
        evidence: Vec::new(),
        other_attempts: Vec::new(),
        drift: None,
    }
}

pub(super) fn step(
    keyword: &str,
    text: &str,
    line: usize,
    status: StepStatus,
    duration_ms: u64,
) -> StepResult {
    StepResult {
        keyword: keyword.to_owned(),
        text: text.to_owned(),
        table: Vec::new(),
        line,
        definition: None,
        status,
        duration_ms,
    }
}

pub(super) trait WithTable {
    fn with_table(self, rows: &[&[&str]]) -> Self;
}

impl WithTable for StepResult {
    fn with_table(mut self, rows: &[&[&str]]) -> Self {
        let cells = |row: &&[&str]| row.iter().map(|&cell| cell.to_owned()).collect();
        self.table = rows.iter().map(cells).collect();
        self
    }
}

pub(super) fn failure(expected: &str, actual: &str) -> Failure {
    Failure {
        expected: expected.to_owned(),
        actual: actual.to_owned(),
    }
}

pub(super) fn hop(at_ms: u64, status: Option<u16>, url: String) -> Hop {
    Hop {
        status,
        url,
        at_ms: Some(at_ms),
    }
}

pub(super) fn exchange(
    at_ms: u64,
    method: &str,
    url: String,
    form: &[(&str, &str)],
    status: Option<u16>,
) -> Exchange {
    let form = form
        .iter()
        .map(|&(name, value)| (name.to_owned(), value.to_owned()));
    Exchange {
        at_ms,
        method: method.to_owned(),
        url,
        form: form.collect::<BTreeMap<_, _>>(),
        status,
    }
}
