//! As many browsers as there are workers, started when first needed.

use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OnceCell, OwnedSemaphorePermit, Semaphore};

use super::chromium::Browser;
use super::names::Names;
use super::provision::{self, Source};
use crate::environment_error::EnvironmentError;
use crate::run::while_others_have_their_turn;

/// How many browsers may break before the rest of a run is given up: a machine that cannot keep one alive would
/// otherwise take a minute per scenario to say so.
const BREAKS_BEFORE_GIVING_UP: usize = 5;

/// Browsers for a run. Dropped, it ends all of them.
#[derive(Debug)]
pub struct BrowserPool {
    source: OnceCell<Source>,
    idle: Mutex<Vec<Browser>>,
    places: Arc<Semaphore>,
    state: Mutex<PoolState>,
}

#[derive(Debug, Default)]
struct PoolState {
    version: Option<String>,
    broken: usize,
}

impl BrowserPool {
    /// Room for `workers` browsers; none is started yet.
    #[must_use]
    pub fn new(workers: usize) -> Arc<Self> {
        Arc::new(Self {
            source: OnceCell::new(),
            idle: Mutex::default(),
            places: Arc::new(Semaphore::new(workers)),
            state: Mutex::default(),
        })
    }

    /// Makes sure that there is a driver, installing one where that can be done; starts no browser.
    ///
    /// # Errors
    /// When there is none: with the command that installs one.
    pub async fn prepare(&self) -> Result<(), EnvironmentError> {
        self.source().await.map(|_| ())
    }

    /// A browser for the time of a scenario, one that knows `names` and no others; waits until one is free.
    ///
    /// # Errors
    /// When there is no driver, or the browser does not start.
    pub async fn lease(self: &Arc<Self>, names: Option<&Names>) -> Result<Lease, EnvironmentError> {
        let place = while_others_have_their_turn(Arc::clone(&self.places).acquire_owned());
        let place = place
            .await
            .map_err(|error| EnvironmentError::because("the browsers are closed", &error))?;
        {
            let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            if state.broken >= BREAKS_BEFORE_GIVING_UP {
                return Err(EnvironmentError::new(format!(
                    "{BREAKS_BEFORE_GIVING_UP} browsers have died in this run; no more are started"
                )));
            }
        }
        let idle = {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            let fits = idle.iter().rposition(|it| it.names.as_ref() == names);
            fits.map(|fits| idle.swap_remove(fits))
        };
        let browser = match idle {
            Some(browser) => browser,
            None => self.start(names).await?,
        };
        Ok(Lease {
            cpu_before: browser.cpu(),
            browser: Some(browser),
            pool: Arc::clone(self),
            _place: place,
        })
    }

    async fn source(&self) -> Result<&Source, EnvironmentError> {
        self.source.get_or_try_init(provision::find).await
    }

    async fn start(&self, names: Option<&Names>) -> Result<Browser, EnvironmentError> {
        let started = Browser::start(self.source().await?, names).await;
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match &started {
            Ok(browser) => state.version = Some(browser.version.clone()),
            Err(_) => state.broken += 1,
        }
        started
    }

    /// Name and version of the browser, once one was started.
    #[must_use]
    pub fn version(&self) -> Option<String> {
        self.state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .version
            .clone()
    }
}

/// A browser for the time of a scenario; goes back to the pool when dropped, if it still lives.
#[derive(Debug)]
pub struct Lease {
    browser: Option<Browser>,
    cpu_before: Option<Duration>,
    pool: Arc<BrowserPool>,
    _place: OwnedSemaphorePermit,
}

impl Lease {
    /// Processor time that browser and driver have used for this lease; absent where nobody tells.
    pub(super) fn cpu(&self) -> Option<Duration> {
        let (before, now) = (self.cpu_before?, self.browser().cpu()?);
        Some(now.saturating_sub(before))
    }

    pub(super) fn browser(&self) -> &Browser {
        self.browser
            .as_ref()
            .expect("a lease has its browser until it is dropped")
    }
}

impl Deref for Lease {
    type Target = fantoccini::Client;

    fn deref(&self) -> &Self::Target {
        &self.browser().client
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Some(browser) = self.browser.take() else {
            return;
        };
        if browser.devtools.is_closed() {
            self.pool
                .state
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .broken += 1;
        } else {
            self.pool
                .idle
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(browser);
        }
    }
}
