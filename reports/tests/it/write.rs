use std::fs;
use std::path::{Path, PathBuf};

use conformance_harness::results::{Evidence, Results};
use conformance_reports::WriteError;

use crate::sample;
use crate::write;

#[test]
fn a_report_has_its_four_files_and_its_evidence() {
    let root = tempfile::tempdir().unwrap();
    let written = write(&sample::results(), &root.path().join("deep/latest")).unwrap();
    assert_eq!(
        files(&written.folder),
        [
            "evidence/newcomers-15-end.png",
            "index.html",
            "junit.xml",
            "messages.ndjson",
            "results.json"
        ]
        .map(PathBuf::from)
    );
    let picture = written.folder.join("evidence/newcomers-15-end.png");
    assert_eq!(fs::read(picture).unwrap(), sample::PICTURE);
}

#[test]
fn nothing_of_the_previous_report_survives_and_nothing_is_left_beside_it() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("latest");
    write(&sample::results(), &folder).unwrap();
    fs::write(folder.join("evidence/of-yesterday.png"), b"old").unwrap();
    let next = Results {
        target: "tomorrow".to_owned(),
        ..sample::results()
    };

    let written = write(&next, &folder).unwrap();

    assert!(!folder.join("evidence/of-yesterday.png").exists());
    assert!(
        fs::read_to_string(written.json)
            .unwrap()
            .contains("tomorrow")
    );
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
}

#[test]
fn a_report_that_cannot_be_finished_leaves_the_previous_one_whole() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("latest");
    write(&sample::results(), &folder).unwrap();
    let before = contents(&folder);

    let error = write(&with_picture_at("../../elsewhere.png"), &folder).unwrap_err();

    assert!(
        error
            .to_string()
            .ends_with("leads out of the report: ../../elsewhere.png"),
        "{error}"
    );
    assert_eq!(contents(&folder), before);
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
}

#[test]
fn while_reports_are_being_replaced_a_reader_always_finds_a_whole_one() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("latest");
    write(&sample::results(), &folder).unwrap();
    let results_file = folder.join("results.json");

    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for _ in 0..50 {
                write(&sample::results(), &folder).unwrap();
            }
        });
        while !writer.is_finished() {
            let text = fs::read_to_string(&results_file).expect("there is a report at any time");
            assert!(text.ends_with("}\n"), "half a report: {} bytes", text.len());
        }
    });
}

#[test]
fn a_folder_with_somebody_s_files_is_not_replaced() {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join("thesis.odt"), b"years of work").unwrap();
    let error = write(&sample::results(), root.path()).unwrap_err();
    assert!(matches!(error, WriteError::NotAReport { .. }), "{error}");
    assert_eq!(files(root.path()), [PathBuf::from("thesis.odt")]);
}

#[test]
fn an_empty_folder_becomes_the_report() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("latest");
    fs::create_dir(&folder).unwrap();
    assert!(write(&sample::results(), &folder).unwrap().html.is_file());
}

#[cfg(unix)]
#[test]
fn a_link_to_the_report_s_folder_stays_a_link() {
    let root = tempfile::tempdir().unwrap();
    let (real, link) = (root.path().join("real"), root.path().join("latest"));
    fs::create_dir(&real).unwrap();
    std::os::unix::fs::symlink(&real, &link).unwrap();
    write(&sample::results(), &link).unwrap();
    assert!(link.is_symlink() && real.join("index.html").is_file());
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let root = tempfile::tempdir().unwrap();
    let file = root.path().join("file");
    fs::write(&file, b"in the way").unwrap();

    // Root may write anywhere, so the obstacle is one that no right removes.
    let error = write(&sample::results(), &file.join("latest")).unwrap_err();

    let (named, message) = (file.to_str().unwrap(), error.to_string());
    assert!(
        message.starts_with("cannot write ") && message.contains(named),
        "{message}"
    );
}

#[test]
fn a_picture_that_was_lost_is_not_written_as_an_empty_file() {
    let root = tempfile::tempdir().unwrap();
    let mut results = sample::results();
    for evidence in results.scenarios.iter_mut().flat_map(|s| &mut s.evidence) {
        if let Evidence::Screenshot { bytes, .. } = evidence {
            bytes.clear();
        }
    }
    let written = write(&results, &root.path().join("latest")).unwrap();
    assert!(!written.folder.join("evidence").exists());
    assert!(
        fs::read_to_string(written.html)
            .unwrap()
            .contains("The picture was not kept.")
    );
}

fn with_picture_at(place: &str) -> Results {
    let mut results = sample::results();
    for evidence in results.scenarios.iter_mut().flat_map(|s| &mut s.evidence) {
        if let Evidence::Screenshot { path, .. } = evidence {
            *path = place.to_owned();
        }
    }
    results
}

/// The files below `folder`, sorted, relative to it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path.strip_prefix(folder).unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let read = |file: PathBuf| (file.clone(), fs::read(folder.join(file)).unwrap());
    files(folder).into_iter().map(read).collect()
}
