//! A deployment that is not the run's own: by profile and environment, with each kind of trouble, and swept after a crash.

mod stage;

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rough_proxy::{Delay, Limit, Rule};
use serde_json::Value;

use crate::command::{Running, results, room_for};
use crate::faults::processes;
use stage::{Part, Stage, ended};

const NOTHING: &str = "0 accounts and 0 applications at Clerk, 0 persons at the identity provider";

/// People are made, come back from the provider, and buy.
const EVERYTHING: [&str; 2] = ["features/starting", "features/billing/test-cases"];

/// People leave for the provider and come back, and webhooks are delivered.
const SHORT: [&str; 2] = [
    "features/starting",
    "features/billing/test-cases/01-tc-10-signature.feature",
];

/// Plays these features, and tells how it ended and the totals.
fn played(stage: &Stage, features: [&str; 2]) -> (i32, Value, String) {
    let run = ended(stage.play(&features.map(Path::new)));
    let totals = results(&stage.report())["totals"].clone();
    (run.status, totals, run.told())
}

#[test]
fn a_staging_deployment_passes_by_profile_and_environment_and_is_left_as_it_was() {
    let _room = room_for(1);
    let stage = Stage::start();
    let doctor = stage.doctor();
    assert_eq!(doctor.status, 0, "{}", doctor.told());
    let (status, totals, told) = played(&stage, EVERYTHING);
    assert_eq!(status, 0, "{told}");
    assert!(totals["passed"].as_u64() > Some(15), "{told}");
    let tally = stage.tally(Part::BackendApi);
    assert_eq!(tally.unavailable, 0, "a stand-in was asked: {tally:?}");
    let left = stage.sweep(true);
    assert!(left.contains(NOTHING), "{left}");
}

/// Trouble that only takes time.
fn slow_down() -> [(Part, Rule); 4] {
    let held_back = |part| {
        let rule = Rule {
            delay_ms: Delay::Between(5, 80),
            ..Rule::default()
        };
        (part, rule)
    };
    // No two requests within a second, which is less than any instance takes.
    let limited = Rule {
        limit: Some(Limit {
            requests: 1,
            seconds: 1,
        }),
        ..Rule::default()
    };
    [
        held_back(Part::App),
        held_back(Part::Provider),
        held_back(Part::Store),
        (Part::BackendApi, limited),
    ]
}

#[test]
fn what_is_slow_and_what_is_limited_changes_no_verdict() {
    let _room = room_for(1);
    let stage = Stage::start();
    for (part, rule) in slow_down() {
        stage.befall(part, rule);
    }
    let run = ended(stage.play(&[Path::new("features/starting")]));
    assert_eq!(run.status, 0, "{}", run.told());
    let totals = &results(&stage.report())["totals"];
    assert_eq!(
        (&totals["passed"], &totals["not_applicable"]),
        (&7.into(), &2.into()),
        "{totals}"
    );
    let limited = stage.tally(Part::BackendApi);
    assert!(limited.limited > 0, "{limited:?}");
    let slow = stage.tally(Part::App);
    assert!(slow.delayed > 10, "{slow:?}");
}

/// Has `rule` befall `part` while scenarios are played. What could not be found out is blocked, nothing is called wrong,
/// and afterwards nobody is left at Clerk.
#[track_caller]
fn blocks_and_fails_nothing(part: Part, rule: Rule) {
    let _room = room_for(1);
    let stage = Stage::start();
    stage.befall(part, rule);
    let (status, totals, told) = played(&stage, SHORT);
    assert_eq!(status, 3, "{told}");
    assert_eq!(totals["failed"], 0, "{told}");
    assert!(totals["blocked"].as_u64() > Some(0), "{told}");
    assert!(totals["passed"].as_u64() > Some(0), "{told}");
    stage.calm();
    stage.sweep(false);
    let left = stage.sweep(true);
    assert!(left.contains(NOTHING), "{left}");
}

#[test]
fn connections_to_the_app_that_break_now_and_then_are_no_fault_of_it() {
    let rule = Rule {
        closed: 0.02,
        cut: 0.02,
        ..Rule::default()
    };
    blocks_and_fails_nothing(Part::App, rule);
}

#[test]
fn a_clerk_that_is_now_and_then_away_is_no_fault_of_the_app() {
    let rule = Rule {
        unavailable: 0.03,
        closed: 0.03,
        ..Rule::default()
    };
    blocks_and_fails_nothing(Part::BackendApi, rule);
}

#[test]
fn a_plan_store_that_is_now_and_then_away_is_no_fault_of_the_app() {
    let rule = Rule {
        unavailable: 0.05,
        cut: 0.05,
        ..Rule::default()
    };
    blocks_and_fails_nothing(Part::Store, rule);
}

/// Ends a run by `signal` while somebody is on their way.
fn ended_on_the_way(stage: &Stage, signal: &str) {
    let feature = "@START-4\nFeature: On the way\n  Scenario: One\n    Given somebody with an account\n    \
                   When they sign up with the provider\n    Then they have a session\n";
    let file = stage.file("mine.feature", feature);
    // The page never comes, so that the run is in the middle of the scenario when it is ended.
    let hung = Rule {
        path: "/sign-up".to_owned(),
        hung: 1.0,
        ..Rule::default()
    };
    stage.befall(Part::App, hung);
    let run = Running::start(stage.play(&[&file]));
    let deadline = Instant::now() + Duration::from_secs(30);
    while stage.sweep(true).contains(" 0 accounts") {
        assert!(Instant::now() < deadline, "nobody is made");
        thread::sleep(Duration::from_millis(50));
    }
    processes::send(signal, run.id());
    run.end();
}

#[test]
fn what_a_killed_run_has_left_at_a_real_instance_is_swept() {
    let _room = room_for(1);
    let stage = Stage::start();
    ended_on_the_way(&stage, "KILL");
    let usual = ended(stage.command("sweep"));
    assert!(
        usual.output.contains("younger than 1h: 2 "),
        "what is not an hour old may be in use: {}",
        usual.output
    );
    let swept = stage.sweep(false);
    let removed =
        "removed: 1 account and 0 applications at Clerk, 1 person at the identity provider";
    assert!(swept.contains(removed), "{swept}");
    let left = stage.sweep(true);
    assert!(left.contains(NOTHING), "{left}");
}

#[test]
fn a_run_that_is_interrupted_leaves_nobody_at_a_real_instance() {
    let _room = room_for(1);
    let stage = Stage::start();
    ended_on_the_way(&stage, "INT");
    let left = stage.sweep(true);
    assert!(left.contains(NOTHING), "{left}");
}
