//! One time that a scenario was played, step by step.

use std::borrow::Cow;

use conformance_harness::results::{
    Attempt, Evidence, Outcome, ScenarioResult, StepResult, StepStatus,
};

use super::envelope::Status;
use crate::finding::{Finding, Line};
use crate::mark::Mark;
use crate::title::Titles;

/// One time that a scenario was played.
#[derive(Debug)]
pub(super) struct Playing<'a> {
    /// The how-manieth it was, from 1.
    pub(super) number: usize,
    pub(super) duration_ms: u64,
    pub(super) steps: &'a [StepResult],
    pub(super) evidence: &'a [Evidence],
    /// What bears the step that it did not get past, or the end; [`Status::Passed`] if there is none.
    pub(super) status: Status,
    /// Why.
    pub(super) message: Option<String>,
}

impl<'a> Playing<'a> {
    /// All of `scenario`, in order.
    pub(super) fn all(scenario: &'a ScenarioResult, titles: &Titles<'a>) -> Vec<Self> {
        let others = &scenario.other_attempts;
        let is_free = |number: &usize| others.iter().all(|it| it.number != *number);
        let own = (1..).find(is_free).unwrap_or(1);
        let mut all: Vec<Self> = others.iter().map(|it| Self::other(scenario, it)).collect();
        all.push(Self::told(scenario, own, titles));
        all.sort_by_key(|it| it.number);
        all
    }

    /// The one that the results tell of first.
    fn told(scenario: &'a ScenarioResult, number: usize, titles: &Titles<'a>) -> Self {
        let finding = Finding::of(scenario, titles);
        let outcome = match scenario.outcome {
            // Of several times, it is one that did not pass.
            Outcome::Flaky if scenario.failure.is_some() => Outcome::Failed,
            Outcome::Flaky => Outcome::Blocked,
            outcome => outcome,
        };
        let of_others = scenario.other_attempts.iter().map(|it| it.duration_ms);
        let of_others = of_others.fold(0, u64::saturating_add);
        Self {
            number,
            duration_ms: scenario.duration_ms.saturating_sub(of_others),
            steps: &scenario.steps,
            evidence: &scenario.evidence,
            status: status(outcome, finding.mark),
            message: message(&finding.why(), outcome, finding.mark),
        }
    }

    fn other(scenario: &ScenarioResult, attempt: &'a Attempt) -> Self {
        let mark = Mark::of(scenario);
        let mut why = Vec::new();
        if let Some(failure) = &attempt.failure {
            why.push(Line::new("expected", &failure.expected));
            why.push(Line::new("actual", &failure.actual));
        } else if let Some(reason) = &attempt.reason {
            why.push(Line::new("reason", reason));
        }
        Self {
            number: attempt.number,
            duration_ms: attempt.duration_ms,
            steps: &attempt.steps,
            evidence: &attempt.evidence,
            status: status(attempt.outcome, mark),
            message: message(&why, attempt.outcome, mark),
        }
    }

    /// What became of the step at `index`, how long it took, and whether it says why.
    pub(super) fn step(&self, index: usize) -> (Status, u64, bool) {
        // Where nothing was played, the first step tells why.
        let says_why = self.status == Status::Skipped && index == 0;
        match self.steps.get(index) {
            None => (Status::Skipped, 0, says_why),
            Some(step) => match step.status {
                StepStatus::Passed => (Status::Passed, step.duration_ms, false),
                StepStatus::Failed => (self.status, step.duration_ms, true),
                StepStatus::NotReached => (Status::Skipped, 0, false),
            },
        }
    }

    /// Whether none of so many steps tells what became of it, as it passed all of them, or has none.
    pub(super) fn is_told_at_the_end(&self, steps: usize) -> bool {
        match self.status {
            // Any step tells.
            Status::Passed | Status::Skipped => steps == 0,
            _ => self.steps.iter().all(|it| it.status != StepStatus::Failed),
        }
    }

    /// The index of the step that evidence belongs to, of `steps`: the one that it did not get past, else the last one.
    pub(super) fn bearer(&self, steps: usize) -> Option<usize> {
        let mut played = self.steps.iter();
        let failed = played.position(|it| it.status == StepStatus::Failed);
        failed.or(steps.checked_sub(1))
    }
}

/// What the protocol calls an outcome.
fn status(outcome: Outcome, mark: Mark) -> Status {
    match (outcome, mark) {
        (Outcome::Passed, _) => Status::Passed,
        (Outcome::NotApplicable, _) => Status::Skipped,
        (_, Mark::KnownFailure | Mark::Quarantined | Mark::Warning) => Status::Pending,
        (Outcome::Failed, _) => Status::Failed,
        (Outcome::Blocked | Outcome::Flaky, _) => Status::Ambiguous,
    }
}

/// What a step says of it: a word where the status has several meanings, and then a line each.
fn message(why: &[Line<'_>], outcome: Outcome, mark: Mark) -> Option<String> {
    if outcome == Outcome::Passed {
        return None;
    }
    let word = match (mark, outcome) {
        (Mark::Warning, _) => Some("Warning: a SHOULD does not hold."),
        (Mark::KnownFailure, _) => Some("Known failure."),
        (Mark::Quarantined, _) => Some("In quarantine."),
        (_, Outcome::Blocked) => Some("Blocked: nothing is known about the deployment here."),
        (_, Outcome::NotApplicable) => Some("Not applicable."),
        _ => None,
    };
    let lines = why.iter().map(|line| match line.label {
        "reason" | "known" | "quarantine" => line.text.clone(),
        label => Cow::Owned(format!("{label}: {}", line.text)),
    });
    let lines: Vec<_> = word.map(Cow::Borrowed).into_iter().chain(lines).collect();
    Some(lines.join("\n"))
}
