//! Results, as far as they follow from where a scenario stands and from how its steps went.

use std::collections::BTreeMap;
use std::time::Duration;

use cucumber::gherkin;

use super::plan::DEFECT_TAG;
use crate::redact;
use crate::requirement::Catalogue;
use crate::results::{Attempt, Failure, Level, Outcome, ScenarioResult, StepResult, StepStatus};
use crate::step_error::StepError;
use crate::suite::Case;

/// A result that knows only where the scenario stands.
pub(super) fn blank(case: &Case<'_>, catalogue: &Catalogue, outcome: Outcome) -> ScenarioResult {
    let tags: Vec<String> = case
        .tags()
        .into_iter()
        .filter(|tag| !tag.starts_with(DEFECT_TAG))
        .collect();
    let mut requirements: Vec<String> = tags
        .iter()
        .filter(|tag| catalogue.find(tag).is_some())
        .cloned()
        .collect();
    requirements.dedup();
    let levels: Vec<Level> = requirements
        .iter()
        .filter_map(|id| catalogue.find(id))
        .map(|requirement| requirement.level)
        .collect();
    let level = if levels.is_empty() || levels.contains(&Level::Must) {
        Level::Must
    } else {
        Level::Should
    };
    ScenarioResult {
        id: case.id(),
        name: case.scenario.name.clone(),
        feature: case.file(),
        feature_name: case.feature.name.clone(),
        rule: case.rule.map(|rule| rule.name.clone()),
        line: case.scenario.position.line,
        tags,
        requirements,
        level,
        outcome,
        played_on: None,
        duration_ms: 0,
        cpu_ms: None,
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

/// An attempt that ended with `error`, if with any; it knows nothing else yet.
pub(super) fn attempt(number: usize, error: Option<StepError>) -> Attempt {
    let mut attempt = Attempt {
        number,
        outcome: Outcome::Passed,
        duration_ms: 0,
        reason: None,
        failure: None,
        steps: Vec::new(),
        evidence: Vec::new(),
    };
    match error {
        None => {}
        Some(StepError::Failed(failure)) => {
            let failure = without_secrets(&failure);
            attempt.outcome = Outcome::Failed;
            attempt.reason = Some(format!("expected {}", failure.expected));
            attempt.failure = Some(failure);
        }
        Some(StepError::Blocked(reason)) => {
            attempt.outcome = Outcome::Blocked;
            attempt.reason = Some(redact::text(&reason));
        }
    }
    attempt
}

/// What became of a step.
pub(super) fn step(step: &gherkin::Step, status: StepStatus, took: Duration) -> StepResult {
    StepResult {
        keyword: step.keyword.trim().to_owned(),
        text: step.value.clone(),
        table: step
            .table
            .as_ref()
            .map(|table| table.rows.clone())
            .unwrap_or_default(),
        line: step.position.line,
        definition: None,
        status,
        duration_ms: millis(took),
    }
}

pub(super) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// What a step expected and saw, as results may have it: pages and answers say what they like.
fn without_secrets(failure: &Failure) -> Failure {
    Failure {
        expected: redact::text(&failure.expected),
        actual: redact::text(&failure.actual),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_has_no_secrets() {
        let failure = Failure {
            expected: "they are at http://localhost/verify?token=hunter22".to_owned(),
            actual: "the answer is 500: whsec_Zm9y does not fit".to_owned(),
        };
        let expected = Failure {
            expected: "they are at http://localhost/verify?token=[redacted]".to_owned(),
            actual: "the answer is 500: [redacted] does not fit".to_owned(),
        };
        assert_eq!(without_secrets(&failure), expected);
    }
}
