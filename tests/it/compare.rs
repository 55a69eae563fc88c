//! What two runs found otherwise.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::command::{Ended, run};

/// Two reports in a folder.
struct Reports {
    folder: TempDir,
}

impl Reports {
    /// With these outcomes of the scenarios that they have. Each scenario is one of the requirement that is named before
    /// its colon.
    fn of(a: &[(&str, &str)], b: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, scenarios) in [("a", a), ("b", b)] {
            let report = folder.path().join(name);
            std::fs::create_dir(&report).expect("a folder");
            let text = results(name, scenarios).to_string();
            std::fs::write(report.join("results.json"), text).expect("a file");
        }
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn compare(&self, arguments: &[&str]) -> Ended {
        let (a, b) = (self.path("a"), self.path("b"));
        let mut all = vec!["compare", text(&a), text(&b)];
        all.extend(arguments);
        run(&all)
    }

    /// Compares them, with the lines of a file of explanations.
    fn explained(&self, explanations: &str) -> Ended {
        let file = self.path("explained.toml");
        std::fs::write(&file, explanations).expect("a file");
        self.compare(&["--explained", text(&file)])
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path of letters")
}

fn results(target: &str, scenarios: &[(&str, &str)]) -> Value {
    let requirement = |id: &str| id.split(':').next().expect("a part").to_owned();
    let scenario = |(id, outcome): &(&str, &str)| {
        json!({
            "id": id, "name": format!("Scenario {id}"), "feature": "a.feature", "feature_name": "A", "line": 1,
            "tags": [requirement(id)], "requirements": [requirement(id)], "level": "MUST", "outcome": outcome,
            "duration_ms": 1, "reason": (*outcome != "passed").then_some("it is so"), "steps": [], "evidence": [],
        })
    };
    let worst = |(id, outcome): &(&str, &str)| {
        json!({
            "id": requirement(id), "area": "CB", "title": "do right", "level": "MUST", "outcome": outcome,
            "scenarios": [id], "of": 1,
        })
    };
    let count = |wanted: &str| scenarios.iter().filter(|it| it.1 == wanted).count();
    json!({
        "schema": 1, "target": target, "started_at": "2026-01-01T00:00:00.000Z", "duration_ms": 1,
        "verdict": "conforms",
        "totals": {
            "passed": count("passed"), "failed": count("failed"), "blocked": count("blocked"),
            "not_applicable": count("not-applicable"), "flaky": 0,
        },
        "scenarios": scenarios.iter().map(scenario).collect::<Vec<_>>(),
        "requirements": scenarios.iter().map(worst).collect::<Vec<_>>(),
    })
}

/// One that differs, CB-06, and one that does not.
fn one_fails() -> Reports {
    Reports::of(
        &[("CB-06:x", "passed"), ("CB-07:y", "passed")],
        &[("CB-06:x", "failed"), ("CB-07:y", "passed")],
    )
}

#[test]
fn of_a_run_that_was_narrowed_down_only_what_both_have_is_compared() {
    let reports = Reports::of(
        &[("CB-06:x", "passed"), ("CB-07:y", "passed")],
        &[("CB-06:x", "passed")],
    );
    assert_eq!(reports.compare(&[]).status, 1);
    let ended = reports.compare(&["--common"]);
    assert_eq!(ended.status, 0, "{}{}", ended.output, ended.errors);
    assert!(
        ended
            .output
            .ends_with("\nscenarios: 1 same\nrequirements: 1 same\nsame\n"),
        "{}",
        ended.output
    );
    let ended = one_fails().compare(&["--common"]);
    assert_eq!(ended.status, 1, "what both have still counts");
}

#[test]
fn two_reports_with_the_same_outcomes_are_the_same() {
    let reports = Reports::of(&[("CB-06:x", "failed")], &[("CB-06:x", "failed")]);
    let ended = reports.compare(&[]);
    assert_eq!(ended.status, 0, "{}{}", ended.output, ended.errors);
    assert!(
        ended
            .output
            .ends_with("\nscenarios: 1 same\nrequirements: 1 same\nsame\n"),
        "{}",
        ended.output
    );
}

#[test]
fn what_became_otherwise_is_listed_with_the_reason_and_makes_the_status_1() {
    let ended = one_fails().compare(&[]);
    assert_eq!(ended.status, 1, "{}", ended.errors);
    for part in [
        "A: a on 2026-01-01T00:00:00.000Z: 2 passed\n",
        "B: b on 2026-01-01T00:00:00.000Z: 1 passed, 1 failed\n",
        "  passed         → failed         CB-06:x: Scenario CB-06:x\n      B: it is so\n",
        "  passed         → failed         CB-06: do right\n",
        "\nscenarios: 1 same, 1 different\nrequirements: 1 same, 1 different\ndifferent\n",
    ] {
        assert!(ended.output.contains(part), "{part} in {}", ended.output);
    }
}

#[test]
fn what_only_one_report_has_is_a_difference() {
    let reports = Reports::of(
        &[("CB-06:x", "passed"), ("CB-07:y", "passed")],
        &[("CB-07:y", "passed"), ("CB-08:z", "passed")],
    );
    let ended = reports.compare(&[]);
    assert_eq!(ended.status, 1, "{}", ended.errors);
    for part in [
        "  passed         → not there      CB-06:x",
        "  not there      → passed         CB-08:z",
        "scenarios: 1 same, 1 in A only, 1 in B only\n",
    ] {
        assert!(ended.output.contains(part), "{part} in {}", ended.output);
    }
}

#[test]
fn an_explained_difference_does_not_count_nor_does_that_of_its_requirement() {
    let why = "scenario = \"CB-06:x\"\nwhy = \"the SDK does not tell\"\n";
    let ended = one_fails().explained(&format!("[[explained]]\n{why}"));
    assert_eq!(ended.status, 0, "{}{}", ended.output, ended.errors);
    for part in [
        "Scenarios that differ, as explained",
        "      explained: the SDK does not tell\n",
        "      explained: it follows from its scenarios\n",
        "scenarios: 1 same, 1 explained\n",
    ] {
        assert!(ended.output.contains(part), "{part} in {}", ended.output);
    }
}

#[test]
fn an_explained_requirement_explains_its_scenarios() {
    let ended = one_fails().explained("[[explained]]\nrequirement = \"CB-06\"\nwhy = \"w\"\n");
    assert_eq!(ended.status, 0, "{}{}", ended.output, ended.errors);
}

#[test]
fn an_explanation_of_what_does_not_differ_makes_the_status_1() {
    let ended = one_fails().explained(
        "[[explained]]\nrequirement = \"CB-06\"\nwhy = \"w\"\n\n\
         [[explained]]\nscenario = \"CB-07:y\"\nwhy = \"it was slow\"\n",
    );
    assert_eq!(ended.status, 1, "{}", ended.errors);
    assert!(
        ended
            .output
            .contains("  scenario “CB-07:y” does not differ: it was slow\n"),
        "{}",
        ended.output
    );
}

#[test]
fn what_one_run_could_not_look_at_cannot_be_explained() {
    let reports = Reports::of(&[("CB-06:x", "passed")], &[("CB-06:x", "blocked")]);
    let ended = reports.explained("[[explained]]\nscenario = \"CB-06:x\"\nwhy = \"w\"\n");
    assert_eq!(ended.status, 1, "{}", ended.errors);
    assert!(
        ended.output.contains("scenarios: 1 different\n"),
        "{}",
        ended.output
    );
}

#[test]
fn as_json_it_says_the_same() {
    let reports = one_fails();
    let file = reports.path("comparison.json");
    let ended = reports.compare(&["--json", text(&file)]);
    assert_eq!(ended.status, 1, "{}", ended.errors);
    let written = std::fs::read_to_string(&file).expect("a file");
    let comparison: Value = serde_json::from_str(&written).expect("JSON");
    assert_eq!(comparison["same"], false);
    assert_eq!(comparison["b"]["totals"]["failed"], 1);
    assert_eq!(
        comparison["scenarios"],
        json!({ "same": 1, "different": [{
            "id": "CB-06:x",
            "title": "Scenario CB-06:x",
            "a": { "outcome": "passed" },
            "b": { "outcome": "failed", "reason": "it is so" },
        }] })
    );
    assert_eq!(comparison["unneeded"], json!([]));
}

#[test]
fn a_failure_that_one_profile_accepts_is_the_same_failure() {
    let reports = Reports::of(&[("CB-06:x", "failed")], &[("CB-06:x", "failed")]);
    let file = reports.path("b/results.json");
    let mut known = results("b", &[("CB-06:x", "failed")]);
    known["scenarios"][0]["known_because"] = "issue 214".into();
    known["requirements"][0]["outcome"] = "known-failure".into();
    std::fs::write(&file, known.to_string()).expect("a file");
    assert_eq!(reports.compare(&[]).status, 0);
}

#[test]
fn of_a_failure_it_tells_what_should_have_been_and_what_was() {
    let reports = one_fails();
    let mut failed = results("b", &[("CB-06:x", "failed"), ("CB-07:y", "passed")]);
    failed["scenarios"][0]["failure"] =
        json!({ "expected": "a session", "actual": "there is none" });
    std::fs::write(reports.path("b/results.json"), failed.to_string()).expect("a file");
    let output = reports.compare(&[]).output;
    assert!(
        output.contains("      B: expected a session; there is none\n"),
        "{output}"
    );
}

#[test]
fn what_cannot_be_read_is_named_and_makes_the_status_2() {
    let reports = one_fails();
    let gone = reports.path("gone.json");
    let ended = run(&["compare", text(&reports.path("a")), text(&gone)]);
    assert_eq!(ended.status, 2);
    assert!(ended.errors.contains("gone.json"), "{}", ended.errors);
    let ended = reports.explained("[[explained]]\nwhy = \"w\"\n");
    assert_eq!(ended.status, 2);
    assert!(ended.errors.contains("explained.toml"), "{}", ended.errors);
    let ended = reports.compare(&["--json", text(&reports.path("no/such/folder.json"))]);
    assert_eq!(ended.status, 3, "{}", ended.errors);
}
