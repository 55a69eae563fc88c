//! A scenario that did not simply pass, and the lines that explain it.

use std::borrow::Cow;

use conformance_harness::results::{Outcome, Results, ScenarioResult};

use crate::mark::Mark;
use crate::title::Titles;

/// One scenario and how it is marked.
#[derive(Debug, Clone)]
pub(crate) struct Finding<'a> {
    /// The scenario.
    pub(crate) scenario: &'a ScenarioResult,
    /// What it is called.
    pub(crate) title: Cow<'a, str>,
    /// Its mark.
    pub(crate) mark: Mark,
}

/// One labelled line of an explanation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line<'a> {
    /// What kind of line it is: `known`, `quarantine`, `expected`, `actual`, `reason`, `step`, `at`.
    pub(crate) label: &'static str,
    /// May hold line breaks.
    pub(crate) text: Cow<'a, str>,
}

impl<'a> Line<'a> {
    /// A line under `label`.
    pub(crate) fn new(label: &'static str, text: impl Into<Cow<'a, str>>) -> Self {
        Self {
            label,
            text: text.into(),
        }
    }
}

impl<'a> Finding<'a> {
    /// Looks at `scenario`, whatever its outcome.
    pub(crate) fn of(scenario: &'a ScenarioResult, titles: &Titles<'a>) -> Self {
        Self {
            scenario,
            title: titles.title(scenario),
            mark: Mark::of(scenario),
        }
    }

    /// The scenarios with `mark`, in the order of the results.
    pub(crate) fn all(results: &'a Results, mark: Mark) -> Vec<Self> {
        let titles = Titles::of(results);
        let findings = results.scenarios.iter().map(|s| Self::of(s, &titles));
        findings.filter(|finding| finding.mark == mark).collect()
    }

    /// The step that did not pass as it is written, e.g. `Then they have a session`.
    pub(crate) fn step_text(&self) -> Option<String> {
        let step = self.scenario.failed_step()?;
        Some(format!("{} {}", step.keyword, step.text))
    }

    /// Where to look in the feature files, `path:line`: at the step that did not pass, else at
    /// the scenario.
    pub(crate) fn place(&self) -> String {
        format!("{}:{}", self.scenario.feature, self.line())
    }

    /// The line of [`Self::place`].
    pub(crate) fn line(&self) -> usize {
        self.scenario.line_to_look_at()
    }

    /// Why it bears its mark: why it is known, expected against actual, or the reason. Never empty for anything
    /// but a pass, so that no report says "failed" and leaves it at that.
    pub(crate) fn why(&self) -> Vec<Line<'a>> {
        let ScenarioResult {
            failure,
            reason,
            known_because,
            quarantine,
            outcome,
            ..
        } = self.scenario;
        let mut lines = Vec::new();
        if let Some(because) = known_because {
            lines.push(Line::new("known", because));
        }
        if let Some(it) = quarantine
            .as_ref()
            .filter(|_| self.mark == Mark::Quarantined)
        {
            let text = format!("{} ({}, until {})", it.reason, it.owner, it.until);
            lines.push(Line::new("quarantine", text));
        }
        // Of a plain failure the reason is those same two things in one line.
        let reason_adds = failure.is_none() || *outcome != Outcome::Failed;
        if let Some(reason) = reason.as_deref().filter(|_| reason_adds) {
            lines.push(Line::new("reason", reason));
        }
        if let Some(failure) = failure {
            lines.push(Line::new("expected", &failure.expected));
            lines.push(Line::new("actual", &failure.actual));
        }
        if lines.is_empty() && self.mark != Mark::Passed {
            lines.push(Line::new("reason", "none was recorded"));
        }
        lines
    }

    /// [`Self::why`] and then where: the step and its place.
    pub(crate) fn lines(&self) -> Vec<Line<'a>> {
        let mut lines = self.why();
        lines.extend(self.step_text().map(|text| Line::new("step", text)));
        lines.push(Line::new("at", self.place()));
        lines
    }

    /// [`Self::why`] in one line: `expected …; actual …`, after `known failure: …` where it is one.
    pub(crate) fn message(&self) -> String {
        let said = |line: &Line<'_>| match line.label {
            "reason" => line.text.to_string(),
            "known" => format!("known failure: {}", line.text),
            "quarantine" => format!("in quarantine: {}", line.text),
            label => format!("{label} {}", line.text),
        };
        let message: Vec<_> = self.why().iter().map(said).collect();
        message.join("; ")
    }
}
