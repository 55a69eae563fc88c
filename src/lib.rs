//! The `conformance` command: proves, end to end, that a web application built on Clerk signs people in right.
//!
//! Two programs share it: the command itself (`cargo conformance`), and the test target `conformance`
//! (`cargo test --test conformance`), which plays the same suite under libtest's flags.

mod app;
mod approve;
pub mod cli;
mod compare;
mod console;
mod coverage;
mod defects;
mod diary;
mod doctor;
mod dry_run;
mod exit_status;
mod github;
mod init;
mod inputs;
mod interruption;
mod merge;
mod next_app;
mod progress;
mod project;
mod report;
mod rerun;
mod run;
mod steps;
mod sweep;
mod test_filter;

pub use exit_status::{Demands, ExitStatus};
pub use github::GitHubUse;
pub use inputs::Selection;
pub use progress::Progress;
pub use report::ReportArgs;
pub use rerun::Rerun;
pub use run::{PlayArgs, RunArgs, list, run};
pub use test_filter::TestFilter;

// Names the vocabulary, which the linker would leave out otherwise.
use conformance_steps as _;
