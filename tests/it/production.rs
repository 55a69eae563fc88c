//! Where people use the deployment, nothing changes that the profile does not allow.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use conformance_harness::embedded;
use serde_json::Value;

use crate::command::{App, Ended, conformance, results, room_for};

/// A copy of the app's profile that calls it production, with these lines at its end.
fn production(app: &App, folder: &Path, more: &str) -> PathBuf {
    let text = fs::read_to_string(app.profile()).expect("a profile");
    let path = folder.join("production.toml");
    let text = format!("environment = \"production\"\n{text}\n{more}");
    fs::write(&path, text).expect("a file");
    path
}

/// A run against a profile, with the keys of the embedded deployment.
fn judge(profile: &Path, report: &Path) -> Command {
    let mut command = conformance();
    command.arg("--target").arg(profile);
    command.arg("--output").arg(report);
    command
        .env("CLERK_SECRET_KEY", embedded::SECRET_KEY)
        .env("CLERK_WEBHOOK_SIGNING_SECRET", embedded::SIGNING_SECRET)
        .env("PLAN_STORE_KEY", embedded::STORE_KEY);
    command
}

fn ended(command: &mut Command) -> Ended {
    command.output().expect("the command starts").into()
}

/// The scenarios of a report with this outcome.
fn with_outcome<'a>(results: &'a Value, outcome: &str) -> Vec<&'a Value> {
    let all = results["scenarios"].as_array().into_iter().flatten();
    all.filter(|it| it["outcome"] == outcome).collect()
}

#[test]
fn in_production_what_looks_and_what_is_allowed_is_played_and_nothing_else() {
    let _room = room_for(2);
    let app = App::start(&[]);
    let folder = tempfile::tempdir().expect("a folder");
    let report = folder.path().join("report");
    let profile = production(&app, folder.path(), "[production]\nallow = [\"TC-10\"]\n");
    let found = ended(judge(&profile, &report).args(["--tags", "@read-only or @TC-10 or @RT-1"]));
    assert_eq!(found.status, 0, "{}", found.told());
    let results = results(&report);
    let passed = with_outcome(&results, "passed");
    let tag = |scenario: &Value, tag: &str| {
        let tags = scenario["tags"].as_array().cloned().unwrap_or_default();
        tags.iter().any(|it| it == tag)
    };
    assert!(passed.iter().any(|it| tag(it, "TC-10")), "{}", found.told());
    assert!(
        passed.iter().any(|it| tag(it, "read-only")),
        "{}",
        found.told()
    );
    let aside = with_outcome(&results, "not-applicable");
    assert!(!aside.is_empty());
    for scenario in aside {
        assert!(!tag(scenario, "read-only"), "{}", scenario["name"]);
        let reason = scenario["reason"].as_str().unwrap_or_default();
        assert!(reason.starts_with("in production, "), "{reason}");
    }
}

#[test]
fn what_says_that_it_only_looks_and_does_not_is_kept_from_it() {
    let _room = room_for(2);
    let app = App::start(&[]);
    let folder = tempfile::tempdir().expect("a folder");
    let report = folder.path().join("report");
    let profile = production(&app, folder.path(), "");
    let feature = folder.path().join("mine.feature");
    let text = "@read-only\nFeature: F\n\
                \x20 Scenario: Makes somebody at the provider\n\
                \x20   Given a newcomer at the identity provider\n\
                \x20   When they open the home page\n\
                \x20 Scenario: Makes somebody at Clerk\n\
                \x20   Given somebody with an account\n\
                \x20   When they open the home page\n\
                \x20 Scenario: Looks\n\
                \x20   When they open the sign-in page\n\
                \x20   Then they are on the sign-in page\n\
                \x20 Scenario: Presses\n\
                \x20   When they open the sign-in page\n\
                \x20   And they press the provider's button\n";
    fs::write(&feature, text).expect("a file");
    let found = ended(judge(&profile, &report).arg(&feature));
    assert_eq!(found.status, 3, "{}", found.told());
    let results = results(&report);
    let blocked = with_outcome(&results, "blocked");
    assert_eq!(blocked.len(), 3, "{}", found.told());
    for (scenario, deed) in blocked
        .iter()
        .zip(["/admin/persons", "/admin/persons", "press "])
    {
        let reason = scenario["reason"].as_str().unwrap_or_default();
        assert!(reason.starts_with("in production, "), "{reason}");
        assert!(reason.contains(deed), "{reason}");
    }
    assert_eq!(
        with_outcome(&results, "passed").len(),
        1,
        "{}",
        found.told()
    );
}

#[test]
fn a_live_key_is_refused_where_the_profile_is_not_about_production() {
    let app = App::start(&[]);
    let folder = tempfile::tempdir().expect("a folder");
    let report = folder.path().join("report");
    let found = ended(judge(app.profile(), &report).env("CLERK_SECRET_KEY", "sk_live_planted"));
    assert_eq!(found.status, 2, "{}", found.told());
    for part in [
        "CLERK_SECRET_KEY",
        "secret key of a production instance",
        "“staging”",
    ] {
        assert!(found.errors.contains(part), "{}", found.errors);
    }
    assert!(!found.told().contains("planted"), "{}", found.told());
    assert!(!report.exists());
}
