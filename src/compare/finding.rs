//! What a run says of a scenario or a requirement, in the one form in which both can be compared.

use std::fmt;

use conformance_harness::results::{Outcome, RequirementOutcome};
use serde::Serialize;

/// What a run found. Whether a failure is accepted is said by its profile, not by the deployment: a known failure is a
/// failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Finding {
    Passed,
    Failed,
    Blocked,
    NotApplicable,
    Flaky,
    Quarantined,
    Untested,
}

impl From<Outcome> for Finding {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Passed => Self::Passed,
            Outcome::Failed => Self::Failed,
            Outcome::Blocked => Self::Blocked,
            Outcome::NotApplicable => Self::NotApplicable,
            Outcome::Flaky => Self::Flaky,
        }
    }
}

impl From<RequirementOutcome> for Finding {
    fn from(outcome: RequirementOutcome) -> Self {
        match outcome {
            RequirementOutcome::Passed => Self::Passed,
            RequirementOutcome::Failed | RequirementOutcome::KnownFailure => Self::Failed,
            RequirementOutcome::Blocked => Self::Blocked,
            RequirementOutcome::NotApplicable => Self::NotApplicable,
            RequirementOutcome::Flaky => Self::Flaky,
            RequirementOutcome::Quarantined => Self::Quarantined,
            RequirementOutcome::Untested => Self::Untested,
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Blocked => "blocked",
            Self::NotApplicable => "not applicable",
            Self::Flaky => "flaky",
            Self::Quarantined => "quarantined",
            Self::Untested => "untested",
        })
    }
}
