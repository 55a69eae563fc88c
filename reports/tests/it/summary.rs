use conformance_harness::results::{Results, Verdict};
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
    let text = summary(&results);
    assert_eq!(text.lines().nth(1), Some("Cut short: Ctrl-C"));
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
