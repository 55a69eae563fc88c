//! The `conformance` command under test, and what it found.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

/// Plays scenarios of the embedded deployment as `arguments` say, with the drivers at `driver`, if at any, and gives what the
/// report says.
pub(crate) fn played(arguments: &[&str], driver: Option<&str>, report: &Path) -> Value {
    let mut command = conformance(report);
    command
        .args(arguments)
        .envs(driver.map(|url| ("WEBDRIVER_URL", url)));
    ended(command, report)
}

/// Plays scenarios of the target that `profile` describes, whose secrets are `secrets`, and gives what the report says.
pub(crate) fn played_on(
    profile: &Path,
    arguments: &[&str],
    secrets: &[(&str, &str)],
    report: &Path,
) -> Value {
    let mut command = conformance(report);
    command
        .arg("--target")
        .arg(profile)
        .args(arguments)
        .envs(secrets.iter().copied());
    ended(command, report)
}

/// The command, without what the environment might tell it.
fn conformance(report: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_conformance"));
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_remove("TARGET")
        .env_remove("GITHUB_ACTIONS")
        .env_remove("WEBDRIVER_URL")
        .arg("--output")
        .arg(report)
        .stdin(Stdio::null());
    command
}

fn ended(mut command: Command, report: &Path) -> Value {
    let output = command.output().expect("the command starts");
    let text = std::fs::read_to_string(report.join("results.json"));
    let text = text.unwrap_or_else(|error| panic!("no report: {error}: {output:?}"));
    serde_json::from_str(&text).expect("JSON")
}

/// What came of each scenario, by its ID.
pub(crate) fn outcomes(results: &Value) -> BTreeMap<&str, &str> {
    let scenarios = results["scenarios"].as_array().expect("scenarios");
    let scenarios = scenarios.iter();
    let outcomes = scenarios.filter_map(|it| Some((it["id"].as_str()?, it["outcome"].as_str()?)));
    outcomes.collect()
}

/// The notes among the evidence that begin with `beginning`.
pub(crate) fn notes<'a>(results: &'a Value, beginning: &str) -> Vec<&'a str> {
    let scenarios = results["scenarios"].as_array().expect("scenarios");
    let evidence = scenarios.iter().flat_map(|it| it["evidence"].as_array());
    let notes = evidence.flatten().filter_map(|it| it["text"].as_str());
    notes.filter(|text| text.starts_with(beginning)).collect()
}
