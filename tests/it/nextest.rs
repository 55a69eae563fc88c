//! The suite as tests of a foreign runner: one test per scenario.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

use crate::command::{Ended, results, room_for};

/// A scenario that needs no browser.
const SCENARIO: &str = "routes/protection:the-sign-in-page-row-1";

/// The program that is the test target `conformance`.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let built = cargo()
            .args(["test", "--quiet", "--no-run", "--test", "conformance"])
            .args(["--message-format", "json"])
            .output()
            .expect("cargo starts");
        let errors = String::from_utf8_lossy(&built.stderr);
        assert!(built.status.success(), "{errors}");
        let messages = String::from_utf8_lossy(&built.stdout);
        let messages = messages
            .lines()
            .filter_map(|it| serde_json::from_str(it).ok());
        let is_it =
            |it: &Value| it["target"]["name"] == "conformance" && it["target"]["kind"][0] == "test";
        let found = messages.into_iter().find(is_it).expect("the test target");
        PathBuf::from(found["executable"].as_str().expect("its program"))
    })
}

fn cargo() -> Command {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

/// Runs the test target as nextest does.
fn run(arguments: &[&str]) -> Ended {
    Command::new(program())
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("NEXTEST", "1")
        .env_remove("TARGET")
        .env_remove("GITHUB_ACTIONS")
        .output()
        .expect("it starts")
        .into()
}

fn listed(output: &str) -> Vec<&str> {
    let name = |line| str::strip_suffix(line, ": test").expect("a name and what it is");
    output.lines().map(name).collect()
}

#[test]
fn each_scenario_is_listed_once_and_none_is_ignored() {
    let all = run(&["--list", "--format", "terse"]);
    assert_eq!(all.status, 0, "{}", all.errors);
    let names = listed(&all.output);
    assert!(names.len() > 600, "{}", names.len());
    assert!(names.contains(&SCENARIO), "{}", all.output);
    let unique: BTreeSet<_> = names.iter().collect();
    assert_eq!(unique.len(), names.len());
    let ignored = run(&["--list", "--format", "terse", "--ignored"]);
    assert_eq!((ignored.status, ignored.output.as_str()), (0, ""));
    let some = run(&["--list", "starting/", "--skip", "departure"]);
    let names = listed(&some.output);
    let fits = |it: &&str| it.starts_with("starting/") && !it.contains("departure");
    assert!(
        !names.is_empty() && names.iter().all(fits),
        "{}",
        some.output
    );
}

#[test]
fn one_that_is_named_exactly_is_played_alone_and_has_a_report_of_its_own() {
    let _room = room_for(1);
    let ended = run(&["--exact", SCENARIO, "--nocapture"]);
    assert_eq!(ended.status, 0, "{}", ended.told());
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let report = project
        .join("reports/nextest")
        .join(SCENARIO.replace(['/', ':'], "."));
    let results = results(&report);
    assert_eq!(results["scenarios"][0]["id"], SCENARIO);
    assert_eq!(results["scenarios"].as_array().map(Vec::len), Some(1));

    let none = run(&["--exact", "routes/protection:", "--nocapture"]);
    assert_eq!(none.status, 0, "a part is no name: {}", none.told());
    assert!(none.errors.contains("nothing to run"), "{}", none.errors);
}

#[test]
fn nextest_lists_and_plays_scenarios() {
    let is_there = cargo().args(["nextest", "--version"]).output();
    if !is_there.is_ok_and(|it| it.status.success()) {
        // Then the tests above, which speak its protocol, have to do.
        return;
    }
    let _room = room_for(1);
    let filter = format!("test(={SCENARIO})");
    let mut command = cargo();
    command.args(["nextest", "run", "--test", "conformance", "-E", &filter]);
    // What this run of tests tells its own processes is none of nextest's business.
    for variable in ["NEXTEST", "TARGET", "GITHUB_ACTIONS"] {
        command.env_remove(variable);
    }
    let ended: Ended = command.output().expect("cargo starts").into();
    assert_eq!(ended.status, 0, "{}", ended.told());
    assert!(
        ended.errors.contains("1 test run: 1 passed"),
        "{}",
        ended.errors
    );
}
