//! What a run needs, line by line.

use std::fs;
use std::net::TcpListener;
use std::process::Command;
use std::time::{Duration, Instant};

use conformance_harness::embedded;
use serde_json::Value;

use crate::command::{App, Ended, conformance};

/// The diagnosis of a target.
fn doctor(target: &str) -> Command {
    let mut command = conformance();
    command.env_remove("WEBDRIVER_URL");
    command.args(["doctor", "--target", target]);
    command
}

fn ended(command: &mut Command) -> Ended {
    command.output().expect("the command starts").into()
}

/// Whether a line has all of these parts.
#[track_caller]
fn says(ended: &Ended, parts: &[&str]) {
    let has_all = |line: &str| parts.iter().all(|part| line.contains(part));
    let Ended { output, errors, .. } = ended;
    assert!(
        output.lines().any(has_all),
        "no line has {parts:?}: {output}{errors}"
    );
}

/// The diagnosis of a profile with that text.
fn of_profile(text: &str, change: impl FnOnce(&mut Command)) -> Ended {
    let folder = tempfile::tempdir().expect("a folder");
    let profile = folder.path().join("mine.toml");
    fs::write(&profile, text).expect("a file");
    let mut command = doctor(profile.to_str().expect("letters"));
    change(&mut command);
    ended(&mut command)
}

/// Port 9 (discard) has no listener on a test machine.
const NOWHERE: &str = "[app]\nkind = \"url\"\nurl = \"http://127.0.0.1:9\"\n\
     [clerk]\nbackend_api = \"http://127.0.0.1:9\"\nsecret_key_env = \"CLERK_SECRET_KEY\"\n\
     [identity_provider]\nurl = \"http://127.0.0.1:9\"\nstrategy = \"oauth_custom_acme\"\n";

/// An app that a run starts, with a folder beside the profile.
const HERMETIC: &str = "[app]\nkind = \"command\"\nurl = \"http://localhost:{port}\"\nfolder = \"app\"\n\
     install = [[\"npm\", \"ci\"]]\ncommand = [\"node\", \"server.js\", \"{port}\"]\n\
     [app.environment]\nKEY = \"{publishable_key}\"\nSECRET = \"{secret_key}\"\nAPI = \"{backend_api}\"\n";

#[test]
fn the_embedded_deployment_needs_a_browser_and_nothing_else() {
    let ended = ended(&mut doctor("embedded"));
    assert_eq!(ended.status, 0, "{}{}", ended.output, ended.errors);
    says(&ended, &["there", "“embedded”, the embedded deployment"]);
    says(&ended, &["there", "browser driver: ChromeDriver"]);
    assert!(ended.output.ends_with("\nall there\n"), "{}", ended.output);
}

#[test]
fn a_browser_that_is_not_there_comes_with_what_installs_it() {
    let ended = ended(doctor("embedded").env("PATH", "/nowhere"));
    assert_eq!(ended.status, 3, "{}{}", ended.output, ended.errors);
    says(&ended, &["MISSING", "no chromedriver on PATH"]);
    says(&ended, &["→ sudo apt-get install chromium"]);
    assert!(ended.output.ends_with("\nmissing: 1\n"), "{}", ended.output);
}

#[test]
fn all_that_does_not_answer_is_named_and_each_secret_that_is_not_set() {
    let ended = of_profile(NOWHERE, |_| ());
    assert_eq!(ended.status, 3, "{}{}", ended.output, ended.errors);
    says(
        &ended,
        &["MISSING", "CLERK_SECRET_KEY", "clerk.secret_key_env"],
    );
    says(&ended, &["→ export CLERK_SECRET_KEY=…"]);
    for what in ["the app", "Clerk", "the identity provider"] {
        says(
            &ended,
            &[
                "MISSING",
                &format!("{what} at http://127.0.0.1:9: does not answer: nobody listens there"),
            ],
        );
    }
}

#[test]
fn what_answers_is_there_and_a_key_that_is_refused_is_missing() {
    let app = App::start(&[]);
    let profile = app.profile().to_str().expect("letters");
    let folder = tempfile::tempdir().expect("a folder");
    let json = folder.path().join("doctor.json");
    let mut right = doctor(profile);
    right
        .arg("--json")
        .arg(&json)
        .env("CLERK_SECRET_KEY", embedded::SECRET_KEY)
        .env("CLERK_WEBHOOK_SIGNING_SECRET", embedded::SIGNING_SECRET)
        .env("PLAN_STORE_KEY", embedded::STORE_KEY);
    let found = ended(&mut right);
    assert_eq!(found.status, 0, "{}{}", found.output, found.errors);
    for what in [
        "the app",
        "Clerk",
        "the identity provider",
        "the plan store",
    ] {
        says(
            &found,
            &["there", &format!("{what} at http://"), ": answers "],
        );
    }
    for parts in [
        ["is public (PRE-3)", "answers 400"],
        ["verifies with the secret of the run (PRE-1)", "answers 200"],
        [
            "the secret key belongs to the Frontend API",
            "both sign with",
        ],
        [
            "the plans that Clerk sells (PRE-2)",
            "pro_yearly costs $96.00 a year",
        ],
        ["this machine's clock, by that of Clerk", "is right"],
        ["CLERK_WEBHOOK_SIGNING_SECRET", "is set, to 50 characters"],
    ] {
        says(&found, &["there", parts[0], parts[1]]);
    }
    let written = fs::read_to_string(&json).expect("it is written");
    let written: Value = serde_json::from_str(&written).expect("JSON");
    assert_eq!(written["missing"], 0);
    assert_eq!(written["environment"], "staging");
    assert_eq!(written["checks"][0]["checked"], "profile");
    let took = written["took_ms"].as_u64().expect("a number");
    assert!(took < 5_000, "{took} ms");
    let wrong = ended(right.env("CLERK_SECRET_KEY", "sk_test_planted"));
    assert_eq!(wrong.status, 3, "{}{}", wrong.output, wrong.errors);
    says(
        &wrong,
        &[
            "MISSING",
            "Clerk",
            "does not take the key in CLERK_SECRET_KEY",
        ],
    );
    assert!(
        !wrong.output.contains("sk_test_planted"),
        "{}",
        wrong.output
    );
}

#[test]
fn an_app_that_the_run_starts_is_looked_at_before_it_is_started() {
    let folder = tempfile::tempdir().expect("a folder");
    let below = |path: &str| folder.path().join(path);
    fs::create_dir(below("app")).expect("a folder");
    let package =
        r#"{"name": "habits", "dependencies": {"next": "16.4.6", "@clerk/nextjs": "7.9.7"}}"#;
    fs::write(below("app/package.json"), package).expect("a file");
    fs::write(below("app/.env.local"), "CLERK_JWT_KEY=pem\n").expect("a file");
    let profile = below("mine.toml");
    fs::write(
        &profile,
        format!("{HERMETIC}[clerk]\nkind = \"stand-in\"\n"),
    )
    .expect("a file");
    let found = ended(&mut doctor(profile.to_str().expect("letters")));
    assert_eq!(found.status, 3, "{}{}", found.output, found.errors);
    says(
        &found,
        &[
            "there",
            "an app that the run starts, with a Clerk that the run brings",
        ],
    );
    says(&found, &["there", "node: v"]);
    says(&found, &["there", "app: habits, in "]);
    says(
        &found,
        &[
            "note",
            "@clerk/nextjs: 7.9.7 is not installed yet",
            "(npm ci)",
        ],
    );
    says(&found, &["MISSING", ".env.local sets CLERK_JWT_KEY"]);
    assert!(found.output.ends_with("\nmissing: 1\n"), "{}", found.output);
    let text = format!("{HERMETIC}CLERK_JWT_KEY = \"\"\n[clerk]\nkind = \"stand-in\"\n");
    fs::write(&profile, text).expect("a file");
    let mended = ended(&mut doctor(profile.to_str().expect("letters")));
    assert_eq!(mended.status, 0, "{}{}", mended.output, mended.errors);
}

#[test]
fn a_folder_and_a_program_that_are_not_there_are_named() {
    let text = "[app]\nkind = \"command\"\nurl = \"http://127.0.0.1:9\"\nfolder = \"gone\"\n\
                command = [\"no-such-program\"]\n\
                [openid_provider]\nissuer = \"http://127.0.0.1:9\"\n";
    let ended = of_profile(text, |_| ());
    assert_eq!(ended.status, 3, "{}{}", ended.output, ended.errors);
    says(&ended, &["MISSING", "no-such-program: it is not on PATH"]);
    says(&ended, &["MISSING", "there is no folder", "gone"]);
}

#[test]
fn a_profile_that_is_none_ends_with_the_status_of_wrong_usage() {
    let ended = of_profile("[app]\nkind = \"embedded\"\n[route]\n", |_| ());
    assert_eq!(ended.status, 2, "{}", ended.output);
    assert!(ended.errors.contains("`route`"), "{}", ended.errors);
}

#[test]
fn what_never_answers_is_told_all_the_same_in_less_than_five_seconds() {
    // It takes connections, as the system does for whoever listens, and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = silent.local_addr().expect("it is bound");
    let billing = "[billing]\nsigning_secret_env = \"CLERK_WEBHOOK_SIGNING_SECRET\"\n\
                   plan_store = { url = \"http://127.0.0.1:9/{clerk_id}\" }\n";
    let protection = "[app.protection]\nsecret_env = \"CLERK_SECRET_KEY\"\n[clerk]";
    let text = format!("{NOWHERE}{billing}").replace("[clerk]", protection);
    let text = text.replace("127.0.0.1:9", &address.to_string());
    let began = Instant::now();
    let ended = of_profile(&text, |command| {
        command
            .env("CLERK_SECRET_KEY", embedded::SECRET_KEY)
            .env("CLERK_WEBHOOK_SIGNING_SECRET", embedded::SIGNING_SECRET);
    });
    let took = began.elapsed();
    assert_eq!(ended.status, 3, "{}{}", ended.output, ended.errors);
    for what in [
        "the app at",
        "Clerk at",
        "the identity provider at",
        "is public (PRE-3)",
        "the plan store at",
    ] {
        says(&ended, &["MISSING", what, "does not answer within 3 s"]);
    }
    assert!(took < Duration::from_secs(5), "{took:?}");
}

#[test]
fn a_live_key_that_does_not_belong_here_ends_with_the_status_of_wrong_usage() {
    let ended = of_profile(NOWHERE, |command| {
        command.env("CLERK_SECRET_KEY", "sk_live_planted");
    });
    assert_eq!(ended.status, 2, "{}", ended.output);
    assert!(
        ended.errors.contains("CLERK_SECRET_KEY"),
        "{}",
        ended.errors
    );
    assert!(!ended.errors.contains("planted"), "{}", ended.errors);
}
