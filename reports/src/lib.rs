//! Writes the result of a run: as JSON for tools, as JUnit for CI, as messages for the tools around Cucumber, as one HTML
//! page and a few closing lines for people, as a sheet for those who release.
//!
//! Every writer is a function from [`Results`] to text, and knows nothing of browsers and targets: [`json()`],
//! [`junit()`], [`messages()`], [`html()`], [`summary()`], [`sign_off()`]. Only messages need more, the features as they
//! are written ([`Sources`]). [`write()`] puts them into a folder with the evidence, in one step that a killed run cannot leave half done; [`read()`] brings them
//! back, so that several runs can be merged.
//!
//! The words, beside those of [`conformance_harness::results`]:
//!
//! * **Mark**: an outcome as people see it. A failed scenario whose requirements are all SHOULD
//!   is marked *warning*, one whose failure the profile lists *known failure*, every other outcome as itself. Each mark has a word and an icon, so
//!   that colour never says anything alone. Only a requirement can be *untested*.
//! * **Finding**: a scenario that did not simply pass, with the lines that explain it.
//! * **Further warning**: a sentence about what no scenario fails for.
//! * **Cluster**: findings that one explanation fits, told once; most likely they have one cause.
//! * **Drift**: what happened in a scenario is not what was approved, whatever its outcome.
//! * **History**: what the last runs of a target came to, a line each, beside the report ([`history::History`]).
//! * **Sheet**: what a release manager has to know before signing; only of runs about billing.
//! * **Area**: a group of requirements, named by the first part of their IDs ([`AREAS`]).
//!
//! Whatever comes out of a browser (addresses, page text, console) is hostile input here: it is
//! escaped in HTML and XML, and loses its control characters on the terminal.

pub mod approved;

mod area;
mod by_feature;
mod cluster;
mod drift;
mod finding;
mod folding;
mod format;
pub mod github;
pub mod history;
mod hops;
mod html;
mod json;
mod junit;
mod mark;
mod markdown;
mod messages;
mod prose;
mod replacement;
mod sheet;
mod sign_off;
mod sources;
mod summary;
mod title;
mod transcript;
mod verdict;
mod write;

pub use area::{AREAS, Area, area_title};
pub use html::html;
pub use json::{ReadError, json, read};
pub use junit::junit;
pub use messages::{PROTOCOL, messages};
pub use sign_off::sign_off;
pub use sources::Sources;
pub use summary::summary;
pub use transcript::transcript;
pub use write::{WriteError, Written, check, write};

#[cfg(doc)]
use conformance_harness::results::Results;
