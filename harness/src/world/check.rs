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
        self.has_more_accounts_than_before(0).await
    }

    /// The instance has so many accounts more than before the scenario; for scenarios that have it to themselves.
    ///
    /// # Errors
    /// Failed, when it has more or fewer.
    pub async fn has_more_accounts_than_before(&mut self, more: usize) -> Result<(), StepError> {
        let deployment = self.deployment().await?;
        let before = deployment.accounts_before.ok_or_else(|| {
            let tag = crate::capability::Capability::InstanceSettings.tag();
            StepError::Blocked(format!(
                "others make accounts in this instance too: tag the scenario @{tag}"
            ))
        })?;
        let found = deployment.clerk.number_of_accounts().await?;
        compare(
            "the number of accounts in the instance",
            before + more,
            found,
        )
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

    /// What the page did to attempts and sessions, in order: exactly these, once each.
    ///
    /// # Errors
    /// Failed, when it did more, less or something else.
    pub async fn did(&mut self, expected: &[Deed]) -> Result<(), StepError> {
        let tab = self.open_tab()?;
        // A call that is made once too often is made after the page looks finished.
        tab.settle(|_| true).await?;
        let found: Vec<Deed> = tab
            .recording()
            .requests()
            .iter()
            .filter_map(Deed::of)
            .collect();
        if found == expected {
            return Ok(());
        }
        Err(StepError::failed(
            format!("the page does this: {}", in_words(expected)),
            format!("it does this: {}", in_words(&found)),
        ))
    }

    /// The first page that the callback page led to, and whether it did so by itself.
    ///
    /// # Errors
    /// Failed, when it led elsewhere, or nowhere.
    pub async fn callback_leads_to(&mut self, path: &str, name: &str) -> Result<(), StepError> {
        let callback = self.profile()?.routes.sso_callback.clone();
        let from = self.deployment().await?.page(&callback)?;
        let wanted = self.deployment().await?.page(path)?;
        let tab = self.open_tab()?;
        tab.settle(|_| true).await?;
        let recording = tab.recording();
        let visited: Vec<&Request> = recording
            .requests()
            .iter()
            .filter(|request| request.is_navigation)
            .collect();
        let last_time = visited.iter().rposition(|it| same_page(&it.url, &from));
        let next = last_time.and_then(|index| visited.get(index + 1));
        match next {
            Some(next) if same_page(&next.url, &wanted) => Ok(()),
            next => Err(StepError::failed(
                format!("the callback page leads to {name} ({wanted})"),
                next.map_or_else(
                    || "it leads nowhere".to_owned(),
                    |next| format!("it leads to {}", crate::redact::url(&next.url)),
                ),
            )),
        }
    }

    /// The page says something that a person can see and that is more than that it is busy; where there are `words`,
    /// it has one of them in it.
    ///
    /// # Errors
    /// Failed, when it does not.
    pub async fn tells(&mut self, words: &[&str]) -> Result<(), StepError> {
        let selector = self.profile()?.selectors.message.clone();
        let texts = self.visible_texts(&selector).await?;
        let says = |text: &String| {
            let text = text.to_lowercase();
            !text.is_empty() && (words.is_empty() || words.iter().any(|word| text.contains(word)))
        };
        if texts.iter().any(says) {
            return Ok(());
        }
        let page = self.open_tab()?.page().await?;
        let expected = match words {
            [] => format!("a message on the page ({selector}) says what happened"),
            words => format!(
                "a message on the page ({selector}) says one of: {}",
                words.join(", ")
            ),
        };
        Err(StepError::failed(expected, page.describe()))
    }

    /// What `selector` finds is on the page and can be seen. `what` is for the message.
    ///
    /// # Errors
    /// Failed, when it is not there before the deadline.
    pub async fn is_there(&mut self, selector: &str, what: &str) -> Result<(), StepError> {
        self.open_tab()?
            .run_when_ready(VISIBLE, vec![json!(selector)], what)
            .await
    }

    /// The `type` of the input for one field of the missing-requirements form.
    ///
    /// # Errors
    /// Failed, when there is none.
    pub async fn kind_of_input(&mut self, field: &str) -> Result<String, StepError> {
        let selector = self.field_selector(field)?;
        self.is_there(&selector, &format!("the field for {field}"))
            .await?;
        let script = "return document.querySelector(arguments[0]).type";
        let kind = self
            .open_tab()?
            .evaluate(script, vec![json!(selector)])
            .await?;
        Ok(kind.as_str().unwrap_or_default().to_owned())
    }

    /// The browser was not at the page at `path` since their session token expired, not even in passing.
    ///
    /// # Errors
    /// Failed, when it was.
    pub async fn was_not_sent_to(&mut self, path: &str) -> Result<(), StepError> {
        let answers = self.answers_of(path).await?;
        if answers.is_empty() {
            return Ok(());
        }
        Err(StepError::failed(
            format!("they are never sent to {path}"),
            format!("they were, {} times", answers.len()),
        ))
    }

    /// The server did not answer with the page at `path` since their session token expired, whatever the page's
    /// script did then.
    ///
    /// # Errors
    /// Failed, when it did.
    pub async fn was_not_shown(&mut self, path: &str) -> Result<(), StepError> {
        let answers = self.answers_of(path).await?;
        if answers.contains(&Some(200)) {
            return Err(StepError::failed(
                format!("the server leads away from {path}"),
                "it answered 200 with the page",
            ));
        }
        Ok(())
    }

    /// How the page at `path` was answered, each time since their session token expired.
    async fn answers_of(&mut self, path: &str) -> Result<Vec<Option<u16>>, StepError> {
        let page = self.deployment().await?.page(path)?;
        let since = self.requests_before_expiry;
        let tab = self.open_tab()?;
        tab.settle(|_| true).await?;
        let recording = tab.recording();
        let visited = recording.requests().iter().skip(since);
        Ok(visited
            .filter(|request| request.is_navigation && same_page(&request.url, &page))
            .map(|request| request.status)
            .collect())
    }

    /// There is something on the page that a person can go on with.
    ///
    /// # Errors
    /// Failed, when there is not.
    pub async fn offers_way_on(&mut self) -> Result<(), StepError> {
        let selector = self.profile()?.selectors.way_on.clone();
        let tab = self.open_tab()?;
        tab.settle(|_| true).await?;
        let usable = tab.evaluate(USABLE, vec![json!(selector)]).await?;
        if usable.as_u64().is_some_and(|count| count > 0) {
            return Ok(());
        }
        let page = tab.page().await?;
        Err(StepError::failed(
            format!("the page offers a way on ({selector})"),
            page.describe(),
        ))
    }

    /// The input that `selector` finds is marked as wrong, and described by a message that can be seen.
    ///
    /// # Errors
    /// Failed, when it is not.
    pub async fn says_what_is_wrong(&mut self, selector: &str) -> Result<(), StepError> {
        let error = self.profile()?.selectors.field_error.clone();
        let tab = self.open_tab()?;
        let arguments = vec![json!(selector), json!(error)];
        let marked = tab
            .run_when_ready(FIELD_ERROR, arguments, "a message at the field")
            .await;
        if marked.is_ok() {
            return Ok(());
        }
        let page = tab.page().await?;
        Err(StepError::failed(
            format!(
                "the field ({selector}) is marked as wrong (aria-invalid) and described (aria-describedby) \
                 by a message ({error})"
            ),
            page.describe(),
        ))
    }

    /// [`World::says_what_is_wrong`] for a field of the missing-requirements form.
    ///
    /// # Errors
    /// Failed, when it does not.
    pub async fn field_says_what_is_wrong(&mut self, field: &str) -> Result<(), StepError> {
        let selector = self.field_selector(field)?;
        self.says_what_is_wrong(&selector).await
    }

    /// No script of the pages so far ended with an error that nobody caught.
    ///
    /// # Errors
    /// Failed, when one did.
    pub async fn threw_nothing(&mut self) -> Result<(), StepError> {
        let tab = self.open_tab()?;
        tab.settle(|_| true).await?;
        let recording = tab.recording();
        let thrown = recording
            .console()
            .iter()
            .find(|line| line.starts_with("exception: "));
        match thrown {
            Some(line) => Err(StepError::failed("no script ends with an error", line)),
            None => Ok(()),
        }
    }

    /// What the page did to attempts and sessions, it did when Clerk had answered for the last time who they are.
    ///
    /// # Errors
    /// Failed, when it did something before, or never did anything.
    pub async fn waited_for_clerk(&mut self) -> Result<(), StepError> {
        let callback = self.profile()?.routes.sso_callback.clone();
        let tab = self.open_tab()?;
        tab.settle(|_| true).await?;
        let recording = tab.recording();
        let requests = recording.requests();
        let opened = requests
            .iter()
            .rposition(|it| it.is_navigation && it.path() == callback);
        let since = &requests[opened.unwrap_or_default()..];
        let first_deed = since.iter().position(|request| Deed::of(request).is_some());
        let read = since
            .iter()
            .find(|it| it.meant_method() == "GET" && it.path() == "/v1/client");
        match (read.and_then(|read| read.answered_at), first_deed) {
            (Some(answered), Some(deed)) if since[deed].at >= answered => Ok(()),
            (_, None) => Err(StepError::failed(
                "the page goes on once Clerk has answered",
                "it did nothing",
            )),
            (answered, Some(deed)) => Err(StepError::failed(
                "the page waits until Clerk has told what is under way",
                format!(
                    "it acted after {} ms, and Clerk answered {}",
                    since[deed].at.as_millis(),
                    answered.map_or_else(
                        || "never".to_owned(),
                        |at| format!("after {} ms", at.as_millis())
                    )
                ),
            )),
        }
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
                format!("it leads to {}", crate::redact::url(to)),
            ));
        }
        Ok(())
    }
}

/// Something that a page can do to attempts and sessions, as the Frontend API sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Makes a sign-in of a sign-up.
    TransferToSignIn,
    /// Makes a sign-up of a sign-in.
    TransferToSignUp,
    /// Makes a session the active one.
    Activation,
}

impl Deed {
    /// What a request does, if it is one of these.
    #[must_use]
    pub fn of(request: &Request) -> Option<Self> {
        if !request.is_exchange || request.meant_method() != "POST" {
            return None;
        }
        let path = request.path();
        let transfers = || {
            let mut form = request.form();
            form.any(|(name, value)| name == "transfer" && value == "true")
        };
        if path.ends_with("/v1/client/sign_ins") && transfers() {
            return Some(Self::TransferToSignIn);
        }
        if path.ends_with("/v1/client/sign_ups") && transfers() {
            return Some(Self::TransferToSignUp);
        }
        let activates = path.contains("/v1/client/sessions/") && path.ends_with("/touch");
        activates.then_some(Self::Activation)
    }

    /// Its name in feature files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::TransferToSignIn => "transfer to sign-in",
            Self::TransferToSignUp => "transfer to sign-up",
            Self::Activation => "activation",
        }
    }
}

fn in_words(deeds: &[Deed]) -> String {
    if deeds.is_empty() {
        return "nothing".to_owned();
    }
    let names: Vec<&str> = deeds.iter().map(|deed| deed.name()).collect();
    names.join(", ")
}

/// How many of the elements that a selector finds can be seen and used.
const USABLE: &str = "
    return [...document.querySelectorAll(arguments[0])]
        .filter((it) => it.checkVisibility() && !it.disabled && it.getBoundingClientRect().width > 0).length;";

/// Whether something is there and can be seen.
const VISIBLE: &str = "
    const found = document.querySelector(arguments[0]);
    return found !== null && found.checkVisibility();";

/// Whether an input is marked as wrong and described by a message that can be seen.
const FIELD_ERROR: &str = "
    const [selector, message] = arguments;
    const input = document.querySelector(selector);
    if (!input || input.getAttribute('aria-invalid') !== 'true') return false;
    const described = ['aria-errormessage', 'aria-describedby']
        .flatMap((name) => (input.getAttribute(name) || '').split(' '))
        .map((id) => id && document.getElementById(id));
    return described.some((it) => it && it.matches(message) && it.checkVisibility() && it.innerText.trim() !== '');";

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
