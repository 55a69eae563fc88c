//! A cookie, as the browser keeps it.

use serde::{Deserialize, Serialize};
use serde_json::json;
use url::Url;

use super::tab::Tab;
use crate::environment_error::EnvironmentError;

/// A cookie, in the form of the DevTools protocol (`Network.Cookie`).
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cookie {
    /// Its name.
    pub name: String,
    /// Its value; often a secret.
    pub value: String,
    /// The host that it is for; with a dot before it, also those below.
    pub domain: String,
    /// The beginning of the paths that it is for.
    pub path: String,
    /// When it ends, in Unix seconds; -1 when it ends with the browser.
    pub expires: f64,
    /// Whether scripts cannot see it.
    pub http_only: bool,
    /// Whether it travels by HTTPS only.
    pub secure: bool,
    /// Whether other sites' pages send it along.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_site: Option<String>,
}

impl Cookie {
    /// Whether the host of `url` gets it.
    #[must_use]
    pub fn is_for(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default();
        match self.domain.strip_prefix('.') {
            Some(parent) => host == parent || host.ends_with(&self.domain),
            None => host == self.domain,
        }
    }

    /// How others could get it: by a script, or on the way where it is set `by_https`.
    #[must_use]
    pub fn weakness(&self, by_https: bool) -> Option<&'static str> {
        if !self.http_only {
            return Some("every script on its host can read it: it is not HttpOnly");
        }
        if by_https && !self.secure {
            return Some("it travels by plain HTTP, too: it is not Secure");
        }
        None
    }
}

/// Without the value.
impl std::fmt::Debug for Cookie {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cookie")
            .field("name", &self.name)
            .field("domain", &self.domain)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl Tab {
    /// All cookies of the tab's context that the host of `url` would get.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn cookies_for(&self, url: &Url) -> Result<Vec<Cookie>, EnvironmentError> {
        let mut cookies = self.cookies().await?;
        cookies.retain(|cookie| cookie.is_for(url));
        Ok(cookies)
    }

    /// All cookies of the tab's context.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn cookies(&self) -> Result<Vec<Cookie>, EnvironmentError> {
        let devtools = &self.browser().devtools;
        let which = self.here().in_context();
        let answer = devtools.call(None, "Storage.getCookies", which).await?;
        Vec::deserialize(&answer["cookies"]).map_err(|error| {
            EnvironmentError::because("the browser's cookies cannot be read", &error)
        })
    }

    /// Gives a cookie that the browser has another value.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn change_cookie(
        &self,
        cookie: &Cookie,
        value: &str,
    ) -> Result<(), EnvironmentError> {
        let changed = Cookie {
            value: value.to_owned(),
            ..cookie.clone()
        };
        self.set_cookies(&[changed]).await
    }

    /// Puts cookies into the tab's context.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub(super) async fn set_cookies(&self, cookies: &[Cookie]) -> Result<(), EnvironmentError> {
        if cookies.is_empty() {
            return Ok(());
        }
        let devtools = &self.browser().devtools;
        let mut what = self.here().in_context();
        what["cookies"] = json!(cookies);
        devtools
            .call(None, "Storage.setCookies", what)
            .await
            .map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cookie(domain: &str) -> Cookie {
        serde_json::from_value(serde_json::json!({
            "name": "__client", "value": "fake", "domain": domain, "path": "/", "expires": -1,
            "httpOnly": true, "secure": false,
        }))
        .expect("a cookie")
    }

    #[test]
    fn a_cookie_of_a_host_is_for_no_other_and_one_with_a_dot_for_those_below() {
        let app = Url::parse("https://app.example.test/").expect("a URL");
        assert!(cookie("app.example.test").is_for(&app));
        assert!(!cookie("example.test").is_for(&app));
        assert!(cookie(".example.test").is_for(&app));
        assert!(!cookie(".ample.test").is_for(&app));
    }

    #[test]
    fn a_cookie_is_weak_that_scripts_can_read_or_that_leaves_https() {
        let mut client = cookie("clerk.example.test");
        assert_eq!(client.weakness(false), None);
        assert!(
            client
                .weakness(true)
                .is_some_and(|it| it.contains("Secure"))
        );
        client.secure = true;
        assert_eq!(client.weakness(true), None);
        client.http_only = false;
        assert!(
            client
                .weakness(true)
                .is_some_and(|it| it.contains("HttpOnly"))
        );
    }

    #[test]
    fn what_is_printed_of_a_cookie_is_not_its_value() {
        assert!(!format!("{:?}", cookie("app.example.test")).contains("fake"));
    }
}
