//! Applications, and the people who sign in at them.

use serde_json::json;

use super::super::people::AccountFacts;
use super::World;
use crate::openid::{Application, Wish};
use crate::step_error::StepError;

impl World {
    /// Registers an application, which acts from now on.
    ///
    /// # Errors
    /// Blocked, when the provider refuses, or its owner has registered no such application.
    pub async fn register(&mut self, wish: Wish) -> Result<(), StepError> {
        let provider = self.provider().await?;
        let confidential = self.openid.applications.iter();
        let taken = confidential.filter(|it| it.client_secret.is_some()).count();
        let redirect_uri = provider.callback.redirect_uri();
        let registrar = &provider.registrar;
        let application = registrar.application(wish, taken, &redirect_uri).await?;
        self.openid.acting = self.openid.applications.len();
        self.openid.applications.push(application);
        Ok(())
    }

    /// Has an application act that is registered already: the first is 0.
    ///
    /// # Errors
    /// Blocked, when there are fewer.
    pub fn act_as(&mut self, which: usize) -> Result<(), StepError> {
        if which >= self.openid.applications.len() {
            let missing = "no step before this one registers that application";
            return Err(StepError::Blocked(missing.to_owned()));
        }
        self.openid.acting = which;
        Ok(())
    }

    /// The application that acts.
    ///
    /// # Errors
    /// Blocked, when none is registered.
    pub(super) fn application(&self) -> Result<&Application, StepError> {
        let missing = "no step before this one registers an application";
        let application = self.openid.applications.get(self.openid.acting);
        application.ok_or_else(|| StepError::Blocked(missing.to_owned()))
    }

    /// Somebody who can sign in at the provider: with an account where there is a Clerk, and otherwise whoever the
    /// profile names.
    ///
    /// # Errors
    /// Blocked, when they cannot be made.
    pub async fn somebody_to_sign_in(&mut self) -> Result<(), StepError> {
        if !self.profile()?.is_provider_alone() {
            let named = AccountFacts {
                named: true,
                ..AccountFacts::default()
            };
            return self.account_holder(json!({}), named).await;
        }
        let named = self.provider().await?.person;
        let fresh = || format!("person-{:016x}@example.com", rand::random::<u64>());
        self.openid.person = Some(named.unwrap_or_else(fresh));
        Ok(())
    }

    /// Goes on as somebody else who can sign in, at another computer.
    ///
    /// # Errors
    /// Blocked, when they cannot be made, or the profile names one person for all.
    pub async fn go_on_as_somebody_else(&mut self) -> Result<(), StepError> {
        if self.provider().await?.person.is_some() {
            let one = "the profile's [openid_provider] has one `person`, and this needs two";
            return Err(StepError::Blocked(one.to_owned()));
        }
        self.somebody_to_sign_in().await?;
        self.tab().await?;
        let tab = self.tab.as_mut().expect("it was opened above");
        Ok(tab.go_on_in_another_browser().await?)
    }

    /// What people type who say who they are.
    pub(super) fn name_to_type(&self) -> Result<String, StepError> {
        match &self.openid.person {
            Some(person) => Ok(person.clone()),
            None => Ok(self.person()?.email.clone()),
        }
    }
}
