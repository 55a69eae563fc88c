//! The sign-off sheet in each report, and the evidence of billing.

use std::fs;

use conformance_harness::results::{Outcome, Release, RequirementOutcome, Results};
use conformance_harness::sign_off::judge;
use conformance_reports::{json, junit, read, sign_off, summary};

use crate::html::between;
use crate::sample;
use crate::{html, write};

/// The sample run, but everything that it was signed off by holds.
fn go() -> Results {
    let mut results = sample::with_sign_off();
    let sheet = results.sign_off.as_mut().unwrap();
    sheet.verdict = Release::Go;
    sheet.criteria.iter_mut().for_each(|it| it.holds = true);
    results
}

#[test]
fn the_sheet_has_verdict_criteria_test_cases_times_warnings_gaps_and_lines_to_sign() {
    insta::assert_snapshot!(sign_off(&sample::with_sign_off()).unwrap());
}

#[test]
fn a_go_says_that_all_criteria_hold() {
    let sheet = sign_off(&go()).unwrap();
    let begin = "# Sign-off of billing: GO\n\nAll 7 criteria of a release hold.\n";
    assert!(sheet.starts_with(begin), "{sheet}");
    assert!(!sheet.contains("**NO**"));
    assert!(summary(&go()).contains("\nsign-off: GO\n"));
    let page = html(&go());
    let section = between(&page, "<section id=\"sign-off\"", "</section>");
    assert!(section.contains("<h2>Sign-off of billing: GO</h2>"));
    assert!(!section.contains("does not hold"), "{section}");
}

#[test]
fn a_run_that_is_about_something_else_has_no_sheet() {
    let results = sample::results();
    assert_eq!(sign_off(&results), None);
    assert!(!html(&results).contains("#sign-off"));
    assert!(!summary(&results).contains("sign-off"));
}

#[test]
fn the_sheet_is_a_file_of_the_report_and_goes_with_it() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("latest");
    let written = write(&sample::with_sign_off(), &folder).unwrap();
    let file = written.sign_off.unwrap();
    assert_eq!(file, written.folder.join("sign-off.md"));
    assert!(fs::read_to_string(&file).unwrap().contains("NO-GO"));

    assert_eq!(write(&sample::results(), &folder).unwrap().sign_off, None);
    assert!(!file.exists());
}

#[test]
fn the_terminal_says_it_after_the_verdict() {
    let text = summary(&sample::with_sign_off());
    let lines: Vec<_> = text.lines().collect();
    let verdict = lines
        .iter()
        .position(|it| it.starts_with("Does not conform:"));
    let after = lines[verdict.unwrap() + 1];
    assert_eq!(after, "sign-off: NO-GO (TC-05, TC-10, OBS-2, stored-plan)");
    let warning = "scenario fails for them)\n  - billing.events = plan: ";
    assert!(text.contains(warning), "{text}");
}

#[test]
fn on_the_page_its_answer_is_in_the_heading_and_it_stands_behind_what_failed() {
    let page = html(&sample::with_sign_off());
    let banner = between(&page, "<header", "</header>");
    let line =
        "<a href=\"#sign-off\">Sign-off of billing: NO-GO</a> (TC-05, TC-10, OBS-2, stored-plan)";
    assert!(banner.contains(line), "{banner}");
    let heading = "<h1>Does not conform <a class=\"go failed\" href=\"#sign-off\">NO-GO</a></h1>";
    assert!(banner.contains(heading), "{banner}");
    assert!(page.find("<section id=\"failed\"") < page.find("<section id=\"sign-off\""));
    let section = between(&page, "<section id=\"sign-off\"", "</section>");
    for part in [
        "“A person cancels in the portal” failed: expected the stored plan free, saw the stored plan pro.",
        "href=\"#requirement-TC-11\"",
        "<span class=\"tag\">slowest</span>",
        "understands <code>billing.subscription.*</code> only",
        "<dt>Name</dt><dd></dd>",
    ] {
        assert!(section.contains(part), "{part} is missing in {section}");
    }
}

#[test]
fn junit_knows_nothing_of_it() {
    let mut results = sample::with_sign_off();
    let with = junit(&results);
    results.sign_off = None;
    results.warnings.clear();
    assert_eq!(junit(&results), with);
}

#[test]
fn tools_read_verdict_criteria_warnings_and_evidence() {
    let results = sample::with_sign_off();
    let value = serde_json::to_value(&results).unwrap();
    let evidence = results.scenarios.iter().flat_map(|s| &s.evidence);
    let kinds = ["log", "deliveries", "hops"].map(|kind| {
        let mut all = evidence.clone().map(|it| serde_json::to_value(it).unwrap());
        all.find(|it| it["kind"] == kind).unwrap()
    });
    let sheet = &value["sign_off"];
    let some = serde_json::json!({
        "verdict": sheet["verdict"], "criteria": [sheet["criteria"][1]], "warnings": value["warnings"], "evidence": kinds,
    });
    insta::assert_json_snapshot!(some);
}

#[test]
fn the_sheet_is_read_back_and_results_from_before_there_was_one_are_read() {
    let root = tempfile::tempdir().unwrap();
    let results = sample::with_sign_off();
    let written = write(&results, &root.path().join("latest")).unwrap();
    assert_eq!(json(&read(&written.json).unwrap()), json(&results));

    let before = json(&Results {
        warnings: Vec::new(),
        ..sample::results()
    });
    assert!(!before.contains("sign_off") && !before.contains("\"warnings\": ["));
    let back: Results = serde_json::from_str(&before).unwrap();
    assert!(back.sign_off.is_none() && back.warnings.is_empty());
}

#[test]
fn nothing_that_a_page_says_can_break_the_sheet() {
    let mut results = sample::with_sign_off();
    let rows = |sheet: &str| sheet.lines().filter(|line| line.starts_with('|')).count();
    let before = rows(&sign_off(&results).unwrap());
    let hostile = "\n# GO\n\n| a | <b>`*c*\u{1b}[1m";
    for criterion in &mut results.sign_off.as_mut().unwrap().criteria {
        criterion.why.push_str(hostile);
    }
    for scenario in &mut results.scenarios {
        scenario.name.push_str(hostile);
        scenario.id.push_str(hostile);
        scenario.reason = Some(hostile.to_owned());
    }
    results.warnings.push(hostile.to_owned());
    results.target.push_str(hostile);
    let sheet = sign_off(&results).unwrap();
    assert_eq!(rows(&sheet), before);
    assert_eq!(
        sheet.lines().filter(|line| line.starts_with("# ")).count(),
        1
    );
    assert!(!sheet.contains('\u{1b}'));
    for line in sheet.lines().filter(|line| line.starts_with("| TC-")) {
        let bars = line.replace("\\|", "").matches('|').count();
        assert!([4, 5].contains(&bars), "{line}");
    }
}

#[test]
fn what_was_left_out_of_a_run_that_was_cut_short_is_not_put_down_to_a_selection() {
    let mut results = sample::with_sign_off();
    results.interrupted = Some("Ctrl-C".to_owned());
    let sheet = sign_off(&results).unwrap();
    assert!(sheet.contains("**The run was cut short**: Ctrl-C"));
    assert!(
        sheet.contains("TC-01, TC-07b – not played, the run was cut short"),
        "{sheet}"
    );
}

#[test]
fn a_run_that_left_nothing_out_says_so() {
    let mut results = sample::with_sign_off();
    for scenario in &mut results.scenarios {
        scenario.outcome = Outcome::Passed;
    }
    let passed = |it: &conformance_harness::results::RequirementResult| !it.scenarios.is_empty();
    results.requirements.retain(passed);
    results.warnings.clear();
    for requirement in &mut results.requirements {
        requirement.outcome = RequirementOutcome::Passed;
    }
    let sheet = sign_off(&results).unwrap();
    assert!(sheet.contains("## Warnings\n\nNone.\n"), "{sheet}");
    assert!(
        sheet.contains("Nothing of billing was left out."),
        "{sheet}"
    );
}

#[test]
fn what_is_known_not_to_hold_is_no_go_and_said_to_be_known() {
    let mut results = sample::with_sign_off();
    for scenario in &mut results.scenarios {
        if scenario.outcome == Outcome::Failed && scenario.requirements == ["TC-05"] {
            scenario.known_because = Some("sold from June on".to_owned());
        }
    }
    let test = results.requirements.iter_mut().find(|it| it.id == "TC-05");
    test.unwrap().outcome = RequirementOutcome::KnownFailure;
    results.sign_off = judge(&results.scenarios, &results.requirements);
    let sheet = sign_off(&results).unwrap();
    let line = |start: &str| {
        let mut lines = sheet.lines().filter(|line| line.starts_with(start));
        lines.next().unwrap_or_default().to_owned()
    };
    let criterion = line("| TC-05        | **NO**");
    let why = "“A person cancels in the portal” failed (known: sold from June on): expected";
    assert!(criterion.contains(why), "{sheet}");
    assert!(line("| TC-05     | known failure ").contains("sold from June on"));
    assert!(line("- TC-05 (MUST) ").contains("known failure: sold from June on"));
    let page = html(&results);
    let section = between(&page, "<section id=\"sign-off\"", "</section>");
    assert!(section.contains("<p class=\"why known-failure\">"));
    assert!(section.contains("TC-05</a> (MUST) "), "{section}");
}

#[test]
fn trouble_in_the_log_is_marked() {
    let page = html(&sample::with_sign_off());
    assert!(page.contains("<span class=\"gloss\">4 lines, 2 of trouble</span>"));
    let trouble = "<li class=\"trouble\"><span class=\"unseen\">trouble: </span>2026-11-21T04:56:40.063Z INFO POST";
    assert!(page.contains(trouble));
    assert_eq!(page.matches("<li class=\"trouble\">").count(), 2);
}

#[test]
fn a_delivery_shows_what_was_sent_and_what_came_back() {
    let page = html(&sample::with_sign_off());
    for part in [
        "<dd>1795236991 <span class=\"time\">(2026-11-21 04:56:31 UTC)</span></dd>",
        "<span class=\"tag distortion\">tampered-body</span>",
        "<dt>svix-timestamp</dt><dd class=\"silent\">not sent</dd>",
        "<span class=\"status bad\">500</span>",
        "<div class=\"answer\">no answer within 15 s</div>",
        "<span class=\"tag\">2nd time</span>",
    ] {
        assert!(page.contains(part), "{part} is missing");
    }
}

#[test]
fn the_way_from_payment_to_page_is_a_bar_with_its_times() {
    let page = html(&sample::with_sign_off());
    let way = between(&page, "<h5>From payment to page", "</ol>");
    assert!(
        way.contains("<rect class=\"leg-1\" x=\"0\" width=\"213\""),
        "{way}"
    );
    assert!(
        way.contains("stored plan <b>0.46 s</b> <span class=\"leg\">+0.05 s</span>"),
        "{way}"
    );
}
