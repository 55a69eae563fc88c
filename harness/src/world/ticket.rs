//! Coming in without a provider, where a scenario needs somebody who is signed in and nothing more.

use secrecy::ExposeSecret as _;
use serde_json::{Value, json};

use super::World;
use super::people::AccountFacts;
use super::visit::Answer;
use crate::clerk::Limited;
use crate::step_error::StepError;

/// Whether Clerk's script is on the page, or the page has it on its way.
const HAS_SCRIPT: &str = "return typeof window.Clerk !== 'undefined';";

/// Signs in with a ticket, once Clerk's script is ready; true when somebody is signed in or the ticket was refused. The
/// page may go on to another one as soon as there is a session.
const COME_IN: &str = "
    const [ticket] = arguments;
    const clerk = window.Clerk;
    if (!clerk?.loaded) return false;
    if (clerk.session) return true;
    if (window.__conformanceEntry === undefined) {
        window.__conformanceEntry = '';
        clerk.client.signIn.create({ strategy: 'ticket', ticket })
            .then((signIn) => clerk.setActive({ session: signIn.createdSessionId }))
            .catch((error) => { window.__conformanceEntry = String(error.message ?? error); });
    }
    return window.__conformanceEntry !== '';";

/// Why the ticket was refused, if it was.
const REFUSAL: &str = "return window.__conformanceEntry || null;";

impl World {
    /// Makes somebody whom the app has not seen, and has them signed in. At a real instance the backend gives them an account
    /// and a ticket, as the provider's is a long way; a stand-in is near, and they come through the provider.
    ///
    /// # Errors
    /// Failed, when the way through the provider breaks off; blocked, when they cannot be made, or the ticket is refused.
    pub async fn comes_in(&mut self) -> Result<(), StepError> {
        let sign_in = self.profile()?.routes.sign_in.clone();
        if !self.deployment().await?.clerk.is_real() {
            self.newcomer(json!({})).await?;
            return self.go_through_provider(&sign_in, Answer::Allow).await;
        }
        self.account_holder(json!({}), AccountFacts::default())
            .await?;
        self.open(&sign_in).await?;
        let tab = self.open_tab()?;
        tab.settle(|_| true).await?;
        if tab.evaluate(HAS_SCRIPT, vec![]).await? != Value::Bool(true) {
            self.note("the sign-in page has no window.Clerk, so they came through the provider");
            self.press_provider().await?;
            return self.answer_provider(Answer::Allow).await;
        }
        self.use_ticket().await
    }

    async fn use_ticket(&mut self) -> Result<(), StepError> {
        let account = self.account().await?;
        let clerk = self.deployment().await?.clerk.clone();
        let ticket = clerk.ticket(&account.id).await?;
        clerk.pace(&[Limited::StartingASignIn]).await;
        let tab = self.open_tab()?;
        let arguments = vec![json!(ticket.expose_secret())];
        tab.run_when_ready(
            COME_IN,
            arguments,
            "Clerk's script, and a session by a ticket",
        )
        .await?;
        let refusal = tab.evaluate(REFUSAL, vec![]).await?;
        match refusal.as_str() {
            Some(why) => Err(StepError::Blocked(format!(
                "Clerk does not let them in by the ticket that it gave: {why}"
            ))),
            None => Ok(()),
        }
    }
}
