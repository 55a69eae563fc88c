//! `conformance run --dry-run`: what would be played, and that nothing is wrong with it.

use std::collections::BTreeSet;

use conformance_harness::requirement::Catalogue;
use conformance_harness::results::ScenarioResult;
use conformance_harness::suite::Suite;

use crate::console::{Console, count};

/// Says what would be played of `suite` against `target`; `aside` does not apply to it.
pub(crate) fn tell(
    suite: &Suite,
    aside: &[ScenarioResult],
    catalogue: &Catalogue,
    target: &str,
    console: Console,
) {
    let scenarios = suite.scenarios().count();
    let steps: usize = suite
        .scenarios()
        .map(|case| {
            let backgrounds = case.feature.background.iter();
            let rule = case.rule.and_then(|rule| rule.background.as_ref());
            let before: usize = backgrounds.chain(rule).map(|it| it.steps.len()).sum();
            before + case.scenario.steps.len()
        })
        .sum();
    let features = suite.features.len();
    let requirements: BTreeSet<String> = suite
        .scenarios()
        .flat_map(|case| case.tags())
        .filter(|tag| catalogue.find(tag).is_some())
        .collect();
    console.line(&format!(
        "{} of {} in {} would be played on {target}, for {}",
        count(scenarios, "scenario"),
        count(steps, "step"),
        count(features, "feature"),
        count(requirements.len(), "requirement"),
    ));
    if !aside.is_empty() {
        let verb = if aside.len() == 1 { "does" } else { "do" };
        console.line(&format!(
            "{} {verb} not apply to it",
            count(aside.len(), "scenario")
        ));
    }
    console.line("every step is defined; nothing was started");
}
