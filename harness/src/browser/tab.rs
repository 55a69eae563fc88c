//! One tab in a browser context of its own: what a person does in it, and what they see.

use std::sync::MutexGuard;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use serde_json::{Value, json};
use url::Url;

use super::chromium::Browser;
use super::command::{is_about_the_page, within};
use super::cookie::Cookie;
use super::page::{Page, Settled};
use super::place::{Place, PlaceKind, text};
use super::pool::Lease;
use super::recording::Recording;
use super::request::Request;
use super::sight::{Album, Sight};
use super::spot::Spot;
use crate::environment_error::EnvironmentError;
use crate::profile::Timing;
use crate::redact;
use crate::step_error::StepError;

/// How often a condition is looked at again.
const POLL: Duration = Duration::from_millis(20);
/// How often, at least, a page is looked at again on which nothing happens.
const SELDOM: Duration = Duration::from_millis(100);
/// How long browser or driver may take to answer what is no work.
const IDLE_DEADLINE: Duration = Duration::from_secs(5);

/// What there is to see of a page: address, title and text.
const PAGE: &str = "[location.href, document.title, document.body ? document.body.innerText : '']";

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

    // What a person does.

    /// Types an address.
    ///
    /// # Errors
    /// Failed when the site sends the browser in circles; blocked when the browser cannot get there.
    pub async fn go_to(&self, url: &Url) -> Result<(), StepError> {
        self.remember_page().await;
        self.recording().stir();
        let what = format!("opening {url}");
        let gone = within(self.timing, &what, self.lease.goto(url.as_str())).await;
        // On a busy machine the driver can overlook that the browser shows its own page about what went wrong.
        let is_there = gone.is_ok() && !self.page().await?.url.starts_with("chrome-error:");
        if is_there {
            return Ok(());
        }
        if let Some([from, to]) = self.recording().circles_between() {
            return Err(StepError::failed(
                format!("{} leads to a page", redact::url(url.as_str())),
                format!(
                    "it sends the browser in circles, at last from {} to {}",
                    redact::url(from),
                    redact::url(to)
                ),
            ));
        }
        gone?;
        let failed = format!("the browser failed at {what}: it shows no page of that site");
        Err(EnvironmentError::new(failed).into())
    }

    /// Presses the browser's back button.
    ///
    /// # Errors
    /// When the browser does not do as it is told.
    pub async fn back(&self) -> Result<(), EnvironmentError> {
        self.remember_page().await;
        self.recording().stir();
        within(self.timing, "going back", self.lease.back()).await
    }

    /// Presses what `selector` finds, once it can be pressed. `what` is for the message.
    ///
    /// # Errors
    /// Failed when there is no such thing before the deadline.
    pub async fn press(&self, selector: &str, what: &str) -> Result<(), StepError> {
        self.press_at(&Spot::on_page(selector), what).await
    }

    /// Types into the input that `selector` finds. `what` is for the message.
    ///
    /// # Errors
    /// Failed when there is no such thing before the deadline.
    pub async fn fill(&self, selector: &str, value: &str, what: &str) -> Result<(), StepError> {
        self.fill_at(&Spot::on_page(selector), value, what).await
    }

    /// Runs a script that returns whether the page was ready for it, again until it was. `what` is for the message.
    ///
    /// # Errors
    /// Failed when the page is not ready before the deadline, or stays another one.
    pub async fn run_when_ready(
        &self,
        script: &str,
        arguments: Vec<Value>,
        what: &str,
    ) -> Result<(), StepError> {
        let deadline = Instant::now() + self.timing.deadline();
        loop {
            if self.evaluate(script, arguments.clone()).await? == json!(true) {
                self.recording().stir();
                return Ok(());
            }
            if let Some(page) = self.stays(deadline).await? {
                return Err(StepError::failed(
                    format!("{what} is there"),
                    page.describe(),
                ));
            }
            self.pause().await;
        }
    }

    /// Waits before the page is looked at again: to look costs driver and browser some milliseconds, and the longer
    /// nothing has happened, the less likely is it that there is something new to see.
    async fn pause(&self) {
        let since = self.recording().since_activity();
        tokio::time::sleep((since / 2).clamp(POLL, SELDOM)).await;
    }

    /// The page, if it has been still for so long that it will not change any more, or the deadline is over.
    async fn stays(&self, deadline: Instant) -> Result<Option<Page>, EnvironmentError> {
        let still = || self.recording().quiet_for() >= self.timing.stays();
        if Instant::now() < deadline && !still() {
            return Ok(None);
        }
        let page = self.page().await?;
        Ok((Instant::now() >= deadline || still()).then_some(page))
    }

    /// Does something to an element, again until it works: pages replace their elements while one looks.
    pub(super) async fn on_element<F, Done>(
        &self,
        spot: &Spot<'_>,
        what: &str,
        act: F,
    ) -> Result<(), StepError>
    where
        F: Fn(Element) -> Done,
        Done: Future<Output = Result<(), CmdError>>,
    {
        let deadline = Instant::now() + self.timing.deadline();
        loop {
            let acted = async {
                let element = spot.find(&self.lease).await?;
                self.recording().stir();
                act(element).await
            };
            let acted = spot.and_back(&self.lease, acted);
            let error = match tokio::time::timeout(self.timing.deadline(), acted).await {
                Ok(Ok(())) => return Ok(()),
                Ok(Err(error)) => error,
                Err(_) => {
                    return Err(
                        EnvironmentError::new(format!("the browser hangs at {what}")).into(),
                    );
                }
            };
            if !is_about_the_page(&error) {
                return Err(EnvironmentError::because(
                    &format!("the browser failed at {what}"),
                    &error,
                )
                .into());
            }
            if (spot.gives_up_early() || Instant::now() >= deadline)
                && let Some(page) = self.stays(deadline).await?
            {
                let expected = format!("{what} ({spot}) can be used");
                return Err(StepError::failed(expected, page.describe()));
            }
            self.pause().await;
        }
    }

    /// Loads the page anew.
    ///
    /// # Errors
    /// When the browser does not do as it is told.
    pub async fn reload(&self) -> Result<(), EnvironmentError> {
        self.remember_page().await;
        self.recording().stir();
        within(self.timing, "reloading the page", self.lease.refresh()).await
    }

    /// Runs a script in every document that is opened from now on, before its own.
    ///
    /// # Errors
    /// When the browser does not do as it is told.
    pub async fn run_before_every_page(&self, script: &str) -> Result<(), EnvironmentError> {
        let devtools = &self.browser().devtools;
        let what = json!({ "source": script });
        let method = "Page.addScriptToEvaluateOnNewDocument";
        devtools
            .call(Some(&self.here().session), method, what)
            .await
            .map(drop)
    }

    /// Waits until a request is under way that `which` likes. `what` is for the message.
    ///
    /// # Errors
    /// Failed when none is before the deadline.
    pub async fn until_under_way(
        &self,
        what: &str,
        which: impl Fn(&Request) -> bool,
    ) -> Result<(), StepError> {
        let deadline = Instant::now() + self.timing.deadline();
        while !self.recording().is_under_way(&which) {
            if Instant::now() >= deadline {
                let page = self.page().await?;
                return Err(StepError::failed(
                    format!("the page does {what}"),
                    page.describe(),
                ));
            }
            tokio::time::sleep(POLL).await;
        }
        Ok(())
    }

    // What a person sees.

    /// The page as it is now.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn page(&self) -> Result<Page, EnvironmentError> {
        self.look(&format!("return {PAGE}")).await
    }

    /// The page as it is once its scripts have nothing to do, or after a second: a page that computes is not quiet,
    /// though nothing is exchanged.
    async fn page_when_idle(&self) -> Result<Page, EnvironmentError> {
        let idle = format!("requestIdleCallback(() => done({PAGE}), {{ timeout: 1000 }})");
        self.look(&format!("return new Promise((done) => {idle})"))
            .await
    }

    async fn look(&self, script: &str) -> Result<Page, EnvironmentError> {
        let values = self.evaluate(script, vec![]).await?;
        let value = |index: usize| values[index].as_str().unwrap_or_default().to_owned();
        Ok(Page {
            url: value(0),
            title: value(1),
            text: value(2),
        })
    }

    /// The value of a script's `return`.
    ///
    /// # Errors
    /// When the browser does not answer; a page that is being left is asked again.
    pub async fn evaluate(
        &self,
        script: &str,
        arguments: Vec<Value>,
    ) -> Result<Value, EnvironmentError> {
        let deadline = Instant::now() + self.timing.deadline();
        loop {
            let running = self.lease.execute(script, arguments.clone());
            match tokio::time::timeout(self.timing.deadline(), running).await {
                Ok(Ok(value)) => return Ok(value),
                Ok(Err(error)) if is_about_the_page(&error) && Instant::now() < deadline => {
                    tokio::time::sleep(POLL).await;
                }
                Ok(Err(error)) => {
                    return Err(EnvironmentError::because(
                        "the page could not be looked at",
                        &error,
                    ));
                }
                Err(_) => {
                    return Err(EnvironmentError::new(
                        "the page did not answer a script in time",
                    ));
                }
            }
        }
    }

    /// Waits until the page has settled as `wanted`: nothing under way, nothing new for a while, and its scripts idle.
    /// Gives up when another page stays, or at the deadline.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn settle(
        &self,
        wanted: impl Fn(&Page) -> bool,
    ) -> Result<Settled, EnvironmentError> {
        let deadline = Instant::now() + self.timing.deadline();
        loop {
            let over = Instant::now() >= deadline;
            if over || self.recording().quiet_for() >= self.timing.quiet() {
                let page = self.page_when_idle().await?;
                // What was seen counts only if nothing has begun in the meantime.
                let quiet = self.recording().quiet_for();
                let as_wanted = wanted(&page) && quiet >= self.timing.quiet();
                if as_wanted || over || quiet >= self.timing.stays() {
                    let busy_with =
                        (quiet < self.timing.quiet()).then(|| self.recording().business());
                    return Ok(Settled {
                        page,
                        as_wanted,
                        busy_with,
                    });
                }
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// Waits until nothing comes any more: for checks of what must not happen, or not twice.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn come_to_rest(&self) -> Result<(), EnvironmentError> {
        let deadline = Instant::now() + self.timing.deadline();
        self.settle(|_| true).await?;
        while self.recording().quiet_for() < self.timing.late() && Instant::now() < deadline {
            tokio::time::sleep(POLL).await;
        }
        Ok(())
    }

    // Evidence.

    /// Which worker plays in which browser where, in words; nothing for a browser that this process has started.
    #[must_use]
    pub fn played_by(&self) -> Option<String> {
        self.lease.played_by()
    }

    /// Takes a picture of the page, as the person is about to leave it: unless there is one of it, or it is still being
    /// loaded, and a picture would hold it up.
    pub(super) async fn remember_page(&self) {
        let Some(album) = &self.album else {
            return;
        };
        let (page, url) = {
            let recording = self.recording();
            let mut pages = recording.requests().iter().filter(|it| it.is_navigation);
            let url = pages.next_back().map(|it| it.url.clone());
            match url {
                Some(url) if recording.quiet_for() > Duration::ZERO => (pages.count(), url),
                _ => return,
            }
        };
        if album.is_new(self.here, page)
            && !self.shows_secret().await
            && let Ok(bytes) = self.screenshot().await
        {
            album.put(&url, bytes);
        }
    }

    /// Whether the page shows a secret whose value is known, so that it must not be pictured.
    pub async fn shows_secret(&self) -> bool {
        redact::knows_secrets()
            && self
                .page()
                .await
                .is_ok_and(|page| redact::is_shown_in(&page.text))
    }

    /// What the pages looked like that the person has left, in order.
    #[must_use]
    pub fn sights(&self) -> Vec<Sight> {
        self.album.as_ref().map(Album::sights).unwrap_or_default()
    }

    /// A picture of the page, as WebP.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn screenshot(&self) -> Result<Vec<u8>, EnvironmentError> {
        let how = json!({ "format": "webp", "quality": 60, "optimizeForSpeed": true });
        let devtools = &self.browser().devtools;
        let picture = devtools
            .call(Some(&self.here().session), "Page.captureScreenshot", how)
            .await?;
        STANDARD.decode(text(&picture, "data")).map_err(|error| {
            EnvironmentError::because("the browser's picture is not base64", &error)
        })
    }

    /// Paths and bodies of the answers that the browser still remembers: it forgets those to pages that were left.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn answers(&self) -> Result<Vec<(String, String)>, EnvironmentError> {
        let requests = self.recording().requests().to_vec();
        let devtools = &self.browser().devtools;
        let mut answers = Vec::new();
        for request in requests.iter().filter(|request| request.status.is_some()) {
            let which = json!({ "requestId": request.id });
            let session = Some(self.here().session.as_str());
            let answer = devtools
                .call(session, "Network.getResponseBody", which)
                .await;
            if let Ok(answer) = answer {
                answers.push((request.path(), text(&answer, "body")));
            }
        }
        Ok(answers)
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
