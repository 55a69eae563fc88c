//! Whether billing may be released: the sheet at the end of a run of the sign-off selection.

use std::path::Path;

use serde_json::Value;

use crate::command::{App, Ended, all_the_room, conformance, results, room_for};

/// Plays the sign-off selection on the embedded deployment.
fn sign_off(report: &Path, arguments: &[&str]) -> Ended {
    let mut command = conformance();
    command
        .args(["--tags", "@sign-off", "--require-go", "--output"])
        .arg(report)
        .args(arguments);
    command.output().expect("the command starts").into()
}

/// The criteria of a sheet that do not hold.
fn open_criteria(results: &Value) -> Vec<&str> {
    let criteria = results["sign_off"]["criteria"].as_array();
    criteria
        .into_iter()
        .flatten()
        .filter(|it| it["holds"] == false)
        .filter_map(|it| it["id"].as_str())
        .collect()
}

#[test]
fn the_sound_deployment_may_be_released() {
    let _room = all_the_room();
    let folder = tempfile::tempdir().expect("a folder");
    let ended = sign_off(folder.path(), &[]);
    assert_eq!(ended.status, 0, "{}{}", ended.output, ended.errors);
    let results = results(folder.path());
    assert_eq!(open_criteria(&results), Vec::<&str>::new());
    assert_eq!(results["sign_off"]["verdict"], "GO");
    let sheet = std::fs::read_to_string(folder.path().join("sign-off.md")).expect("a sheet");
    for number in 1..=12 {
        assert!(sheet.contains(&format!("TC-{number:02}")), "{sheet}");
    }
}

#[test]
fn a_selection_of_the_selection_is_not_enough() {
    let _room = room_for(1);
    let folder = tempfile::tempdir().expect("a folder");
    let ended = sign_off(folder.path(), &["--name", "A body that was tampered with"]);
    assert_eq!(ended.status, 1, "{}{}", ended.output, ended.errors);
    let results = results(folder.path());
    assert_eq!(results["verdict"], "conforms");
    assert_eq!(results["sign_off"]["verdict"], "NO-GO");
}

#[test]
fn a_deployment_that_takes_tampered_webhooks_is_not_released() {
    let _room = room_for(2);
    let app = App::start(&["--defect", "tampered-body-taken"]);
    let folder = tempfile::tempdir().expect("a folder");
    let mut judge = app.judge(folder.path());
    let ended = judge.args(["--tags", "@sign-off"]).output();
    let ended = Ended::from(ended.expect("the command starts"));
    assert_eq!(ended.status, 1, "{}{}", ended.output, ended.errors);
    let results = results(folder.path());
    assert_eq!(results["sign_off"]["verdict"], "NO-GO");
    assert!(
        open_criteria(&results).contains(&"TC-10"),
        "{}",
        results["sign_off"]
    );
}
