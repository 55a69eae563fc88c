//! For GitHub Actions: what is shown beside the lines of a pull request, and the summary of a job.
//!
//! What comes out of a browser must not be able to command the runner: annotations are escaped as the runner reads them,
//! and the summary is Markdown in which only this module means something.

mod annotation;
mod summary;

pub use annotation::annotations;
pub use summary::summary;
