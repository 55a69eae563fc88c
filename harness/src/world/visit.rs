//! What a person does.

use serde_json::json;
use url::Url;

use super::World;
use crate::browser::Request;
use crate::clerk::Limited;
use crate::safety;
use crate::step_error::StepError;

/// Fills in mock-idp's login page and presses a button on it, once it is there. In one go and not key by key: the
/// page is ours, and is not what is being judged.
const ANSWER_PROVIDER: &str = "
    const [person, decision] = arguments;
    const input = document.querySelector('input[name=person]');
    const button = document.querySelector(`button[name=decision][value=${decision}]`);
    if (!input || !button) return false;
    input.value = person;
    setTimeout(() => button.click());
    return true;";

/// What pages use of Turnstile: it renders a widget into an element that is there, and hands over a token.
const TURNSTILE: &str = "
    window.turnstile = {
        render(container, options) {
            const place = typeof container === 'string' ? document.querySelector(container) : container;
            if (!place) throw new Error('Turnstile has no place to render to');
            setTimeout(() => options.callback('fake-turnstile-token'), 20);
            return 'widget';
        },
        execute() {}, remove() {}, reset() {}, ready(callback) { callback(); },
    };";

/// What a person answers the identity provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The deployment may know who they are.
    Allow,
    /// It may not.
    Deny,
}

impl World {
    /// Opens the page at `path` by its address.
    ///
    /// # Errors
    /// Blocked, when the browser cannot get there.
    pub async fn open(&mut self, path: &str) -> Result<(), StepError> {
        let url = self.deployment().await?.page(path)?;
        self.tab().await?.go_to(&url).await?;
        Ok(())
    }

    /// Opens the page at `path` with an address to come back to, as the deployment itself writes it when it sends
    /// somebody from a protected page to sign-in.
    ///
    /// # Errors
    /// Failed, when the deployment writes none.
    pub async fn open_with_way_back(&mut self, path: &str, address: &str) -> Result<(), StepError> {
        let dashboard = self.profile()?.routes.dashboard.clone();
        self.open(&dashboard).await?;
        let settled = self.open_tab()?.settle(|_| true).await?;
        let written = Url::parse(&settled.page.url).ok();
        let parameter = written.as_ref().and_then(|url| {
            let mut parameters = url.query_pairs();
            let back = parameters.find(|(_, value)| value.contains(&dashboard));
            back.map(|(name, _)| name.into_owned())
        });
        let parameter = parameter.ok_or_else(|| {
            StepError::failed(
                format!("the way to sign-in says that the person wanted to see {dashboard}"),
                settled.page.describe(),
            )
        })?;
        let mut url = self.deployment().await?.page(path)?;
        url.query_pairs_mut().append_pair(&parameter, address);
        self.open_tab()?.go_to(&url).await
    }

    /// Puts a stand-in for Turnstile on every page, in place of the script that comes from its makers: it finds that
    /// everybody is a person.
    ///
    /// # Errors
    /// Blocked, when the browser does not do as it is told.
    pub async fn stand_in_for_turnstile(&mut self) -> Result<(), StepError> {
        Ok(self.tab().await?.run_before_every_page(TURNSTILE).await?)
    }

    /// Waits until a real instance lets a page start a sign-in, and a sign-up where the sign-in becomes one.
    pub(super) async fn before_starting(&mut self) -> Result<(), StepError> {
        let calls = [Limited::StartingASignIn, Limited::StartingASignUp];
        self.deployment().await?.clerk.pace(&calls).await;
        Ok(())
    }

    /// Has the pages of a real instance's app say that no bot is at work, in the place where the person sits.
    pub(super) async fn carry_testing_token(&mut self) -> Result<(), StepError> {
        let Some(deployment) = &self.deployment else {
            return Ok(());
        };
        let script = deployment.clerk.testing_script(&deployment.app_url).await?;
        if let Some(script) = script {
            self.open_tab()?.run_before_every_page(&script).await?;
        }
        Ok(())
    }

    /// Presses the button of the identity provider on the page that is open.
    ///
    /// # Errors
    /// Failed, when there is no such button.
    pub async fn press_provider(&mut self) -> Result<(), StepError> {
        let strategy = self
            .deployment()
            .await?
            .identity_provider
            .strategy()
            .to_owned();
        let selector = self
            .profile()?
            .selectors
            .provider_button
            .replace("{strategy}", &strategy);
        self.before_starting().await?;
        self.open_tab()?
            .press(&selector, "the provider's button")
            .await
    }

    /// Says who they are on the identity provider's login page, and answers it.
    ///
    /// # Errors
    /// Failed, when the browser has not come to the identity provider.
    pub async fn answer_provider(&mut self, answer: Answer) -> Result<(), StepError> {
        let email = match &self.alias {
            Some(alias) => alias.clone(),
            None => self.person()?.email.clone(),
        };
        let decision = match answer {
            Answer::Allow => "allow",
            Answer::Deny => "deny",
        };
        safety::may(|| "sign in at the identity provider".to_owned())?;
        let arguments = vec![json!(email), json!(decision)];
        self.open_tab()?
            .run_when_ready(
                ANSWER_PROVIDER,
                arguments,
                "the identity provider's login page",
            )
            .await
    }

    /// The whole way from the page at `path` through the identity provider.
    ///
    /// # Errors
    /// Failed, when it is not open to them.
    pub async fn go_through_provider(
        &mut self,
        path: &str,
        answer: Answer,
    ) -> Result<(), StepError> {
        self.open(path).await?;
        self.press_provider().await?;
        self.answer_provider(answer).await
    }

    /// Takes the first way on that the page offers, once it does.
    ///
    /// # Errors
    /// Failed, when it offers none.
    pub async fn take_way_on(&mut self) -> Result<(), StepError> {
        self.offers_way_on().await?;
        let selector = self.profile()?.selectors.way_on.clone();
        self.open_tab()?.press(&selector, "a way on").await
    }

    /// Loads the page anew while a call that `which` likes is under way.
    ///
    /// # Errors
    /// Failed, when no such call is made.
    pub async fn reload_during(
        &mut self,
        what: &str,
        which: impl Fn(&Request) -> bool,
    ) -> Result<(), StepError> {
        let tab = self.open_tab()?;
        tab.until_under_way(what, which).await?;
        Ok(tab.reload().await?)
    }

    /// Opens the page at `path` in a second tab, and goes on there.
    ///
    /// # Errors
    /// Blocked, when the browser cannot get there.
    pub async fn open_in_second_tab(&mut self, path: &str) -> Result<(), StepError> {
        self.open_tab()?.settle(|_| true).await?;
        let tab = self
            .tab
            .as_mut()
            .expect("it is open, or the line above fails");
        tab.go_on_in_second_tab().await?;
        self.carry_testing_token().await?;
        self.open(path).await
    }

    /// Goes back to the browser that they had first.
    ///
    /// # Errors
    /// Blocked, when the browser does not do as it is told.
    pub async fn return_to_first_browser(&mut self) -> Result<(), StepError> {
        self.tab().await?;
        let tab = self.tab.as_mut().expect("it was opened above");
        Ok(tab.return_to_first().await?)
    }

    /// Presses the sign-out button, and waits until the page that follows has settled.
    ///
    /// # Errors
    /// Failed, when there is none.
    pub async fn sign_out(&mut self) -> Result<(), StepError> {
        let selector = self.profile()?.selectors.sign_out.clone();
        let tab = self.open_tab()?;
        let before = tab.page().await?.url;
        tab.press(&selector, "the sign-out button").await?;
        let settled = tab.settle(|page| page.url != before).await?;
        if settled.as_wanted {
            return Ok(());
        }
        Err(StepError::failed(
            "signing out leads away from the page",
            settled.describe(),
        ))
    }
}
