//! An outcome as people see it.

use conformance_harness::judgement::is_quarantined;
use conformance_harness::results::{
    Level, Outcome, RequirementOutcome, RequirementResult, Results, ScenarioResult,
};
use serde::{Deserialize, Serialize};

/// An [`Outcome`], with the failure of a SHOULD and one that is known told apart; ordered by how urgent it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Mark {
    /// A MUST does not hold.
    Failed,
    /// Nothing is known.
    Blocked,
    /// A SHOULD does not hold.
    Warning,
    /// Passed on a retry only.
    Flaky,
    /// It does not hold, and the profile lists that with the reason.
    KnownFailure,
    /// It did not pass, and the profile has it in quarantine.
    Quarantined,
    /// As it should be.
    Passed,
    /// The target cannot do this.
    NotApplicable,
    /// Of a requirement: not all of it was looked at, and nothing is wrong with what was.
    Untested,
}

impl Mark {
    /// Those that scenarios bear, most urgent first.
    pub(crate) const ALL: [Self; 8] = [
        Self::Failed,
        Self::Blocked,
        Self::Warning,
        Self::Flaky,
        Self::KnownFailure,
        Self::Quarantined,
        Self::Passed,
        Self::NotApplicable,
    ];

    /// How what became of `scenario` is shown.
    pub(crate) fn of(scenario: &ScenarioResult) -> Self {
        match scenario.outcome {
            Outcome::Failed if scenario.known_because.is_some() => Self::KnownFailure,
            _ if is_quarantined(scenario) => Self::Quarantined,
            Outcome::Failed => Self::of_failure(scenario.level),
            Outcome::Blocked => Self::Blocked,
            Outcome::Flaky => Self::Flaky,
            Outcome::Passed => Self::Passed,
            Outcome::NotApplicable => Self::NotApplicable,
        }
    }

    /// How what the run says of a requirement is shown.
    pub(crate) fn of_requirement(requirement: &RequirementResult) -> Self {
        match requirement.outcome {
            RequirementOutcome::Passed => Self::Passed,
            RequirementOutcome::Failed => Self::of_failure(requirement.level),
            RequirementOutcome::KnownFailure => Self::KnownFailure,
            RequirementOutcome::Blocked => Self::Blocked,
            RequirementOutcome::NotApplicable => Self::NotApplicable,
            RequirementOutcome::Flaky => Self::Flaky,
            RequirementOutcome::Quarantined => Self::Quarantined,
            RequirementOutcome::Untested => Self::Untested,
        }
    }

    /// How it is shown that something as binding as `level` does not hold.
    pub(crate) fn of_failure(level: Level) -> Self {
        match level {
            Level::Must => Self::Failed,
            Level::Should => Self::Warning,
        }
    }

    /// The word that people read.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Blocked => "blocked",
            Self::Warning => "warning",
            Self::Flaky => "flaky",
            Self::KnownFailure => "known failure",
            Self::Quarantined => "quarantined",
            Self::Passed => "passed",
            Self::NotApplicable => "not applicable",
            Self::Untested => "untested",
        }
    }

    /// The name that the style sheet and the script know it by.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::NotApplicable => "not-applicable",
            Self::KnownFailure => "known-failure",
            other => other.word(),
        }
    }
}

/// How many scenarios bear each mark, in the order of [`Mark::ALL`].
pub(crate) fn tally(results: &Results) -> [(Mark, usize); 8] {
    Mark::ALL.map(|mark| {
        let scenarios = results.scenarios.iter();
        (mark, scenarios.filter(|it| Mark::of(it) == mark).count())
    })
}
