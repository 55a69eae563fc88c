//! Whether a person is signed in, as the deployment sees it.

use std::fmt;

use reqwest::header;
use serde_json::Value;
use url::Url;

use super::World;
use super::check::same_page;
use crate::browser::Cookie;
use crate::capability::Capability;
use crate::environment_error::EnvironmentError;
use crate::step_error::StepError;

/// How the app sees the browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionState {
    /// A protected page opens, for the user with this ID.
    SignedIn(Option<String>),
    /// A protected page leads to a session task first.
    Pending,
    /// A protected page leads elsewhere: to this path.
    SignedOut(String),
}

impl fmt::Display for SessionState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SignedIn(Some(user)) => write!(f, "it opens, for {user}"),
            Self::SignedIn(None) => f.write_str("it opens, although they have no session token"),
            Self::Pending => f.write_str("it leads to a session task"),
            Self::SignedOut(to) => write!(f, "it leads to {to}"),
        }
    }
}

/// Where an app keeps the session token.
const SESSION_COOKIE: &str = "__session";

/// Where Clerk keeps which browser it is.
const CLIENT_COOKIE: &str = "__client";

/// More redirects than any sound sign-in has.
const MOST_REDIRECTS: usize = 10;

impl World {
    /// How the app sees the browser, asked with the browser's own cookies by opening a protected page.
    ///
    /// # Errors
    /// Blocked, when browser or app cannot be reached.
    pub async fn session(&mut self) -> Result<SessionState, StepError> {
        let (protected, tasks) = (
            self.profile()?.routes.protected.clone(),
            self.profile()?.routes.tasks.clone(),
        );
        let protected = self.deployment().await?.page(&protected)?;
        let tab = self.open_tab()?;
        tab.settle(|_| true).await?;
        let cookies = tab.cookies_for(&protected).await?;
        let user_id = cookies
            .iter()
            .find(|cookie| cookie.name == SESSION_COOKIE)
            .and_then(|cookie| subject(&cookie.value));
        let cookies = cookies
            .iter()
            .map(|cookie| format!("{}={}", cookie.name, cookie.value))
            .collect::<Vec<_>>()
            .join("; ");
        let failed =
            |error: &dyn std::error::Error| EnvironmentError::because("the protected page", error);
        let mut url = protected.clone();
        for _ in 0..MOST_REDIRECTS {
            let request = crate::http::client()
                .get(url.clone())
                .header(header::ACCEPT, "text/html");
            let own = url.origin() == protected.origin();
            let request = if own {
                request.header(header::COOKIE, &cookies)
            } else {
                request
            };
            let answer = request.send().await.map_err(|error| failed(&error))?;
            if answer.status().is_redirection() {
                let to = answer
                    .headers()
                    .get(header::LOCATION)
                    .and_then(|to| to.to_str().ok());
                url = url
                    .join(to.unwrap_or_default())
                    .map_err(|error| failed(&error))?;
                if own && url.origin() == protected.origin() && url.path() != protected.path() {
                    let pending = url.path() == tasks;
                    return Ok(if pending {
                        SessionState::Pending
                    } else {
                        SessionState::SignedOut(url.path().to_owned())
                    });
                }
                continue;
            }
            if answer.status().is_success() && same_page(url.as_str(), &protected) {
                return Ok(SessionState::SignedIn(user_id));
            }
            return Ok(SessionState::SignedOut(format!(
                "{} ({})",
                url.path(),
                answer.status()
            )));
        }
        Ok(SessionState::SignedOut(format!(
            "{MOST_REDIRECTS} redirects"
        )))
    }

    /// They are signed in, as themselves.
    ///
    /// # Errors
    /// Failed, when they are not, or somebody else is.
    pub async fn has_session(&mut self) -> Result<(), StepError> {
        let expected = "the protected page opens for them";
        let user_id = match self.session().await? {
            SessionState::SignedIn(user_id) => user_id,
            SessionState::Pending => {
                return Err(StepError::failed(
                    expected,
                    "a session task stands before it",
                ));
            }
            SessionState::SignedOut(to) => {
                return Err(StepError::failed(expected, format!("it leads to {to}")));
            }
        };
        let email = self.person()?.email.clone();
        let accounts = self.deployment().await?.clerk.accounts(&email).await?;
        match (accounts.as_slice(), user_id) {
            ([account], Some(user_id)) if account.id == user_id => Ok(()),
            (accounts, user_id) => Err(StepError::failed(
                format!("the session belongs to the one account of {email}"),
                format!(
                    "it belongs to {}; {} accounts have that address",
                    user_id.as_deref().unwrap_or("nobody"),
                    accounts.len()
                ),
            )),
        }
    }

    /// They have no session: no protected page opens, and the instance knows of none.
    ///
    /// # Errors
    /// Failed, when they have.
    pub async fn has_no_session(&mut self) -> Result<(), StepError> {
        let expected = "the protected page does not open for them";
        let session = self.session().await?;
        if !matches!(session, SessionState::SignedOut(_)) {
            return Err(StepError::failed(expected, session.to_string()));
        }
        let Some(email) = self.person.as_ref().map(|person| person.email.clone()) else {
            return Ok(());
        };
        let clerk = self.deployment().await?.clerk.clone();
        for account in clerk.accounts(&email).await? {
            let sessions = clerk.sessions(&account.id).await?.len();
            if sessions > 0 {
                return Err(StepError::failed(
                    format!("the instance has no session of {email}"),
                    format!("it has {sessions}"),
                ));
            }
        }
        Ok(())
    }

    /// Pages of the app do not open for them, whatever sessions wait on their client.
    ///
    /// # Errors
    /// Failed, when one does.
    pub async fn has_no_active_session(&mut self) -> Result<(), StepError> {
        match self.session().await? {
            SessionState::SignedOut(_) => Ok(()),
            other => Err(StepError::failed(
                "the protected page does not open for them",
                other.to_string(),
            )),
        }
    }

    /// Their session token has expired, as it does when an hour goes by without a page being open.
    ///
    /// # Errors
    /// Blocked, when they have none, or the instance cannot make old ones.
    pub async fn let_session_token_expire(&mut self) -> Result<(), StepError> {
        const LONG_AGO_S: u64 = 3_600;
        self.must_say_that_it_needs(Capability::Clock)?;
        let cookies = self.session_cookies().await?;
        let origin = self.app_origin().await?;
        let clerk = self.deployment().await?.clerk.clone();
        // An open page would renew it.
        self.open_tab()?.go_to(&blank()).await?;
        for cookie in cookies {
            let id = claim(&cookie.value, "sid").ok_or_else(|| {
                StepError::Blocked("the session token does not name its session".to_owned())
            })?;
            let old = clerk.old_token(&id, LONG_AGO_S, &origin).await?;
            self.open_tab()?.change_cookie(&cookie, &old).await?;
        }
        let requests = self.open_tab()?.recording().requests().len();
        self.requests_before_expiry = requests;
        Ok(())
    }

    /// The backend ends all their sessions.
    ///
    /// # Errors
    /// Blocked, when the instance cannot be reached or refuses.
    pub async fn revoke_sessions(&mut self) -> Result<(), StepError> {
        let account = self.account().await?;
        let clerk = self.deployment().await?.clerk.clone();
        for session in clerk.sessions(&account.id).await? {
            clerk.revoke_session(&session).await?;
        }
        Ok(())
    }

    /// How long their session token lives, in seconds.
    ///
    /// # Errors
    /// Blocked, when they have none.
    pub async fn session_token_lifetime_s(&mut self) -> Result<i64, StepError> {
        let mut longest = None;
        for cookie in self.session_cookies().await? {
            let claims = claims(&cookie.value).unwrap_or_default();
            let lifetime = match (claims["iat"].as_i64(), claims["exp"].as_i64()) {
                (Some(from), Some(to)) => to - from,
                // A token that says nothing of its end has none.
                _ => i64::MAX,
            };
            longest = longest.max(Some(lifetime));
        }
        longest.ok_or_else(|| StepError::Blocked("there is no session token".to_owned()))
    }

    /// The cookie by which Clerk knows the browser.
    ///
    /// # Errors
    /// Failed, when there is none.
    pub async fn client_cookie(&mut self) -> Result<Cookie, StepError> {
        let tab = self.open_tab()?;
        tab.settle(|_| true).await?;
        let cookies = tab.cookies().await?;
        let client = cookies.into_iter().find(|it| it.name == CLIENT_COOKIE);
        client.ok_or_else(|| {
            StepError::failed(
                format!("the browser has a cookie {CLIENT_COOKIE}"),
                "it has none",
            )
        })
    }

    /// Whether the pages so far have called Clerk's Frontend API by HTTPS.
    ///
    /// # Errors
    /// Blocked, when no page is open.
    pub async fn reaches_clerk_by_https(&mut self) -> Result<bool, StepError> {
        let tab = self.open_tab()?;
        tab.settle(|_| true).await?;
        let recording = tab.recording();
        let mut calls = recording.requests().iter();
        Ok(calls.any(|it| it.path().starts_with("/v1/client") && it.url.starts_with("https:")))
    }

    /// The `__session` cookies of the app: the plain one, and one with the key's suffix where there is one.
    async fn session_cookies(&mut self) -> Result<Vec<Cookie>, StepError> {
        let protected = self.profile()?.routes.protected.clone();
        let app = self.deployment().await?.page(&protected)?;
        let tab = self.open_tab()?;
        tab.settle(|_| true).await?;
        let mut cookies = tab.cookies_for(&app).await?;
        cookies.retain(|cookie| {
            let suffix = cookie.name.strip_prefix(SESSION_COOKIE);
            suffix.is_some_and(|suffix| suffix.is_empty() || suffix.starts_with('_'))
        });
        if cookies.is_empty() {
            return Err(StepError::Blocked(
                "they have no __session cookie".to_owned(),
            ));
        }
        Ok(cookies)
    }

    async fn app_origin(&mut self) -> Result<String, StepError> {
        let url = &self.deployment().await?.app_url;
        Ok(url.origin().ascii_serialization())
    }
}

/// A page that does nothing.
fn blank() -> Url {
    Url::parse("about:blank").expect("it is a URL")
}

/// A token's claims, unverified.
fn claims(token: &str) -> Option<Value> {
    jsonwebtoken::dangerous::insecure_decode_claims::<Value>(token).ok()
}

fn claim(token: &str, name: &str) -> Option<String> {
    Some(claims(token)?[name].as_str()?.to_owned())
}

/// The `sub` of a token, unverified: the app has verified it by opening the page.
fn subject(token: &str) -> Option<String> {
    claim(token, "sub")
}
