//! The writers on a made-up run in which everything occurs that can.

#![allow(clippy::unwrap_used, reason = "what goes wrong in a test is to end it")]

use std::path::Path;

use conformance_harness::results::Results;
use conformance_reports::history::History;
use conformance_reports::{Sources, WriteError, Written};

mod approved;
mod browser;
mod catalogue;
mod clauses;
mod formats;
mod github;
mod history;
mod html;
mod json;
mod junit;
mod messages;
mod requirements;
mod sample;
mod schema;
mod sign_off;
mod summary;
mod unsteady;
mod untrusted;
mod write;

/// The page of a run of which nothing was before.
fn html(results: &Results) -> String {
    conformance_reports::html(results, &History::none())
}

/// Writes the report of a run of which nothing was before, and whose features are not there.
fn write(results: &Results, folder: &Path) -> Result<Written, WriteError> {
    conformance_reports::write(results, &Sources::default(), &History::none(), folder)
}
