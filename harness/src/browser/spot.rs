//! Places on a page where something is done, in its frames or not.

use std::fmt;

use fantoccini::elements::Element;
use fantoccini::error::{CmdError, ErrorStatus, WebDriver};
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, Locator};
use http::Method;
use serde_json::json;
use url::{ParseError, Url};

use super::tab::Tab;
use crate::safety;
use crate::step_error::StepError;

/// A place on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot<'a> {
    /// What is there: a CSS selector.
    pub selector: &'a str,
    /// The frame that it is in, if it is in one: a CSS selector, for the page itself.
    pub frame: Option<&'a str>,
    /// Whether it is waited for until the deadline, even on a page that stands still: frames of other sites load, and
    /// work, without the page showing it.
    pub is_awaited: bool,
}

impl<'a> Spot<'a> {
    /// One on the page itself, which is not there if the page stands still without it.
    #[must_use]
    pub fn on_page(selector: &'a str) -> Self {
        Self {
            selector,
            frame: None,
            is_awaited: false,
        }
    }

    /// Whether a page that stands still will not come to have it.
    pub(super) fn gives_up_early(&self) -> bool {
        !self.is_awaited
    }

    /// What is there; the driver is in the frame then.
    pub(super) async fn find(&self, client: &Client) -> Result<Element, CmdError> {
        if let Some(frame) = self.frame {
            client
                .find(Locator::Css(frame))
                .await?
                .enter_frame()
                .await?;
        }
        client.find(Locator::Css(self.selector)).await
    }

    /// Does something, and has the driver back on the page afterwards, whatever came of it.
    pub(super) async fn and_back(
        &self,
        client: &Client,
        deed: impl Future<Output = Result<(), CmdError>>,
    ) -> Result<(), CmdError> {
        let done = deed.await;
        if self.frame.is_some() {
            client.issue_cmd(LeaveFrames).await?;
        }
        done
    }
}

/// Has the driver back on the page itself, whatever has become of the frame that it was in
/// (<https://www.w3.org/TR/webdriver2/#switch-to-frame>, with null).
#[derive(Debug)]
struct LeaveFrames;

impl WebDriverCompatibleCommand for LeaveFrames {
    fn endpoint(&self, base_url: &Url, session_id: Option<&str>) -> Result<Url, ParseError> {
        base_url.join(&format!("session/{}/frame", session_id.unwrap_or_default()))
    }

    fn method_and_body(&self, _url: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(json!({ "id": null }).to_string()))
    }
}

impl fmt::Display for Spot<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.frame {
            Some(frame) => write!(f, "{} in {frame}", self.selector),
            None => f.write_str(self.selector),
        }
    }
}

impl Tab {
    /// As [`Tab::press`], anywhere.
    ///
    /// # Errors
    /// As for [`Tab::press`].
    pub async fn press_at(&self, spot: &Spot<'_>, what: &str) -> Result<(), StepError> {
        safety::may(|| format!("press {what}"))?;
        self.on_element(spot, what, |element| async move {
            self.remember_page().await;
            element.click().await
        })
        .await
    }

    /// As [`Tab::fill`], anywhere.
    ///
    /// # Errors
    /// As for [`Tab::fill`].
    pub async fn fill_at(&self, spot: &Spot<'_>, value: &str, what: &str) -> Result<(), StepError> {
        safety::may(|| format!("fill in {what}"))?;
        self.on_element(spot, what, |element| async move {
            element.clear().await?;
            element.send_keys(value).await
        })
        .await
    }

    /// Waits until something can be seen there. `what` is for the message.
    ///
    /// # Errors
    /// As for [`Tab::press`].
    pub async fn see_at(&self, spot: &Spot<'_>, what: &str) -> Result<(), StepError> {
        self.on_element(spot, what, |element| async move {
            if element.is_displayed().await? {
                return Ok(());
            }
            let hidden = ErrorStatus::ElementNotInteractable;
            Err(CmdError::Standard(WebDriver::new(hidden, "it is hidden")))
        })
        .await
    }
}
