//! From single scenarios to requirements, totals and a verdict.

use crate::requirement::Catalogue;
use crate::results::{Level, Outcome, RequirementResult, ScenarioResult, Totals, Verdict};

/// How many scenarios had each outcome.
#[must_use]
pub fn totals(scenarios: &[ScenarioResult]) -> Totals {
    let mut totals = Totals::default();
    for scenario in scenarios {
        *match scenario.outcome {
            Outcome::Passed => &mut totals.passed,
            Outcome::Failed => &mut totals.failed,
            Outcome::Blocked => &mut totals.blocked,
            Outcome::NotApplicable => &mut totals.not_applicable,
            Outcome::Flaky => &mut totals.flaky,
        } += 1;
    }
    totals
}

/// The run in one word. A SHOULD that failed is a warning and does not count.
#[must_use]
pub fn verdict(scenarios: &[ScenarioResult], interrupted: bool) -> Verdict {
    let any = |outcome| {
        scenarios
            .iter()
            .any(|it| it.outcome == outcome && it.level == Level::Must)
    };
    let ran = scenarios
        .iter()
        .any(|it| it.outcome != Outcome::NotApplicable);
    if any(Outcome::Failed) {
        Verdict::DoesNotConform
    } else if interrupted
        || scenarios
            .iter()
            .any(|it| matches!(it.outcome, Outcome::Blocked | Outcome::Flaky))
    {
        Verdict::Blocked
    } else if ran {
        Verdict::Conforms
    } else {
        Verdict::NothingRan
    }
}

/// Each requirement that has a scenario, with the worst outcome among them, in the catalogue's order.
#[must_use]
pub fn requirements(scenarios: &[ScenarioResult], catalogue: &Catalogue) -> Vec<RequirementResult> {
    let mut results = Vec::new();
    for requirement in &catalogue.requirement {
        let proving: Vec<&ScenarioResult> = scenarios
            .iter()
            .filter(|scenario| scenario.requirements.contains(&requirement.id))
            .collect();
        let Some(outcome) = proving
            .iter()
            .map(|scenario| scenario.outcome)
            .max_by_key(|it| badness(*it))
        else {
            continue;
        };
        results.push(RequirementResult {
            id: requirement.id.clone(),
            area: requirement.area.clone(),
            title: requirement.title.clone(),
            level: requirement.level,
            outcome,
            scenarios: proving.iter().map(|scenario| scenario.id.clone()).collect(),
        });
    }
    results
}

/// A requirement does not apply only if none of its scenarios does.
fn badness(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::NotApplicable => 0,
        Outcome::Passed => 1,
        Outcome::Flaky => 2,
        Outcome::Blocked => 3,
        Outcome::Failed => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scenario(outcome: Outcome, level: Level) -> ScenarioResult {
        ScenarioResult {
            id: "a:b".to_owned(),
            name: String::new(),
            feature: String::new(),
            feature_name: String::new(),
            rule: None,
            line: 1,
            tags: Vec::new(),
            requirements: vec!["CB-06".to_owned()],
            level,
            outcome,
            duration_ms: 0,
            reason: None,
            failure: None,
            steps: Vec::new(),
            evidence: Vec::new(),
        }
    }

    #[test]
    fn a_failed_must_outweighs_everything() {
        let scenarios = [
            scenario(Outcome::Blocked, Level::Must),
            scenario(Outcome::Failed, Level::Must),
        ];
        assert_eq!(verdict(&scenarios, true), Verdict::DoesNotConform);
    }

    #[test]
    fn a_failed_should_is_a_warning() {
        let scenarios = [
            scenario(Outcome::Passed, Level::Must),
            scenario(Outcome::Failed, Level::Should),
        ];
        assert_eq!(verdict(&scenarios, false), Verdict::Conforms);
    }

    #[test]
    fn what_was_blocked_flaky_or_cut_short_does_not_conform() {
        for outcome in [Outcome::Blocked, Outcome::Flaky] {
            assert_eq!(
                verdict(&[scenario(outcome, Level::Must)], false),
                Verdict::Blocked
            );
        }
        assert_eq!(
            verdict(&[scenario(Outcome::Passed, Level::Must)], true),
            Verdict::Blocked
        );
    }

    #[test]
    fn nothing_ran_if_nothing_applied() {
        assert_eq!(verdict(&[], false), Verdict::NothingRan);
        assert_eq!(
            verdict(&[scenario(Outcome::NotApplicable, Level::Must)], false),
            Verdict::NothingRan
        );
    }

    #[test]
    fn a_requirement_is_as_bad_as_its_worst_scenario() {
        let catalogue = crate::suite::tests::catalogue();
        let scenarios = [
            scenario(Outcome::NotApplicable, Level::Must),
            scenario(Outcome::Passed, Level::Must),
            scenario(Outcome::Blocked, Level::Must),
        ];
        let found = requirements(&scenarios, &catalogue);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].outcome, Outcome::Blocked);
        assert_eq!(
            requirements(&scenarios[..1], &catalogue)[0].outcome,
            Outcome::NotApplicable
        );
    }
}
