//! What an app needs to be judged, written by what its folder shows.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::command::{Ended, conformance};

const PACKAGE: &str = r#"{
    "name": "habits",
    "scripts": { "build": "next build" },
    "dependencies": { "next": "16.4.6", "@clerk/nextjs": "7.9.7" }
}"#;

/// The folder of an app.
struct Sample(TempDir);

impl Sample {
    fn new(files: &[(&str, &str)]) -> Self {
        let sample = Self(tempfile::tempdir().expect("a folder"));
        for (path, text) in files {
            let path = sample.path(path);
            fs::create_dir_all(path.parent().expect("it has one")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        sample
    }

    /// One with a few pages.
    fn app() -> Self {
        Self::new(&[
            ("package.json", PACKAGE),
            ("pnpm-lock.yaml", ""),
            ("src/app/(auth)/login/[[...rest]]/page.tsx", ""),
            ("src/app/dashboard/page.tsx", ""),
            ("src/app/api/webhooks/clerk/route.ts", ""),
            (".env.example", "CLERK_SECRET_KEY=\nDATABASE_URL=\n"),
            (".env.local", "CLERK_JWT_KEY=pem\n"),
        ])
    }

    fn path(&self, below: &str) -> PathBuf {
        self.0.path().join(below)
    }

    fn text(&self, below: &str) -> String {
        fs::read_to_string(self.path(below)).expect("it was written")
    }

    fn init(&self, arguments: &[&str]) -> Ended {
        let mut command = conformance();
        command.arg("init").arg(self.0.path()).args(arguments);
        command.output().expect("the command starts").into()
    }

    /// What a run says that reads profile and features, and plays nothing.
    fn read(&self, profile: &Path) -> Ended {
        let mut command = conformance();
        command.arg("--target").arg(profile);
        command.arg(self.path("conformance/features"));
        command.args(["--name", "nobody has this name"]);
        command.env("CLERK_SECRET_KEY", "sk_test_planted");
        command.output().expect("the command starts").into()
    }
}

const PROFILE: &str = "conformance/profile.toml";
const FEATURE: &str = "conformance/features/first.feature";
const WORKFLOW: &str = ".github/workflows/conformance.yml";

#[test]
fn what_is_found_stands_in_the_profile_and_what_is_not_is_as_usual() {
    let sample = Sample::app();
    let ended = sample.init(&[]);
    assert_eq!(ended.status, 0, "{}", ended.errors);
    let profile = sample.text(PROFILE);
    for line in [
        "# What a run has to know of habits.",
        r#"install = [["pnpm", "install", "--frozen-lockfile"]]"#,
        r#"build = [["pnpm", "run", "build"]]"#,
        r#"CLERK_API_URL = "{backend_api}""#,
        r#"NEXT_PUBLIC_CLERK_SIGN_IN_URL = "/login""#,
        r#"CLERK_WEBHOOK_SIGNING_SECRET = "{webhook_signing_secret}""#,
        r#"CLERK_JWT_KEY = ""  # .env.local sets it, for another Clerk than the run's"#,
        r#"# DATABASE_URL = "…""#,
        r#"sign_in = "/login""#,
        r#"sso_callback = "/sso-callback""#,
        r#"protected = "/dashboard""#,
        r#"webhooks = "/api/webhooks/clerk""#,
        r#"# tasks = "/…""#,
    ] {
        assert!(profile.lines().any(|it| it == line), "{line} in {profile}");
    }
    assert!(ended.output.contains("\nnext:\n"), "{}", ended.output);
}

#[test]
fn a_run_takes_the_profile_and_the_feature_as_they_are_written() {
    let sample = Sample::app();
    assert_eq!(sample.init(&["--yes"]).status, 0);
    let ended = sample.read(&sample.path(PROFILE));
    assert_eq!(ended.status, 4, "{}", ended.errors);
}

#[test]
fn what_is_said_counts_before_what_is_found() {
    let sample = Sample::app();
    let ended = sample.init(&[
        "--sign-in=/enter",
        "--provider-button=button.acme",
        "--strategy=oauth_google",
        "--suite=acme/suite",
    ]);
    assert_eq!(ended.status, 0, "{}", ended.errors);
    let profile = sample.text(PROFILE);
    assert!(profile.contains("\nsign_in = \"/enter\"\n"), "{profile}");
    assert!(profile.contains("\nprovider_button = \"button.acme\"\n"));
    assert!(profile.contains("\nstrategy = \"oauth_google\"\n"));
    assert!(sample.text(WORKFLOW).contains("uses: acme/suite@main\n"));
    let ended = sample.read(&sample.path(PROFILE));
    assert_eq!(ended.status, 4, "{}", ended.errors);
    let refused = sample.init(&["--sign-in=enter"]);
    assert_eq!(refused.status, 2);
    assert!(
        refused.errors.contains("write /enter"),
        "{}",
        refused.errors
    );
}

#[test]
fn nothing_is_overwritten_unless_it_is_asked_for() {
    let sample = Sample::app();
    assert_eq!(sample.init(&[]).status, 0);
    fs::write(sample.path(FEATURE), "Feature: Mine\n").expect("a file");
    fs::remove_file(sample.path(WORKFLOW)).expect("it is there");
    let ended = sample.init(&[]);
    assert_eq!(ended.status, 0, "{}", ended.errors);
    assert_eq!(sample.text(FEATURE), "Feature: Mine\n");
    assert!(ended.output.contains("kept     "), "{}", ended.output);
    assert!(sample.path(WORKFLOW).exists(), "what is missing is written");
    assert_eq!(sample.init(&["--force"]).status, 0);
    assert!(sample.text(FEATURE).contains("@CB-06"));
}

#[test]
fn an_app_that_runs_already_may_be_any() {
    let sample = Sample::new(&[]);
    let ended = sample.init(&["--url", "http://localhost:3000"]);
    assert_eq!(ended.status, 0, "{}", ended.errors);
    let profile = sample.text(PROFILE);
    assert!(
        profile.contains("kind = \"url\"\nurl = \"http://localhost:3000\"\n"),
        "{profile}"
    );
    let ended = sample.read(&sample.path(PROFILE));
    assert_eq!(ended.status, 4, "{}", ended.errors);
}

#[test]
fn what_is_no_app_on_clerk_is_refused_and_left_alone() {
    for (files, told) in [
        (&[][..], "package.json"),
        (&[("package.json", "{}")], "it does not depend on next"),
    ] {
        let sample = Sample::new(files);
        let ended = sample.init(&[]);
        assert_eq!(ended.status, 2, "{}", ended.output);
        assert!(ended.errors.contains(told), "{}", ended.errors);
        assert!(!sample.path("conformance").exists());
    }
}
