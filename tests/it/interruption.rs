//! Somebody stops a run; and what a run leaves behind.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use conformance_harness::partial;
use conformance_harness::results::{Evidence, Outcome, ScenarioResult};

use crate::command::{Running, all_the_room, conformance, results, room_for};
use crate::fickle::Fickle;

/// What a run that was killed leaves beside its report.
const PARTIAL: &str = "report.partial";

/// Processes of browsers whose profiles are below `folder`: their IDs and command lines.
fn browsers_in(folder: &Path) -> Vec<(u32, String)> {
    let profile = format!("--user-data-dir={}", folder.display());
    let processes = fs::read_dir("/proc").expect("Linux").flatten();
    processes
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter_map(|id: u32| {
            let line = fs::read(format!("/proc/{id}/cmdline")).ok()?;
            Some((id, String::from_utf8_lossy(&line).replace('\0', " ")))
        })
        .filter(|(_, line)| line.contains(&profile))
        .collect()
}

/// A run that has `folder` for what is temporary, and for its report.
fn run_in(folder: &Path, tags: &str) -> Command {
    let mut command = conformance();
    command
        .args(["--tags", tags, "--output"])
        .arg(folder.join("report"))
        .env("TMPDIR", folder);
    command
}

/// Starts such a run, and waits until some scenarios have passed.
fn start(folder: &Path) -> Running {
    let running = Running::start(run_in(folder, "@CB or @MR"));
    running.wait_for_passed(3);
    running
}

fn signal(name: &str, id: u32) {
    let sent = Command::new("kill")
        .args([format!("-{name}"), id.to_string()])
        .status();
    assert!(sent.expect("kill is there").success());
}

/// What is in `folder` beside the report.
fn files_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        // What the run is to leave: the report, and how runs went.
        .filter(|name| name != "report" && name != "history")
        .collect()
}

#[track_caller]
fn nothing_is_left(folder: &Path) {
    let deadline = Instant::now() + Duration::from_secs(5);
    while !browsers_in(folder).is_empty() || !files_in(folder).is_empty() {
        assert!(
            Instant::now() < deadline,
            "browsers {:?} and files {:?} are left",
            browsers_in(folder),
            files_in(folder)
        );
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_run_that_ends_has_left_nothing_but_its_report() {
    let _room = room_for(1);
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = run_in(folder.path(), "@RT-5");
    command.args(["--workers", "1"]);
    let running = Running::start(command);
    running.wait_for_passed(1);
    assert!(
        files_in(folder.path()).iter().any(|it| it != PARTIAL),
        "browsers write somewhere else"
    );
    let ended = running.end();
    assert_eq!(ended.status, 0, "{}", ended.output);
    let results = results(&folder.path().join("report"));
    assert!(
        results["scenarios"][0]["cpu_ms"].as_u64() > Some(0),
        "a browser costs something: {results}"
    );
    // What was killed takes a moment to be gone.
    nothing_is_left(folder.path());
}

#[test]
fn ctrl_c_writes_what_is_known_and_leaves_nothing_behind() {
    let _room = all_the_room();
    let folder = tempfile::tempdir().expect("a folder");
    let running = start(folder.path());
    signal("INT", running.id());
    let since = Instant::now();
    let ended = running.end();
    assert!(
        since.elapsed() < Duration::from_secs(10),
        "it took {:?} to stop",
        since.elapsed()
    );
    assert_eq!(ended.status, 3, "{}{}", ended.output, ended.errors);

    let results = results(&folder.path().join("report"));
    assert_eq!(results["interrupted"], "Ctrl-C");
    assert_eq!(results["verdict"], "blocked");
    assert!(
        !results["scenarios"].as_array().expect("a list").is_empty(),
        "{}",
        ended.output
    );

    nothing_is_left(folder.path());
}

#[test]
fn a_report_that_has_no_place_is_told_before_anything_is_played() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("report")).expect("a folder");
    fs::write(folder.path().join("report/notes.txt"), "mine").expect("a file");
    let ended = Running::start(run_in(folder.path(), "@RT-1")).end();
    assert_eq!(ended.status, 2, "{}", ended.told());
    let told = "error: there is no place for the report: will not replace ";
    assert!(ended.output.starts_with(told), "{}", ended.output);
    let way_out = "; name another folder by --output\n";
    assert!(ended.output.ends_with(way_out), "{}", ended.output);
    assert_eq!(ended.output.lines().count(), 1, "{}", ended.output);
    assert_eq!(files_in(folder.path()), [""; 0]);
}

#[test]
fn a_report_that_loses_its_place_can_be_made_of_what_was_kept() {
    let _room = room_for(1);
    let folder = tempfile::tempdir().expect("a folder");
    let report = folder.path().join("report");
    let mut command = run_in(folder.path(), "@RT-5");
    command.args(["--workers", "1"]);
    let running = Running::start(command);
    running.wait_for_passed(1);
    fs::create_dir(&report).expect("a folder");
    fs::write(report.join("notes.txt"), "mine").expect("a file");
    let ended = running.end();
    assert_eq!(ended.status, 3, "{}", ended.told());
    let partial = folder.path().join(PARTIAL);
    let way_out = format!(
        "make a report of it: cargo conformance merge {}\n",
        partial.display()
    );
    assert!(ended.output.ends_with(&way_out), "{}", ended.output);
    let merged = conformance()
        .arg("merge")
        .arg(&partial)
        .arg("--output")
        .arg(folder.path().join("merged"))
        .output()
        .expect("the command starts");
    let results = results(&folder.path().join("merged"));
    assert_eq!(results["totals"]["failed"], 0, "{merged:?}");
    let all = results["scenarios"].as_array().expect("a list");
    assert!(
        all.len() > 1 && results["unfinished"].is_null(),
        "{results}"
    );
}

#[test]
fn a_run_that_is_killed_leaves_nothing_behind_either() {
    let _room = all_the_room();
    let folder = tempfile::tempdir().expect("a folder");
    let running = start(folder.path());
    signal("KILL", running.id());
    assert_eq!(running.end().status, -1);
    let partial = folder.path().join(PARTIAL);
    let left = partial::read(&partial).expect("what was finished");
    let passed = left.scenarios.iter();
    let passed: Vec<_> = passed.filter(|it| it.outcome == Outcome::Passed).collect();
    assert!(passed.len() >= 3, "{}", passed.len());
    let has_picture = |it: &&ScenarioResult| {
        let mut evidence = it.evidence.iter();
        evidence.any(|it| matches!(it, Evidence::Screenshot { bytes, .. } if !bytes.is_empty()))
    };
    assert!(passed.iter().any(has_picture));
    assert!(!left.unfinished.is_empty());
    fs::remove_dir_all(&partial).expect("it can be removed");
    nothing_is_left(folder.path());
}

#[test]
fn a_run_that_is_killed_names_what_it_had_not_finished() {
    let app = Fickle::start(&[("It is well", "/well"), ("It hangs", "/hangs")]);
    let running = Running::start(app.judge(&[]));
    running.wait_for_passed(1);
    signal("KILL", running.id());
    assert_eq!(running.end().status, -1);
    let left = partial::read(&partial::folder_for(&app.report())).expect("what was finished");
    assert_eq!(left.scenarios.len(), 1);
    assert_eq!(left.unfinished.len(), 1);
    assert!(
        left.unfinished[0].ends_with(":it-hangs"),
        "{:?}",
        left.unfinished
    );
    assert!(!app.report().exists());

    let again = app.judged(&["--name", "well"]);
    assert_eq!(again.status, 0, "{}", again.told());
    assert!(again.output.contains("replaced: "), "{}", again.output);
    assert!(!partial::folder_for(&app.report()).exists());
}

/// Nobody reads what the run prints, so that it waits, and is deaf to the first signal: like with a step that blocks its
/// thread.
#[test]
fn whoever_asks_twice_is_heard_even_if_the_run_is_stuck() {
    let names: Vec<String> = (0..400).map(|it| format!("It is broken {it}")).collect();
    let scenarios: Vec<(&str, &str)> = names
        .iter()
        .map(|it| (it.as_str(), "/fails/9999"))
        .collect();
    let app = Fickle::start(&scenarios);
    let mut command = app.judge(&[]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut run = command.spawn().expect("the command starts");
    let mut asked = 0;
    // It is stuck when it does not ask any more.
    loop {
        thread::sleep(Duration::from_secs(2));
        match app.asked("/fails/9999") {
            same if same > 0 && same == asked => break,
            more => asked = more,
        }
    }
    assert!(asked < 400, "it is not stuck");
    signal("INT", run.id());
    let mut errors = BufReader::new(run.stderr.take().expect("its errors")).lines();
    let first = errors.next().expect("a line").expect("text");
    assert!(
        first.contains("Ctrl-C") && first.contains("once more"),
        "{first}"
    );
    assert!(
        run.try_wait().expect("a process").is_none(),
        "it was not stuck"
    );
    signal("INT", run.id());
    assert_eq!(run.wait().expect("it ends").code(), Some(3));
    assert!(!app.report().exists());
    let left = partial::read(&partial::folder_for(&app.report())).expect("what was finished");
    assert!(!left.scenarios.is_empty() && !left.unfinished.is_empty());
}
