//! Approved transcripts: what each scenario did when somebody last looked, as files beside the target's profile.
//!
//! They are [insta](https://insta.rs)'s snapshot files, one per scenario, so that `cargo insta review` shows and
//! approves what drifted; `conformance approve` does the same from a report. A **drift** is a transcript that is not
//! the approved one. It tells of a change that no requirement forbids, or shows where a failure began.

mod approve;
mod compare;
mod snapshot;

pub use approve::{Approval, ApproveError, approve};
pub use compare::{Comparison, compare};
