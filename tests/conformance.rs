//! The suite as a test target: `cargo test --test conformance`, against the target that `TARGET` names.
//!
//! It ends with the same verdict as `cargo conformance`, and bears libtest's own flags, so that editors, scripts and
//! `cargo nextest` can treat it like any other test. To them a scenario is a test, and its ID is the test's name.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use clerk_conformance::{ExitStatus, RunArgs, TestFilter};

/// What nextest sets for the processes that it starts.
const NEXTEST: &str = "NEXTEST";

/// The part of libtest's command line that means something here; the rest is taken and ignored.
#[derive(Debug, Parser)]
struct LibtestArgs {
    /// Part of the ID or of the name of the scenarios to play.
    filter: Vec<String>,
    /// How many scenarios at a time.
    #[arg(long)]
    test_threads: Option<u16>,
    /// Names the scenarios instead of playing them.
    #[arg(long)]
    list: bool,
    #[arg(long)]
    nocapture: bool,
    #[arg(long)]
    no_capture: bool,
    #[arg(long)]
    show_output: bool,
    /// What is named is a whole ID.
    #[arg(long)]
    exact: bool,
    #[arg(long)]
    ignored: bool,
    #[arg(long)]
    include_ignored: bool,
    #[arg(long, short)]
    quiet: bool,
    #[arg(long)]
    color: Option<String>,
    #[arg(long)]
    format: Option<String>,
    #[arg(short = 'Z')]
    unstable: Option<String>,
    /// Part of the ID or of the name of scenarios not to play.
    #[arg(long)]
    skip: Vec<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let flags = LibtestArgs::parse();
    if flags.ignored {
        // There are no ignored scenarios: what does not apply is in the report.
        return ExitCode::SUCCESS;
    }
    let mut args = RunArgs::default();
    if let Ok(target) = std::env::var("TARGET") {
        args.target = target;
    }
    args.workers = flags.test_threads;
    args.selection.tests = TestFilter {
        any_of: flags.filter,
        exact: flags.exact,
        none_of: flags.skip,
    };
    if flags.list {
        return clerk_conformance::list(&args).into();
    }
    let tests = &args.selection.tests;
    let is_narrowed = !tests.any_of.is_empty();
    if let ([scenario], true) = (&tests.any_of[..], tests.exact) {
        args.workers = Some(1);
        args.report.output = std::env::var_os(NEXTEST).map(|_| report_of(scenario));
    }
    match clerk_conformance::run(args).await {
        // A filter is meant for all test targets; that it finds nothing in this one is no failure.
        ExitStatus::NothingRan if is_narrowed => ExitCode::SUCCESS,
        status => status.into(),
    }
}

/// Where the report on one scenario goes, if each is played by a process of its own: they must not replace each other's.
fn report_of(scenario: &str) -> PathBuf {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let name = scenario.replace(['/', ':'], ".");
    project.join("reports/nextest").join(name)
}
