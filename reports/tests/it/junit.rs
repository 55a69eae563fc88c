use std::collections::BTreeSet;

use conformance_harness::results::Results;
use conformance_reports::junit;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus};

use crate::sample;

#[test]
fn it_has_the_form_that_ci_servers_read() {
    insta::assert_snapshot!(junit(&sample::results()));
}

#[test]
fn each_outcome_counts_as_ci_should_take_it() {
    let report = parsed(&sample::results());
    let skipped = report.test_suites.iter().map(|suite| suite.skipped).sum();
    let counts = [report.tests, report.failures, report.errors, skipped];
    assert_eq!(counts, [12, 3, 2, 2]);
}

#[test]
fn a_should_that_does_not_hold_passes_with_a_warning() {
    let report = parsed(&sample::results());
    let case = case(&report, "The person refuses at the provider");
    assert!(
        matches!(&case.status, TestCaseStatus::Success { flaky_runs } if flaky_runs.is_empty())
    );
    let output = case.system_out.as_deref().unwrap();
    let place = "sso-callback/dead-ends.feature:7\nSHOULD CB-21 CB-26\nWarning, not a failure";
    assert!(output.starts_with(place), "{output}");
}

#[test]
fn a_failure_that_is_known_is_skipped_with_the_reason_that_the_profile_gives() {
    let report = parsed(&sample::results());
    let case = case(&report, "A code that is used twice");
    let TestCaseStatus::Skipped { description, .. } = &case.status else {
        panic!("it counts as {:?}", case.status);
    };
    let message = description.as_deref().unwrap();
    let known = "known failure: https://tracker.example/issues/214, due in May; expected ";
    assert!(message.starts_with(known), "{message}");
}

#[test]
fn a_flaky_scenario_does_not_pass_and_tells_of_its_failure() {
    let report = parsed(&sample::results());
    let case = case(&report, "An expired session is renewed unseen");
    let TestCaseStatus::NonSuccess { kind, ty, .. } = &case.status else {
        panic!("it counts as {:?}", case.status);
    };
    assert_eq!(*kind, NonSuccessKind::Error);
    assert_eq!(ty.as_deref(), Some("flaky"));
}

#[test]
fn no_two_tests_have_the_same_class_and_name() {
    let report = parsed(&sample::results());
    let names: Vec<_> = cases(&report)
        .map(|c| (c.classname.clone(), c.name.clone()))
        .collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
}

#[test]
fn a_run_that_was_cut_short_is_not_green() {
    let results = Results {
        interrupted: Some("deadline of 10 min".to_owned()),
        scenarios: Vec::new(),
        ..sample::results()
    };
    let report = parsed(&results);
    let case = case(&report, "Every scenario was played");
    let TestCaseStatus::NonSuccess { kind, message, .. } = &case.status else {
        panic!("it counts as {:?}", case.status);
    };
    assert_eq!(*kind, NonSuccessKind::Error);
    assert_eq!(message.as_deref(), Some("deadline of 10 min"));
}

#[test]
fn what_a_page_says_cannot_break_the_xml() {
    let hostile = "]]></failure>\u{1b}[1m\u{0}<testcase name='x'/>&\"";
    let mut results = sample::results();
    for scenario in &mut results.scenarios {
        scenario.name.push_str(hostile);
        scenario.feature.push_str(hostile);
        scenario.feature_name.push_str(hostile);
        scenario.reason = Some(hostile.to_owned());
        if let Some(failure) = &mut scenario.failure {
            failure.actual = hostile.to_owned();
        }
    }
    assert_eq!(cases(&parsed(&results)).count(), results.scenarios.len());
}

fn parsed(results: &Results) -> Report {
    Report::deserialize_from_str(&junit(results)).unwrap()
}

fn cases(report: &Report) -> impl Iterator<Item = &TestCase> {
    report
        .test_suites
        .iter()
        .flat_map(|suite| &suite.test_cases)
}

fn case<'a>(report: &'a Report, name: &str) -> &'a TestCase {
    let found = cases(report).find(|case| case.name.as_str() == name);
    found.expect("the run has such a test")
}
