use conformance_harness::results::{Drift, Level, Outcome, Results, ScenarioResult, Verdict};
use conformance_reports::github::{annotations, summary};

use crate::sample;

/// As if the repository had them in a folder of its own.
fn file(feature: &str) -> Option<String> {
    Some(format!("conformance/{feature}"))
}

#[test]
fn annotations_stand_beside_the_step_that_did_not_pass() {
    insta::assert_snapshot!(annotations(&with_drift(), file));
}

#[test]
fn the_summary_of_a_job_says_what_somebody_has_to_look_at() {
    insta::assert_snapshot!(summary(&with_drift(), "reports/latest"));
}

#[test]
fn the_summary_of_a_release_says_whether_to_release() {
    let results = Results {
        interrupted: Some("Ctrl-C".to_owned()),
        unfinished: vec!["a:b".to_owned()],
        ..sample::with_sign_off()
    };
    let text = summary(&results, "reports/latest");
    assert!(text.contains("\n**Sign-off: NO-GO** ("), "{text}");
    assert!(
        text.contains("\n**Cut short:** Ctrl-C. 1 scenario without a result.\n"),
        "{text}"
    );
    let told = annotations(&results, file);
    let warning = "::warning title=The run was cut short::Ctrl-C; 1 scenario without a result\n";
    assert!(told.contains(warning), "{told}");
}

#[test]
fn a_file_that_is_not_in_the_repository_is_not_pointed_at() {
    let told = annotations(&sample::results(), |_| None);
    assert!(told.starts_with("::error title="), "{told}");
    assert!(!told.contains("file="), "{told}");
}

#[test]
fn where_nothing_is_to_be_looked_at_nothing_is_told() {
    let results = good();
    assert_eq!(annotations(&results, file), "");
    let text = summary(&results, "reports/latest");
    assert!(text.starts_with("## ✅ Conforms: preview\n"), "{text}");
    assert!(!text.contains("###"), "{text}");
}

#[test]
fn there_are_never_more_than_ten_of_a_kind() {
    let told = annotations(&many(500, "x"), file);
    let errors = told.lines().filter(|it| it.starts_with("::error "));
    assert_eq!(errors.count(), 10);
    let last = "::error title=Conformance::and 491 more, which are in the job's summary";
    assert!(told.lines().any(|it| it == last), "{told}");
}

#[test]
fn a_summary_is_short_enough_for_github_whatever_the_deployment_says() {
    let text = summary(&many(1_000, &"|&#60;<b>*".repeat(300)), "reports/latest");
    assert!(text.len() < 512 * 1024, "{}", text.len());
    assert!(text.ends_with("are in the report: reports/latest\n"));
}

#[test]
fn nothing_that_a_page_says_can_command_the_runner_or_become_markup() {
    let hostile = "\n::set-output name=a::b\n<img src=x>\r\n## Conforms | [a](http://b)";
    let mut results = sample::results();
    results.warnings.push(hostile.to_owned());
    results.target.push_str(hostile);
    for scenario in &mut results.scenarios {
        scenario.name.push_str(hostile);
        scenario.reason = Some(hostile.to_owned());
        if let Some(failure) = &mut scenario.failure {
            failure.actual = hostile.to_owned();
        }
    }
    let told = annotations(&results, file);
    let is_ours = |it: &str| it.starts_with("::error ") || it.starts_with("::warning ");
    assert!(told.lines().all(is_ours), "{told}");
    assert!(!told.contains('\r'));
    let text = summary(&results, "reports/latest");
    let without_what_is_escaped = text.replace("\\<", "").replace("\\]", "");
    assert!(!without_what_is_escaped.contains("<img"), "{text}");
    assert!(!without_what_is_escaped.contains("](http"), "{text}");
    assert!(!text.contains("\n## Conforms"), "{text}");
}

fn with_drift() -> Results {
    let mut results = sample::results();
    let mut scenarios = results.scenarios.iter_mut();
    let passed = scenarios.find(|it| it.outcome == Outcome::Passed);
    let scenario = passed.unwrap();
    scenario.drift = Some(Drift {
        approved: "reports/approved/preview/a.snap".to_owned(),
        diff: "-went to /a\n+went to /b".to_owned(),
    });
    results.totals = sample::totals(&results.scenarios);
    results
}

fn is_breach(scenario: &ScenarioResult) -> bool {
    let is_known = scenario.known_because.is_some();
    (scenario.outcome, scenario.level, is_known) == (Outcome::Failed, Level::Must, false)
}

fn good() -> Results {
    let mut results = sample::results();
    results.scenarios.retain(|it| it.outcome == Outcome::Passed);
    results.requirements.clear();
    results.warnings.clear();
    results.verdict = Verdict::Conforms;
    results.totals = sample::totals(&results.scenarios);
    results
}

/// So many failures, each of another cause.
fn many(number: usize, text: &str) -> Results {
    let mut results = sample::results();
    let template = results.scenarios.iter().find(|it| is_breach(it));
    let template = template.unwrap().clone();
    results.scenarios = (0..number)
        .map(|index| {
            let mut scenario = template.clone();
            scenario.name = format!("{index} {text}");
            if let Some(failure) = &mut scenario.failure {
                failure.actual = format!("{index} {text}");
            }
            scenario
        })
        .collect();
    results
}
