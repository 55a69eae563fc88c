//! A record is written, left, and read.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use super::*;
use crate::gathered::Gathered;
use crate::judgement::tests::scenario;
use crate::results::{Attempt, Evidence, Level, Outcome, ScenarioResult, Shard};

fn named(id: &str, outcome: Outcome) -> ScenarioResult {
    ScenarioResult {
        id: id.to_owned(),
        ..scenario(outcome, Level::Must)
    }
}

fn picture(path: &str) -> Evidence {
    Evidence::Screenshot {
        title: "at the end".to_owned(),
        path: path.to_owned(),
        media_type: "image/webp".to_owned(),
        bytes: path.as_bytes().to_vec(),
    }
}

/// The record of a run about four scenarios, of which one does not apply.
fn begin(output: &Path) -> Record {
    let known = Gathered {
        target: "our shop".to_owned(),
        started_at: "2026-01-02T03:04:05.678Z".to_owned(),
        shard: Some(Shard { index: 1, of: 2 }),
        seed: Some(123),
        warnings: vec!["a warning".to_owned()],
        scenarios: vec![named("a:aside", Outcome::NotApplicable)],
        ..Gathered::default()
    };
    let selected = ["a:aside", "a:one", "a:two", "a:three"];
    let selected = selected.map(str::to_owned).to_vec();
    Record::begin(output, known, selected).expect("a record")
}

#[test]
fn what_was_finished_can_be_read_and_what_was_not_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("latest/");
    let mut record = begin(&output);
    let mut one = named("a:one", Outcome::Flaky);
    one.evidence.push(picture("evidence/a.one.webp"));
    one.other_attempts.push(Attempt {
        number: 2,
        outcome: Outcome::Passed,
        duration_ms: 1,
        reason: None,
        failure: None,
        steps: Vec::new(),
        evidence: vec![picture("evidence/a.one.attempt-2.webp")],
    });
    let browser = Some("chrome 1".to_owned());
    record.add(&one, browser.as_deref()).expect("it is written");
    let two = named("a:two", Outcome::Passed);
    record.add(&two, browser.as_deref()).expect("it is written");
    drop(record);

    let left = folder.path().join("latest.partial");
    assert!(is_partial(&left));
    let read = read(&left).expect("a record");
    let ids: Vec<_> = read.scenarios.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["a:aside", "a:one", "a:two"]);
    assert_eq!(read.unfinished, ["a:three"]);
    assert!(read.interrupted.is_some());
    assert_eq!(read.target, "our shop");
    assert_eq!((read.browser, read.seed), (browser, Some(123)));
    assert_eq!(read.shard, Some(Shard { index: 1, of: 2 }));
    assert_eq!(read.warnings, ["a warning"]);
    assert_eq!(read.scenarios[1].all_evidence().count(), 2);
    for evidence in read.scenarios[1].all_evidence() {
        let Evidence::Screenshot { path, bytes, .. } = evidence else {
            panic!("no picture: {evidence:?}");
        };
        assert_eq!(bytes, path.as_bytes());
    }
}

#[test]
fn half_of_a_line_does_not_count() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("latest");
    let mut record = begin(&output);
    let one = named("a:one", Outcome::Passed);
    record.add(&one, None).expect("it is written");
    let left = record.folder().to_owned();
    drop(record);
    let mut file = OpenOptions::new().append(true).open(left.join(RESULTS));
    let file = file.as_mut().expect("the file");
    file.write_all(b"{\"after_ms\": 12, \"id\": \"a:tw")
        .expect("it is written");
    let read = read(&left).expect("a record");
    assert_eq!(read.unfinished, ["a:two", "a:three"]);
}

#[test]
fn a_record_is_not_read_while_its_run_goes_on_and_nobody_else_takes_its_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("latest");
    let record = begin(&output);
    let goes_on = |error| matches!(error, PartialError::GoesOn { .. });
    assert!(read(record.folder()).is_err_and(goes_on));
    let other = Record::begin(&output, Gathered::default(), Vec::new());
    assert!(other.is_err_and(goes_on));
    let left = record.folder().to_owned();
    record.remove().expect("it is removed");
    assert!(!left.exists());
    begin(&output);
}

#[test]
fn what_a_run_has_left_is_replaced_and_other_files_are_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("latest");
    let mut record = begin(&output);
    let one = named("a:one", Outcome::Passed);
    record.add(&one, None).expect("it is written");
    drop(record);
    let again = begin(&output).folder().to_owned();
    assert_eq!(read(&again).expect("a record").unfinished.len(), 3);

    let photos = folder.path().join("photos");
    fs::create_dir(folder_for(&photos)).expect("a folder");
    fs::write(folder_for(&photos).join("holiday.jpg"), "").expect("a file");
    let error = Record::begin(&photos, Gathered::default(), Vec::new());
    let not_ours = |error| matches!(error, PartialError::NotARecord { .. });
    assert!(error.is_err_and(not_ours));
}

#[test]
fn what_no_run_writes_is_told_with_its_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("latest");
    let mut record = begin(&output);
    record.write(&"nonsense").expect("it is written");
    let left = record.folder().to_owned();
    drop(record);
    let error = read(&left).expect_err("nonsense").to_string();
    assert!(error.contains("results.jsonl:3: "), "{error}");
}
