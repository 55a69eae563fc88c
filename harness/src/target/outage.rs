//! A deployment that does not answer any more.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use crate::deployment::Deployment;
use crate::environment_error::EnvironmentError;
use crate::run::while_others_have_their_turn;

/// How long a deployment may take to come back: as long as a restart. What stays away would otherwise cost each scenario the
/// longest that anything is waited for; what is back in a moment would cost all of them.
const RETURN: Duration = Duration::from_secs(20);

/// How often it is asked meanwhile.
const AGAIN: Duration = Duration::from_millis(250);

/// What is known of a deployment that all scenarios share.
#[derive(Debug, Default)]
pub(super) struct Outage {
    /// Whether it did not answer when it was last asked.
    suspected: AtomicBool,
    /// One scenario asks, and the others hear.
    turn: Mutex<()>,
    /// Why the rest of the run is given up, if it is.
    over: OnceLock<EnvironmentError>,
}

impl Outage {
    /// Something of the deployment did not answer. The next scenario begins when it does.
    pub(super) fn suspect(&self) {
        self.suspected.store(true, Ordering::Relaxed);
    }

    /// The deployment for a scenario, as `have` gets it.
    ///
    /// # Errors
    /// When there is none; when it was suspected and does not come back; and at once, when it did not before.
    pub(super) async fn watch<F>(
        &self,
        have: impl Fn() -> F,
    ) -> Result<Deployment, EnvironmentError>
    where
        F: Future<Output = Result<Deployment, EnvironmentError>>,
    {
        if !self.suspected.load(Ordering::Relaxed) {
            return have().await.inspect_err(|_| self.suspect());
        }
        while_others_have_their_turn(self.wait_for(have)).await
    }

    async fn wait_for<F>(&self, have: impl Fn() -> F) -> Result<Deployment, EnvironmentError>
    where
        F: Future<Output = Result<Deployment, EnvironmentError>>,
    {
        let _turn = self.turn.lock().await;
        let deadline = Instant::now() + RETURN;
        loop {
            if let Some(over) = self.over.get() {
                return Err(over.clone());
            }
            let fault = match have().await {
                Err(fault) => fault,
                Ok(deployment) => match deployment.fault().await {
                    Some(fault) => fault,
                    None => {
                        self.suspected.store(false, Ordering::Relaxed);
                        return Ok(deployment);
                    }
                },
            };
            if Instant::now() >= deadline {
                let seconds = RETURN.as_secs();
                self.over.get_or_init(|| {
                    EnvironmentError::new(format!(
                        "{fault}; it was not back within {seconds} s, so no more scenarios are tried"
                    ))
                });
            } else {
                tokio::time::sleep(AGAIN).await;
            }
        }
    }
}
