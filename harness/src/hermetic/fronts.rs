//! Where browsers find the instance of their scenario: a port with TLS for each browser.

use std::sync::{Arc, Mutex, PoisonError};

use mock_clerk::{Front, MockClerk, Scripts, Served};

use crate::browser::Names;
use crate::environment_error::EnvironmentError;

/// The host from which bot checks are loaded; a front has a stand-in for them.
const BOT_CHECKS: &str = "challenges.cloudflare.com";

/// As many fronts as there are scenarios at a time.
#[derive(Debug)]
pub(super) struct Fronts {
    scripts: Scripts,
    idle: Arc<Mutex<Vec<Front>>>,
}

/// A front for the time of a scenario. Dropped, it is free for another.
#[derive(Debug)]
pub(crate) struct Leased {
    front: Option<Front>,
    served: Option<Served>,
    names: Names,
    idle: Arc<Mutex<Vec<Front>>>,
}

impl Fronts {
    /// None yet; those to come hand out `scripts`.
    pub(super) fn new(scripts: Scripts) -> Self {
        Self {
            scripts,
            idle: Arc::default(),
        }
    }

    /// A front behind which `clerk` is, under the name `host`.
    ///
    /// # Errors
    /// When one has to be started and cannot be.
    pub(super) async fn lease(
        &self,
        host: &str,
        clerk: &MockClerk,
    ) -> Result<Leased, EnvironmentError> {
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let failed = |error: &dyn std::error::Error| {
            EnvironmentError::because("a front for browsers could not be started", error)
        };
        let front = match idle {
            Some(front) => front,
            None => {
                let started = Front::start(Some(self.scripts.clone())).await;
                started.map_err(|error| failed(&error))?
            }
        };
        Ok(Leased {
            names: Names {
                hosts: vec![host.to_owned(), BOT_CHECKS.to_owned()],
                port: front.port(),
                certificate_hash: Front::certificate_hash().map_err(|error| failed(&error))?,
            },
            served: Some(front.serve(clerk)),
            front: Some(front),
            idle: Arc::clone(&self.idle),
        })
    }
}

impl Leased {
    /// What a browser has to be told to find it.
    pub(super) fn names(&self) -> Names {
        self.names.clone()
    }
}

impl Drop for Leased {
    fn drop(&mut self) {
        // Nobody may be behind a front that is free.
        drop(self.served.take());
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.extend(self.front.take());
    }
}
