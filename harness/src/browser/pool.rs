//! As many browsers as there are workers, started when first needed.

use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::future::join_all;
use tokio::sync::{OnceCell, OwnedSemaphorePermit, Semaphore};
use url::Url;

use super::chromium::{BROWSER, Browser};
use super::names::{Names, is_loopback};
use super::provision::{self, Source};
use super::workers::Workers;
use crate::environment_error::EnvironmentError;
use crate::profile::Profile;
use crate::run::while_others_have_their_turn;

/// How many browsers may break before the rest of a run is given up: a machine that cannot keep one alive would
/// otherwise take a minute per scenario to say so.
const BREAKS_BEFORE_GIVING_UP: usize = 5;

/// Browsers for a run. Dropped, it ends all that are its own; those of a driver that runs already end by
/// [`BrowserPool::close`].
#[derive(Debug)]
pub struct BrowserPool {
    source: OnceCell<Source>,
    /// The image for a machine without a browser.
    image: Option<String>,
    idle: Mutex<Vec<Browser>>,
    workers: Workers,
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
        Self::with_image(workers, None)
    }

    /// Room for `workers` browsers as a target wants them; none is started yet.
    #[must_use]
    pub fn of(profile: &Profile, workers: usize) -> Arc<Self> {
        // What is on this machine only cannot be reached from within a container.
        let host = profile.app.url().and_then(Url::host_str);
        let is_elsewhere = host.is_some_and(|host| !is_loopback(host));
        let image = profile.browser.image.clone();
        Self::with_image(workers, image.filter(|_| is_elsewhere))
    }

    fn with_image(workers: usize, image: Option<String>) -> Arc<Self> {
        Arc::new(Self {
            source: OnceCell::new(),
            image,
            idle: Mutex::default(),
            workers: Workers::new(workers),
            places: Arc::new(Semaphore::new(workers)),
            state: Mutex::default(),
        })
    }

    /// Makes sure that there is a driver, installing one where that can be done; starts no browser. To be called once,
    /// before the first lease: of a Grid with fewer places than workers, some of those never get a browser.
    ///
    /// # Errors
    /// When there is none: with the command that installs one.
    pub async fn prepare(&self) -> Result<(), EnvironmentError> {
        let Some(remote) = self.source().await?.remote() else {
            return Ok(());
        };
        let grid = remote.grid().await?;
        let places = grid.and_then(|it| it.places(BROWSER));
        let workers = self.places.available_permits();
        if let Some(places) = places.filter(|places| *places < workers) {
            tracing::warn!(
                "the Grid at {} has {places} free places for {BROWSER}: so many scenarios at a time have a browser there",
                remote.origin()
            );
            // One waits for what others have now.
            self.places.forget_permits(workers - places.max(1));
        }
        Ok(())
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
        if self.state().broken >= BREAKS_BEFORE_GIVING_UP {
            return Err(EnvironmentError::new(format!(
                "{BREAKS_BEFORE_GIVING_UP} browsers have died in this run; no more are started"
            )));
        }
        let browser = match self.take_idle(names) {
            Some(browser) => browser,
            None => {
                if let Some(unfit) = self.take_superfluous() {
                    unfit.end().await;
                }
                self.start(names).await?
            }
        };
        Ok(Lease {
            cpu_before: browser.cpu(),
            browser: Some(browser),
            pool: Arc::clone(self),
            _place: place,
        })
    }

    /// A browser that waits for its next scenario. One that a Grid has ended because it waited for too long is no more.
    fn take_idle(&self, names: Option<&Names>) -> Option<Browser> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|it| !it.devtools.is_closed());
        let fits = idle.iter().rposition(|it| it.names.as_ref() == names);
        fits.map(|fits| idle.swap_remove(fits))
    }

    /// A browser that has to make room for another one: there are no more than workers.
    fn take_superfluous(&self) -> Option<Browser> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        (idle.len() > self.places.available_permits()).then(|| idle.remove(0))
    }

    /// Ends all browsers that wait for a scenario. A run calls it when it is over: a Grid would keep their places taken until
    /// nobody has used them for minutes.
    pub async fn close(&self) {
        let idle = std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner));
        join_all(idle.into_iter().map(Browser::end)).await;
    }

    fn state(&self) -> MutexGuard<'_, PoolState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn source(&self) -> Result<&Source, EnvironmentError> {
        let find = || provision::find(self.image.as_deref(), self.workers.number());
        self.source.get_or_try_init(find).await
    }

    async fn start(&self, names: Option<&Names>) -> Result<Browser, EnvironmentError> {
        let worker = self.workers.next();
        let started = Browser::start(self.source().await?, names, worker).await;
        let mut state = self.state();
        match &started {
            Ok(browser) => state.version = Some(browser.version.clone()),
            Err(_) => state.broken += 1,
        }
        started
    }

    /// Name and version of the browser, once one was started.
    #[must_use]
    pub fn version(&self) -> Option<String> {
        self.state().version.clone()
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

    /// Who plays and where, in words, if the browser is not in this process's hands.
    pub(super) fn played_by(&self) -> Option<String> {
        let Browser {
            version,
            worker,
            elsewhere,
            ..
        } = self.browser();
        let elsewhere = elsewhere.as_ref()?;
        Some(format!("played by {worker} in {version} on {elsewhere}"))
    }

    /// Gives the browser back, or ends it where scenarios cannot be kept apart in one.
    pub(super) async fn end(mut self) {
        if let Some(browser) = self.browser.take_if(|it| !it.has_contexts) {
            browser.end().await;
        }
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
            self.pool.state().broken += 1;
        } else if browser.has_contexts {
            let idle = self.pool.idle.lock();
            idle.unwrap_or_else(PoisonError::into_inner).push(browser);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use serde_json::json;

    use super::*;

    /// How long a browser may take to be gone.
    const SOON: Duration = Duration::from_secs(10);

    /// Has a browser die, and waits until that is known.
    async fn kill(browser: &Browser) {
        let devtools = &browser.devtools;
        // Its answer is that it is gone.
        let _ = devtools.call(None, "Browser.crash", json!({})).await;
        let deadline = Instant::now() + SOON;
        while !devtools.is_closed() {
            assert!(Instant::now() < deadline, "it lives");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    async fn leased(pool: &Arc<BrowserPool>) -> Lease {
        pool.lease(None).await.expect("a browser")
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_browser_that_dies_is_replaced_and_counts_if_somebody_had_it() {
        let pool = BrowserPool::new(1);
        drop(leased(&pool).await);
        let idle = pool.idle.lock().expect("nobody panics").pop();
        let idle = idle.expect("it waits for its next scenario");
        kill(&idle).await;
        pool.idle.lock().expect("nobody panics").push(idle);

        let second = leased(&pool).await;
        assert!(!second.browser().devtools.is_closed());
        assert_eq!(pool.state().broken, 0);
        kill(second.browser()).await;
        drop(second);
        assert_eq!(pool.state().broken, 1);

        assert!(!leased(&pool).await.browser().devtools.is_closed());
        pool.state().broken = BREAKS_BEFORE_GIVING_UP;
        let error = pool.lease(None).await.expect_err("it is given up");
        assert!(
            error.to_string().contains("5 browsers have died"),
            "{error}"
        );
    }
}
