//! A request that a tab made.

use std::fmt;
use std::time::Duration;

use url::{Url, form_urlencoded};

use crate::redact;

/// How the bodies of forms are written.
const FORM: &str = "application/x-www-form-urlencoded";

/// One request. Its [`fmt::Debug`] has no secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    pub(super) id: String,
    /// Since the tab was opened.
    pub at: Duration,
    /// The HTTP method on the wire.
    pub method: String,
    /// The whole address, secrets included.
    pub url: String,
    /// The body, if it was text, secrets included.
    pub body: String,
    /// What the request says that its body is: a media type, in lower case and without parameters.
    pub media_type: Option<String>,
    /// The answer's status, once there is one.
    pub status: Option<u16>,
    /// When the answer began, since the tab was opened.
    pub answered_at: Option<Duration>,
    /// Why there is no answer, or not all of it, in the browser's words: `net::ERR_CONNECTION_RESET`.
    pub error: Option<String>,
    /// Whether the tab itself went there.
    pub is_navigation: bool,
    /// Whether a script or a form of a page sent it, as opposed to the browser fetching parts of the page.
    pub is_exchange: bool,
}

impl Request {
    /// The method that is meant: Clerk's Frontend API takes others than POST as `_method` in the query.
    #[must_use]
    pub fn meant_method(&self) -> String {
        let parsed = Url::parse(&self.url).ok();
        let meant = parsed
            .as_ref()
            .and_then(|url| url.query_pairs().find(|(name, _)| name == "_method"))
            .map(|(_, value)| value.into_owned());
        meant.unwrap_or_else(|| self.method.clone())
    }

    /// The path, without host and query.
    #[must_use]
    pub fn path(&self) -> String {
        Url::parse(&self.url)
            .map(|url| url.path().to_owned())
            .unwrap_or_default()
    }

    /// The body's fields, if it is a form; not of one with files (`multipart/form-data`).
    pub fn form(&self) -> impl Iterator<Item = (String, String)> {
        let form = if self.is_form() { &self.body } else { "" };
        form_urlencoded::parse(form.as_bytes()).into_owned()
    }

    /// Kind and length of a body that [`Request::form`] does not tell of.
    #[must_use]
    pub fn other_body(&self) -> Option<String> {
        if self.is_form() || self.body.is_empty() {
            return None;
        }
        let kind = self.media_type.as_deref().unwrap_or("of no said kind");
        Some(format!("{kind}, {} bytes", self.body.len()))
    }

    fn is_form(&self) -> bool {
        self.media_type.as_deref() == Some(FORM)
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("at", &self.at)
            .field("method", &self.method)
            .field("url", &redact::url(&self.url))
            .field("form", &redact::form(self.form()))
            .field("other_body", &self.other_body())
            .field("status", &self.status)
            .field("error", &self.error)
            .field("is_navigation", &self.is_navigation)
            .field("is_exchange", &self.is_exchange)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post(media_type: Option<&str>, body: &str) -> Request {
        Request {
            id: "1".to_owned(),
            at: Duration::ZERO,
            method: "POST".to_owned(),
            url: "http://localhost/v1/client?__clerk_db_jwt=hunter22".to_owned(),
            body: body.to_owned(),
            media_type: media_type.map(str::to_owned),
            status: Some(200),
            answered_at: None,
            error: None,
            is_navigation: false,
            is_exchange: true,
        }
    }

    #[test]
    fn a_form_has_fields_and_no_other_body() {
        let request = post(Some(FORM), "strategy=password&password=hunter22");
        let names: Vec<String> = request.form().map(|(name, _)| name).collect();
        assert_eq!(names, ["strategy", "password"]);
        assert_eq!(request.other_body(), None);
    }

    #[test]
    fn a_body_that_is_no_form_has_no_fields_but_kind_and_length() {
        let json = post(Some("application/json"), r#"{"a":1}"#);
        assert_eq!(json.form().count(), 0);
        assert_eq!(
            json.other_body().as_deref(),
            Some("application/json, 7 bytes")
        );
        let bare = post(None, "a=1");
        assert_eq!(bare.form().count(), 0);
        assert_eq!(
            bare.other_body().as_deref(),
            Some("of no said kind, 3 bytes")
        );
        assert_eq!(post(None, "").other_body(), None);
    }

    #[test]
    fn a_request_that_is_printed_keeps_its_secrets() {
        let requests = [
            post(Some(FORM), "password=hunter22&username=ann"),
            post(Some("application/json"), r#"{"password":"hunter22"}"#),
        ];
        for request in &requests {
            let printed = format!("{request:?}");
            assert!(!printed.contains("hunter22"), "{printed}");
        }
        assert!(format!("{:?}", requests[0]).contains("ann"));
    }
}
