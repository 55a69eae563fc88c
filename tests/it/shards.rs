//! Parts of a run that are played for themselves and put together.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};

use crate::command::{Ended, all_the_room, conformance, results};

/// Plays the scenarios about leaving for the provider, or a part of them.
fn play(report: &Path, arguments: &[&str]) -> Ended {
    let mut command = conformance();
    command.args(["features/starting", "--output"]).arg(report);
    command.args(arguments);
    command.output().expect("the command starts").into()
}

fn merge(reports: &[&Path], output: &Path) -> Ended {
    let mut command = conformance();
    command
        .arg("merge")
        .args(reports)
        .arg("--output")
        .arg(output);
    command.output().expect("the command starts").into()
}

/// What has to be the same in a run and in its parts together: all but times and ports, and of evidence what kind it is and
/// where its picture is.
fn comparable(mut results: Value) -> Value {
    fn visit(value: &mut Value) {
        match value {
            Value::Object(members) => {
                for time in ["started_at", "duration_ms", "cpu_ms"] {
                    members.remove(time);
                }
                // Deployments are at ports of their own.
                if let Some(Value::Object(origins)) = members.get("origins") {
                    let roles: BTreeSet<_> = origins.keys().cloned().collect();
                    let roles = json!(roles);
                    members.insert("origins".to_owned(), roles);
                }
                if let Some(Value::Array(evidence)) = members.get_mut("evidence") {
                    for one in evidence {
                        *one = json!([one["kind"], one["path"]]);
                    }
                }
                members.values_mut().for_each(visit);
            }
            Value::Array(all) => all.iter_mut().for_each(visit),
            _ => {}
        }
    }
    visit(&mut results);
    results
}

fn ids(results: &Value) -> BTreeSet<String> {
    let scenarios = results["scenarios"].as_array().expect("a list");
    let ids = scenarios.iter().filter_map(|it| it["id"].as_str());
    ids.map(str::to_owned).collect()
}

/// The pictures that results name, all of which have to be there.
fn pictures(report: &Path) -> Vec<Vec<u8>> {
    let results = results(report);
    let scenarios = results["scenarios"].as_array().expect("a list");
    let evidence = scenarios.iter().flat_map(|it| it["evidence"].as_array());
    let paths = evidence.flatten().filter_map(|it| it["path"].as_str());
    let read = |path| std::fs::read(report.join(path)).expect("a picture");
    paths.map(read).collect()
}

#[test]
fn the_shards_of_a_run_come_to_what_the_whole_run_comes_to() {
    let _room = all_the_room();
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let whole = play(&at("whole"), &[]);
    assert_eq!(whole.status, 0, "{}", whole.told());
    for shard in ["1/2", "2/2"] {
        let report = at(&format!("parts/{}", &shard[..1]));
        let ended = play(&report, &["--shard", shard]);
        assert_eq!(ended.status, 0, "{}", ended.told());
        let results = results(&report);
        assert_eq!(results["shard"]["index"].to_string(), shard[..1]);
        let in_part = results["requirements"][0]["outcome"].as_str();
        assert!(in_part.is_some(), "it has requirements of its own");
    }
    let [first, second] = ["1", "2"].map(|it| ids(&results(&at("parts").join(it))));
    assert!(first.is_disjoint(&second));
    assert!(first.len().abs_diff(second.len()) <= 1);

    // The parts are found below a folder, as CI servers bring them.
    let merged = merge(&[&at("parts")], &at("merged"));
    assert_eq!(merged.status, 0, "{}", merged.told());
    let [whole, merged] = ["whole", "merged"].map(|it| results(&at(it)));
    assert_eq!(ids(&whole), &first | &second);
    assert_eq!(comparable(merged), comparable(whole));
    let found = pictures(&at("merged"));
    assert!(!found.is_empty() && found.iter().all(|it| !it.is_empty()));
    assert!(at("merged/index.html").exists());

    let ended = merge(&[&at("parts/2")], &at("merged"));
    assert_eq!(ended.status, 3, "{}", ended.told());
    let results = results(&at("merged"));
    assert_eq!(results["interrupted"], "shard 1/2 is missing");
    assert_eq!(ids(&results), second);
}

#[test]
fn a_shard_in_which_there_is_nothing_is_a_part_all_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let report = folder.path().join("report");
    let ended = play(&report, &["--name", "^Nobody", "--shard", "1/2"]);
    assert_eq!(ended.status, 4, "{}", ended.told());
    let results = results(&report);
    assert_eq!(results["verdict"], "nothing-ran");
    assert_eq!(results["shard"], json!({ "index": 1, "of": 2 }));
}

#[test]
fn what_is_no_shard_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    for (shard, told) in [
        ("3/2", "1/2 to 2/2"),
        ("1", "e.g. 1/3"),
        ("0/2", "1/2 to 2/2"),
    ] {
        let ended = play(folder.path(), &["--shard", shard]);
        assert_eq!(ended.status, 2, "{}", ended.told());
        assert!(ended.errors.contains(told), "{}", ended.errors);
    }
}
