//! What a person does at a tab.

use std::time::Instant;

use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use serde_json::{Value, json};
use url::Url;

use super::super::command::{is_about_the_page, within};
use super::super::spot::Spot;
use super::Tab;
use crate::environment_error::EnvironmentError;
use crate::redact;
use crate::step_error::StepError;

impl Tab {
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

    /// Loads the page anew.
    ///
    /// # Errors
    /// When the browser does not do as it is told.
    pub async fn reload(&self) -> Result<(), EnvironmentError> {
        self.remember_page().await;
        self.recording().stir();
        within(self.timing, "reloading the page", self.lease.refresh()).await
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

    /// Does something to an element, again until it works: pages replace their elements while one looks.
    pub(in crate::browser) async fn on_element<F, Done>(
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
}
