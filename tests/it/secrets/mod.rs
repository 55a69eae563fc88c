//! Secrets are in the environment, and in nothing that a run writes or prints: whatever the deployment tells.

mod leaky;

use std::fs;
use std::path::Path;
use std::process::Command;

use conformance_harness::embedded;

use self::leaky::{BYPASS, COOKIE, Leaky, TICKET, TOKEN};
use crate::command::{App, Ended, Running, conformance, results, room_for};

/// A name that the run must not know.
const VARIABLE: &str = "VERCEL_AUTOMATION_BYPASS_SECRET";

/// All that was planted.
const PLANTED: [&str; 7] = [
    embedded::SECRET_KEY,
    embedded::SIGNING_SECRET,
    embedded::STORE_KEY,
    BYPASS,
    COOKIE,
    TOKEN,
    TICKET,
];

/// Looks at a page, and has a webhook delivered; both fail with what the app tells.
const FEATURE: &str = "Feature: Leaks\n\
    \x20 Scenario: A page\n\
    \x20   When they open the home page\n\
    \x20   Then they are on the dashboard\n\
    \x20 @needs-webhooks @needs-logs\n\
    \x20 Scenario: A webhook\n\
    \x20   Given somebody with an account\n\
    \x20   When the purchase of \"pro_monthly\" is delivered\n\
    \x20   Then the delivery is answered with 200\n\
    \x20 Scenario: Another page\n\
    \x20   When they open the sign-in page\n\
    \x20   Then they are on the dashboard\n";

/// A leaky app before the Clerk, the provider and the plan store of the embedded deployment, with a profile.
struct Stand {
    _app: App,
    folder: tempfile::TempDir,
}

impl Stand {
    fn start() -> Self {
        let app = App::start(&[]);
        let folder = tempfile::tempdir().expect("a folder");
        let log = folder.path().join("leaky.log");
        fs::write(&log, "").expect("a file");
        let secrets = [
            embedded::SECRET_KEY,
            embedded::SIGNING_SECRET,
            embedded::STORE_KEY,
        ];
        let leaky = Leaky::start(&secrets, log.clone());
        let text = fs::read_to_string(app.profile()).expect("a profile");
        let lines = text.lines().map(|line| {
            if line.starts_with("url = \"http://localhost") && line.matches('/').count() == 2 {
                let url = leaky.url();
                format!("url = \"{url}\"\n[app.protection]\nsecret_env = \"{VARIABLE}\"")
            } else if line.starts_with("file = ") {
                format!("file = {log:?}")
            } else {
                line.to_owned()
            }
        });
        let text = lines.collect::<Vec<_>>().join("\n");
        assert!(text.contains("[app.protection]"), "{text}");
        fs::write(folder.path().join("leaky.toml"), text).expect("a file");
        fs::write(folder.path().join("leaks.feature"), FEATURE).expect("a file");
        Self { _app: app, folder }
    }

    /// A command about the profile, with the secrets in its environment.
    fn command(&self, words: &[&str]) -> Command {
        let mut command = conformance();
        command.args(words);
        command
            .arg("--target")
            .arg(self.folder.path().join("leaky.toml"));
        command
            .env(VARIABLE, BYPASS)
            .env("CLERK_SECRET_KEY", embedded::SECRET_KEY)
            .env("CLERK_WEBHOOK_SIGNING_SECRET", embedded::SIGNING_SECRET)
            .env("PLAN_STORE_KEY", embedded::STORE_KEY);
        command
    }

    fn run(&self, words: &[&str]) -> Command {
        let mut command = self.command(words);
        command.arg(self.folder.path().join("leaks.feature"));
        command.arg("--output").arg(self.report());
        command
    }

    fn report(&self) -> std::path::PathBuf {
        self.folder.path().join("report")
    }
}

/// No secret is in a text.
#[track_caller]
fn has_none(place: &str, text: &[u8]) {
    let text = String::from_utf8_lossy(text);
    for secret in PLANTED {
        if let Some(at) = text.find(secret) {
            let around: String = text[..at].chars().rev().take(200).collect();
            let before: String = around.chars().rev().collect();
            panic!("{place} has {secret}, after: {before}");
        }
    }
}

/// No secret is in any file below a folder. Returns how many there are.
#[track_caller]
fn no_file_has_one(folder: &Path) -> usize {
    let mut files = 0;
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files += no_file_has_one(&path);
        } else {
            has_none(
                &path.display().to_string(),
                &fs::read(&path).expect("a file"),
            );
            files += 1;
        }
    }
    files
}

fn ended(mut command: Command) -> Ended {
    let ended: Ended = command.output().expect("the command starts").into();
    has_none("standard output", ended.output.as_bytes());
    has_none("standard error", ended.errors.as_bytes());
    ended
}

#[test]
fn no_secret_is_in_anything_that_a_run_writes_or_prints() {
    let _room = room_for(2);
    let stand = Stand::start();
    let mut command = stand.run(&["--progress", "plain", "--retries", "1"]);
    command
        .env("RUST_LOG", "debug")
        .env("GITHUB_ACTIONS", "true");
    let found = ended(command);
    assert_eq!(found.status, 1, "{}", found.told());
    let results = results(&stand.report());
    assert_eq!(results["totals"]["failed"], 3, "{}", found.told());
    // What it told was seen, so that it could have been written down.
    let text = results.to_string();
    for seen in [
        "leaks [redacted]",
        "it went wrong with [redacted]",
        "Error processing",
    ] {
        assert!(text.contains(seen), "{seen}: {text}");
    }
    assert!(no_file_has_one(&stand.report()) >= 4);

    // What is made of it later.
    let merged = stand.folder.path().join("merged");
    let mut merge = conformance();
    merge.arg("merge").arg(stand.report());
    merge.arg("--output").arg(&merged);
    assert_eq!(ended(merge).status, 1);
    assert!(no_file_has_one(&merged) >= 4);
}

#[test]
fn what_is_approved_has_no_secrets() {
    let _room = room_for(1);
    let stand = Stand::start();
    let passes = "Feature: Leaks\n  Scenario: A page\n    When they open the home page\n\
                  \x20   Then they are on the home page\n";
    fs::write(stand.folder.path().join("leaks.feature"), passes).expect("a file");
    let found = ended(stand.run(&[]));
    assert_eq!(found.status, 0, "{}", found.told());
    let mut approve = stand.command(&["approve"]);
    approve.arg("--from").arg(stand.report());
    let approved = ended(approve);
    assert_eq!(approved.status, 0, "{}", approved.told());
    assert!(no_file_has_one(&stand.folder.path().join("approved")) >= 1);
}

#[test]
fn what_a_killed_run_leaves_has_no_secrets() {
    let _room = room_for(1);
    let stand = Stand::start();
    let running = Running::start(stand.run(&["--workers", "1"]));
    running.wait_for("FAIL", 2);
    let process = running.id().to_string();
    let killed = Command::new("kill").args(["-9", &process]).status();
    assert!(killed.expect("it runs").success());
    let left = running.end();
    has_none("what was printed", left.output.as_bytes());
    let partial = stand.folder.path().join("report.partial");
    assert!(no_file_has_one(&partial) >= 1);
}

#[test]
fn the_doctor_tells_no_secret() {
    let stand = Stand::start();
    let json = stand.folder.path().join("doctor.json");
    let mut command = stand.command(&["doctor"]);
    command.arg("--json").arg(&json);
    let found = ended(command);
    assert_eq!(found.status, 3, "{}", found.told());
    let cookie = "the cookie that opens the app to browsers: is given: _vercel_jwt";
    assert!(found.output.contains(cookie), "{}", found.output);
    has_none("the file", &fs::read(&json).expect("it is written"));
}

#[test]
fn a_bypass_that_is_wrong_blocks_the_run_and_is_not_told() {
    let stand = Stand::start();
    let mut command = stand.run(&[]);
    command.env(VARIABLE, "planted-and-wrong");
    let found = ended(command);
    assert_eq!(found.status, 3, "{}", found.told());
    assert!(found.errors.contains("it answered 401"), "{}", found.errors);
    assert!(
        !found.errors.contains("planted-and-wrong"),
        "{}",
        found.errors
    );
}
