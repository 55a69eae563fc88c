//! The suite as a test target: `cargo test --test conformance`, against the target that `TARGET` names.
//!
//! It ends with the same verdict as `cargo conformance`, and bears libtest's own flags, so that editors and
//! scripts can treat it like any other test.

use std::process::ExitCode;

use clap::Parser;
use clerk_conformance::{ExitStatus, RunArgs, Selection};

/// The part of libtest's command line that means something here; the rest is taken and ignored.
#[derive(Debug, Parser)]
struct LibtestArgs {
    /// Part of the name of the scenarios to play.
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
    #[arg(long)]
    skip: Vec<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let flags = LibtestArgs::parse();
    let mut args = RunArgs::default();
    if let Ok(target) = std::env::var("TARGET") {
        args.target = target;
    }
    args.workers = flags.test_threads;
    args.selection = Selection {
        name: name(&flags),
        ..Selection::default()
    };
    if flags.list {
        return clerk_conformance::list(&args).into();
    }
    if flags.ignored {
        // There are no ignored scenarios: what does not apply is in the report.
        return ExitCode::SUCCESS;
    }
    match clerk_conformance::run(args).await {
        // A filter is meant for all test targets; that it finds nothing in this one is no failure.
        ExitStatus::NothingRan if !flags.filter.is_empty() => ExitCode::SUCCESS,
        status => status.into(),
    }
}

/// The scenarios whose names contain one of the words, literally.
fn name(flags: &LibtestArgs) -> Option<String> {
    let words: Vec<String> = flags
        .filter
        .iter()
        .map(|word| regex::escape(word))
        .collect();
    (!words.is_empty()).then(|| words.join("|"))
}
