//! How the command ends: an interface that scripts rely on.

use std::process::ExitCode;

use conformance_harness::results::Verdict;

/// How the command ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum ExitStatus {
    /// The deployment conforms.
    Conforms = 0,
    /// A requirement failed.
    RequirementFailed = 1,
    /// Wrong usage, profile or feature file.
    Usage = 2,
    /// The environment kept the run from finding out.
    Blocked = 3,
    /// Not one scenario was run.
    NothingRan = 4,
}

impl From<Verdict> for ExitStatus {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Conforms => Self::Conforms,
            Verdict::DoesNotConform => Self::RequirementFailed,
            Verdict::Blocked => Self::Blocked,
            Verdict::NothingRan => Self::NothingRan,
        }
    }
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        Self::from(status as u8)
    }
}
