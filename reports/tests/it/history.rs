use std::fs;

use conformance_harness::results::{Outcome, Results, Shard, Verdict};
use conformance_reports::history::History;

use crate::html::between;
use crate::sample;

/// The run of the day `day`, in which the first scenario passed or failed.
fn run(day: u8, passed: bool) -> Results {
    let mut results = sample::results();
    results.started_at = format!("2026-11-{day:02}T04:56:04Z");
    let first = &mut results.scenarios[0];
    first.outcome = if passed {
        Outcome::Passed
    } else {
        Outcome::Failed
    };
    results.verdict = if passed {
        Verdict::Conforms
    } else {
        Verdict::DoesNotConform
    };
    results.totals = sample::totals(&results.scenarios);
    results
}

/// The page of the last of `runs`, after the others have been written down.
fn page(runs: &[Results]) -> String {
    let root = tempfile::tempdir().unwrap();
    let file = History::file(&root.path().join("latest"), "preview");
    let (last, before) = runs.split_last().unwrap();
    for run in before {
        History::record(&file, run).unwrap();
    }
    conformance_reports::html(last, &History::read(&file))
}

/// What the page says of the past of its first scenario.
fn past(page: &str) -> &str {
    let id = format!("id=\"{}\"", sample::results().scenarios[0].id);
    let card = between(page, &id, "</details>");
    match card.contains("<span class=\"past\">") {
        true => between(card, "<span class=\"past\">", "</span>")
            .trim_start_matches("<span class=\"past\">"),
        false => "",
    }
}

#[test]
fn the_history_stands_beside_the_report_under_the_name_of_its_target() {
    let root = tempfile::tempdir().unwrap();
    let file = History::file(&root.path().join("latest"), "../pre view");
    assert_eq!(file, root.path().join("history").join(".._pre_view.jsonl"));
    History::record(&file, &run(1, true)).unwrap();
    History::record(&file, &run(2, false)).unwrap();
    let text = fs::read_to_string(&file).unwrap();
    assert_eq!(text.lines().count(), 2);
    assert!(
        text.lines()
            .nth(1)
            .unwrap()
            .contains("\"verdict\":\"does-not-conform\"")
    );
    assert_eq!(fs::read_dir(file.parent().unwrap()).unwrap().count(), 1);
}

#[test]
fn a_report_that_is_written_anew_is_in_the_history_once() {
    let root = tempfile::tempdir().unwrap();
    let file = History::file(&root.path().join("latest"), "preview");
    for _ in 0..3 {
        History::record(&file, &run(1, true)).unwrap();
    }
    assert_eq!(fs::read_to_string(&file).unwrap().lines().count(), 1);
}

#[test]
fn the_last_hundred_runs_are_kept() {
    let root = tempfile::tempdir().unwrap();
    let file = History::file(&root.path().join("latest"), "preview");
    for number in 0..103 {
        let mut run = run(1, true);
        run.started_at = format!("2026-11-21T04:56:04.{number:03}Z");
        run.scenarios.truncate(1);
        History::record(&file, &run).unwrap();
    }
    let text = fs::read_to_string(&file).unwrap();
    assert_eq!(text.lines().count(), 100);
    assert!(text.contains("04.102Z") && !text.contains("04.002Z"));
}

#[test]
fn what_cannot_be_read_is_told_left_out_and_no_hindrance() {
    let root = tempfile::tempdir().unwrap();
    let file = History::file(&root.path().join("latest"), "preview");
    History::record(&file, &run(1, true)).unwrap();
    let mut text = fs::read(&file).unwrap();
    text.extend(b"{\"started_at\":\n\xff\n");
    fs::write(&file, text).unwrap();

    let history = History::read(&file);

    let warning = history.warning().unwrap();
    assert!(
        warning.starts_with("2 of 3 lines of the history "),
        "{warning}"
    );
    assert!(
        conformance_reports::html(&run(2, true), &history)
            .contains("2 of the last 2 runs conformed")
    );
    History::record(&file, &run(2, true)).unwrap();
    assert_eq!(History::read(&file).warning(), None);
}

#[test]
fn without_a_history_there_is_nothing_to_show_and_nothing_to_warn_of() {
    let root = tempfile::tempdir().unwrap();
    let history = History::read(&History::file(&root.path().join("latest"), "preview"));
    assert_eq!(history.warning(), None);
    assert!(!conformance_reports::html(&run(1, true), &history).contains("id=\"history\""));
}

#[test]
fn the_page_shows_the_last_runs_as_a_picture_in_words_and_in_a_table() {
    let page = page(&[run(1, true), run(2, false), run(3, false)]);
    let section = between(&page, "<section id=\"history\"", "</section>");
    for part in [
        "1 of the last 3 runs conformed. This one does not, as the run before.",
        "the oldest first and this one last: 7, 8, 8.",
        "<td>3 November 2026, 04:56 UTC <span class=\"tag\">this run</span></td>",
        "<title>1 November 2026, 04:56 UTC: 3 failed, 1 blocked",
    ] {
        assert!(section.contains(part), "{part} is missing in {section}");
    }
    let banner = between(&page, "<header", "</header>");
    assert!(banner.contains("<a href=\"#history\">1 of the last 3 runs"));
}

#[test]
fn a_run_of_other_scenarios_is_listed_and_not_compared() {
    let mut few = run(2, true);
    few.scenarios.truncate(2);
    few.requirements[0].of += 1;
    let mut shard = run(3, true);
    shard.shard = Some(Shard { index: 1, of: 2 });
    shard.scenarios.truncate(5);
    shard.requirements[0].of += 1;
    let mut short = run(4, true);
    short.interrupted = Some("Ctrl-C".to_owned());
    let page = page(&[run(1, true), few, shard, short, run(5, true)]);
    let section = between(&page, "<section id=\"history\"", "</section>");
    assert!(
        section.contains("2 of the last 2 runs conformed"),
        "{section}"
    );
    for tag in ["other scenarios", "shard 1/2", "cut short"] {
        assert_eq!(
            section
                .matches(&format!("<span class=\"tag\">{tag}</span>"))
                .count(),
            1,
            "{tag}"
        );
    }
}

#[test]
fn what_was_played_again_is_not_compared_with_whole_runs() {
    let whole = |day| {
        let mut run = run(day, true);
        for requirement in &mut run.requirements {
            requirement.of = requirement.scenarios.len();
        }
        run
    };
    let mut again = whole(2);
    again.rerun_of = Some("2026-11-01T04:56:04Z".to_owned());
    again.scenarios.truncate(2);
    let page = page(&[whole(1), again, whole(3)]);
    let section = between(&page, "<section id=\"history\"", "</section>");
    assert!(
        section.contains("2 of the last 2 runs conformed"),
        "{section}"
    );
    assert_eq!(
        section
            .matches("<span class=\"tag\">other scenarios</span>")
            .count(),
        1
    );
}

#[test]
fn a_scenario_says_how_it_did_in_the_last_runs() {
    let days = |passed: &[bool]| {
        let runs: Vec<Results> = (1..)
            .zip(passed)
            .map(|(day, &passed)| run(day, passed))
            .collect();
        past(&page(&runs)).to_owned()
    };
    assert_eq!(days(&[true, true]), "");
    assert_eq!(days(&[true, false]), "new: it passed in the run before");
    assert_eq!(
        days(&[true, true, false]),
        "new: it passed in the 2 runs before"
    );
    assert_eq!(
        days(&[false, false, false]),
        "has not passed in any of the last 3 runs"
    );
    assert_eq!(
        days(&[false, true, false]),
        "did not pass in 2 of the last 3 runs"
    );
    assert_eq!(
        days(&[false, false, true]),
        "did not pass in 2 of the last 3 runs"
    );
    let many = [&[false; 3][..], &[true; 9], &[false]].concat();
    assert_eq!(days(&many), "new: it passed in the 9 runs before");
}

#[test]
fn a_run_that_was_cut_short_is_compared_with_those_that_were_to_play_the_same() {
    let root = tempfile::tempdir().unwrap();
    let history = sample::past(&root.path().join("latest")).unwrap();
    let page = conformance_reports::html(&sample::eventful(), &history);
    let section = between(&page, "<section id=\"history\"", "</section>");
    assert!(
        section.contains("11 of the last 13 runs conformed."),
        "{section}"
    );
}
