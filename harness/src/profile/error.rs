//! Why a profile cannot be used.

use std::path::PathBuf;

/// A profile cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// There is no such file.
    #[error("there is no target “{wanted}”: {} does not exist. Targets here: {}", path.display(), known.join(", "))]
    Unknown {
        /// What was asked for.
        wanted: String,
        /// Where it was looked for.
        path: PathBuf,
        /// The names there are.
        known: Vec<String>,
    },
    /// The file cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file says something that no profile can say.
    #[error("{}: {problem}", path.display())]
    Invalid {
        /// The file.
        path: PathBuf,
        /// What is wrong, with line and column where it has one.
        problem: String,
    },
    /// A secret is not there.
    #[error(
        "{}: the environment variable {variable}, which `{member}` names, is not set; \
         set it to that secret",
        path.display()
    )]
    Secret {
        /// The file.
        path: PathBuf,
        /// The member that names the variable.
        member: &'static str,
        /// The variable.
        variable: String,
    },
}
