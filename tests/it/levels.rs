//! A MUST that fails is a failure, a SHOULD that fails is a warning: in status, totals and every report.

use std::path::Path;

use serde_json::{Value, json};

use crate::command::{Ended, conformance, results};

/// Plays a feature whose first scenario fails and whose second passes, both for `requirement`. They need no browser.
fn play(requirement: &str, folder: &Path, arguments: &[&str]) -> (Ended, Value) {
    let feature = folder.join("mine.feature");
    let text = format!(
        "@{requirement}\nFeature: A\n  \
         Scenario: It fails\n    Then the path \"/dashboard\" is public\n\n  \
         Scenario: It passes\n    Then the path \"/sign-in\" is public\n"
    );
    std::fs::write(&feature, text).expect("a file");
    let report = folder.join("report");
    let ended = conformance()
        .arg(&feature)
        .arg("--output")
        .arg(&report)
        .args(["--workers", "1"])
        .args(arguments)
        .output();
    (ended.expect("the command starts").into(), results(&report))
}

/// What the results say of a requirement.
fn requirement<'a>(results: &'a Value, id: &str) -> &'a Value {
    let mut all = results["requirements"].as_array().expect("a list").iter();
    all.find(|it| it["id"] == id).expect("it is listed")
}

#[test]
fn a_must_that_fails_is_a_failure() {
    let folder = tempfile::tempdir().expect("a folder");
    let (ended, results) = play("CB-06", folder.path(), &[]);
    assert_eq!(ended.status, 1, "{}", ended.output);
    assert_eq!(results["verdict"], "does-not-conform");
    assert_eq!(results["totals"]["failed"], 1);
    assert_eq!(results["totals"]["warnings"], 0);
    assert!(ended.output.contains("FAIL"), "{}", ended.output);
    assert!(
        ended
            .output
            .contains("\nDoes not conform: 1 failed, 1 passed ("),
        "{}",
        ended.output
    );
    let junit = std::fs::read_to_string(folder.path().join("report/junit.xml")).expect("a file");
    assert!(junit.contains("<failure "), "{junit}");
}

#[test]
fn a_should_that_fails_is_a_warning_and_the_deployment_conforms() {
    let folder = tempfile::tempdir().expect("a folder");
    let (ended, results) = play("CB-21", folder.path(), &[]);
    assert_eq!(ended.status, 0, "{}", ended.output);
    assert_eq!(results["verdict"], "conforms");
    assert_eq!(results["totals"]["failed"], 1);
    assert_eq!(results["totals"]["warnings"], 1);
    assert!(ended.output.contains(" WARN"), "{}", ended.output);
    assert!(
        ended.output.contains("\nConforms: 1 warning, 1 passed ("),
        "{}",
        ended.output
    );
    assert_eq!(requirement(&results, "CB-21")["outcome"], "failed");
    assert_eq!(requirement(&results, "CB-21")["level"], "SHOULD");
    let report = folder.path().join("report");
    let junit = std::fs::read_to_string(report.join("junit.xml")).expect("a file");
    assert!(!junit.contains("<failure "), "{junit}");
    assert!(junit.contains("Warning, not a failure"), "{junit}");
    let html = std::fs::read_to_string(report.join("index.html")).expect("a file");
    assert!(html.contains("but 1 scenario found a SHOULD that does not hold."));
}

#[test]
fn with_the_lines_that_a_failure_ends_with_the_profile_takes_it_as_known() {
    let folder = tempfile::tempdir().expect("a folder");
    let profile = folder.path().join("mine.toml");
    let embedded = "[app]\nkind = \"embedded\"\n";
    std::fs::write(&profile, embedded).expect("a file");
    let target = ["--target", profile.to_str().expect("a path in UTF-8")];
    let (ended, _) = play("CB-06", folder.path(), &target);
    assert_eq!(ended.status, 1, "{}", ended.output);
    let lines = ended.output.split_once("add to the profile of mine\n");
    let (_, lines) = lines.expect("lines to add");
    let (lines, _) = lines.split_once("\n\n").expect("an empty line after them");

    std::fs::write(&profile, format!("{embedded}{lines}\n")).expect("a file");
    let (ended, results) = play("CB-06", folder.path(), &target);
    assert_eq!(ended.status, 0, "{}", ended.output);
    assert!(ended.output.contains("KNOWN"), "{}", ended.output);
    let numbers = "\nConforms: 1 known failure, 1 passed (";
    assert!(ended.output.contains(numbers), "{}", ended.output);
    assert!(!ended.output.contains("add to"), "{}", ended.output);
    assert_eq!(results["totals"]["known_failures"], 1);
    assert_eq!(requirement(&results, "CB-06")["outcome"], "known-failure");
}

#[test]
fn to_stop_at_the_first_failure_goes_on_after_a_warning() {
    let folder = tempfile::tempdir().expect("a folder");
    let (ended, results) = play("CB-21", folder.path(), &["--fail-fast"]);
    assert_eq!(ended.status, 0, "{}", ended.output);
    assert_eq!(results["scenarios"].as_array().map(Vec::len), Some(2));
    assert_eq!(results["interrupted"], Value::Null);
}

#[test]
fn a_run_that_stopped_at_the_first_failure_says_so_and_what_it_left_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let (ended, results) = play("CB-06", folder.path(), &["--fail-fast"]);
    assert_eq!(ended.status, 1, "{}", ended.output);
    assert_eq!(results["scenarios"].as_array().map(Vec::len), Some(1));
    assert_eq!(results["interrupted"], "the first failure, by --fail-fast");
    assert_eq!(requirement(&results, "CB-06")["of"], 2);
}

#[test]
fn a_requirement_of_which_only_some_scenarios_were_selected_has_not_passed() {
    let folder = tempfile::tempdir().expect("a folder");
    let (ended, results) = play("CB-06", folder.path(), &["--name", "passes"]);
    assert_eq!(ended.status, 0, "{}", ended.output);
    let found = requirement(&results, "CB-06");
    assert_eq!(found["outcome"], "untested");
    assert_eq!(found["scenarios"].as_array().map(Vec::len), Some(1));
    assert_eq!(found["of"], 2);
    assert!(
        ended.output.contains(" requirements, 1 of them in part"),
        "{}",
        ended.output
    );
}

#[test]
fn every_requirement_of_an_area_that_has_a_scenario_is_listed() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_, results) = play("CB-06", folder.path(), &[]);
    let of_the_area: Vec<&Value> = results["requirements"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|it| &it["area"])
        .collect();
    assert!(of_the_area.len() > 20, "{of_the_area:?}");
    assert!(of_the_area.iter().all(|area| **area == "CB"));
    let without = requirement(&results, "CB-01");
    assert_eq!(without["outcome"], "untested");
    assert_eq!(without["scenarios"], json!([]));
    assert_eq!(without["of"], 0);
}
