//! Files that people and programs write, and the suite reads.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use conformance_harness::defect::DefectCatalogue;
use conformance_harness::gathered::Gathered;
use conformance_harness::partial::{self, Record};
use conformance_harness::preflight;
use conformance_harness::profile::Profile;
use conformance_harness::requirement::Catalogue;
use conformance_harness::results::Results;
use conformance_harness::suite::Suite;
use conformance_reports::Sources;
use conformance_reports::approved::{self, Comparison};
use conformance_reports::history::History;
use conformance_steps::vocabulary::Vocabulary;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use serde_json::Value;

use super::damage::{damaged, damaged_json};
use crate::fickle::Fickle;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Each property is tried so often.
fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 192,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// The texts of the files in a folder of the project whose names end so.
fn texts(folder: &str, ending: &str) -> Vec<String> {
    let mut files: Vec<PathBuf> = fs::read_dir(Path::new(ROOT).join(folder))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.to_string_lossy().ends_with(ending))
        .collect();
    files.sort();
    let text = |path: &PathBuf| fs::read_to_string(path).expect("a text");
    files.iter().map(text).collect()
}

/// A file with that text, for as long as `read` reads it. What is wrong is said with the file's name.
fn reading<T>(
    name: &str,
    text: &str,
    read: impl FnOnce(&Path) -> Result<T, String>,
) -> Result<Option<T>, TestCaseError> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    fs::write(&path, text).expect("a file");
    match read(&path) {
        Ok(value) => Ok(Some(value)),
        Err(said) => {
            prop_assert!(said.contains(name), "{said}");
            prop_assert!(said.len() < 20_000, "{} bytes are said", said.len());
            Ok(None)
        }
    }
}

/// A report of a run in which one scenario passed and one failed; and what would have been left of it.
static REPORT: LazyLock<Value> = LazyLock::new(|| {
    let app = Fickle::start(&[("It is well", "/well"), ("It is not", "/fails/9")]);
    let ended = app.judged(&[]);
    assert_eq!(ended.status, 1, "{}", ended.told());
    crate::command::results(&app.report())
});

/// All that can be made of a report.
fn tell(results: &Results) {
    let _ = conformance_reports::json(results);
    let _ = conformance_reports::junit(results);
    let _ = conformance_reports::summary(results);
    let _ = conformance_reports::sign_off(results);
    let _ = conformance_reports::html(results, &History::none());
    results.scenarios.iter().for_each(|scenario| {
        let _ = conformance_reports::transcript(scenario);
    });
    let sources = Sources::default();
    conformance_reports::messages(results, &sources, std::io::sink()).expect("nobody listens");
    let _ = Gathered::from(results.clone()).judge();
}

fn report_is_read(text: &str) -> TestCaseResult {
    let results = reading("results.json", text, |path| {
        conformance_reports::read(path).map_err(|error| error.to_string())
    })?;
    if let Some(results) = results {
        tell(&results);
    }
    Ok(())
}

/// The lines of the record that the run of [`REPORT`] keeps until it is over.
static RECORD: LazyLock<String> = LazyLock::new(|| {
    let results: Results = serde_json::from_value(REPORT.clone()).expect("a report");
    let folder = tempfile::tempdir().expect("a folder");
    let selected = results.scenarios.iter().map(|it| it.id.clone()).collect();
    let scenarios = results.scenarios.clone();
    let known = Gathered {
        scenarios: Vec::new(),
        ..Gathered::from(results)
    };
    let output = folder.path().join("report");
    let mut record = Record::begin(&output, known, selected).expect("a record");
    for scenario in &scenarios {
        record.add(scenario, Some("chrome 1")).expect("it is kept");
    }
    fs::read_to_string(record.folder().join(RECORD_NAME)).expect("its lines")
});

/// How the one file of a record is called.
const RECORD_NAME: &str = "results.jsonl";

/// The history after the run of [`REPORT`], and after it came again.
static HISTORY: LazyLock<String> = LazyLock::new(|| {
    let results: Results = serde_json::from_value(REPORT.clone()).expect("a report");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("history.jsonl");
    for _ in 0..2 {
        History::record(&file, &results).expect("it is written");
    }
    fs::read_to_string(file).expect("its lines")
});

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_profile_is_read_or_what_is_wrong_with_it_is_said(text in damaged(profiles())) {
        reading("some.toml", &text, |path| {
            let wanted = path.display().to_string();
            Profile::read(&wanted, Path::new("targets")).map_err(|error| error.to_string())
        })?;
    }

    #[test]
    fn the_catalogues_are_read_or_what_is_wrong_with_them_is_said(
        text in damaged(texts("fixtures", ".toml"))
    ) {
        reading("some.toml", &text, |path| {
            Catalogue::load(path).map_err(|error| error.to_string())
        })?;
        reading("some.toml", &text, |path| {
            DefectCatalogue::load(path).map_err(|error| error.to_string())
        })?;
    }

    #[test]
    fn a_feature_is_read_or_what_is_wrong_with_it_is_said(text in damaged(features())) {
        reading("some.feature", &text, |path| {
            let said = |errors: Vec<_>| {
                let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
                errors.join("\n")
            };
            let root = path.parent().expect("a folder");
            let written = Suite::read(&[path.to_owned()], root).map_err(said)?;
            let catalogue = Catalogue::load(&Path::new(ROOT).join("fixtures/requirements.toml"));
            let catalogue = catalogue.expect("the catalogue");
            let suite = written.clone().complete(&catalogue).map_err(said)?;
            let vocabulary = Vocabulary::collect();
            let problems = preflight::check(&written, &suite, &catalogue, &|step| vocabulary.find(step));
            match problems.is_empty() {
                true => Ok(()),
                false => Err(said(problems)),
            }
        })?;
    }

    #[test]
    fn a_report_whose_values_are_odd_is_told_or_what_is_wrong_with_it_is_said(
        report in damaged_json(REPORT.clone())
    ) {
        report_is_read(&report.to_string())?;
    }

    #[test]
    fn a_report_whose_text_is_damaged_is_told_or_what_is_wrong_with_it_is_said(
        text in damaged(vec![format!("{:#}", *REPORT)])
    ) {
        report_is_read(&text)?;
    }

    #[test]
    fn what_a_killed_run_has_left_is_read_or_what_is_wrong_with_it_is_said(
        text in damaged(vec![RECORD.clone()])
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let left = folder.path().join("left.partial");
        fs::create_dir(&left).expect("a folder");
        fs::write(left.join(RECORD_NAME), &text).expect("a file");
        match partial::read(&left) {
            Ok(gathered) => tell(&gathered.judge()),
            Err(error) => {
                let said = error.to_string();
                prop_assert!(said.contains("left.partial"), "{said}");
            }
        }
    }

    #[test]
    fn a_history_that_is_damaged_is_read_as_far_as_it_goes_or_warned_of(
        text in damaged(vec![HISTORY.clone()])
    ) {
        reading("history.jsonl", &text, |path| {
            let history = History::read(path);
            let results: Results = serde_json::from_value(REPORT.clone()).expect("a report");
            let _ = conformance_reports::html(&results, &history);
            Ok(())
        })?;
    }

    #[test]
    fn an_approved_transcript_that_is_damaged_is_a_drift_until_it_is_approved_again(
        text in damaged(texts("reports/approved/embedded/starting/departure", ".snap"))
    ) {
        let mut run: Results = serde_json::from_value(REPORT.clone()).expect("a report");
        run.scenarios.truncate(1);
        run.scenarios[0].id = "some".to_owned();
        reading("some.snap", &text, |path| {
            let folder = path.parent().expect("a folder");
            let with = Comparison {
                folder: folder.to_owned(),
                known: ["some".to_owned()].into(),
                is_whole: true,
                leave_pending: true,
            };
            let said = |(path, error): (PathBuf, _)| format!("{}: {error}", path.display());
            approved::compare(&mut run.scenarios, &with).map_err(said)?;
            tell(&run);
            approved::approve(&run, folder, &[]).map_err(|error| error.to_string())?;
            run.scenarios[0].drift = None;
            approved::compare(&mut run.scenarios, &with).map_err(said)?;
            Ok(())
        })?;
        prop_assert_eq!(&run.scenarios[0].drift, &None);
    }

    #[test]
    fn rules_of_a_proxy_are_read_or_what_is_wrong_with_them_is_said(
        text in damaged(vec![RULES.to_owned()])
    ) {
        if let Err(error) = rough_proxy::Rules::read(&text) {
            prop_assert!(!error.to_string().is_empty());
        }
    }
}

const RULES: &str = "seed = 7\n[[rules]]\npath = \"/v1\"\nlimit = { requests = 2, seconds = 1 }\n\
                     delay_ms = [1, 2]\nunavailable = 0.1\nclosed = 0.1\ncut = 0.1\nhung = 0.1\n";

/// The project's profiles, and one in which everything is said that they only mention.
fn profiles() -> Vec<String> {
    let mut all = texts("targets", ".toml");
    let mentioned = all.iter().map(|text| text.replace("\n# ", "\n"));
    let mentioned: Vec<String> = mentioned.collect();
    all.extend(mentioned);
    all
}

fn features() -> Vec<String> {
    let folders = [
        "features/starting",
        "features/missing-requirements",
        "features/idp",
    ];
    folders
        .iter()
        .flat_map(|it| texts(it, ".feature"))
        .collect()
}
