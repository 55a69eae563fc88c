//! Each criterion has a test in which it does not hold.

use super::*;
use crate::results::{Failure, Level};

/// The requirements that a sign-off looks at.
fn ids() -> impl Iterator<Item = &'static str> {
    TESTS
        .into_iter()
        .chain(["GATE-2", "OBS-2", "OBS-3", ASKING])
}

/// A scenario that proves `id` and passed.
fn scenario(id: &str) -> ScenarioResult {
    ScenarioResult {
        id: format!("billing:{id}"),
        name: format!("About {id}"),
        feature: "billing.feature".to_owned(),
        feature_name: String::new(),
        rule: None,
        line: 7,
        tags: vec![TAG.to_owned(), id.to_owned()],
        requirements: vec![id.to_owned()],
        level: Level::Must,
        outcome: Outcome::Passed,
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

/// A run in which everything passed, one scenario for each.
fn sound() -> Vec<ScenarioResult> {
    let mut run: Vec<_> = ids().map(scenario).collect();
    run[0].evidence = vec![log(&[])];
    run
}

/// A log with this trouble.
fn log(trouble: &[&str]) -> Evidence {
    Evidence::Log {
        lines: vec!["INFO all is well".to_owned()],
        trouble: trouble.iter().map(|&line| line.to_owned()).collect(),
    }
}

/// The sound run, with `change` made to the scenario for `id`.
fn with(id: &str, change: impl FnOnce(&mut ScenarioResult)) -> Vec<ScenarioResult> {
    let mut run = sound();
    change(
        run.iter_mut()
            .find(|it| it.requirements == [id])
            .expect("it is there"),
    );
    run
}

/// The sound run, in which the scenario for `id` came out as `outcome`.
fn with_outcome(id: &str, outcome: Outcome) -> Vec<ScenarioResult> {
    with(id, |scenario| {
        scenario.outcome = outcome;
        scenario.reason = Some("the moon was full.\nAnd the tide high.".to_owned());
    })
}

/// The sheet of a run in which each requirement has one scenario.
fn judged(scenarios: &[ScenarioResult]) -> SignOff {
    judged_of(scenarios, |_| 1)
}

/// The sheet of a run in which each requirement has `of` scenarios.
fn judged_of(scenarios: &[ScenarioResult], of: impl Fn(&str) -> usize) -> SignOff {
    judge(scenarios, &requirements(scenarios, of)).expect("the run is about that")
}

fn requirements(
    scenarios: &[ScenarioResult],
    of: impl Fn(&str) -> usize,
) -> Vec<RequirementResult> {
    let asked: Vec<_> = ids()
        .map(|id| crate::gathered::Asked {
            requirement: crate::requirement::Requirement {
                id: id.to_owned(),
                area: id.split('-').next().unwrap_or_default().to_owned(),
                level: Level::Must,
                title: String::new(),
            },
            scenarios: Vec::new(),
            of: of(id),
        })
        .collect();
    crate::judgement::requirements(scenarios, &asked)
}

/// The IDs of the criteria that do not hold, each with why; together they have to be a NO-GO.
fn against(sheet: &SignOff) -> Vec<(&str, &str)> {
    assert_eq!(sheet.verdict, Release::NoGo);
    let criteria = sheet.criteria.iter().filter(|it| !it.holds);
    criteria
        .map(|it| (it.id.as_str(), it.why.as_str()))
        .collect()
}

#[test]
fn it_is_a_go_if_everything_passed() {
    let sheet = judged(&sound());
    assert_eq!(sheet.verdict, Release::Go);
    let criteria: Vec<_> = sheet
        .criteria
        .iter()
        .map(|it| {
            (
                it.id.as_str(),
                it.holds,
                it.why.as_str(),
                it.scenarios.concat(),
            )
        })
        .collect();
    let borne_out = [
        ("TC-02", "The scenario of TC-02 passed.", "TC-02"),
        ("TC-05", "The scenario of TC-05 passed.", "TC-05"),
        ("TC-10", "The scenario of TC-10 passed.", "TC-10"),
        (
            "OBS-2",
            "The scenario of OBS-2 passed, and there is no trouble in the log of 1 scenario.",
            "OBS-2",
        ),
        ("stored-plan", "OBS-3 and TC-01 to TC-12 passed.", "OBS-3"),
        ("gating", "The scenario of GATE-2 passed.", "GATE-2"),
        ("billing-page", "The scenario of SIGN-1 passed.", "SIGN-1"),
    ];
    let expected = borne_out.map(|(id, why, proof)| (id, true, why, format!("billing:{proof}")));
    assert_eq!(criteria, expected);
}

#[test]
fn each_criterion_that_rests_on_a_requirement_falls_with_it() {
    for (id, criterion) in [
        ("OBS-2", "OBS-2"),
        ("OBS-3", "stored-plan"),
        ("GATE-2", "gating"),
        ("SIGN-1", "billing-page"),
    ] {
        let sheet = judged(&with_outcome(id, Outcome::Failed));
        let why = format!("“About {id}” failed: the moon was full. And the tide high.");
        assert_eq!(against(&sheet), [(criterion, why.as_str())]);
    }
    let sheet = judged(&with("GATE-2", |it| {
        (it.outcome, it.known_because) = (Outcome::Failed, Some("issue 7.".to_owned()));
    }));
    let known = "“About GATE-2” failed (known: issue 7): no reason was recorded.";
    assert_eq!(against(&sheet), [("gating", known)]);
}

#[test]
fn a_test_case_that_failed_leaves_the_stored_plan_unknown_too() {
    for id in ["TC-02", "TC-05", "TC-10"] {
        let run = with(id, |scenario| {
            scenario.outcome = Outcome::Failed;
            scenario.failure = Some(Failure {
                expected: "the stored plan pro".to_owned(),
                actual: "free".to_owned(),
            });
        });
        let sheet = judged(&run);
        let failed = format!("“About {id}” failed: expected the stored plan pro, saw free.");
        let plan = format!("It was not shown to be right after {id}: {failed}");
        assert_eq!(
            against(&sheet),
            [(id, failed.as_str()), ("stored-plan", plan.as_str())]
        );
        let [first, second] = [id, "stored-plan"].map(|id| {
            let mut all = sheet.criteria.iter();
            all.find(|it| it.id == id).expect("it is there")
        });
        assert_eq!(first.scenarios, [format!("billing:{id}")]);
        assert_eq!(second.scenarios, first.scenarios);
    }
}

#[test]
fn what_was_blocked_or_flaky_or_does_not_apply_is_never_a_go() {
    for (outcome, became) in [
        (Outcome::Blocked, "was blocked"),
        (Outcome::Flaky, "passed only on a retry"),
        (Outcome::NotApplicable, "does not apply"),
    ] {
        for (id, criterion) in [
            ("TC-02", "TC-02"),
            ("TC-05", "TC-05"),
            ("TC-10", "TC-10"),
            ("OBS-2", "OBS-2"),
            ("OBS-3", "stored-plan"),
            ("GATE-2", "gating"),
            ("SIGN-1", "billing-page"),
        ] {
            let sheet = judged(&with_outcome(id, outcome));
            let why = format!("“About {id}” {became}: the moon was full. And the tide high.");
            assert_eq!(against(&sheet)[0], (criterion, why.as_str()), "{outcome:?}");
        }
    }
}

#[test]
fn what_was_not_played_is_never_a_go() {
    for id in ["TC-02", "OBS-2", "OBS-3", "GATE-2", "TC-07"] {
        let ends = |sheet: &SignOff, end: &str| {
            let first = against(sheet)[0].1.to_lowercase();
            assert!(first.ends_with(&end.to_lowercase()), "{first}");
        };
        let mut run = sound();
        run.retain(|scenario| scenario.requirements != [id]);
        run[1].evidence = vec![log(&[])];
        ends(
            &judged(&run),
            &format!("the scenario of {id} was not played."),
        );
        let of = |of| move |it: &str| if it == id { of } else { 1 };
        let none = judged_of(&run, of(2));
        ends(
            &none,
            &format!("none of the 2 scenarios of {id} was played."),
        );
        let some = judged_of(&sound(), of(3));
        ends(
            &some,
            &format!("only 1 of the 3 scenarios of {id} was played."),
        );
    }
}

#[test]
fn what_the_run_does_not_count_as_passed_is_never_a_go() {
    for (id, criterion) in [("TC-02", "TC-02"), ("TC-09", "stored-plan")] {
        let run = sound();
        let mut requirements = requirements(&run, |_| 1);
        let requirement = requirements.iter_mut().find(|it| it.id == id);
        requirement.expect("it is there").outcome = RequirementOutcome::Failed;
        let sheet = judge(&run, &requirements).expect("the run is about that");
        let (first, why) = against(&sheet)[0];
        assert_eq!(first, criterion);
        assert!(why.ends_with(&format!("{id} has not passed.")), "{why}");
    }
}

#[test]
fn what_no_scenario_is_about_is_never_a_go() {
    let mut run = sound();
    run.retain(|scenario| scenario.requirements != ["GATE-2"]);
    let sheet = judged_of(&run, |id| usize::from(id != "GATE-2"));
    assert_eq!(
        against(&sheet),
        [("gating", "No scenario is about GATE-2.")]
    );
}

#[test]
fn trouble_in_the_log_of_any_scenario_breaks_a_criterion() {
    let mut run = with("GATE-2", |scenario| {
        scenario.evidence = vec![log(&["ERROR it burns"])]
    });
    let sheet = judged(&run);
    let why = "“About GATE-2” left trouble in the log: ERROR it burns.";
    assert_eq!(against(&sheet), [("OBS-2", why)]);

    run.iter_mut().for_each(|it| it.evidence = vec![log(&[])]);
    let sheet = judged(&run);
    assert_eq!(sheet.verdict, Release::Go);
    let why = "The scenario of OBS-2 passed, and there is no trouble in the log of 14 scenarios.";
    assert_eq!(sheet.criteria[3].why, why);
}

#[test]
fn a_run_of_which_no_log_was_read_has_not_shown_that_it_is_clean() {
    let mut run = sound();
    run[0].evidence.clear();
    let sheet = judged(&run);
    assert_eq!(
        against(&sheet),
        [("OBS-2", "The log of no scenario was read.")]
    );
}

#[test]
fn the_test_cases_that_provoke_trouble_may_have_it_in_their_log() {
    for id in ["TC-11", "TC-12"] {
        let run = with(id, |scenario| {
            scenario.evidence = vec![log(&["500"])];
        });
        assert_eq!(judged(&run).verdict, Release::Go, "{id}");
    }
}

#[test]
fn each_test_case_has_to_leave_the_right_plan() {
    for id in TESTS {
        for outcome in [Outcome::Failed, Outcome::Blocked, Outcome::Flaky] {
            let sheet = judged(&with_outcome(id, outcome));
            let last = against(&sheet).pop().expect("something stands against it");
            assert_eq!(last.0, "stored-plan", "{id} {outcome:?}");
            assert!(
                last.1.contains(&format!("right after {id}: “About {id}”")),
                "{}",
                last.1
            );
        }
    }
}

#[test]
fn of_several_test_cases_the_worst_is_told() {
    let mut run = with_outcome("TC-06", Outcome::Failed);
    run.retain(|scenario| scenario.requirements != ["TC-03"]);
    let sheet = judged(&run);
    let why = against(&sheet)[0].1;
    let told = "It was not shown to be right after TC-06, TC-03: “About TC-06” failed: ";
    assert!(why.starts_with(told), "{why}");
}

#[test]
fn a_test_case_that_does_not_apply_leaves_no_plan_and_is_named() {
    let sheet = judged(&with_outcome("TC-04", Outcome::NotApplicable));
    assert_eq!(sheet.verdict, Release::Go);
    let why = "OBS-3 and the test cases passed, but TC-04 does not apply.";
    assert_eq!(sheet.criteria[4].why, why);
}

#[test]
fn a_test_case_that_was_played_on_another_target_counts_and_says_where() {
    let mut run = with("TC-10", |it| it.played_on = Some("hermetic".to_owned()));
    let sheet = judged(&run);
    assert_eq!(sheet.verdict, Release::Go);
    let why = |sheet: &SignOff, id: usize| sheet.criteria[id].why.clone();
    assert_eq!(why(&sheet, 2), "The scenario of TC-10 passed, on hermetic.");
    let stored = "OBS-3 and TC-01 to TC-12 passed; 1 scenario on hermetic.";
    assert_eq!(why(&sheet, 4), stored);
    run.push(ScenarioResult {
        id: "billing:TC-10 again".to_owned(),
        ..scenario("TC-10")
    });
    let both = "Both scenarios of TC-10 passed, 1 of them on hermetic.";
    assert_eq!(why(&judged(&run), 2), both);
    run[9].outcome = Outcome::Failed;
    assert_eq!(judged(&run).verdict, Release::NoGo);
}

#[test]
fn a_test_case_that_the_target_could_not_be_asked_leaves_the_stored_plan_unknown() {
    let sheet = judged(&with("TC-11", |it| {
        it.outcome = Outcome::NotApplicable;
        it.reason = Some("@needs-environment: it runs already".to_owned());
    }));
    assert_eq!(sheet.verdict, Release::NoGo);
    let why = "It was not shown to be right after TC-11: “About TC-11” does not apply (@needs-environment): it runs already.";
    assert_eq!(against(&sheet), [("stored-plan", why)]);
}

#[test]
fn another_choice_is_no_gap_and_what_the_target_cannot_do_is_one() {
    let run = |reason: &str| {
        let mut run = sound();
        run.push(ScenarioResult {
            name: "The other way".to_owned(),
            outcome: Outcome::NotApplicable,
            reason: Some(reason.to_owned()),
            ..scenario("TC-05")
        });
        judged_of(&run, |id| if id == "TC-05" { 2 } else { 1 })
    };
    let choice = run("the profile says otherwise");
    assert_eq!(choice.verdict, Release::Go);
    let why = "1 of the 2 scenarios of TC-05 passed, and “The other way” does not apply: the profile says otherwise.";
    assert_eq!(choice.criteria[1].why, why);

    let cannot = run("@needs-logs: nobody may read them");
    let why = "“The other way” does not apply (@needs-logs): nobody may read them.";
    assert_eq!(against(&cannot), [("TC-05", why)]);
}

#[test]
fn several_scenarios_are_counted_and_a_namesake_is_told_by_its_line() {
    let mut run = with_outcome("GATE-2", Outcome::Failed);
    let mut again = run[12].clone();
    again.line = 8;
    run.push(again);
    let sheet = judged_of(&run, |id| if id == "GATE-2" { 2 } else { 1 });
    let why = "“About GATE-2” (line 7, and 1 more) failed: the moon was full. And the tide high.";
    assert_eq!(against(&sheet), [("gating", why)]);
}

#[test]
fn a_run_that_is_about_something_else_has_no_sheet() {
    let untagged: Vec<_> = sound()
        .into_iter()
        .map(|mut scenario| {
            scenario.tags.clear();
            scenario
        })
        .collect();
    assert_eq!(judge(&untagged, &requirements(&untagged, |_| 1)), None);

    let run = sound();
    let nobody_asks = requirements(&run, |id| usize::from(id != ASKING));
    assert_eq!(judge(&run, &nobody_asks), None);
    assert_eq!(judge(&run, &[]), None);
}
