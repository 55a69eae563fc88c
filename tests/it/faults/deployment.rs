//! A deployment whose processes all stand still.

use std::fs;

use conformance_harness::embedded;

use super::network::{LIMIT, feature};
use super::processes;
use super::site::Site;
use super::stage::{number, reasons};
use crate::command::{App, Running, conformance, free_ports, results, room_for};

#[test]
fn a_deployment_that_freezes_is_named_and_when_it_goes_on_so_does_the_run() {
    let _room = room_for(1);
    let app = App::start(&[]);
    let site = Site::before(&app, &[]);
    let run = site.begin(&app, &feature(3));
    run.wait_for_passed(1);
    processes::send("STOP", app.id());
    run.wait_for_blocked(1);
    processes::send("CONT", app.id());
    let (ended, results) = site.end(run, LIMIT);
    assert_eq!(ended.status, 3, "{}", ended.output);
    assert_eq!(number(&results, "passed"), 2, "{}", ended.output);
    let reasons = reasons(&results);
    assert!(
        reasons[0].starts_with("the deployment at http://"),
        "{reasons:?}"
    );
}

#[test]
fn a_deployment_that_the_run_has_started_is_killed_and_the_run_ends_with_a_report() {
    let [port, clerk, idp, store] = free_ports();
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("a file");
        path
    };
    let program = env!("CARGO_BIN_EXE_conformance");
    let log = folder.path().join("app.log");
    let profile = format!(
        "[app]\nkind = \"command\"\nurl = \"http://localhost:{port}\"\n\
         command = [{program:?}, \"app\", \"--port\", \"{port}\", \"--clerk-port\", \"{clerk}\", \
         \"--idp-port\", \"{idp}\", \"--store-port\", \"{store}\", \"--log\", {log:?}]\n\n\
         [clerk]\nbackend_api = \"http://localhost:{clerk}\"\nsecret_key_env = \"CLERK_SECRET_KEY\"\n\n\
         [identity_provider]\nurl = \"http://127.0.0.1:{idp}\"\nstrategy = \"oauth_custom_acme\"\n"
    );
    let scenarios = (1..=40).map(|it| {
        format!("  Scenario: Number {it}\n    Given somebody with an account\n    Then the path \"/\" is public\n\n")
    });
    let feature = format!("@CB-06\nFeature: A\n{}", scenarios.collect::<String>());
    let report = folder.path().join("report");
    let mut command = conformance();
    command
        .arg(file("mine.feature", &feature))
        .arg("--target")
        .arg(file("started.toml", &profile))
        .arg("--output")
        .arg(&report)
        .args(["--workers", "1"])
        .env("CLERK_SECRET_KEY", embedded::SECRET_KEY);
    let run = Running::start(command);
    run.wait_for_passed(1);
    let mut below = processes::below(run.id()).into_iter();
    let started = below.find(|it| it.command.contains(" app --port "));
    processes::send("KILL", started.expect("the deployment").id);
    let ended = run.end();
    assert_eq!(ended.status, 3, "{}", ended.output);
    let results = results(&report);
    let (passed, blocked) = (number(&results, "passed"), number(&results, "blocked"));
    assert!(
        passed >= 1 && blocked >= 1 && passed + blocked == 40,
        "{}",
        ended.output
    );
    for reason in reasons(&results) {
        assert!(reason.starts_with("the deployment at http://"), "{reason}");
    }
    let left = processes::naming(&folder.path().display().to_string());
    assert!(left.is_empty(), "{:?}", left[0].command);
}
