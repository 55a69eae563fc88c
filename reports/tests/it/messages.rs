use std::collections::{BTreeMap, BTreeSet};

use conformance_harness::results::{
    Attempt, Evidence, Failure, Outcome, Quarantine, Results, ScenarioResult, StepResult,
    StepStatus,
};
use conformance_reports::{Sources, messages};
use serde_json::Value;

use crate::sample;

const FEATURE: &str = r#"@CB-06
Feature: Coming back

  Background:
    Given a newcomer

  @slow
  Rule: They get an account

    Scenario Outline: They are called <name>
      When they sign up as "<name>"
        | field | <name> |
      Then they have an account

      Examples:
        | name |
        | Ada  |
        | Bob  |
"#;

#[test]
fn a_row_of_an_outline_is_a_scenario_that_knows_where_all_of_it_is_written() {
    let told = told(&[row(17, "Ada"), row(18, "Bob")]);
    assert_eq!(one(&told, "source")["data"], FEATURE);
    let pickles = all(&told, "pickle");
    let names: Vec<_> = pickles
        .iter()
        .map(|it| it["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["They are called Ada", "They are called Bob"]);
    let second = pickles[1];
    let step = &second["steps"][1];
    assert_eq!(step["text"], "they sign up as \"Bob\"");
    assert_eq!(
        step["argument"]["dataTable"]["rows"][0]["cells"][1]["value"],
        "Bob"
    );
    let tags: Vec<_> = list(&second["tags"])
        .iter()
        .map(|it| it["name"].as_str().unwrap())
        .collect();
    assert_eq!(tags, ["@CB-06", "@slow", "@MUST"]);
    let definition = one(&told, "stepDefinition");
    assert_eq!(definition["pattern"]["source"], "^a newcomer$");
    assert_eq!(definition["sourceReference"]["location"]["line"], 7);

    // Each node that is named is there, once.
    let mut ids = Vec::new();
    collect(one(&told, "gherkinDocument"), "id", &mut ids);
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
    let mut named = Vec::new();
    for pickle in pickles {
        collect(pickle, "astNodeIds", &mut named);
        collect(pickle, "astNodeId", &mut named);
    }
    assert!(named.len() > 10);
    for name in named {
        assert!(ids.contains(&name), "{name}");
    }
}

#[test]
fn a_scenario_that_does_not_apply_has_its_steps_and_says_why_at_the_first() {
    let told = told(&[ScenarioResult {
        outcome: Outcome::NotApplicable,
        reason: Some("@clock: no".to_owned()),
        steps: Vec::new(),
        ..row(17, "Ada")
    }]);
    assert_eq!(statuses(&told), ["SKIPPED", "SKIPPED", "SKIPPED"]);
    let first = all(&told, "testStepFinished")[0];
    assert_eq!(
        first["testStepResult"]["message"],
        "Not applicable.\n@clock: no"
    );
    assert_eq!(
        one(&told, "pickle")["steps"][1]["text"],
        "they sign up as \"Ada\""
    );
}

#[test]
fn outcomes_are_told_apart() {
    let failed = || ScenarioResult {
        outcome: Outcome::Failed,
        failure: Some(failure()),
        ..stopped()
    };
    assert_eq!(statuses(&told(&[row(17, "Ada")])), ["PASSED"; 3]);
    assert_eq!(
        statuses(&told(&[failed()])),
        ["PASSED", "FAILED", "SKIPPED"]
    );
    let known = ScenarioResult {
        known_because: Some("issue 214".to_owned()),
        ..failed()
    };
    assert_eq!(statuses(&told(&[known])), ["PASSED", "PENDING", "SKIPPED"]);
    let blocked = || ScenarioResult {
        outcome: Outcome::Blocked,
        reason: Some("no browser".to_owned()),
        ..stopped()
    };
    let told_blocked = told(&[blocked()]);
    assert_eq!(statuses(&told_blocked), ["PASSED", "AMBIGUOUS", "SKIPPED"]);
    let why = one(&told_blocked, "attachment");
    assert_eq!(
        why["body"],
        "Blocked: nothing is known about the deployment here.\nno browser"
    );
    let quarantined = ScenarioResult {
        quarantine: Some(Quarantine {
            owner: "payments".to_owned(),
            until: "2027-01-31".to_owned(),
            reason: "issue 9".to_owned(),
        }),
        ..blocked()
    };
    assert_eq!(
        statuses(&told(&[quarantined])),
        ["PASSED", "PENDING", "SKIPPED"]
    );
}

#[test]
fn what_became_of_a_scenario_that_passed_all_steps_is_told_at_its_end() {
    let told = told(&[ScenarioResult {
        outcome: Outcome::Failed,
        failure: Some(failure()),
        ..row(17, "Ada")
    }]);
    assert_eq!(statuses(&told), ["PASSED", "PASSED", "PASSED", "FAILED"]);
    let end = &one(&told, "testCase")["testSteps"][3];
    assert_eq!(end["hookId"], one(&told, "hook")["id"]);
}

#[test]
fn each_attempt_is_told_in_order() {
    let told = told(&[ScenarioResult {
        outcome: Outcome::Flaky,
        failure: Some(failure()),
        duration_ms: 90,
        other_attempts: vec![Attempt {
            number: 2,
            outcome: Outcome::Passed,
            duration_ms: 30,
            reason: None,
            failure: None,
            steps: row(17, "Ada").steps,
            evidence: Vec::new(),
        }],
        ..stopped()
    }]);
    let all_passed = ["PASSED"; 3];
    let expected = [["PASSED", "FAILED", "SKIPPED"], all_passed].concat();
    assert_eq!(statuses(&told), expected);
    let ends = all(&told, "testCaseFinished");
    let again: Vec<_> = ends
        .iter()
        .map(|it| it["willBeRetried"].as_bool().unwrap())
        .collect();
    assert_eq!(again, [true, false]);
}

#[test]
fn a_feature_that_was_changed_since_is_told_as_the_results_know_it() {
    let told = told(&[ScenarioResult {
        name: "They are called otherwise".to_owned(),
        ..row(17, "Ada")
    }]);
    assert!(all(&told, "source").is_empty());
    let feature = &one(&told, "gherkinDocument")["feature"];
    assert_eq!(
        feature["children"][0]["scenario"]["name"],
        "They are called otherwise"
    );
    assert_eq!(statuses(&told), ["PASSED"; 3]);
}

#[test]
fn of_what_passed_pictures_are_linked_and_of_the_rest_all_is_there() {
    let evidence = vec![
        Evidence::Screenshot {
            title: "at the end".to_owned(),
            path: "evidence/end.png".to_owned(),
            media_type: "image/png".to_owned(),
            bytes: sample::PICTURE.to_vec(),
        },
        Evidence::Note {
            text: "a note".to_owned(),
        },
    ];
    let passed = told(&[ScenarioResult {
        evidence: evidence.clone(),
        ..row(17, "Ada")
    }]);
    assert_eq!(
        one(&passed, "externalAttachment")["url"],
        "evidence/end.png"
    );
    assert!(all(&passed, "attachment").is_empty());
    let failed = told(&[ScenarioResult {
        outcome: Outcome::Failed,
        failure: Some(failure()),
        evidence,
        ..stopped()
    }]);
    let types: Vec<_> = all(&failed, "attachment")
        .iter()
        .map(|it| it["mediaType"].as_str().unwrap())
        .collect();
    assert_eq!(types, ["image/png", "text/plain"]);
}

/// The scenario of that row of the feature, passed.
fn row(line: usize, name: &str) -> ScenarioResult {
    let step = |keyword: &str, text: &str, line| StepResult {
        keyword: keyword.to_owned(),
        text: text.to_owned(),
        table: Vec::new(),
        line,
        definition: (keyword == "Given").then(|| "steps/src/people.rs:7".to_owned()),
        status: StepStatus::Passed,
        duration_ms: 5,
    };
    let tags = ["CB-06", "slow", "MUST"];
    ScenarioResult {
        name: format!("They are called {name}"),
        feature: "coming-back.feature".to_owned(),
        line,
        rule: Some("They get an account".to_owned()),
        tags: tags.map(str::to_owned).to_vec(),
        evidence: Vec::new(),
        steps: vec![
            step("Given", "a newcomer", 5),
            step("When", &format!("they sign up as \"{name}\""), 11),
            step("Then", "they have an account", 13),
        ],
        ..sample::results().scenarios.remove(0)
    }
}

/// The first row, which did not get past its second step.
fn stopped() -> ScenarioResult {
    let mut scenario = row(17, "Ada");
    scenario.steps[1].status = StepStatus::Failed;
    scenario.steps[2].status = StepStatus::NotReached;
    scenario
}

fn failure() -> Failure {
    Failure {
        expected: "an account".to_owned(),
        actual: "none".to_owned(),
    }
}

/// What is told of a run of these scenarios of the feature.
fn told(scenarios: &[ScenarioResult]) -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("coming-back.feature"), FEATURE).unwrap();
    let steps = BTreeMap::from([(
        "steps/src/people.rs:7".to_owned(),
        "^a newcomer$".to_owned(),
    )]);
    let sources = Sources::below(folder.path()).with_steps(steps);
    let results = Results {
        scenarios: scenarios.to_vec(),
        ..sample::results()
    };
    let mut text = Vec::new();
    messages(&results, &sources, &mut text).unwrap();
    let lines = std::str::from_utf8(&text).unwrap().lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// All messages of that kind.
fn all<'a>(told: &'a [Value], kind: &str) -> Vec<&'a Value> {
    told.iter().filter_map(|it| it.get(kind)).collect()
}

/// The only message of that kind.
fn one<'a>(told: &'a [Value], kind: &str) -> &'a Value {
    let all = all(told, kind);
    assert_eq!(all.len(), 1, "{kind}");
    all[0]
}

/// What became of each step, in order.
fn statuses(told: &[Value]) -> Vec<&str> {
    let finished = all(told, "testStepFinished").into_iter();
    finished
        .map(|it| it["testStepResult"]["status"].as_str().unwrap())
        .collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

/// Adds the texts under `key`, at any depth.
fn collect(value: &Value, key: &str, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|it| collect(it, key, found)),
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(text) if name == key => found.push(text.clone()),
                    Value::Array(texts) if name == key => {
                        found.extend(texts.iter().filter_map(|it| Some(it.as_str()?.to_owned())));
                    }
                    member => collect(member, key, found),
                }
            }
        }
        _ => {}
    }
}
