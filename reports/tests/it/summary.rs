use conformance_harness::results::{Outcome, Results, Verdict};
use conformance_reports::summary;

use crate::sample;

#[test]
fn it_lists_what_somebody_has_to_look_at() {
    insta::assert_snapshot!(summary(&sample::results()));
}

#[test]
fn a_run_without_scenarios_has_a_verdict_and_nothing_else() {
    let results = Results {
        verdict: Verdict::NothingRan,
        totals: sample::totals(&[]),
        scenarios: Vec::new(),
        requirements: Vec::new(),
        warnings: Vec::new(),
        duration_ms: 12,
        ..sample::results()
    };
    assert_eq!(
        summary(&results),
        "Nothing ran: 0 passed (0 scenarios in 12 ms)\n"
    );
}

#[test]
fn a_run_that_was_cut_short_says_so_below_its_totals() {
    let results = Results {
        interrupted: Some("Ctrl-C".to_owned()),
        ..sample::results()
    };
    assert!(
        summary(&results)
            .ends_with("\nCut short: Ctrl-C. Only what had ended by then is counted.\n")
    );
    let results = Results {
        unfinished: vec!["a:b".to_owned(), "a:c".to_owned()],
        ..results
    };
    let number = "\nCut short: Ctrl-C. 2 scenarios have no result. Only what";
    assert!(summary(&results).contains(number));
}

#[test]
fn a_run_of_more_than_ten_scenarios_names_the_slowest_and_what_one_costs() {
    let mut results = sample::results();
    results.verdict = Verdict::Conforms;
    results.requirements.clear();
    results.warnings.clear();
    let again = results.scenarios.clone();
    results.scenarios.extend(again);
    for (scenario, cpu_ms) in results.scenarios.iter_mut().zip(500..) {
        scenario.outcome = Outcome::Passed;
        scenario.known_because = None;
        scenario.cpu_ms = scenario.cpu_ms.map(|_| cpu_ms);
    }
    results.totals = sample::totals(&results.scenarios);
    insta::assert_snapshot!(summary(&results));
}

#[test]
fn what_a_scenario_costs_is_left_out_where_the_system_does_not_tell() {
    let mut results = sample::results();
    let again = results.scenarios.clone();
    results.scenarios.extend(again);
    for scenario in &mut results.scenarios {
        scenario.cpu_ms = None;
    }
    let text = summary(&results);
    assert!(text.starts_with("Slowest"), "{text}");
    assert!(!text.contains("CPU of"), "{text}");
}

#[test]
fn a_run_of_few_scenarios_names_none_of_them_as_slow() {
    let mut results = sample::results();
    results.scenarios.truncate(10);
    assert!(!summary(&results).contains("Slowest"));
}

#[test]
fn scenarios_that_were_blocked_alike_are_explained_once() {
    let mut results = sample::results();
    for (index, scenario) in results.scenarios.iter_mut().enumerate() {
        scenario.name = format!("Scenario {index}");
        scenario.outcome = Outcome::Blocked;
        scenario.known_because = None;
        scenario.failure = None;
        scenario.reason = Some("the deployment cannot be reached ".repeat(5));
    }
    results.totals = sample::totals(&results.scenarios);
    results.requirements.clear();
    results.warnings.clear();
    results.verdict = Verdict::Blocked;
    insta::assert_snapshot!(summary(&results));
}

#[test]
fn a_failure_of_the_embedded_deployment_is_not_to_be_accepted() {
    let offer = |target: &str| {
        let results = Results {
            target: target.to_owned(),
            ..sample::results()
        };
        summary(&results).contains("To accept a failure")
    };
    assert!(offer("preview"));
    assert!(!offer("embedded"));
}

#[test]
fn of_many_failures_and_warnings_only_the_first_are_told() {
    let mut results = sample::results();
    let failed = results.scenarios.last().unwrap().clone();
    for copy in 1..20 {
        let mut scenario = failed.clone();
        scenario.id.push_str(&format!("-{copy}"));
        results.scenarios.push(scenario);
        results.warnings.push(format!("warning {copy}"));
    }
    let text = summary(&results);
    assert_eq!(text.matches("[[known_failures]]\n").count(), 10);
    assert!(text.contains("  and the like for 12 more\n"), "{text}");
    assert!(
        text.contains("  - warning 2\n  and 17 more, which are in the report\n"),
        "{text}"
    );
}

#[test]
fn an_address_is_not_broken() {
    let mut results = sample::results();
    let address = format!("https://a.test/{}", "long".repeat(40));
    let actual = format!("the person is still on a page that is not theirs, which is {address}");
    for scenario in &mut results.scenarios {
        if let Some(failure) = &mut scenario.failure {
            failure.actual.clone_from(&actual);
        }
    }
    assert!(summary(&results).contains(&format!("\n{:14}{address}\n", "")));
}

#[test]
fn nothing_that_a_page_says_can_steer_the_terminal() {
    let mut results = sample::results();
    for scenario in &mut results.scenarios {
        scenario.name.push_str("\u{1b}[2J");
        if let Some(failure) = &mut scenario.failure {
            failure.actual = "first\tline\r\nsecond\u{7} line".to_owned();
        }
    }
    let text = summary(&results);
    assert!(!text.contains(['\u{1b}', '\u{7}', '\r', '\t']));
    assert!(
        text.contains("    actual    first line\n              second line\n"),
        "{text}"
    );
}
