//! What must be true. Each check says what was expected and what was seen.

use reqwest::header;
use serde_json::{Value, json};
use url::Url;

use super::World;
use super::visit::camel_case;
use crate::browser::Request;
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
    /// They end up on the page at `path`. `name` is for the message.
    ///
    /// # Errors
    /// Failed, when another page stays.
    pub async fn ends_at(&mut self, path: &str, name: &str) -> Result<(), StepError> {
        let wanted = self.deployment().await?.page(path)?;
        let settled = self
            .open_tab()?
            .settle(|page| same_page(&page.url, &wanted))
            .await?;
        if settled.as_wanted {
            return Ok(());
        }
        Err(StepError::failed(
            format!("they end up on {name} ({wanted})"),
            settled.page.describe(),
        ))
    }

    /// They end up at the identity provider. Returns the address that they came with.
    ///
    /// # Errors
    /// Failed, when another page stays.
    pub async fn ends_at_provider(&mut self) -> Result<Url, StepError> {
        let provider = self.deployment().await?.identity_provider.url().to_owned();
        let settled = self
            .open_tab()?
            .settle(|page| page.url.starts_with(&provider))
            .await?;
        let page = settled.page;
        if !settled.as_wanted {
            return Err(StepError::failed(
                format!("they end up at the identity provider ({provider})"),
                page.describe(),
            ));
        }
        let url = Url::parse(&page.url);
        Ok(url.map_err(|error| EnvironmentError::because("the browser's address", &error))?)
    }

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

    /// So many accounts have their email address.
    ///
    /// # Errors
    /// Failed, when there are more or fewer.
    pub async fn has_accounts(&mut self, expected: usize) -> Result<(), StepError> {
        let email = self.person()?.email.clone();
        let found = self.deployment().await?.clerk.accounts(&email).await?.len();
        compare(
            &format!("the number of accounts of {email}"),
            expected,
            found,
        )
    }

    /// The instance has as many accounts as before the scenario; for scenarios that have it to themselves.
    ///
    /// # Errors
    /// Failed, when it has more or fewer.
    pub async fn has_as_many_accounts_as_before(&mut self) -> Result<(), StepError> {
        let deployment = self.deployment().await?;
        let before = deployment.accounts_before.ok_or_else(|| {
            let tag = crate::capability::Capability::InstanceSettings.tag();
            StepError::Blocked(format!(
                "others make accounts in this instance too: tag the scenario @{tag}"
            ))
        })?;
        let found = deployment.clerk.number_of_accounts().await?;
        compare("the number of accounts in the instance", before, found)
    }

    /// So many calls of the Frontend API were made that `which` likes.
    ///
    /// # Errors
    /// Failed, when there were more or fewer.
    pub async fn made_calls(
        &mut self,
        what: &str,
        expected: usize,
        which: impl Fn(&Request) -> bool,
    ) -> Result<(), StepError> {
        let tab = self.open_tab()?;
        // A call that is made once too often is made after the page looks finished.
        tab.settle(|_| true).await?;
        let found = tab
            .recording()
            .requests()
            .iter()
            .filter(|request| request.is_exchange && which(request))
            .count();
        compare(&format!("how often the page {what}"), expected, found)
    }

    /// The form asks for exactly these fields, each with a label that a person can read.
    ///
    /// # Errors
    /// Failed, when it asks for others, or one has no label.
    pub async fn asks_for(&mut self, fields: &[String]) -> Result<(), StepError> {
        let form = self.profile()?.selectors.missing_requirements_form.clone();
        let wanted: Vec<String> = fields.iter().map(|field| camel_case(field)).collect();
        let tab = self.open_tab()?;
        tab.settle(|_| true).await?;
        let inputs = tab.evaluate(LABELLED_INPUTS, vec![json!(form)]).await?;
        let Some(inputs) = inputs.as_array() else {
            let page = tab.page().await?;
            return Err(StepError::failed(
                format!("a form ({form}) asks for {}", wanted.join(", ")),
                page.describe(),
            ));
        };
        let name = |input: &Value| input["name"].as_str().unwrap_or_default().to_owned();
        let mut found: Vec<String> = inputs.iter().map(name).collect();
        found.sort();
        let mut sorted = wanted;
        sorted.sort();
        if found != sorted {
            return Err(StepError::failed(
                format!("the form asks for {}", sorted.join(", ")),
                format!(
                    "it asks for {}",
                    if found.is_empty() {
                        "nothing".to_owned()
                    } else {
                        found.join(", ")
                    }
                ),
            ));
        }
        match inputs.iter().find(|input| {
            input["label"]
                .as_str()
                .is_none_or(|label| label.trim().is_empty())
        }) {
            Some(bare) => Err(StepError::failed(
                format!("the input “{}” has a label", name(bare)),
                "it has none".to_owned(),
            )),
            None => Ok(()),
        }
    }

    /// How many elements of the page `selector` finds, once the page has settled.
    ///
    /// # Errors
    /// Blocked, when the browser does not answer.
    pub async fn count(&mut self, selector: &str) -> Result<usize, StepError> {
        let tab = self.open_tab()?;
        tab.settle(|_| true).await?;
        let script = "return document.querySelectorAll(arguments[0]).length";
        let found = tab.evaluate(script, vec![json!(selector)]).await?;
        Ok(found
            .as_u64()
            .and_then(|count| usize::try_from(count).ok())
            .unwrap_or_default())
    }

    /// The texts of the elements that `selector` finds and that can be seen, once the page has settled.
    ///
    /// # Errors
    /// Blocked, when the browser does not answer.
    pub async fn visible_texts(&mut self, selector: &str) -> Result<Vec<String>, StepError> {
        let tab = self.open_tab()?;
        tab.settle(|_| true).await?;
        let script = "return [...document.querySelectorAll(arguments[0])]
            .filter((it) => it.checkVisibility()).map((it) => it.innerText.trim())";
        let found = tab.evaluate(script, vec![json!(selector)]).await?;
        let texts = found.as_array().cloned().unwrap_or_default();
        Ok(texts
            .iter()
            .filter_map(|text| text.as_str().map(str::to_owned))
            .collect())
    }

    /// A page at `path` is public: asked for without a session, it does not lead to sign-in.
    ///
    /// # Errors
    /// Failed, when it does.
    pub async fn is_public(&mut self, path: &str) -> Result<(), StepError> {
        let sign_in = self.profile()?.routes.sign_in.clone();
        let url = self.deployment().await?.page(path)?;
        let answer = crate::http::client()
            .get(url)
            .header(header::ACCEPT, "text/html")
            .send()
            .await;
        let answer = answer.map_err(|error| {
            EnvironmentError::because(&format!("{path} cannot be asked for"), &error)
        })?;
        let to = answer
            .headers()
            .get(header::LOCATION)
            .and_then(|to| to.to_str().ok())
            .unwrap_or_default();
        if answer.status().is_redirection() && to.contains(&sign_in) {
            return Err(StepError::failed(
                format!("{path} is public"),
                format!("it leads to {to}"),
            ));
        }
        Ok(())
    }
}

/// Name and label of each input of a form that a person fills in; null without the form.
const LABELLED_INPUTS: &str = "
    const form = document.querySelector(arguments[0]);
    if (!form) return null;
    return [...form.querySelectorAll('input, select, textarea')]
        .filter((it) => it.type !== 'hidden' && it.name)
        .map((it) => ({
            name: it.name,
            label: it.getAttribute('aria-label') || [...(it.labels || [])].map((label) => label.innerText).join(' '),
        }));";

/// # Errors
/// Failed, when the numbers differ.
fn compare(what: &str, expected: usize, found: usize) -> Result<(), StepError> {
    if expected == found {
        return Ok(());
    }
    Err(StepError::failed(
        format!("{what} is {expected}"),
        format!("it is {found}"),
    ))
}

/// Whether an address is that of a page, whatever its query.
fn same_page(address: &str, page: &Url) -> bool {
    let path = |url: &Url| url.path().trim_end_matches('/').to_owned();
    Url::parse(address)
        .is_ok_and(|address| address.origin() == page.origin() && path(&address) == path(page))
}

/// The `sub` of a token, unverified: the app has verified it by opening the page.
fn subject(token: &str) -> Option<String> {
    let claims = jsonwebtoken::dangerous::insecure_decode_claims::<Value>(token).ok()?;
    Some(claims["sub"].as_str()?.to_owned())
}
