//! Why a step did not pass.

use std::fmt;

use crate::environment_error::EnvironmentError;
use crate::results::Failure;

/// Why a step did not pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepError {
    /// The deployment is wrong.
    Failed(Failure),
    /// Nothing is known about the deployment.
    Blocked(String),
}

/// Begins the text of a failure.
const EXPECTED: &str = "expected: ";
/// Stands between the two halves of a failure.
const ACTUAL: &str = "\n  actual: ";
/// Begins the text of a fault.
const BLOCKED: &str = "blocked: ";

impl StepError {
    /// The deployment should have done one thing and did another.
    pub fn failed(expected: impl Into<String>, actual: impl Into<String>) -> Self {
        Self::Failed(Failure {
            expected: expected.into(),
            actual: actual.into(),
        })
    }

    /// The error that a step's panic message stands for: cucumber keeps nothing else of a step's error. What is
    /// not the text of one is a panic in a step, which is a fault of the harness.
    #[must_use]
    pub fn from_panic(message: &str) -> Self {
        if let Some(reason) = message.strip_prefix(BLOCKED) {
            return Self::Blocked(reason.to_owned());
        }
        match message
            .strip_prefix(EXPECTED)
            .and_then(|rest| rest.split_once(ACTUAL))
        {
            Some((expected, actual)) => Self::failed(expected, actual),
            None => Self::Blocked(format!("a step panicked: {message}")),
        }
    }
}

impl fmt::Display for StepError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(failure) => write!(
                f,
                "{EXPECTED}{}{ACTUAL}{}",
                failure.expected, failure.actual
            ),
            Self::Blocked(reason) => write!(f, "{BLOCKED}{reason}"),
        }
    }
}

impl std::error::Error for StepError {}

impl From<EnvironmentError> for StepError {
    fn from(error: EnvironmentError) -> Self {
        Self::Blocked(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_an_error_can_be_turned_back_into_it() {
        let errors = [
            StepError::failed(
                "the person is on /protected",
                "/sign-in\nwhich says “Sign in”",
            ),
            StepError::Blocked("the browser is gone".to_owned()),
        ];
        for error in errors {
            assert_eq!(StepError::from_panic(&error.to_string()), error);
        }
    }

    #[test]
    fn any_other_panic_is_a_fault_of_the_harness() {
        let error = StepError::from_panic("index out of bounds");
        assert_eq!(
            error,
            StepError::Blocked("a step panicked: index out of bounds".to_owned())
        );
    }
}
