//! An outcome as people see it.

use conformance_harness::results::{
    Level, Outcome, RequirementOutcome, RequirementResult, Results,
};

/// An [`Outcome`], with the failure of a SHOULD told apart; ordered by how urgent it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mark {
    /// A MUST does not hold.
    Failed,
    /// Nothing is known.
    Blocked,
    /// A SHOULD does not hold.
    Warning,
    /// Passed on a retry only.
    Flaky,
    /// As it should be.
    Passed,
    /// The target cannot do this.
    NotApplicable,
    /// Of a requirement: not all of it was looked at, and nothing is wrong with what was.
    Untested,
}

impl Mark {
    /// Those that scenarios bear, most urgent first.
    pub(crate) const ALL: [Self; 6] = [
        Self::Failed,
        Self::Blocked,
        Self::Warning,
        Self::Flaky,
        Self::Passed,
        Self::NotApplicable,
    ];

    /// How `outcome` of something as binding as `level` is shown.
    pub(crate) fn of(outcome: Outcome, level: Level) -> Self {
        match (outcome, level) {
            (Outcome::Failed, Level::Must) => Self::Failed,
            (Outcome::Failed, Level::Should) => Self::Warning,
            (Outcome::Blocked, _) => Self::Blocked,
            (Outcome::Flaky, _) => Self::Flaky,
            (Outcome::Passed, _) => Self::Passed,
            (Outcome::NotApplicable, _) => Self::NotApplicable,
        }
    }

    /// How what the run says of a requirement is shown.
    pub(crate) fn of_requirement(requirement: &RequirementResult) -> Self {
        let outcome = match requirement.outcome {
            RequirementOutcome::Passed => Outcome::Passed,
            RequirementOutcome::Failed => Outcome::Failed,
            RequirementOutcome::Blocked => Outcome::Blocked,
            RequirementOutcome::NotApplicable => Outcome::NotApplicable,
            RequirementOutcome::Flaky => Outcome::Flaky,
            RequirementOutcome::Untested => return Self::Untested,
        };
        Self::of(outcome, requirement.level)
    }

    /// The word that people read.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Blocked => "blocked",
            Self::Warning => "warning",
            Self::Flaky => "flaky",
            Self::Passed => "passed",
            Self::NotApplicable => "not applicable",
            Self::Untested => "untested",
        }
    }

    /// The name that the style sheet and the script know it by.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::NotApplicable => "not-applicable",
            other => other.word(),
        }
    }
}

/// How many scenarios bear each mark, in the order of [`Mark::ALL`]: the totals that the verdict was drawn from.
pub(crate) fn tally(results: &Results) -> [(Mark, usize); 6] {
    let totals = results.totals;
    [
        (Mark::Failed, totals.failed.saturating_sub(totals.warnings)),
        (Mark::Blocked, totals.blocked),
        (Mark::Warning, totals.warnings),
        (Mark::Flaky, totals.flaky),
        (Mark::Passed, totals.passed),
        (Mark::NotApplicable, totals.not_applicable),
    ]
}
