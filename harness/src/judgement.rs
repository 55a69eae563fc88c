//! From single scenarios to requirements, totals and a verdict.

use std::collections::BTreeSet;

use crate::gathered::Asked;
use crate::results::{
    ClauseOutcome, ClauseResult, Evidence, Level, Outcome, RequirementOutcome, RequirementResult,
    ScenarioResult, Totals, Verdict,
};

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
        totals.drifted += usize::from(scenario.drift.is_some());
        let failed = scenario.outcome == Outcome::Failed;
        if failed && scenario.known_because.is_some() {
            totals.known_failures += 1;
        } else if is_quarantined(scenario) {
            totals.quarantined += 1;
        } else if failed && scenario.level == Level::Should {
            totals.warnings += 1;
        }
    }
    totals
}

/// Whether what became of a scenario does not count, because it is in quarantine; one that passed or does not apply
/// needs none.
#[must_use]
pub fn is_quarantined(scenario: &ScenarioResult) -> bool {
    let needs_it = !matches!(scenario.outcome, Outcome::Passed | Outcome::NotApplicable);
    needs_it && scenario.quarantine.is_some()
}

/// The run in one word. Neither a SHOULD that failed counts, which is a warning, nor a failure that the profile lists,
/// nor what is in quarantine.
#[must_use]
pub fn verdict(scenarios: &[ScenarioResult], interrupted: bool) -> Verdict {
    let counts = |it: &&ScenarioResult| !is_quarantined(it);
    let breach = scenarios.iter().filter(counts).any(|it| {
        it.outcome == Outcome::Failed && it.level == Level::Must && it.known_because.is_none()
    });
    let ran = scenarios
        .iter()
        .any(|it| it.outcome != Outcome::NotApplicable);
    if breach {
        Verdict::DoesNotConform
    } else if interrupted
        || scenarios
            .iter()
            .filter(counts)
            .any(|it| matches!(it.outcome, Outcome::Blocked | Outcome::Flaky))
    {
        Verdict::Blocked
    } else if ran {
        Verdict::Conforms
    } else {
        Verdict::NothingRan
    }
}

/// What no scenario fails for: clauses of specifications that do not hold where they should, or as the profile says.
/// A sentence each, and each clause once.
#[must_use]
pub fn clause_warnings(scenarios: &[ScenarioResult]) -> Vec<String> {
    let mut told = BTreeSet::new();
    let mut warnings = Vec::new();
    let evidence = scenarios.iter().flat_map(|it| &it.evidence);
    for evidence in evidence {
        let Evidence::Clauses { about, clauses } = evidence else {
            continue;
        };
        for clause in clauses {
            let saw = clause.saw.as_deref().unwrap_or("it is not so");
            let ClauseResult {
                id, section, asks, ..
            } = clause;
            let because = match (clause.outcome, clause.level, &clause.known_because) {
                (ClauseOutcome::Broken, Level::Should, _) => String::new(),
                (ClauseOutcome::KnownFailure, _, Some(reason)) => format!("; known: {reason}"),
                _ => continue,
            };
            if told.insert(id) {
                warnings.push(format!(
                    "{about}, {section}: {asks}, but {saw} ({id}{because})"
                ));
            }
        }
    }
    warnings
}

/// What the scenarios of a run say of each of these requirements.
#[must_use]
pub fn requirements(scenarios: &[ScenarioResult], asked: &[Asked]) -> Vec<RequirementResult> {
    let result = |asked: &Asked| {
        let requirement = &asked.requirement;
        let proving: Vec<&ScenarioResult> = scenarios
            .iter()
            .filter(|scenario| scenario.requirements.contains(&requirement.id))
            .collect();
        let ids: Vec<String> = proving.iter().map(|scenario| scenario.id.clone()).collect();
        let left_out = asked.scenarios.iter().filter(|id| !ids.contains(id));
        RequirementResult {
            id: requirement.id.clone(),
            area: requirement.area.clone(),
            title: requirement.title.clone(),
            level: requirement.level,
            outcome: outcome(&proving, asked.of),
            left_out: left_out.cloned().collect(),
            scenarios: ids,
            of: asked.of,
        }
    };
    asked.iter().map(result).collect()
}

/// What `proving` say of a requirement that has `of` scenarios.
fn outcome(proving: &[&ScenarioResult], of: usize) -> RequirementOutcome {
    let is_known = |it: &ScenarioResult| it.known_because.is_some();
    let any = |outcome| {
        let mut unexpected = proving
            .iter()
            .filter(|it| !is_known(it) && !is_quarantined(it));
        unexpected.any(|scenario| scenario.outcome == outcome)
    };
    if any(Outcome::Failed) {
        RequirementOutcome::Failed
    } else if any(Outcome::Blocked) {
        RequirementOutcome::Blocked
    } else if any(Outcome::Flaky) {
        RequirementOutcome::Flaky
    } else if proving.is_empty() || proving.len() < of {
        RequirementOutcome::Untested
    } else if proving.iter().any(|it| is_quarantined(it)) {
        RequirementOutcome::Quarantined
    } else if proving.iter().any(|it| is_known(it)) {
        RequirementOutcome::KnownFailure
    } else if any(Outcome::Passed) {
        RequirementOutcome::Passed
    } else {
        RequirementOutcome::NotApplicable
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::results::Quarantine;

    pub(crate) fn scenario(outcome: Outcome, level: Level) -> ScenarioResult {
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
            played_on: None,
            duration_ms: 0,
            cpu_ms: None,
            known_because: None,
            quarantine: None,
            reason: None,
            failure: None,
            steps: Vec::new(),
            origins: std::collections::BTreeMap::new(),
            evidence: Vec::new(),
            other_attempts: Vec::new(),
            drift: None,
        }
    }

    fn asked() -> Vec<Asked> {
        let proofs = crate::coverage::tests::proofs();
        proofs.iter().map(Asked::from).collect()
    }

    #[test]
    fn what_is_in_quarantine_does_not_decide_and_is_counted_unless_it_passed() {
        let quarantine = Quarantine {
            owner: "the payments team".to_owned(),
            until: "2027-01-31".to_owned(),
            reason: "issue 214".to_owned(),
        };
        let outcomes = [
            Outcome::Failed,
            Outcome::Blocked,
            Outcome::Flaky,
            Outcome::Passed,
        ];
        let scenarios = outcomes.map(|outcome| ScenarioResult {
            quarantine: Some(quarantine.clone()),
            ..scenario(outcome, Level::Must)
        });
        assert_eq!(verdict(&scenarios, false), Verdict::Conforms);
        assert_eq!(totals(&scenarios).quarantined, 3);
        let proving: Vec<_> = scenarios.iter().collect();
        assert_eq!(outcome(&proving, 4), RequirementOutcome::Quarantined);
        assert_eq!(outcome(&proving[3..], 1), RequirementOutcome::Passed);
        assert_eq!(outcome(&proving, 5), RequirementOutcome::Untested);
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
    fn a_should_that_failed_is_counted_as_failed_and_as_a_warning() {
        let scenarios = [
            scenario(Outcome::Failed, Level::Must),
            scenario(Outcome::Failed, Level::Should),
            scenario(Outcome::Passed, Level::Should),
        ];
        let totals = totals(&scenarios);
        assert_eq!((totals.failed, totals.warnings, totals.passed), (2, 1, 1));
    }

    /// What two scenarios with these outcomes say of CB-06, which has two.
    fn of_two(played: &[Outcome]) -> RequirementOutcome {
        let scenarios: Vec<_> = played
            .iter()
            .map(|outcome| scenario(*outcome, Level::Must))
            .collect();
        let found = requirements(&scenarios, &asked());
        assert_eq!(found[0].id, "CB-06");
        assert_eq!((found[0].scenarios.len(), found[0].of), (played.len(), 2));
        found[0].outcome
    }

    #[test]
    fn a_requirement_is_as_bad_as_its_worst_scenario() {
        use Outcome::{Blocked, Failed, Flaky, NotApplicable, Passed};
        assert_eq!(of_two(&[Passed, Passed]), RequirementOutcome::Passed);
        assert_eq!(of_two(&[NotApplicable, Passed]), RequirementOutcome::Passed);
        assert_eq!(of_two(&[Passed, Flaky]), RequirementOutcome::Flaky);
        assert_eq!(of_two(&[Flaky, Blocked]), RequirementOutcome::Blocked);
        assert_eq!(of_two(&[Blocked, Failed]), RequirementOutcome::Failed);
        let none = [NotApplicable, NotApplicable];
        assert_eq!(of_two(&none), RequirementOutcome::NotApplicable);
    }

    #[test]
    fn a_failure_that_the_profile_lists_is_counted_and_does_not_decide() {
        let mut known = scenario(Outcome::Failed, Level::Must);
        known.known_because = Some("an issue is open".to_owned());
        let scenarios = [known, scenario(Outcome::Passed, Level::Must)];
        assert_eq!(verdict(&scenarios, false), Verdict::Conforms);
        let totals = totals(&scenarios);
        assert_eq!(
            (totals.failed, totals.known_failures, totals.warnings),
            (1, 1, 0)
        );
        let found = requirements(&scenarios, &asked());
        assert_eq!(found[0].outcome, RequirementOutcome::KnownFailure);
    }

    #[test]
    fn a_requirement_of_which_only_some_scenarios_were_played_has_not_passed() {
        use Outcome::{Blocked, Failed, NotApplicable, Passed};
        assert_eq!(of_two(&[Passed]), RequirementOutcome::Untested);
        assert_eq!(of_two(&[NotApplicable]), RequirementOutcome::Untested);
        assert_eq!(of_two(&[]), RequirementOutcome::Untested);
        // What was found stands, whatever the others would have said.
        assert_eq!(of_two(&[Failed]), RequirementOutcome::Failed);
        assert_eq!(of_two(&[Blocked]), RequirementOutcome::Blocked);
    }

    #[test]
    fn a_requirement_names_the_scenarios_that_were_left_out() {
        let asked = asked();
        let played = ScenarioResult {
            id: asked[0].scenarios[0].clone(),
            ..scenario(Outcome::Passed, Level::Must)
        };
        let found = requirements(&[played], &asked);
        assert_eq!(found[0].scenarios, asked[0].scenarios[..1]);
        assert_eq!(found[0].left_out, asked[0].scenarios[1..]);
        assert_eq!(found[0].left_out.len(), 1);
    }

    #[test]
    fn a_requirement_without_a_scenario_is_listed_as_untested() {
        let found = requirements(&[], &asked());
        let ids: Vec<_> = found.iter().map(|it| it.id.as_str()).collect();
        assert_eq!(ids, ["CB-06", "CB-21", "RT-1"]);
        assert_eq!(found[1].outcome, RequirementOutcome::Untested);
        assert_eq!(found[1].of, 0);
    }
}
