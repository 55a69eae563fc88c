//! What a run has found so far, kept on disk while it goes on, so that not even SIGKILL loses it.
//!
//! # The form
//!
//! A run that writes its report to `reports/latest` keeps its record in the folder `reports/latest.partial`
//! ([`folder_for`]), and removes it when the report is there:
//!
//! * `results.jsonl`, JSON in UTF-8, a value on each line. The first is a [`Header`]: the members of
//!   [`Gathered`](crate::gathered::Gathered) but the scenarios, `schema`, and `selected`, the IDs of all scenarios that
//!   were to have a result. Each further line is a [`Line`]: the members of a
//!   [`ScenarioResult`](crate::results::ScenarioResult), `after_ms`, and `browser` once one was started. What does not
//!   apply to the target comes first, the others as they end.
//! * pictures as files, by the path that their evidence has.
//!
//! Whoever is killed in the middle of a line leaves half of one: the last line does not count unless it is ended.
//! Members are only ever added.
//!
//! [`Record`] writes it, [`read`] reads it. The file is locked for as long as its run lives, so that nobody takes the
//! record of a run that goes on for one that is left.

mod error;
mod form;
mod read;
mod record;
#[cfg(test)]
mod tests;

pub use error::PartialError;
pub use form::{Header, Line};
pub use read::{is_partial, read};
pub use record::{Record, folder_for};

/// The file in the folder.
const RESULTS: &str = "results.jsonl";
