//! What a run prints while it goes on.

use std::process::{Command, Stdio};

use crate::command::Ended;
use crate::fickle::Fickle;

const SCENARIOS: [(&str, &str); 2] = [("It is broken", "/fails/99"), ("It is well", "/well")];

#[test]
fn in_a_pipe_there_is_a_line_for_each_scenario_and_what_was_seen_right_below_a_failure() {
    let app = Fickle::start(&SCENARIOS);
    let ended = app.judged(&[]);
    let lines: Vec<&str> = ended.output.lines().map(str::trim).collect();
    let failed = lines.iter().position(|line| line.starts_with("FAIL "));
    let failed = failed.expect("a line");
    assert!(
        lines[failed].ends_with("CB-06    It is broken"),
        "{}",
        ended.output
    );
    assert_eq!(lines[failed + 1], "expected /fails/99 is public");
    assert_eq!(
        lines[failed + 2],
        "actual   it answers 500 Internal Server Error"
    );
    assert!(
        lines[failed + 3].ends_with("mine.feature:4"),
        "{}",
        ended.output
    );
    assert!(lines[failed + 4].starts_with("PASS "), "{}", ended.output);
    assert!(!ended.output.contains('\u{1b}'), "{}", ended.output);
}

#[test]
fn where_nothing_is_to_be_printed_meanwhile_there_is_only_the_summary() {
    let app = Fickle::start(&SCENARIOS);
    let ended = app.judged(&["--progress", "none"]);
    assert!(!ended.output.contains("PASS"), "{}", ended.output);
    assert!(!ended.output.contains("FAIL "), "{}", ended.output);
    assert!(
        ended.output.contains("\nDoes not conform: "),
        "{}",
        ended.output
    );
}

#[test]
fn on_a_terminal_a_line_moves_and_only_what_did_not_pass_stands_above_it() {
    let app = Fickle::start(&SCENARIOS);
    let judge = app.judge(&[]);
    let words = std::iter::once(judge.get_program()).chain(judge.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    // Part of every Debian: gives a command a terminal.
    let terminal = Command::new("script")
        .args([
            "--quiet",
            "--return",
            "--command",
            &words.join(" "),
            "/dev/null",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("CLERK_SECRET_KEY", "sk_test_fake")
        .env("TERM", "xterm")
        .env_remove("NO_COLOR")
        .stdin(Stdio::null())
        .output();
    let ended = Ended::from(terminal.expect("script starts"));
    assert_eq!(ended.status, 1, "{}", ended.output);
    let (moving, summary) = ended.output.split_once("\nFailed").expect("a summary");
    assert!(
        moving.contains("\r\u{1b}[2K0/2 · It is broken 0 s"),
        "{moving:?}"
    );
    assert!(moving.contains("\r\u{1b}[2K1/2 · 1 failed"), "{moving:?}");
    assert!(
        moving.contains("expected /fails/99 is public"),
        "{moving:?}"
    );
    assert!(!moving.contains("PASS"), "{moving:?}");
    assert!(summary.contains("Does not conform"), "{summary}");
}
