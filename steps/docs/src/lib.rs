//! What the source of a crate says of the Gherkin steps in it: their doc comments, for people who write features.
//!
//! A crate with steps hands it on to its programs with one line in its `build.rs` and one in its `lib.rs` (or
//! `main.rs`):
//!
//! ```text
//! fn main() { step_docs::write(); }      // build.rs, with `step-docs` as build dependency
//! conformance_steps::explain!();         // lib.rs
//! ```
//!
//! The doc comment of a step is its explanation, that of its module the subject. An example in a fenced block marked
//! `gherkin` is shown where no feature has one.

mod documented;
#[cfg(feature = "scan")]
mod expression;
#[cfg(feature = "scan")]
mod scan;
#[cfg(feature = "scan")]
mod write;

pub use documented::{Documented, Keyword, Module, Parameter, StepDocs};
#[cfg(feature = "scan")]
pub use scan::{ScanError, scan};
#[cfg(feature = "scan")]
pub use write::write;
