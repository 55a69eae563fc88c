//! Who a scenario is about.

use serde_json::{Value, json};

use super::World;
use crate::identity_provider::Person;
use crate::step_error::StepError;

/// The secret of everybody's authenticator: nobody types its codes yet, but an account with one asks for them.
const TOTP_SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

impl World {
    /// Makes a person at the identity provider whom the instance does not know. `facts` are what the provider
    /// says of them beside an email address and a name.
    ///
    /// # Errors
    /// Blocked, when the provider cannot be reached.
    pub async fn newcomer(&mut self, facts: Value) -> Result<(), StepError> {
        let person = self
            .deployment()
            .await?
            .identity_provider
            .new_person(facts)
            .await?;
        self.note(format!("{} is at the identity provider", person.email));
        self.person = Some(person);
        Ok(())
    }

    /// Makes a person at the identity provider who has an account with the same verified email address; if
    /// wanted, one that asks for a second factor.
    ///
    /// # Errors
    /// Blocked, when provider or instance cannot be reached.
    pub async fn account_holder(&mut self, second_factor: bool) -> Result<(), StepError> {
        self.newcomer(json!({})).await?;
        let email = self.person()?.email.clone();
        let secret = second_factor.then_some(TOTP_SECRET);
        let account = self
            .deployment()
            .await?
            .clerk
            .create_account(&email, secret)
            .await?;
        self.note(format!("{email} has the account {}", account.id));
        Ok(())
    }

    /// The person that the scenario is about.
    ///
    /// # Errors
    /// Blocked, when no step has made one.
    pub fn person(&self) -> Result<&Person, StepError> {
        self.person.as_ref().ok_or_else(|| {
            StepError::Blocked("no step before this one says who “they” are".to_owned())
        })
    }
}
