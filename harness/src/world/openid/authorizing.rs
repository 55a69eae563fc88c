//! Sending people to the provider, and taking them back.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use url::Url;

use super::{Request, World};
use crate::openid::Pkce;
use crate::profile::ProviderPage;
use crate::safety;
use crate::step_error::StepError;

/// How often the browser is looked at.
const POLL: Duration = Duration::from_millis(20);

/// What the application asks for, where a scenario says nothing else.
const SCOPE: &str = "openid profile email";

/// Looks whether the browser is back at the application, and otherwise does what the first page that is there wants,
/// once per page: returns the ID of the arrival, the number of the page that was acted on, or nothing.
const ACT: &str = "
    const [pages, refuse] = arguments;
    const arrival = document.querySelector('meta[name=arrival]');
    if (arrival) return { arrival: arrival.content, fragment: location.hash };
    window.__acted = window.__acted || {};
    for (const [index, page] of pages.entries()) {
        if (window.__acted[index] || !document.querySelector(page.shows)) continue;
        const target = refuse && page.refuse ? page.refuse : page.press;
        const button = document.querySelector(target);
        if (!button || button.disabled) continue;
        for (const [selector, value] of Object.entries(page.fill)) {
            const input = document.querySelector(selector);
            if (!input) continue;
            // By the element's own setter: frameworks replace that of the single element.
            Object.getOwnPropertyDescriptor(Object.getPrototypeOf(input), 'value').set.call(input, value);
            for (const kind of ['input', 'change']) input.dispatchEvent(new Event(kind, { bubbles: true }));
        }
        window.__acted[index] = true;
        setTimeout(() => button.click());
        return { acted: index };
    }
    return {};";

/// What a person does on the provider's pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// They sign in and let the application know who they are.
    Agree,
    /// They sign in and refuse.
    Refuse,
    /// They do nothing.
    Watch,
}

impl World {
    /// The application sends the browser to the provider, with these parameters in place of its usual ones (`None`
    /// leaves one out; `{redirect_uri}` and `{id_token}` stand for the application's own). Ends when the browser is back at the application, or stays somewhere.
    ///
    /// # Errors
    /// Failed, when the provider does not say where people are sent; blocked, when the browser does not answer.
    pub async fn authorize(
        &mut self,
        manner: Manner,
        by_post: bool,
        changes: &BTreeMap<String, Option<String>>,
    ) -> Result<(), StepError> {
        let request = self.authorization_request(changes)?;
        let endpoint = self.endpoint("authorization_endpoint").await?;
        let provider = self.provider().await?;
        let parameters: Vec<(String, String)> = request.parameters.clone().into_iter().collect();
        let address = if by_post {
            provider.callback.page_that_posts(&endpoint, &parameters)
        } else {
            with_query(&endpoint, &parameters)
        };
        let address = Url::parse(&address).map_err(|error| {
            StepError::failed(
                "`authorization_endpoint` is a URL",
                format!("{endpoint}: {error}"),
            )
        })?;
        self.openid.request = Some(request);
        self.openid.arrival = None;
        self.openid.stayed = None;
        self.openid.asked.clear();
        if let Err(fault) = self.tab().await?.go_to(&address).await {
            return Err(self.sent_elsewhere(&endpoint)?.unwrap_or(fault));
        }
        self.pass_through(manner, &provider.pages).await
    }

    /// Waits, so that a session has an age.
    ///
    /// # Errors
    /// Blocked, when that would take longer than anybody waits for a scenario.
    pub async fn let_seconds_pass(&mut self, seconds: u64) -> Result<(), StepError> {
        const LONGEST_S: u64 = 5;
        if seconds > LONGEST_S {
            return Err(StepError::Blocked(format!(
                "a scenario waits for {LONGEST_S} seconds at most: use the instance's clock"
            )));
        }
        tokio::time::sleep(Duration::from_secs(seconds)).await;
        self.note(format!("{seconds} s went by"));
        Ok(())
    }

    /// The first ID token of the scenario, as it came.
    fn first_id_token(&self) -> String {
        let mut tokens = self.openid.tokens.iter();
        tokens
            .find_map(|it| it.text("id_token"))
            .unwrap_or_default()
    }

    /// The parameters of an authorization request: complete, with PKCE, and in a fixed order.
    fn authorization_request(
        &self,
        changes: &BTreeMap<String, Option<String>>,
    ) -> Result<Request, StepError> {
        let application = self.application()?;
        let pkce = Pkce::fresh();
        let fresh = || format!("{:032x}", rand::random::<u128>());
        let mut parameters = BTreeMap::from(
            [
                ("response_type", "code".to_owned()),
                ("client_id", application.client_id.clone()),
                ("redirect_uri", application.redirect_uri.clone()),
                ("scope", SCOPE.to_owned()),
                ("state", fresh()),
                ("nonce", fresh()),
                ("code_challenge", pkce.challenge.clone()),
                ("code_challenge_method", "S256".to_owned()),
            ]
            .map(|(name, value)| (name.to_owned(), value)),
        );
        for (name, value) in changes {
            match value {
                Some(value) => {
                    let value = value.replace("{redirect_uri}", &application.redirect_uri);
                    let value = value.replace("{id_token}", &self.first_id_token());
                    parameters.insert(name.clone(), value)
                }
                None => parameters.remove(name),
            };
        }
        let pkce = parameters.contains_key("code_challenge").then_some(pkce);
        Ok(Request { parameters, pkce })
    }

    /// What it means that the browser could not get where it was sent: the provider's fault, if the provider sent it on
    /// to somewhere else.
    fn sent_elsewhere(&self, endpoint: &str) -> Result<Option<StepError>, StepError> {
        let recording = self.open_tab()?.recording();
        let mut navigations = recording.requests().iter().filter(|it| it.is_navigation);
        let origin = |url: &str| Url::parse(url).map(|url| url.origin()).ok();
        let last = navigations.next_back().map(|it| it.url.clone());
        let elsewhere = last.filter(|last| origin(last) != origin(endpoint));
        Ok(elsewhere.map(|last| {
            StepError::failed(
                "the provider keeps people, or sends them to the redirect URI that is registered",
                format!("it sent them to {last}"),
            )
        }))
    }

    /// The browser has brought a code: for steps that only set the scene.
    ///
    /// # Errors
    /// Failed, when it has not.
    pub fn has_brought_code(&self) -> Result<(), StepError> {
        let arrival = self.openid.arrival.as_ref();
        if arrival.is_some_and(|it| it.get("code").is_some()) {
            return Ok(());
        }
        let wanted = "the browser brings a code back to the application";
        Err(StepError::failed(wanted, self.whereabouts()))
    }

    /// Does what the pages want, until the browser is back or stays.
    async fn pass_through(
        &mut self,
        manner: Manner,
        pages: &[ProviderPage],
    ) -> Result<(), StepError> {
        let timing = self.profile()?.timing;
        // There may be as many pages as for a browser's other journeys.
        let deadline = Instant::now() + timing.deadline() * 3;
        if manner == Manner::Refuse && pages.iter().all(|it| it.refuse.is_none()) {
            let missing = "none of [[openid_provider.pages]] says by `refuse` what refuses";
            return Err(StepError::Blocked(missing.to_owned()));
        }
        let person = match manner {
            Manner::Watch => String::new(),
            Manner::Agree | Manner::Refuse => self.name_to_type()?,
        };
        let shown: Vec<Value> = match manner {
            Manner::Watch => Vec::new(),
            Manner::Agree | Manner::Refuse => {
                pages.iter().map(|it| in_script(it, &person)).collect()
            }
        };
        if !shown.is_empty() {
            safety::may(|| "sign in at the provider".to_owned())?;
        }
        let arguments = vec![json!(shown), json!(manner == Manner::Refuse)];
        loop {
            let tab = self.open_tab()?;
            let found = tab.evaluate(ACT, arguments.clone()).await?;
            if let Some(id) = found["arrival"].as_str() {
                let provider = self.provider().await?;
                let fragment = found["fragment"].as_str().unwrap_or_default();
                self.openid.arrival = provider.callback.arrival(id, fragment);
                return Ok(());
            }
            let acted = found["acted"]
                .as_u64()
                .and_then(|it| usize::try_from(it).ok());
            if let Some(page) = acted.and_then(|index| pages.get(index)) {
                tab.recording().stir();
                self.openid.asked.push(page.is.clone());
            } else if tab.recording().quiet_for() >= timing.stays() || Instant::now() >= deadline {
                let page = tab.page().await?;
                self.openid.stayed = Some(page);
                return Ok(());
            }
            tokio::time::sleep(POLL).await;
        }
    }
}

fn in_script(page: &ProviderPage, person: &str) -> Value {
    let fill: BTreeMap<&String, String> = page
        .fill
        .iter()
        .map(|(selector, value)| (selector, value.replace("{person}", person)))
        .collect();
    json!({ "shows": page.shows, "fill": fill, "press": page.press, "refuse": page.refuse })
}

fn with_query(endpoint: &str, parameters: &[(String, String)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(parameters);
    let separator = if endpoint.contains('?') { '&' } else { '?' };
    format!("{endpoint}{separator}{}", query.finish())
}
