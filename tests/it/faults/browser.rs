//! Browser and driver: what one of them did costs the scenario that it was about, and no other.

use std::time::{Duration, Instant};

use rough_proxy::{Rule, Rules};

use super::network::feature;
use super::processes;
use super::site::{PARTS, Site};
use super::stage::{Stage, number, reasons};
use crate::command::{App, room_for};

/// Browsers are given this long, and ten seconds more to be asked whether they are there.
const LIMIT: Duration = Duration::from_secs(60);

fn is_browser(command: &str) -> bool {
    command.contains("--user-data-dir=") && !command.contains("--type=")
}

fn is_driver(command: &str) -> bool {
    command.contains("--port=0")
}

/// Sends `signal` to one of the run's processes; of three scenarios, one or two pay for it, with these words.
#[track_caller]
fn costs_only_what_was_under_way(signal: &str, process: fn(&str) -> bool, words: &str) {
    let _room = room_for(1);
    let mut stage = Stage::begin(3);
    processes::send(signal, stage.process(process).id);
    let (ended, results) = stage.end(LIMIT);
    assert_eq!(ended.status, 3, "{}", ended.output);
    assert_eq!(number(&results, "failed"), 0, "{}", ended.output);
    let reasons = reasons(&results);
    assert!((1..=2).contains(&reasons.len()), "{}", ended.output);
    assert!(reasons[0].contains(words), "{reasons:?}");
    let passed = usize::try_from(number(&results, "passed")).expect("few");
    assert_eq!(passed + reasons.len(), 3, "{}", ended.output);
}

/// It waits for a page, so that it is under way for certain: one that waits for its next scenario is replaced without a word.
#[test]
fn a_browser_that_is_killed_blocks_its_scenario_and_the_next_has_another() {
    let _room = room_for(1);
    let app = App::start(&[]);
    let site = Site::before(&app, &PARTS[..1]);
    site.change(
        0,
        Rules::one(Rule {
            path: "/sign-in".to_owned(),
            hung: 1.0,
            ..Rule::default()
        }),
    );
    let run = site.begin(&app, &feature(3));
    let deadline = Instant::now() + LIMIT;
    while site.proxies()[0].tally().hung == 0 {
        assert!(Instant::now() < deadline, "no browser asks for the page");
        std::thread::sleep(Duration::from_millis(20));
    }
    let mut all = processes::below(run.id()).into_iter();
    let browser = all.find(|it| is_browser(&it.command));
    processes::send("KILL", browser.expect("it waits for the page").id);
    run.wait_for_blocked(1);
    site.change(0, Rules::default());
    let (ended, results) = site.end(run, LIMIT);
    assert_eq!(ended.status, 3, "{}", ended.told());
    assert_eq!(number(&results, "failed"), 0, "{}", ended.told());
    let reasons = reasons(&results);
    let passed = usize::try_from(number(&results, "passed")).expect("few");
    // The next one may have asked for the page before it was there again.
    assert!((1..=2).contains(&passed), "{}", ended.told());
    assert_eq!(passed + reasons.len(), 3, "{}", ended.told());
    assert!(reasons[0].contains("the browser"), "{reasons:?}");
}

#[test]
fn a_browser_that_freezes_blocks_its_scenario_and_the_next_has_another() {
    costs_only_what_was_under_way("STOP", is_browser, "the browser");
}

#[test]
fn a_driver_that_is_killed_blocks_its_scenario_and_the_next_has_another() {
    costs_only_what_was_under_way("KILL", is_driver, "the browser");
}

#[test]
fn a_driver_that_freezes_blocks_its_scenario_and_the_next_has_another() {
    costs_only_what_was_under_way("STOP", is_driver, "the browser");
}
