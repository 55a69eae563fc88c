//! The command: `send`, for any program that wants to offer it.

mod args;
mod command;
mod plan;
mod show;

use crate::secret::SecretError;

pub use self::args::{Args, Arrangement, Distort, examples};
use self::command::Command;
pub use self::plan::PlanError;

/// How it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All was answered as it should be, or there was nothing to send.
    AsItShouldBe,
    /// Something was answered otherwise, or not at all.
    Otherwise,
    /// At least once there was nobody to connect to.
    NotConnected,
}

/// Why nothing was sent.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The messages cannot be made.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// There is no secret.
    #[error("{0} is not set: it has to hold the signing secret (whsec_…)")]
    NoSecret(String),
    /// There is something else in its place.
    #[error("{name}: {source}")]
    Secret {
        /// The environment variable.
        name: String,
        /// What is wrong with it.
        source: SecretError,
    },
    /// A burst is of one event.
    #[error("--count sends one event, many times: name one")]
    OneEvent,
}

/// Sends what `args` say, and prints each attempt with its answer.
///
/// # Errors
/// On wrong usage, before anything is sent.
pub async fn run(args: Args) -> Result<Outcome, CliError> {
    let variable = |name: &str| std::env::var(name).ok();
    let mut command = Command {
        args: &args,
        out: std::io::stdout(),
        variable,
    };
    command.run().await
}
