//! Commands to the driver, and what their errors are about.

use fantoccini::error::{CmdError, ErrorStatus};

use crate::environment_error::EnvironmentError;
use crate::profile::Timing;

/// Whether an error is about what is on the page, as opposed to the browser.
pub(super) fn is_about_the_page(error: &CmdError) -> bool {
    /// How ChromeDriver says that a command ran into a navigation.
    fn tells_of_navigation(message: &str) -> bool {
        let words = ["context", "navigat", "detached", "not attached", "loader"];
        words.iter().any(|word| message.contains(word))
    }
    match error {
        CmdError::Standard(error) => match error.error {
            ErrorStatus::NoSuchElement
            | ErrorStatus::StaleElementReference
            | ErrorStatus::ElementNotInteractable
            | ErrorStatus::ElementClickIntercepted
            | ErrorStatus::DetachedShadowRoot => true,
            ErrorStatus::JavascriptError | ErrorStatus::UnknownError => {
                tells_of_navigation(&error.message)
            }
            _ => false,
        },
        // It does not always say so in the form that the specification asks for.
        CmdError::NotW3C(answer) => answer.as_str().is_some_and(tells_of_navigation),
        _ => false,
    }
}

/// The answer to a command, given generous time. `what` is for the message.
pub(super) async fn within<T>(
    timing: Timing,
    what: &str,
    command: impl Future<Output = Result<T, CmdError>>,
) -> Result<T, EnvironmentError> {
    tokio::time::timeout(timing.deadline() * 3, command)
        .await
        .map_err(|_| EnvironmentError::new(format!("the browser hangs at {what}")))?
        .map_err(|error| {
            EnvironmentError::because(&format!("the browser failed at {what}"), &error)
        })
}
