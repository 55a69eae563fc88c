//! Faults of what a run stands on: browser, driver, network, mocks. They say nothing about the deployment.

/// Something that the run stands on does not work: one line that says what, and what to do where that is known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct EnvironmentError(String);

impl EnvironmentError {
    /// A fault in words.
    #[must_use]
    pub fn new(what: impl Into<String>) -> Self {
        Self(what.into())
    }

    /// A fault whose cause is another error; its own causes are told too.
    pub fn because(what: &str, cause: &dyn std::error::Error) -> Self {
        let mut text = format!("{what}: {cause}");
        let mut next = cause.source();
        while let Some(cause) = next {
            let cause_text = cause.to_string();
            if !text.contains(&cause_text) {
                text.push_str(": ");
                text.push_str(&cause_text);
            }
            next = cause.source();
        }
        Self(text)
    }
}
