//! Why the record of a run cannot be kept or read.

use std::io;
use std::path::{Path, PathBuf};

/// The record of a run cannot be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum PartialError {
    /// The system refused.
    #[error("{}: {source}", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The folder is there, and is no such record.
    #[error("{} is there, and is not the record of a run", path.display())]
    NotARecord {
        /// The folder.
        path: PathBuf,
    },
    /// The run lives that the record is of.
    #[error("{} is the record of a run that goes on", path.display())]
    GoesOn {
        /// The folder.
        path: PathBuf,
    },
    /// What stands there is not what a run writes.
    #[error("{}:{line}: {problem}", path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// What is wrong.
        problem: String,
    },
}

/// Wraps what the system said about `path`.
pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> PartialError + '_ {
    |source| PartialError::File {
        path: path.to_owned(),
        source,
    }
}
