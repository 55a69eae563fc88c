//! A request that a tab made.

use std::time::Duration;

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub(super) id: String,
    /// Since the tab was opened.
    pub at: Duration,
    /// The HTTP method on the wire.
    pub method: String,
    /// The whole address, secrets included.
    pub url: String,
    /// The body, if it was text.
    pub body: String,
    /// The answer's status, once there is one.
    pub status: Option<u16>,
    /// When the answer began, since the tab was opened.
    pub answered_at: Option<Duration>,
    /// Whether the tab itself went there.
    pub is_navigation: bool,
    /// Whether a script or a form of a page sent it, as opposed to the browser fetching parts of the page.
    pub is_exchange: bool,
}

impl Request {
    /// The method that is meant: Clerk's Frontend API takes others than POST as `_method` in the query.
    #[must_use]
    pub fn meant_method(&self) -> String {
        let parsed = url::Url::parse(&self.url).ok();
        let meant = parsed
            .as_ref()
            .and_then(|url| url.query_pairs().find(|(name, _)| name == "_method"))
            .map(|(_, value)| value.into_owned());
        meant.unwrap_or_else(|| self.method.clone())
    }

    /// The path, without host and query.
    #[must_use]
    pub fn path(&self) -> String {
        url::Url::parse(&self.url)
            .map(|url| url.path().to_owned())
            .unwrap_or_default()
    }

    /// The body's form fields.
    pub fn form(&self) -> impl Iterator<Item = (String, String)> {
        url::form_urlencoded::parse(self.body.as_bytes()).into_owned()
    }
}
