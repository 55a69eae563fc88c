//! A run in browsers whose scenarios are short, in a folder of its own.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use super::processes::{self, Process};
use crate::command::{Ended, Running, conformance, results};

/// How long anything may take to be gone.
const SOON: Duration = Duration::from_secs(10);

/// A run of scenarios that are all alike, one after another.
pub(crate) struct Stage {
    folder: TempDir,
    running: Option<Running>,
    since: Instant,
}

impl Stage {
    /// Begins it, and waits until the first scenario has passed.
    pub(crate) fn begin(scenarios: usize) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::write(&path, text).expect("a file");
            path
        };
        let profile = "[app]\nkind = \"embedded\"\n\n[timing]\ndeadline_ms = 3000\n";
        let steps = "    When they leave for the identity provider from the sign-in page\n    \
                         Then the redirect URI is the one that the identity provider knows\n";
        let scenarios = (1..=scenarios).map(|it| format!("  Scenario: Number {it}\n{steps}\n"));
        let feature = format!(
            "@START-3\nFeature: Much of the same\n{}",
            scenarios.collect::<String>()
        );
        // What is temporary has to be elsewhere: all that is in it must have gone.
        fs::create_dir(folder.path().join("temporary")).expect("a folder");
        let mut command = conformance();
        command
            .arg(file("same.feature", &feature))
            .arg("--target")
            .arg(file("embedded.toml", profile))
            .arg("--output")
            .arg(folder.path().join("report"))
            .args(["--workers", "1"])
            .env("TMPDIR", folder.path().join("temporary"));
        let running = Running::start(command);
        running.wait_for_passed(1);
        Self {
            running: Some(running),
            folder,
            since: Instant::now(),
        }
    }

    /// The process of the run.
    pub(crate) fn id(&self) -> u32 {
        self.running.as_ref().expect("it runs").id()
    }

    /// Its process whose command line `is` so.
    pub(crate) fn process(&self, is: impl Fn(&str) -> bool) -> Process {
        let deadline = Instant::now() + SOON;
        loop {
            let mut all = processes::below(self.id()).into_iter();
            if let Some(found) = all.find(|it| is(&it.command)) {
                return found;
            }
            assert!(Instant::now() < deadline, "there is no such process");
            std::thread::yield_now();
        }
    }

    /// Waits for its end, which has to come within `limit` of the first scenario's, and leaves nothing behind.
    pub(crate) fn end(&mut self, limit: Duration) -> (Ended, Value) {
        let ended = self.running.take().expect("it runs").end();
        let took = self.since.elapsed();
        assert!(took < limit, "it took {took:?}: {}", ended.output);
        self.nothing_is_left();
        let results = results(&self.report());
        (ended, results)
    }

    fn report(&self) -> PathBuf {
        self.folder.path().join("report")
    }

    /// Of browsers and drivers: all that they write is in the run's folder, and so is its name in their command lines.
    fn nothing_is_left(&self) {
        let temporary = self.folder.path().join("temporary");
        let deadline = Instant::now() + SOON;
        loop {
            let mut files = fs::read_dir(&temporary).expect("a folder");
            let processes = processes::naming(&temporary.display().to_string());
            if files.next().is_none() && processes.is_empty() {
                return;
            }
            let names: Vec<&str> = processes.iter().map(|it| it.command.as_str()).collect();
            assert!(Instant::now() < deadline, "files or {names:?} are left");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// How many scenarios have this outcome.
pub(crate) fn number(results: &Value, outcome: &str) -> u64 {
    results["totals"][outcome].as_u64().expect("a number")
}

/// Why scenarios are blocked.
pub(crate) fn reasons(results: &Value) -> Vec<&str> {
    let scenarios = results["scenarios"].as_array().expect("scenarios").iter();
    let blocked = scenarios.filter(|it| it["outcome"] == "blocked");
    blocked.filter_map(|it| it["reason"].as_str()).collect()
}
