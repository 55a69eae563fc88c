//! Everything about one scenario that is seen when it is unfolded.

use askama::Template;
use conformance_harness::results::{Attempt, Outcome, Quarantine, ScenarioResult, StepResult};

use super::diff::Diff;
use super::evidence::{self, Shown};
use super::pictures::Inlined;
use super::scenarios::{self, Card};
use crate::finding::Line;
use crate::format::duration;
use crate::mark::Mark;
use crate::prose;

/// What is below a scenario's heading.
#[derive(Template)]
#[template(path = "body.html", whitespace = "minimize")]
pub(super) struct Body<'a, 'b> {
    card: &'b Card<'a>,
    playing: Playing<'a>,
    others: Vec<Playing<'a>>,
    diff: Option<Diff<'a>>,
    /// Whether pictures are left alone until they come into sight.
    many: bool,
}

/// One of the times that a scenario was played.
pub(super) struct Playing<'a> {
    /// The how-manieth, if there were several.
    number: Option<usize>,
    /// How it is marked.
    mark: Mark,
    took_ms: u64,
    /// Why it did not pass; of the one that the scenario tells of, the scenario says it.
    lines: Vec<Line<'a>>,
    steps: &'a [StepResult],
    evidence: Shown<'a>,
}

impl<'a, 'b> Body<'a, 'b> {
    /// Of the scenario that `card` is about.
    pub(super) fn of(card: &'b Card<'a>, inlined: &Inlined<'a>, many: bool) -> Self {
        let scenario = card.finding.scenario;
        let others = scenario.other_attempts.iter();
        Self {
            card,
            playing: Playing {
                number: None,
                mark: card.finding.mark,
                took_ms: scenario.duration_ms,
                lines: Vec::new(),
                steps: &scenario.steps,
                evidence: Shown::of(&scenario.evidence, inlined),
            },
            others: others.map(|it| Playing::of(it, inlined)).collect(),
            diff: scenario.drift.as_ref().map(Diff::of),
            many,
        }
    }

    fn scenario(&self) -> &'a ScenarioResult {
        self.card.finding.scenario
    }

    /// Its quarantine, where its explanation does not tell of it.
    fn needless_quarantine(&self) -> Option<&'a Quarantine> {
        let is_told = self.card.finding.mark == Mark::Quarantined;
        self.scenario().quarantine.as_ref().filter(|_| !is_told)
    }
}

impl<'a> Playing<'a> {
    fn of(attempt: &'a Attempt, inlined: &Inlined<'a>) -> Self {
        let failure = attempt.failure.iter().flat_map(|it| {
            [
                Line::new("expected", &it.expected),
                Line::new("actual", &it.actual),
            ]
        });
        let reason = attempt.reason.iter().filter(|_| attempt.failure.is_none());
        let reason = reason.map(|it| Line::new("reason", it));
        Self {
            number: Some(attempt.number),
            mark: match attempt.outcome {
                Outcome::Passed => Mark::Passed,
                Outcome::Failed => Mark::Failed,
                Outcome::Flaky => Mark::Flaky,
                Outcome::NotApplicable => Mark::NotApplicable,
                Outcome::Blocked => Mark::Blocked,
            },
            took_ms: attempt.duration_ms,
            lines: reason.chain(failure).collect(),
            steps: &attempt.steps,
            evidence: Shown::of(&attempt.evidence, inlined),
        }
    }

    fn took(&self) -> String {
        duration(self.took_ms)
    }
}
