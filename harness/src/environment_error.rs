//! Faults of what a run stands on: browser, driver, network, mocks. They say nothing about the deployment.

use crate::redact;

/// Something that the run stands on does not work: one line that says what, and what to do where that is known.
/// Addresses in it have no secrets.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct EnvironmentError(String);

impl EnvironmentError {
    /// A fault in words.
    #[must_use]
    pub fn new(what: impl Into<String>) -> Self {
        Self(redact::text(&what.into()))
    }

    /// A fault whose cause is another error; its own causes are told too.
    pub fn because(what: &str, cause: &dyn std::error::Error) -> Self {
        // Drivers and compilers add lines for those who develop them.
        let first_line = |text: String| text.lines().next().unwrap_or_default().trim().to_owned();
        let mut text = format!("{what}: {}", first_line(cause.to_string()));
        let mut next = cause.source();
        while let Some(cause) = next {
            let cause_text = first_line(cause.to_string());
            if !text.contains(&cause_text) {
                text.push_str(": ");
                text.push_str(&cause_text);
            }
            next = cause.source();
        }
        // HTTP clients and browsers tell the whole address that they were sent to.
        Self::new(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lose_their_secrets_in_what_went_wrong_and_in_its_causes() {
        #[derive(Debug, thiserror::Error)]
        #[error("no connection to http://localhost/v1/client?rotating_token_nonce=hunter22")]
        struct Cause;
        let what = "opening http://localhost/sign-in?__clerk_ticket=hunter22";
        assert_eq!(
            EnvironmentError::because(what, &Cause).to_string(),
            "opening http://localhost/sign-in?__clerk_ticket=[redacted]: \
             no connection to http://localhost/v1/client?rotating_token_nonce=[redacted]"
        );
        assert_eq!(
            EnvironmentError::new(what).to_string(),
            "opening http://localhost/sign-in?__clerk_ticket=[redacted]"
        );
    }

    #[test]
    fn the_causes_of_a_cause_are_told_once_and_in_one_line() {
        #[derive(Debug, thiserror::Error)]
        #[error("refused\n  (Session info: chrome)")]
        struct Inner;
        #[derive(Debug, thiserror::Error)]
        #[error("no connection")]
        struct Outer(#[source] Inner);
        let error = EnvironmentError::because("the browser", &Outer(Inner));
        assert_eq!(error.to_string(), "the browser: no connection: refused");
    }
}
