//! Browsers and apps that are elsewhere: on the nodes of a Selenium Grid, and in containers.
//!
//! These tests need programs that not every machine has. Where one is missing and cannot be installed, they are not counted
//! as passed, but as ignored, with the reason.

mod command;
mod container;
mod engine;
mod grid;
mod server;
mod service;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Completion, Trial};

/// How a test ended that could be run, or else why it could not.
type Ended = Result<(), NotRun>;

/// Why a test cannot be run on this machine, in words.
struct NotRun(String);

fn main() -> ExitCode {
    let tests = vec![
        test(
            "a_run_through_a_grid_comes_to_the_same_as_one_without",
            grid::comes_to_the_same,
        ),
        test(
            "a_grid_with_fewer_places_than_workers_is_enough",
            grid::is_enough_with_fewer_places,
        ),
        test(
            "where_nobody_makes_contexts_each_scenario_has_a_browser_of_its_own",
            service::gives_each_scenario_a_browser_of_its_own,
        ),
        test(
            "an_app_in_a_container_is_judged_and_the_container_removed",
            container::is_judged_and_removed,
        ),
    ];
    let mut arguments = Arguments::from_args();
    // Each starts more browsers than a machine bears twice.
    arguments.test_threads = Some(1);
    libtest_mimic::run(&arguments, tests).exit_code()
}

/// A test that panics when it fails, as others do.
fn test(name: &'static str, run: fn() -> Ended) -> Trial {
    Trial::ignorable_test(name, move || match run() {
        Ok(()) => Ok(Completion::Completed),
        Err(NotRun(why)) => Ok(Completion::ignored_with(format!("not run: {why}"))),
    })
}
