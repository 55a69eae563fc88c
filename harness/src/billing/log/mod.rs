//! What a deployment logs.

mod collected;
mod container;
mod drain;
mod entry;
mod file;
mod vercel;

use std::fmt;
use std::sync::Arc;

use futures::future::BoxFuture;
use secrecy::SecretString;

use crate::environment_error::EnvironmentError;
use crate::profile::{self, secret};

pub use container::ContainerLog;
pub use drain::{DrainLog, DrainSettings};
pub use file::FileLog;
pub use vercel::VercelLog;

/// More than any scenario makes a deployment log, in bytes.
const LONGEST: usize = 8 * 1024 * 1024;

/// Where what a deployment logs can be read, for as long as a run.
pub trait LogSource: fmt::Debug + Send + Sync {
    /// The log from now on, for one scenario: without what stands there already.
    ///
    /// # Errors
    /// When it cannot be looked at.
    fn begin(&self) -> BoxFuture<'_, Result<Log, EnvironmentError>>;
}

/// What is logged from a moment on.
pub trait Lines: fmt::Debug + Send + Sync {
    /// The lines since then, in order, those of earlier calls among them. What is not a whole line yet is left out.
    ///
    /// # Errors
    /// When they cannot be read, or when some may be missing: what is not read could be trouble.
    fn lines(&self) -> BoxFuture<'_, Result<Vec<String>, EnvironmentError>>;
}

/// A log, from the moment on at which a scenario began.
#[derive(Debug, Clone)]
pub struct Log(Arc<dyn Lines>);

impl Log {
    /// One that reads these.
    pub(crate) fn of(lines: impl Lines + 'static) -> Self {
        Self(Arc::new(lines))
    }

    /// The lines since the scenario began; see [`Lines::lines`].
    ///
    /// # Errors
    /// When they cannot be read, or some may be missing.
    pub async fn lines(&self) -> Result<Vec<String>, EnvironmentError> {
        self.0.lines().await
    }
}

/// A log that a profile names, ready to be read: whatever has to listen for it listens.
#[derive(Debug)]
pub(crate) struct Opened {
    /// The log.
    pub(crate) source: Box<dyn LogSource>,
    /// What opens it: a secret that must not get into evidence.
    pub(crate) key: Option<SecretString>,
}

impl Opened {
    /// Opens what a profile names; `None` for what the app prints, which is read where it is started.
    ///
    /// # Errors
    /// When nobody can listen where the profile says.
    pub(crate) async fn of_profile(log: &profile::Log) -> Result<Option<Self>, EnvironmentError> {
        let opened = |source: Box<dyn LogSource>, key| Ok(Some(Self { source, key }));
        match log {
            profile::Log::Process {} => Ok(None),
            profile::Log::File { file } => opened(Box::new(FileLog::new(file)), None),
            profile::Log::Container { container, engine } => {
                opened(Box::new(ContainerLog::new(engine, container)), None)
            }
            profile::Log::Vercel {
                project,
                deployment,
                team,
                token_env,
                api,
            } => {
                let token = secret(token_env);
                let log = VercelLog::new(api, project, deployment, team.as_deref(), token.clone())?;
                opened(Box::new(log), Some(token))
            }
            profile::Log::Drain {
                listen,
                secret_env,
                deployment,
                verify,
            } => {
                let secret = secret(secret_env);
                let log = DrainLog::listen(DrainSettings {
                    listen: *listen,
                    secret: secret.clone(),
                    deployment: deployment.clone(),
                    verify: verify.clone(),
                })
                .await?;
                opened(Box::new(log), Some(secret))
            }
        }
    }
}

/// # Errors
/// When more of a log is new than anybody reads.
fn is_not_too_long(log: &str, bytes: usize) -> Result<(), EnvironmentError> {
    if bytes <= LONGEST {
        return Ok(());
    }
    Err(EnvironmentError::new(format!(
        "{log} has grown by more than {LONGEST} bytes since the scenario began"
    )))
}
