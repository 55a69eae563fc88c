//! Testing tokens: with one, Clerk takes a browser for no bot
//! (<https://clerk.com/docs/guides/development/testing/overview>).

use reqwest::Method;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use serde_json::json;
use url::Url;

use super::Clerk;
use crate::environment_error::EnvironmentError;
use crate::redact;
use crate::time::now_ms;

/// A token is renewed when it has less time left than any scenario takes, in milliseconds.
const MARGIN_MS: u64 = 5 * 60 * 1_000;

/// Later than any time in seconds, earlier than any in milliseconds.
const SECONDS_END: u64 = 100_000_000_000;

/// What pages are made to do before their own scripts run: Clerk's script calls these two around each call of the
/// Frontend API. The pages of others do not get to see the token.
const HOOKS: &str = "
    if (ORIGINS.includes(location.origin)) {
        window.__internal_onBeforeRequest = (request) => {
            request.url?.searchParams?.set('__clerk_testing_token', TOKEN);
        };
        window.__internal_onAfterResponse = (_request, response) => {
            for (const told of [response?.payload?.response, response?.payload?.client]) {
                if (told?.captcha_bypass === false) told.captcha_bypass = true;
            }
        };
    }";

/// A token that Clerk has given.
#[derive(Debug, Clone)]
pub(super) struct TestingToken {
    token: SecretString,
    /// Unix milliseconds.
    expires_at: u64,
}

impl TestingToken {
    fn is_fresh(&self) -> bool {
        self.expires_at > now_ms().saturating_add(MARGIN_MS)
    }
}

impl Clerk {
    /// A testing token that outlives any scenario; none at a stand-in, which needs none.
    ///
    /// # Errors
    /// When the instance cannot be reached or refuses.
    pub async fn testing_token(&self) -> Result<Option<SecretString>, EnvironmentError> {
        #[derive(Deserialize)]
        struct Given {
            token: SecretString,
            /// Clerk says that it is a Unix time, and not in which unit.
            expires_at: u64,
        }
        let Some(stay) = &self.stay else {
            return Ok(None);
        };
        let mut kept = stay.guest.token.lock().await;
        if let Some(fresh) = kept.as_ref().filter(|it| it.is_fresh()) {
            return Ok(Some(fresh.token.clone()));
        }
        let given: Given = self
            .send(self.request(Method::POST, "/v1/testing_tokens"))
            .await?;
        let in_seconds = given.expires_at < SECONDS_END;
        let renewed = TestingToken {
            token: given.token,
            expires_at: given.expires_at * if in_seconds { 1_000 } else { 1 },
        };
        let token = renewed.token.clone();
        redact::remember(token.expose_secret());
        *kept = Some(renewed);
        Ok(Some(token))
    }

    /// A script for every page that has the app at `app` and Clerk's own pages call the Frontend API with a testing
    /// token; none at a stand-in.
    ///
    /// # Errors
    /// When the instance cannot be reached or refuses.
    pub async fn testing_script(&self, app: &Url) -> Result<Option<String>, EnvironmentError> {
        let Some(token) = self.testing_token().await? else {
            return Ok(None);
        };
        let mut origins = vec![app.origin().ascii_serialization()];
        origins.extend(portal(&self.frontend_api));
        let hooks = HOOKS
            .replace("ORIGINS", &json!(origins).to_string())
            .replace("TOKEN", &json!(token.expose_secret()).to_string());
        Ok(Some(format!("(() => {{{hooks}\n}})();")))
    }
}

/// Where Clerk's own sign-in pages are: for `x.clerk.accounts.dev` at `x.accounts.dev`, and for `clerk.example.com` at
/// `accounts.example.com`.
fn portal(frontend_api: &str) -> Option<String> {
    let host = frontend_api.strip_prefix("https://")?;
    match (host.strip_prefix("clerk."), host.split_once(".clerk.")) {
        (Some(domain), _) => Some(format!("https://accounts.{domain}")),
        (None, Some((name, domain))) => Some(format!("https://{name}.{domain}")),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_of_clerk_itself_are_beside_the_frontend_api() {
        let portal = |host: &str| portal(&format!("https://{host}"));
        assert_eq!(
            portal("tidy-heron-42.clerk.accounts.dev").as_deref(),
            Some("https://tidy-heron-42.accounts.dev")
        );
        assert_eq!(
            portal("clerk.example.com").as_deref(),
            Some("https://accounts.example.com")
        );
        assert_eq!(portal("localhost:4101"), None);
        assert_eq!(super::portal("http://localhost:4101"), None);
    }
}
