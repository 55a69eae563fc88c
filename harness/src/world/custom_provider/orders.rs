//! What goes wrong at the provider, because a scenario wants it so.

use serde_json::{Value, json};

use crate::capability::Capability;
use crate::environment_error::EnvironmentError;
use crate::step_error::StepError;
use crate::world::World;

impl World {
    /// Notes that this is about to go wrong, so that a scenario in which it does not proves nothing.
    ///
    /// # Errors
    /// Blocked, when the scenario does not say by tag that it needs it.
    pub fn expect_at_provider(&mut self, ordered: &str) -> Result<(), StepError> {
        self.must_say_that_it_needs(Capability::ProviderFaults)?;
        self.custom_provider.ordered.push(ordered.to_owned());
        Ok(())
    }

    /// Orders faults and trouble for their next login, as mock-idp has them; later ones are sound again.
    ///
    /// # Errors
    /// Blocked, when the provider refuses.
    pub async fn order_next_login(&mut self, order: &Value) -> Result<(), StepError> {
        let sub = self.person()?.sub.clone();
        let provider = self.deployment().await?.identity_provider.clone();
        Ok(provider.order_next_login(&sub, order).await?)
    }

    /// Orders trouble for everybody at the provider, by endpoint; nothing at all ends it.
    ///
    /// # Errors
    /// Blocked, when it is not the scenario's own, or it refuses.
    pub async fn order_trouble(&mut self, trouble: &Value) -> Result<(), StepError> {
        self.must_be_alone_at_provider()?;
        let provider = self.deployment().await?.identity_provider.clone();
        Ok(provider.order_trouble(trouble).await?)
    }

    /// Has the provider sign with a new key, and publish the old one no more.
    ///
    /// # Errors
    /// Blocked, when it is not the scenario's own, or it refuses.
    pub async fn rotate_provider_keys(&mut self) -> Result<(), StepError> {
        self.must_be_alone_at_provider()?;
        let provider = self.deployment().await?.identity_provider.clone();
        Ok(provider.rotate_keys().await?)
    }

    /// Moves the provider's clock.
    ///
    /// # Errors
    /// Blocked, when it is not the scenario's own, or it refuses.
    pub async fn advance_provider_clock(&mut self, seconds: i64) -> Result<(), StepError> {
        self.must_be_alone_at_provider()?;
        let provider = self.deployment().await?.identity_provider.clone();
        Ok(provider.advance_clock(seconds).await?)
    }

    /// Makes somebody at the provider whom the instance does not know, with claims beside the standard ones in which
    /// `{own}` stands for a word that nobody else has.
    ///
    /// # Errors
    /// Blocked, when the provider refuses.
    pub async fn newcomer_with_claims(&mut self, claims: &Value) -> Result<(), StepError> {
        let claims = self.custom_provider.filled_in(claims);
        self.newcomer(json!({ "claims": claims })).await
    }

    /// What was ordered of the provider and never came about; nothing if no login was under way.
    pub(in crate::world) async fn idle_provider_order(
        &self,
    ) -> Result<Option<String>, EnvironmentError> {
        let Some(deployment) = &self.deployment else {
            return Ok(None);
        };
        if self.custom_provider.ordered.is_empty() {
            return Ok(None);
        }
        let sub = self.person.as_ref().map(|person| person.sub.as_str());
        let sub = sub.filter(|_| !self.custom_provider.has_own_issuer);
        let journal = deployment.identity_provider.journal(sub).await?;
        let came_about = |ordered: &&String| {
            journal.iter().any(|exchange| {
                exchange.faults.contains(*ordered) || exchange.trouble.as_ref() == Some(ordered)
            })
        };
        let mut ordered = self.custom_provider.ordered.iter();
        let idle = ordered.find(|it| !came_about(it));
        Ok(idle.map(|it| {
            format!("no login met “{it}”, which was ordered of the provider, so nothing was tried")
        }))
    }

    /// # Errors
    /// Blocked, when others use the provider, too.
    fn must_be_alone_at_provider(&self) -> Result<(), StepError> {
        if self.custom_provider.has_own_issuer {
            return Ok(());
        }
        Err(StepError::Blocked(
            "others use this provider, too: begin with “a provider that nobody else uses”"
                .to_owned(),
        ))
    }
}
