//! One tab in a browser context of its own: what a person does in it, and what they see.

mod acting;
mod picturing;
mod seeing;

use std::sync::MutexGuard;
use std::time::{Duration, Instant};

use serde_json::json;

use super::chromium::Browser;
use super::cookie::Cookie;
use super::place::{Place, PlaceKind};
use super::pool::Lease;
use super::recording::Recording;
use super::sight::Album;
use crate::environment_error::EnvironmentError;
use crate::profile::Timing;

/// How long browser or driver may take to answer what is no work.
const IDLE_DEADLINE: Duration = Duration::from_secs(5);

/// A tab, and with it everything that the person at it has: cookies, storage, history.
#[derive(Debug)]
pub struct Tab {
    lease: Lease,
    /// What they have open, in the order in which it was opened; never empty.
    places: Vec<Place>,
    /// Which of these they sit at.
    here: usize,
    begun: Instant,
    timing: Timing,
    /// What the person saw on the way, if that is to be remembered.
    album: Option<Album>,
    /// What each of their browsers has before it opens its first page.
    entry: Vec<Cookie>,
}

impl Tab {
    /// Opens a blank tab in a fresh browser context.
    ///
    /// # Errors
    /// When the browser does not do as it is told.
    pub async fn open(lease: Lease, timing: Timing) -> Result<Self, EnvironmentError> {
        let begun = Instant::now();
        let first = Place::in_new_context(&lease, timing, PlaceKind::FirstTab, begun).await;
        // The next scenario would not fare better.
        let first = first.inspect_err(|_| lease.browser().devtools.give_up())?;
        Ok(Self {
            lease,
            places: vec![first],
            here: 0,
            begun,
            timing,
            album: None,
            entry: Vec::new(),
        })
    }

    /// Remembers what each page looked like before the person left it.
    #[must_use]
    pub fn remembering_pages(mut self) -> Self {
        self.album = Some(Album::default());
        self
    }

    /// Gives the person these cookies, in each browser that they use.
    ///
    /// # Errors
    /// When the browser does not take them.
    pub async fn with_cookies(mut self, cookies: &[Cookie]) -> Result<Self, EnvironmentError> {
        self.entry = cookies.to_vec();
        self.set_cookies(cookies).await?;
        Ok(self)
    }

    /// Opens a second tab of the same person, and goes on in it.
    ///
    /// # Errors
    /// When the browser does not do as it is told.
    pub async fn go_on_in_second_tab(&mut self) -> Result<(), EnvironmentError> {
        let context = self.here().context().map(str::to_owned);
        let kind = PlaceKind::SecondTab;
        let there = Place::open(&self.lease, self.timing, kind, context, self.begun).await?;
        self.go_on_at(there);
        Ok(())
    }

    /// Goes on as on another computer, with nothing that the person has here.
    ///
    /// # Errors
    /// When the browser does not do as it is told.
    pub async fn go_on_in_another_browser(&mut self) -> Result<(), EnvironmentError> {
        let kind = PlaceKind::AnotherBrowser;
        let there = Place::in_new_context(&self.lease, self.timing, kind, self.begun).await?;
        self.go_on_at(there);
        self.set_cookies(&self.entry).await
    }

    fn go_on_at(&mut self, there: Place) {
        self.here = self.places.len();
        self.places.push(there);
    }

    /// Goes back to what was open first.
    ///
    /// # Errors
    /// When the browser does not do as it is told.
    pub async fn return_to_first(&mut self) -> Result<(), EnvironmentError> {
        self.go_on_at_tab(0).await
    }

    /// Goes on in what was open at [`Tab::position`] `position`; in what was open first, if nothing was.
    ///
    /// # Errors
    /// When the browser does not do as it is told.
    pub async fn go_on_at_tab(&mut self, position: usize) -> Result<(), EnvironmentError> {
        self.here = if position < self.places.len() {
            position
        } else {
            0
        };
        self.here().switch_to(&self.lease, self.timing).await
    }

    /// Where the person sits.
    pub(super) fn here(&self) -> &Place {
        &self.places[self.here]
    }

    pub(super) fn browser(&self) -> &Browser {
        self.lease.browser()
    }

    /// What has happened so far where the person sits.
    pub fn recording(&self) -> MutexGuard<'_, Recording> {
        self.here().recording()
    }

    /// What has happened so far in each place that the person has had open, in the order in which they were opened.
    pub fn recordings(&self) -> impl Iterator<Item = (PlaceKind, MutexGuard<'_, Recording>)> {
        self.places
            .iter()
            .map(|place| (place.kind, place.recording()))
    }

    /// Which of [`Tab::recordings`] is that of where the person sits.
    #[must_use]
    pub fn position(&self) -> usize {
        self.here
    }

    async fn driver_answers(&self) -> bool {
        let asked = tokio::time::timeout(IDLE_DEADLINE, self.lease.windows());
        matches!(asked.await, Ok(Ok(_)))
    }

    /// Whether the browser still answers; if not, nobody else gets it.
    pub async fn is_alive(&self) -> bool {
        let devtools = &self.browser().devtools;
        let asked = devtools.call(None, "Browser.getVersion", json!({}));
        let answers = tokio::time::timeout(IDLE_DEADLINE, asked).await;
        let answers = matches!(answers, Ok(Ok(_)));
        if !answers {
            devtools.give_up();
        }
        answers
    }

    /// Which worker plays in which browser where, in words; nothing for a browser that this process has started.
    #[must_use]
    pub fn played_by(&self) -> Option<String> {
        self.lease.played_by()
    }

    /// Closes everything that the person had open, and forgets everything that they had. Returns the processor time
    /// that driver and browser have used since the tab's browser was leased; absent for a driver that is not ours, and
    /// where the system does not tell.
    pub async fn close(self) -> Option<Duration> {
        let devtools = &self.browser().devtools;
        for place in &self.places {
            devtools.forget(&place.session);
            if place.context().is_none() {
                continue;
            }
            let which = place.in_context();
            // Two tabs may be of one context; the second time it is gone.
            if let Err(error) = devtools
                .call(None, "Target.disposeBrowserContext", which)
                .await
            {
                tracing::debug!(%error, "a browser context was not disposed of");
            }
        }
        // A driver that has died, or hangs, would spoil every scenario to come.
        if !devtools.is_closed() && !self.driver_answers().await {
            devtools.give_up();
        }
        let cpu = self.lease.cpu();
        self.lease.end().await;
        cpu
    }
}
