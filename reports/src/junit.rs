//! JUnit XML, for CI servers.

use std::time::Duration;

use conformance_harness::results::{Results, ScenarioResult};
use quick_junit::{
    NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestRerun, TestSuite,
};

use crate::by_feature::by_feature;
use crate::finding::Finding;
use crate::mark::Mark;
use crate::title::Titles;

/// The results as JUnit XML: a suite per feature, a test case per scenario.
///
/// JUnit has fewer words than we have: *blocked* is an error, a *warning* passes and says so in
/// its output, a *flaky* scenario passes with a `flakyFailure`, and a *known failure* and a
/// scenario in *quarantine* are skipped with the reason that the profile gives. A run that was cut short bears
/// an error of its own, so that what was never run does not count as good.
#[must_use]
pub fn junit(results: &Results) -> String {
    let mut report = Report::new(format!("clerk-conformance {}", results.target));
    report.set_time(Duration::from_millis(results.duration_ms));
    report.timestamp = results.started_at.parse().ok();
    let titles = Titles::of(results);
    for (feature, scenarios) in by_feature(results) {
        report.add_test_suite(suite(feature, &scenarios, &titles));
    }
    if let Some(why) = &results.interrupted {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_message(why).set_type("interrupted");
        let mut suite = TestSuite::new("The run itself");
        suite.add_test_case(TestCase::new("Every scenario was played", status));
        report.add_test_suite(suite);
    }
    report
        .to_string()
        .expect("the XML goes to memory, and is text because all that it is made of is")
}

fn suite<'a>(feature: &str, scenarios: &[&'a ScenarioResult], titles: &Titles<'a>) -> TestSuite {
    let title = scenarios.first().map_or(feature, |s| &s.feature_name);
    let mut suite = TestSuite::new(title);
    suite.set_time(scenarios.iter().map(|s| time(s)).sum());
    for scenario in scenarios {
        suite.add_test_case(case(&Finding::of(scenario, titles)));
    }
    suite
}

fn case(finding: &Finding<'_>) -> TestCase {
    let scenario = finding.scenario;
    // CI servers know a test by class and name, so the rows of an outline must differ in it.
    let mut case = TestCase::new(&finding.title, status(finding));
    case.set_classname(&scenario.feature)
        .set_time(time(scenario));
    case.extra.insert("file".into(), (&scenario.feature).into());
    case.extra
        .insert("line".into(), scenario.line.to_string().into());
    for id in &scenario.requirements {
        case.add_property(Property::new("requirement", id));
    }
    if finding.mark == Mark::Warning {
        case.set_system_out(format!(
            "Warning, not a failure: the requirement is a SHOULD, and it does not hold.\n{}",
            explanation(finding)
        ));
    }
    case
}

fn status(finding: &Finding<'_>) -> TestCaseStatus {
    match finding.mark {
        Mark::Passed | Mark::Warning => TestCaseStatus::success(),
        Mark::Flaky => {
            let mut earlier = TestRerun::new(NonSuccessKind::Failure);
            earlier
                .set_message(finding.message())
                .set_type(finding.mark.key())
                .set_description(explanation(finding));
            let mut status = TestCaseStatus::success();
            status.add_rerun(earlier);
            status
        }
        Mark::KnownFailure | Mark::Quarantined => {
            let mut status = TestCaseStatus::skipped();
            status
                .set_message(finding.message())
                .set_description(explanation(finding));
            status
        }
        Mark::NotApplicable | Mark::Untested => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(finding.message());
            status
        }
        Mark::Failed => unsuccessful(NonSuccessKind::Failure, finding),
        Mark::Blocked => unsuccessful(NonSuccessKind::Error, finding),
    }
}

fn unsuccessful(kind: NonSuccessKind, finding: &Finding<'_>) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    status
        .set_message(finding.message())
        .set_type(finding.mark.key())
        .set_description(explanation(finding));
    status
}

/// A line per thing to know, aligned.
fn explanation(finding: &Finding<'_>) -> String {
    let lines = finding.lines();
    let lines = lines
        .iter()
        .map(|line| format!("{:<9} {}", line.label, line.text));
    lines.collect::<Vec<_>>().join("\n")
}

fn time(scenario: &ScenarioResult) -> Duration {
    Duration::from_millis(scenario.duration_ms)
}
