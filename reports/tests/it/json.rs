use std::fs;

use conformance_harness::results::Evidence;
use conformance_reports::{ReadError, json, read};

use crate::sample;
use crate::write;

#[test]
fn it_has_the_form_that_tools_rely_on() {
    insta::assert_snapshot!(json(&sample::results()));
}

#[test]
fn what_was_written_is_read_back_with_its_pictures() {
    let folder = tempfile::tempdir().unwrap();
    let results = sample::results();
    let written = write(&results, &folder.path().join("latest")).unwrap();

    let back = read(&written.json).unwrap();

    assert_eq!(json(&back), json(&results));
    let pictures = back
        .scenarios
        .iter()
        .flat_map(|s| &s.evidence)
        .filter_map(|e| match e {
            Evidence::Screenshot { bytes, .. } => Some(bytes.as_slice()),
            _ => None,
        });
    assert_eq!(pictures.collect::<Vec<_>>(), [sample::PICTURE]);
}

#[test]
fn a_picture_path_that_climbs_is_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("secret.png"), b"secret").unwrap();
    let report = folder.path().join("report");
    fs::create_dir(&report).unwrap();
    let text = json(&sample::results()).replace("evidence/newcomers-15-end.png", "../secret.png");
    fs::write(report.join("results.json"), text).unwrap();

    let back = read(&report.join("results.json")).unwrap();

    let evidence = back.scenarios.iter().flat_map(|s| &s.evidence);
    for piece in evidence {
        if let Evidence::Screenshot { bytes, .. } = piece {
            assert!(bytes.is_empty());
        }
    }
}

#[test]
fn a_mistake_in_the_file_is_named_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("results.json");
    fs::write(&path, "{\n  \"schema\": 1,\n  \"target\": 7\n}").unwrap();

    let error = read(&path).unwrap_err();

    let place = format!("{}:3:13: ", path.display());
    let message = error.to_string();
    assert!(message.starts_with(&place), "{message}");
    assert!(message.ends_with("expected a string"), "{message}");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("results.json");
    let error = read(&path).unwrap_err();
    assert!(matches!(error, ReadError::File { .. }));
    assert!(
        error.to_string().contains(path.to_str().unwrap()),
        "{error}"
    );
}

#[test]
fn results_of_a_later_schema_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("results.json");
    let text = json(&sample::results()).replacen("\"schema\": 1", "\"schema\": 2", 1);
    fs::write(&path, text).unwrap();
    assert!(matches!(
        read(&path),
        Err(ReadError::Schema { found: 2, .. })
    ));
}

#[test]
fn results_that_are_cut_off_are_told_with_the_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("results.json");
    let text = json(&sample::results());
    fs::write(&path, &text[..text.len() / 2]).unwrap();
    let error = read(&path).expect_err("half of it").to_string();
    assert!(error.contains("results.json:"), "{error}");
    assert!(
        error.contains("is cut off; play that run again, or merge"),
        "{error}"
    );
}
