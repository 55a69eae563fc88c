//! What a person has open: a tab of their browser, or of another.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use fantoccini::wd::WindowHandle;
use futures::future::try_join_all;
use serde_json::{Value, json};

use super::command::within;
use super::pool::Lease;
use super::recording::Recording;
use crate::environment_error::EnvironmentError;
use crate::profile::Timing;

/// How a place is to the one where the person was before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceKind {
    /// There was none before.
    FirstTab,
    /// A tab of the same browser, with the same cookies.
    SecondTab,
    /// A browser with nothing of what the person has in the first.
    AnotherBrowser,
}

impl fmt::Display for PlaceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::FirstTab => "the first tab",
            Self::SecondTab => "a second tab",
            Self::AnotherBrowser => "another browser",
        })
    }
}

/// A page that is open, in one of the browser's contexts.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) kind: PlaceKind,
    /// The context that it is in; absent for the only one of a browser that is there for one scenario.
    context: Option<String>,
    pub(super) session: String,
    window: WindowHandle,
    recording: Arc<Mutex<Recording>>,
}

/// What the browser is asked to tell of.
const DOMAINS: [&str; 4] = ["Network", "Page", "Runtime", "Log"];

impl Place {
    /// Opens a blank tab in a context of its own. Times are counted from `begun`.
    pub(super) async fn in_new_context(
        lease: &Lease,
        timing: Timing,
        kind: PlaceKind,
        begun: Instant,
    ) -> Result<Self, EnvironmentError> {
        let browser = lease.browser();
        let context = if browser.has_contexts {
            let made = browser
                .devtools
                .call(None, "Target.createBrowserContext", json!({}));
            Some(text(&made.await?, "browserContextId"))
        } else if kind == PlaceKind::FirstTab {
            None
        } else {
            return Err(EnvironmentError::new(
                "the driver's browsers let nobody make browser contexts, so there is no other browser to go on in",
            ));
        };
        Self::open(lease, timing, kind, context, begun).await
    }

    /// Opens a blank tab in a context that is there. Times are counted from `begun`.
    pub(super) async fn open(
        lease: &Lease,
        timing: Timing,
        kind: PlaceKind,
        context: Option<String>,
        begun: Instant,
    ) -> Result<Self, EnvironmentError> {
        let devtools = &lease.browser().devtools;
        let mut target = in_context(context.as_deref());
        target["url"] = json!("about:blank");
        // Only a window has a size of its own.
        target["newWindow"] = json!(true);
        target["width"] = json!(1100);
        target["height"] = json!(800);
        let target = text(
            &devtools.call(None, "Target.createTarget", target).await?,
            "targetId",
        );
        let attach = json!({ "targetId": target, "flatten": true });
        let session = text(
            &devtools.call(None, "Target.attachToTarget", attach).await?,
            "sessionId",
        );
        let recording = Arc::new(Mutex::new(Recording::begun_at(begun, &target)));
        devtools.record(&session, Arc::clone(&recording));
        let enabled = DOMAINS.map(|domain| {
            let session = &session;
            async move {
                let method = format!("{domain}.enable");
                devtools.call(Some(session), &method, json!({})).await
            }
        });
        try_join_all(enabled).await?;
        let window = WindowHandle::try_from(target).map_err(|error| {
            EnvironmentError::because("the browser's tab has no usable name", &error)
        })?;
        let place = Self {
            kind,
            context,
            session,
            window,
            recording,
        };
        place.switch_to(lease, timing).await?;
        Ok(place)
    }

    /// Has the driver act here from now on.
    pub(super) async fn switch_to(
        &self,
        lease: &Lease,
        timing: Timing,
    ) -> Result<(), EnvironmentError> {
        within(
            timing,
            "switching to another tab",
            lease.switch_to_window(self.window.clone()),
        )
        .await
    }

    /// The context that it is in.
    pub(super) fn context(&self) -> Option<&str> {
        self.context.as_deref()
    }

    /// Says to the browser which context is meant: the parameters of a command about this one.
    pub(super) fn in_context(&self) -> Value {
        in_context(self.context())
    }

    /// What has happened here so far.
    pub(super) fn recording(&self) -> MutexGuard<'_, Recording> {
        self.recording
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

fn in_context(context: Option<&str>) -> Value {
    match context {
        Some(context) => json!({ "browserContextId": context }),
        None => json!({}),
    }
}

/// A member of an answer of the browser.
pub(super) fn text(value: &Value, member: &str) -> String {
    value[member].as_str().unwrap_or_default().to_owned()
}
