//! What must be true. Each check says what was expected and what was seen.

use reqwest::header;
use serde_json::{Value, json};
use url::Url;

use super::World;
use super::visit::camel_case;
use crate::browser::Request;
use crate::environment_error::EnvironmentError;
use crate::step_error::StepError;

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
            settled.describe(),
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
pub(super) fn same_page(address: &str, page: &Url) -> bool {
    let path = |url: &Url| url.path().trim_end_matches('/').to_owned();
    Url::parse(address)
        .is_ok_and(|address| address.origin() == page.origin() && path(&address) == path(page))
}
