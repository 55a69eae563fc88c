//! What a person sees of a page, and when it has come to rest.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::super::command::is_about_the_page;
use super::super::page::{Page, Settled};
use super::super::request::Request;
use super::Tab;
use crate::environment_error::EnvironmentError;
use crate::step_error::StepError;

/// How often a condition is looked at again.
const POLL: Duration = Duration::from_millis(20);
/// How often, at least, a page is looked at again on which nothing happens.
const SELDOM: Duration = Duration::from_millis(100);

/// What there is to see of a page: address, title and text.
const PAGE: &str = "[location.href, document.title, document.body ? document.body.innerText : '']";

impl Tab {
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

    /// The page, if it has been still for so long that it will not change any more, or the deadline is over.
    pub(super) async fn stays(&self, deadline: Instant) -> Result<Option<Page>, EnvironmentError> {
        let still = || self.recording().quiet_for() >= self.timing.stays();
        if Instant::now() < deadline && !still() {
            return Ok(None);
        }
        let page = self.page().await?;
        Ok((Instant::now() >= deadline || still()).then_some(page))
    }

    /// Waits before the page is looked at again: to look costs driver and browser some milliseconds, and the longer
    /// nothing has happened, the less likely is it that there is something new to see.
    pub(super) async fn pause(&self) {
        let since = self.recording().since_activity();
        tokio::time::sleep((since / 2).clamp(POLL, SELDOM)).await;
    }
}
