//! Whether a person is signed in, as the deployment sees it.

use reqwest::header;
use serde_json::Value;

use super::World;
use super::check::same_page;
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
            .find(|(name, _)| name == "__session")
            .and_then(|(_, token)| subject(token));
        let cookies = cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
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
            return Err(StepError::failed(expected, format!("{session:?}")));
        }
        let Some(email) = self.person.as_ref().map(|person| person.email.clone()) else {
            return Ok(());
        };
        let clerk = self.deployment().await?.clerk.clone();
        for account in clerk.accounts(&email).await? {
            let sessions = clerk.number_of_sessions(&account.id).await?;
            if sessions > 0 {
                return Err(StepError::failed(
                    format!("the instance has no session of {email}"),
                    format!("it has {sessions}"),
                ));
            }
        }
        Ok(())
    }
}

/// The `sub` of a token, unverified: the app has verified it by opening the page.
fn subject(token: &str) -> Option<String> {
    let claims = jsonwebtoken::dangerous::insecure_decode_claims::<Value>(token).ok()?;
    Some(claims["sub"].as_str()?.to_owned())
}
