//! Why reports cannot be put together.

use std::path::PathBuf;

use conformance_harness::partial::PartialError;
use conformance_reports::ReadError;

use crate::inputs::InputError;

/// Why reports cannot be put together.
#[derive(Debug, thiserror::Error)]
pub(super) enum MergeError {
    #[error(transparent)]
    Report(#[from] ReadError),
    #[error(transparent)]
    Partial(#[from] PartialError),
    #[error(transparent)]
    Catalogue(#[from] InputError),
    #[error("there is no report in {}", .0.display())]
    NoReport(PathBuf),
    #[error("cannot look into {}: {source}", path.display())]
    Folder {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error(
        "these are not about one target: {a} is about “{of_a}”, {b} about “{of_b}”; to take what one of them could not be \
         asked from the other, name that one by --gaps-from"
    )]
    Targets {
        a: String,
        of_a: String,
        b: String,
        of_b: String,
    },
    #[error(
        "{report} is about “{target}”, as the other reports are; --gaps-from takes reports of other targets: name it among \
         the others"
    )]
    SameTarget { report: String, target: String },
    #[error("these are not about one build (--build): {a} is about “{of_a}”, {b} about “{of_b}”")]
    Builds {
        a: String,
        of_a: String,
        b: String,
        of_b: String,
    },
    #[error("these are not parts of one run: {a} is shard {of_a}, {b} is shard {of_b}")]
    Shards {
        a: String,
        of_a: conformance_harness::results::Shard,
        b: String,
        of_b: conformance_harness::results::Shard,
    },
    #[error(
        "the scenario {scenario} is both in {a} and in {b}, and neither is a re-run of the other (--rerun-failed)"
    )]
    Twice {
        scenario: String,
        a: String,
        b: String,
    },
    #[error(
        "{report} is about what did not pass in the run of {started_at}, and the report of that is not here"
    )]
    NoBase { report: String, started_at: String },
}
