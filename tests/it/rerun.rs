//! Playing again what did not pass.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::command::{Ended, conformance, results, room_for};

/// A run of four scenarios that need no browser, whose report is then changed to say that some of them did not pass.
struct Earlier(TempDir);

impl Earlier {
    fn played() -> Self {
        let earlier = Self(tempfile::tempdir().expect("a folder"));
        let selection = ["--tags", "@RT-1", "--name", "^The "];
        let ended = earlier.run(&selection, "earlier");
        assert_eq!(ended.status, 0, "{}", ended.told());
        earlier
    }

    fn path(&self, below: &str) -> PathBuf {
        self.0.path().join(below)
    }

    fn run(&self, arguments: &[&str], report: &str) -> Ended {
        let mut command = conformance();
        command
            .args(arguments)
            .arg("--output")
            .arg(self.path(report));
        command.output().expect("the command starts").into()
    }

    fn rerun(&self) -> Ended {
        let from = self.path("earlier").display().to_string();
        self.run(&["--rerun-failed", "--from", &from], "again")
    }

    fn merge(&self, reports: &[&str]) -> Ended {
        let mut command = conformance();
        command
            .arg("merge")
            .args(reports.iter().map(|it| self.path(it)));
        command.arg("--output").arg(self.path("merged"));
        command.output().expect("the command starts").into()
    }

    fn change(&self, change: impl Fn(&mut Value)) {
        let file = self.path("earlier/results.json");
        let mut results = results(&self.path("earlier"));
        change(&mut results);
        fs::write(file, results.to_string()).expect("a file");
    }
}

fn ids(report: &Path) -> Vec<String> {
    let results = results(report);
    let scenarios = results["scenarios"].as_array().expect("a list");
    let ids = scenarios.iter().filter_map(|it| it["id"].as_str());
    ids.map(str::to_owned).collect()
}

#[test]
fn what_did_not_pass_is_played_again_and_is_flaky_if_it_passes_then() {
    let _room = room_for(1);
    let earlier = Earlier::played();
    let all = ids(&earlier.path("earlier"));
    let failure = json!({ "expected": "the sign-in page", "actual": "/broken" });
    earlier.change(|results| {
        let scenarios = &mut results["scenarios"];
        scenarios[0]["outcome"] = "failed".into();
        scenarios[0]["failure"] = failure.clone();
        scenarios[1]["outcome"] = "blocked".into();
        scenarios[1]["reason"] = "no driver".into();
        scenarios[2]["outcome"] = "failed".into();
        scenarios[2]["known_because"] = "issue 214".into();
        let mut gone = scenarios[0].clone();
        gone["id"] = "routes/gone:a-scenario".into();
        gone["line"] = 999.into();
        scenarios.as_array_mut().expect("a list").push(gone);
    });
    let ended = earlier.rerun();
    assert_eq!(ended.status, 0, "{}", ended.told());
    assert!(
        ended
            .output
            .contains("not there any more: routes/gone:a-scenario\n"),
        "{}",
        ended.output
    );
    assert_eq!(ids(&earlier.path("again")), all[..2]);
    let again = results(&earlier.path("again"));
    let before = results(&earlier.path("earlier"));
    assert_eq!(again["rerun_of"], before["started_at"]);

    let ended = earlier.merge(&["earlier", "again"]);
    assert_eq!(
        ended.status,
        1,
        "one failed that is not there any more: {}",
        ended.told()
    );
    let merged = results(&earlier.path("merged"));
    assert_eq!(merged["totals"]["flaky"], 2);
    assert_eq!(merged["totals"]["known_failures"], 1);
    let flaky = &merged["scenarios"][0];
    assert_eq!(flaky["outcome"], "flaky");
    assert_eq!(flaky["failure"], failure);
    let others = flaky["other_attempts"].as_array().expect("a list");
    assert_eq!(others.len(), 1);
    assert_eq!(
        (&others[0]["number"], &others[0]["outcome"]),
        (&json!(2), &json!("passed"))
    );
    assert_eq!(merged["scenarios"][1]["reason"], "no driver");
    assert_eq!(merged["rerun_of"], Value::Null);
    // The order in which they are named does not matter.
    earlier.merge(&["again", "earlier"]);
    assert_eq!(results(&earlier.path("merged")), merged);

    let ended = earlier.merge(&["again"]);
    assert_eq!(ended.status, 0, "{}", ended.told());
    assert_eq!(
        results(&earlier.path("merged"))["rerun_of"],
        before["started_at"]
    );
}

#[test]
fn there_may_be_nothing_to_play_again() {
    let _room = room_for(1);
    let earlier = Earlier::played();
    let ended = earlier.rerun();
    assert_eq!(ended.status, 4, "{}", ended.told());
    let told = "error: nothing to run again: nothing failed, was blocked or was flaky in ";
    assert!(ended.errors.starts_with(told), "{}", ended.errors);

    earlier.change(|results| {
        let scenarios = results["scenarios"].as_array_mut().expect("a list");
        scenarios.truncate(1);
        scenarios[0]["outcome"] = "failed".into();
        scenarios[0]["id"] = "routes/gone:a-scenario".into();
    });
    let ended = earlier.rerun();
    assert_eq!(ended.status, 4, "{}", ended.told());
    assert!(
        ended.errors.contains("(routes/gone:a-scenario)"),
        "{}",
        ended.errors
    );

    earlier.change(|results| results["target"] = "our shop".into());
    let ended = earlier.rerun();
    assert_eq!(ended.status, 2, "{}", ended.told());
    assert!(ended.errors.contains("“our shop”"), "{}", ended.errors);

    fs::remove_file(earlier.path("earlier/results.json")).expect("it is there");
    let ended = earlier.rerun();
    assert_eq!(ended.status, 2, "{}", ended.told());
    assert!(ended.errors.contains("results.json"), "{}", ended.errors);
}
