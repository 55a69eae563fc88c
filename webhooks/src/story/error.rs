//! What can be wrong with a story.

use std::path::PathBuf;

/// Why a story cannot be told.
#[derive(Debug, thiserror::Error)]
pub enum StoryError {
    /// A file cannot be read.
    #[error("{}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        source: std::io::Error,
    },
    /// The story is not TOML, or has members that there are not.
    #[error("{}: {source}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, and where.
        source: Box<toml::de::Error>,
    },
    /// One message cannot be made.
    #[error("message {number}: {problem}")]
    Message {
        /// Which one, from 1.
        number: usize,
        /// Why.
        problem: String,
    },
}
