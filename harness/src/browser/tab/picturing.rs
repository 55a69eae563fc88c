//! What is kept of what a person saw.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::super::place::text;
use super::super::sight::{Album, Sight};
use super::Tab;
use crate::environment_error::EnvironmentError;
use crate::redact;

impl Tab {
    /// Takes a picture of the page, as the person is about to leave it: unless there is one of it, or it is still being
    /// loaded, and a picture would hold it up.
    pub(in crate::browser) async fn remember_page(&self) {
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
}
