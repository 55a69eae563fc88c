//! Which scenarios prove which requirement.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::command::{Ended, conformance, run};

/// The command, in a project that has the whole catalogue, and scenarios about leaving for the provider only.
fn run_with_holes(arguments: &[&str]) -> Ended {
    let folder = tempfile::tempdir().expect("a folder");
    let (whole, part) = (Path::new(env!("CARGO_MANIFEST_DIR")), folder.path());
    for below in ["fixtures", "features/starting"] {
        fs::create_dir_all(part.join(below)).expect("a folder");
    }
    for file in [
        "fixtures/requirements.toml",
        "features/starting/departure.feature",
        "features/starting/providers.feature",
    ] {
        fs::copy(whole.join(file), part.join(file)).expect("a file");
    }
    let mut command = conformance();
    command.args(arguments).current_dir(part);
    command.output().expect("the command starts").into()
}

#[test]
fn each_requirement_of_an_area_comes_with_level_sentence_and_the_places_of_its_scenarios() {
    let output = run(&["coverage", "RT"]).output;
    assert!(
        output.starts_with("RT-1     MUST   "),
        "its areas only, in the order of the catalogue: {output}"
    );
    assert!(
        output.contains(
            "\n           They go back in the browser  features/routes/sign-out.feature:17\n"
        ),
        "{output}"
    );
}

#[test]
fn the_last_line_counts_and_a_hole_is_named_and_makes_the_status_1() {
    let ended = run_with_holes(&["coverage"]);
    let last = ended.output.lines().last().expect("a line");
    let numbers: Vec<usize> = last
        .split(' ')
        .filter_map(|word| word.parse().ok())
        .collect();
    let [covered, total] = numbers[..] else {
        panic!("two numbers in {last}");
    };
    assert_eq!(last, format!("covered {covered} of {total}"));
    assert!((1..total).contains(&covered), "{last}");
    assert!(
        ended.output.contains("\nhole: CP-01 has no scenario\n"),
        "{}",
        ended.output
    );
    assert_eq!(ended.output.matches("hole: ").count(), total - covered);
    assert_eq!(ended.status, 1);
}

#[test]
fn as_json_it_says_the_same() {
    let ended = run_with_holes(&["coverage", "START", "CP", "--json"]);
    let coverage: Value = serde_json::from_str(&ended.output).expect("JSON");
    let requirements = coverage["requirements"].as_array().expect("a list");
    assert_eq!(coverage["total"], requirements.len());
    let covered: Vec<&Value> = requirements
        .iter()
        .filter(|it| it["scenarios"].as_array().is_some_and(|it| !it.is_empty()))
        .collect();
    assert_eq!(coverage["covered"], covered.len());
    let first = covered[0];
    assert_eq!(
        (&first["id"], &first["area"], &first["level"]),
        (&"START-1".into(), &"START".into(), &"MUST".into())
    );
    let place = &first["scenarios"][0];
    for member in ["id", "name", "feature", "line"] {
        assert!(!place[member].is_null(), "{member} is missing in {place}");
    }
    assert_eq!(ended.status, 1);
}

#[test]
fn an_area_whose_requirements_all_have_a_scenario_ends_with_status_0() {
    let ended = run(&["coverage", "START"]);
    assert!(
        ended.output.ends_with("\ncovered 4 of 4\n"),
        "{}",
        ended.output
    );
    assert_eq!(ended.status, 0);
}

#[test]
fn an_area_that_does_not_exist_comes_with_the_nearest_one() {
    let ended = run(&["coverage", "SOCK"]);
    assert_eq!(ended.status, 2);
    assert!(
        ended.errors.contains("no area “SOCK”; is SOC meant?"),
        "{}",
        ended.errors
    );
}
