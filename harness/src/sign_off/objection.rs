//! What stands against a criterion, in a sentence.

use crate::results::{Criterion, Outcome, ScenarioResult};

/// Why a criterion does not hold.
pub(super) struct Objection<'a> {
    /// A sentence without capital and full stop.
    pub(super) why: String,
    /// The scenarios that it is about.
    pub(super) scenarios: Vec<&'a ScenarioResult>,
}

impl<'a> Objection<'a> {
    pub(super) fn new(why: String, scenarios: Vec<&'a ScenarioResult>) -> Self {
        Self { why, scenarios }
    }

    /// The criterion that does not hold for this.
    pub(super) fn criterion(self, id: &str, title: &str) -> Criterion {
        let mut scenarios = Vec::new();
        for scenario in self.scenarios {
            // One scenario may prove several requirements.
            if !scenarios.contains(&scenario.id) {
                scenarios.push(scenario.id.clone());
            }
        }
        Criterion {
            id: id.to_owned(),
            title: title.to_owned(),
            holds: false,
            why: closed(&self.why),
            scenarios,
        }
    }
}

/// What became of `scenario`, which is called `name`, and why: `“A person pays” failed: expected …, saw …`. That its
/// failure is known is said, and changes nothing.
pub(super) fn sentence(name: &str, scenario: &ScenarioResult) -> String {
    let became = match scenario.outcome {
        Outcome::Passed => "passed",
        Outcome::Failed => "failed",
        Outcome::Blocked => "was blocked",
        Outcome::NotApplicable => "does not apply",
        Outcome::Flaky => "passed only on a retry",
    };
    let became = match &scenario.known_because {
        Some(because) => format!("{became} (known: {})", in_one_line(because)),
        None => became.to_owned(),
    };
    let reason = reason(scenario);
    // What the target cannot do begins with the tag of the scenario that needs it.
    match reason.split_once(": ") {
        Some((tag, reason)) if tag.starts_with('@') => format!("{name} {became} ({tag}): {reason}"),
        _ => format!("{name} {became}: {reason}"),
    }
}

/// Why a scenario has the outcome that it has.
fn reason(scenario: &ScenarioResult) -> String {
    match (&scenario.failure, scenario.outcome, &scenario.reason) {
        (Some(failure), Outcome::Failed, _) => in_one_line(&format!(
            "expected {}, saw {}",
            failure.expected, failure.actual
        )),
        (_, _, Some(reason)) => in_one_line(reason),
        (_, _, None) => "no reason was recorded".to_owned(),
    }
}

/// `text` in one line, without the full stop that its sentence will get.
pub(super) fn in_one_line(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ").trim_end_matches('.').to_owned()
}

/// With a capital and a full stop.
pub(super) fn closed(sentence: &str) -> String {
    let mut letters = sentence.chars();
    let first = letters.next().map(|first| first.to_uppercase());
    let first: String = first.into_iter().flatten().collect();
    format!("{first}{}.", letters.as_str())
}

/// `1 scenario`, `2 scenarios`.
pub(super) fn in_words(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}
