//! The headline number: every defect is caught, by a scenario for the requirement that it breaches. That the sound
//! deployment raises no alarm is for the suite itself to show, in `tests/conformance.rs`.

use serde_json::Value;

use crate::command::{Ended, all_the_room, conformance};

#[test]
fn every_defect_is_caught_and_nothing_else_is_reported() {
    let _room = all_the_room();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("defects.json");
    let ended = conformance()
        // The suite is played on the sound deployment by `cargo test --test conformance`. Most of the time is spent
        // waiting for what must not happen, so that one more than there are processors helps.
        .args(["defects", "--after-run", "--workers", "3", "--json"])
        .arg(&file)
        .output();
    let ended = Ended::from(ended.expect("the command starts"));
    assert_eq!(ended.status, 0, "{}", ended.told());

    let outcomes: Value =
        serde_json::from_str(&std::fs::read_to_string(&file).expect("a file")).expect("JSON");
    let total = outcomes["total"].as_u64().expect("a number");
    assert!(total >= 30, "{total}");
    assert_eq!(outcomes["caught"], outcomes["total"]);
    assert_eq!(outcomes["false_alarms"], serde_json::json!([]));
    assert_eq!(outcomes["idle_scenarios"], serde_json::json!([]));
    assert_eq!(
        ended.output.lines().last(),
        Some(format!("caught {total} of {total}").as_str())
    );
}

#[test]
fn the_catalogue_can_be_listed() {
    let ended = crate::command::run(&["defects", "--list"]);
    assert_eq!(ended.status, 0);
    assert!(ended.output.lines().count() >= 30);
    assert!(ended.output.contains("transfer-runs-twice"));
}
