//! What must be true. Each check says what was expected and what was seen.

use serde_json::json;
use url::Url;

use super::World;
use crate::browser::Page;
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

    /// Whether they are on the page at `path` when it has come to rest.
    ///
    /// # Errors
    /// Blocked, when the browser does not answer.
    pub async fn is_at(&mut self, path: &str) -> Result<bool, StepError> {
        let wanted = self.deployment().await?.page(path)?;
        let tab = self.open_tab()?;
        tab.come_to_rest().await?;
        Ok(same_page(&tab.page().await?.url, &wanted))
    }

    /// They have come back from the identity provider, to whatever page of the deployment.
    ///
    /// # Errors
    /// Failed, when they are still elsewhere.
    pub async fn is_back_from_provider(&mut self) -> Result<(), StepError> {
        let app = self.deployment().await?.app_url.origin();
        let is_of_app = |page: &Page| Url::parse(&page.url).is_ok_and(|url| url.origin() == app);
        let settled = self.open_tab()?.settle(is_of_app).await?;
        if settled.as_wanted {
            return Ok(());
        }
        Err(StepError::failed(
            "the identity provider sends them back",
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

    /// The page says something that a person can see and that is more than that it is busy; where there are `words`,
    /// it has one of them in it.
    ///
    /// # Errors
    /// Failed, when it does not.
    pub async fn tells(&mut self, words: &[&str]) -> Result<(), StepError> {
        let selector = self.profile()?.selectors.message.clone();
        let message = match words {
            [] => format!("a message ({selector}) that says what happened"),
            words => format!(
                "a message ({selector}) that says one of: {}",
                words.join(", ")
            ),
        };
        let arguments = vec![json!(selector), json!(words)];
        self.open_tab()?
            .run_when_ready(MESSAGE, arguments, &message)
            .await
    }

    /// The page says something in words that people read: no code, no address, nothing out of a program.
    ///
    /// # Errors
    /// Failed, when it does not.
    pub async fn tells_plainly(&mut self) -> Result<(), StepError> {
        let selector = self.profile()?.selectors.message.clone();
        let message = format!(
            "a message ({selector}) in plain words, without codes, addresses or what else comes out of a program,"
        );
        self.open_tab()?
            .run_when_ready(PLAIN_MESSAGE, vec![json!(selector)], &message)
            .await
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

    /// What `selector` finds is not on the page, or cannot be seen, once the page has come to rest. `what` is for the
    /// message.
    ///
    /// # Errors
    /// Failed, when it can.
    pub async fn shows_none(&mut self, selector: &str, what: &str) -> Result<(), StepError> {
        let tab = self.open_tab()?;
        tab.come_to_rest().await?;
        if tab.evaluate(VISIBLE, vec![json!(selector)]).await? != json!(true) {
            return Ok(());
        }
        Err(StepError::failed(
            format!("the page does not show {what} ({selector})"),
            tab.page().await?.describe(),
        ))
    }

    /// There is something on the page that a person can go on with.
    ///
    /// # Errors
    /// Failed, when there is not.
    pub async fn offers_way_on(&mut self) -> Result<(), StepError> {
        let selector = self.profile()?.selectors.way_on.clone();
        let way_on = format!("a way on ({selector})");
        self.open_tab()?
            .run_when_ready(USABLE, vec![json!(selector)], &way_on)
            .await
    }

    /// No script of the pages so far ended with an error that nobody caught.
    ///
    /// # Errors
    /// Failed, when one did.
    pub async fn threw_nothing(&mut self) -> Result<(), StepError> {
        let tab = self.open_tab()?;
        tab.come_to_rest().await?;
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
}

/// Whether an element that a selector finds says something that can be seen; where there are words, one of them.
const MESSAGE: &str = "
    const [selector, words] = arguments;
    const texts = [...document.querySelectorAll(selector)]
        .filter((it) => it.checkVisibility())
        .map((it) => it.innerText.trim().toLowerCase())
        .filter((text) => text !== '');
    return texts.some((text) => words.length === 0 || words.some((word) => text.includes(word)));";

/// Whether an element that a selector finds says something that can be seen, in three words or more of which none is
/// for programs: a URL, a name with underscores, JSON, markup, or what becomes of a value that is not there.
const PLAIN_MESSAGE: &str = r"
    const odd = /https?:|[a-z]_[a-z]|[{}<>]|\[object|undefined|\bnull\b|\bNaN\b/i;
    return [...document.querySelectorAll(arguments[0])]
        .filter((it) => it.checkVisibility())
        .map((it) => it.innerText.trim())
        .some((text) => text.split(/\s+/).length >= 3 && !odd.test(text));";

/// Whether an element that a selector finds can be seen and used.
const USABLE: &str = "
    return [...document.querySelectorAll(arguments[0])]
        .some((it) => it.checkVisibility() && !it.disabled && it.getBoundingClientRect().width > 0);";

/// Whether an element that a selector finds can be seen: any of them.
pub(super) const VISIBLE: &str = "
    return [...document.querySelectorAll(arguments[0])].some((it) => it.checkVisibility());";

/// # Errors
/// Failed, when the numbers differ.
pub(super) fn compare(what: &str, expected: usize, found: usize) -> Result<(), StepError> {
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
