//! What GitHub's runner is told.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;
use tempfile::TempDir;

use crate::command::{Ended, conformance};

/// A repository with a report on a run in which a scenario of its feature failed.
struct Repository(TempDir);

impl Repository {
    fn new() -> Self {
        let repository = Self(tempfile::tempdir().expect("a folder"));
        let feature = repository.path("checks/mine.feature");
        fs::create_dir(repository.path("checks")).expect("a folder");
        fs::write(&feature, "Feature: Mine\n").expect("a file");
        let scenario = json!({
            "id": "mine:x", "name": "It holds", "feature": feature, "feature_name": "Mine", "line": 3,
            "tags": [], "requirements": [], "level": "MUST", "outcome": "failed", "duration_ms": 1, "steps": [],
            "failure": { "expected": "a session", "actual": "none\n::error::planted" }, "evidence": [],
        });
        let results = json!({
            "schema": 1, "target": "our shop", "started_at": "2026-01-01T00:00:00.000Z", "duration_ms": 1,
            "verdict": "does-not-conform",
            "totals": { "passed": 0, "failed": 1, "blocked": 0, "not_applicable": 0, "flaky": 0 },
            "scenarios": [scenario], "requirements": [],
        });
        fs::create_dir(repository.path("report")).expect("a folder");
        let file = repository.path("report/results.json");
        fs::write(file, results.to_string()).expect("a file");
        repository
    }

    fn path(&self, below: &str) -> PathBuf {
        self.0.path().join(below)
    }

    /// Makes a report of the report, on a runner.
    fn merge(&self) -> Command {
        let mut command = on_a_runner(self.0.path());
        command.arg("merge").arg(self.path("report"));
        command.arg("--output").arg(self.path("merged"));
        command
    }
}

/// The command, on a runner that has this repository.
fn on_a_runner(repository: &Path) -> Command {
    let mut command = conformance();
    command
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_WORKSPACE", repository)
        .env("GITHUB_STEP_SUMMARY", repository.join("summary.md"))
        .env("GITHUB_SERVER_URL", "https://github.localhost")
        .env("GITHUB_REPOSITORY", "acme/shop")
        .env("GITHUB_RUN_ID", "42");
    command
}

fn ended(mut command: Command) -> Ended {
    command.output().expect("the command starts").into()
}

/// The lines that the runner would take for commands.
fn commands(output: &str) -> Vec<&str> {
    let mut stopped_by = None;
    let mut commands = Vec::new();
    for line in output.lines().map(str::trim_start) {
        if let Some(token) = line.strip_prefix("::stop-commands::") {
            stopped_by = Some(format!("::{token}::"));
        } else if stopped_by.as_deref() == Some(line) {
            stopped_by = None;
        } else if stopped_by.is_none() && line.starts_with("::") {
            commands.push(line);
        }
    }
    assert_eq!(stopped_by, None, "the runner does not listen any more");
    commands
}

#[test]
fn a_failure_stands_beside_its_line_and_in_the_summary_of_the_job() {
    let repository = Repository::new();
    fs::write(repository.path("summary.md"), "from another step\n").expect("a file");
    let ended = ended(repository.merge());
    assert_eq!(ended.status, 1, "{}", ended.told());
    let [command] = commands(&ended.output)[..] else {
        panic!("one command in {}", ended.output);
    };
    let told = "::error file=checks/mine.feature,line=3,title=It holds::expected: a session%0Aactual: none%0A::error::planted%0A";
    assert!(command.starts_with(told), "{command}");
    let summary = fs::read_to_string(repository.path("summary.md")).expect("a file");
    assert!(
        summary.starts_with("from another step\n## ❌ Does not conform: our shop\n"),
        "{summary}"
    );
    let artifacts = "https://github.localhost/acme/shop/actions/runs/42#artifacts\n";
    assert!(summary.ends_with(artifacts), "{summary}");
}

#[test]
fn it_is_told_where_it_listens_or_when_that_is_asked_for() {
    let repository = Repository::new();
    let never = {
        let mut command = repository.merge();
        command.args(["--github", "never"]);
        ended(command)
    };
    assert!(
        !never.output.lines().any(|it| it.starts_with("::")),
        "{}",
        never.output
    );
    assert!(!repository.path("summary.md").exists());
    let always = {
        let mut command = repository.merge();
        command
            .args(["--github", "always"])
            .env_remove("GITHUB_ACTIONS");
        ended(command)
    };
    assert_eq!(commands(&always.output).len(), 1, "{}", always.output);
    let elsewhere = {
        let mut command = repository.merge();
        command.env("GITHUB_ACTIONS", "false");
        ended(command)
    };
    assert!(
        !elsewhere.output.contains("stop-commands"),
        "{}",
        elsewhere.output
    );
}

#[test]
fn a_summary_that_cannot_be_written_is_told_and_changes_nothing_else() {
    let repository = Repository::new();
    let mut command = repository.merge();
    command.env("GITHUB_STEP_SUMMARY", repository.path("no/such/folder.md"));
    let ended = ended(command);
    assert_eq!(ended.status, 1, "{}", ended.told());
    assert!(
        ended.errors.contains("the job's summary cannot be written"),
        "{}",
        ended.errors
    );
}

#[test]
fn a_run_that_does_not_begin_lets_the_runner_listen_again() {
    let repository = Repository::new();
    let mut command = on_a_runner(repository.0.path());
    command.args(["--target", "nobody-has-this"]);
    let ended = ended(command);
    assert_eq!(ended.status, 2, "{}", ended.told());
    assert_eq!(commands(&ended.output), [""; 0]);
}
