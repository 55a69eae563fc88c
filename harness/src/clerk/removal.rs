//! Clearing away what was made at a real instance.

use std::collections::BTreeSet;

use reqwest::{Method, StatusCode};
use serde_json::Value;

use super::ledger::Thing;
use super::{Account, Clerk};
use crate::environment_error::EnvironmentError;

impl Clerk {
    /// Removes what the scenario has made and those who have signed up in it; nothing at a stand-in.
    ///
    /// # Errors
    /// When the instance cannot be reached or refuses.
    pub async fn clear_away(&self) -> Result<(), EnvironmentError> {
        match &self.stay {
            Some(stay) => self.remove(stay.things()).await,
            None => Ok(()),
        }
    }

    /// Removes what scenarios have made that did not come to their end; nothing at a stand-in. Returns how many things
    /// that were.
    ///
    /// # Errors
    /// When the instance cannot be reached or refuses.
    pub async fn clear_away_all(&self) -> Result<usize, EnvironmentError> {
        let things = match &self.stay {
            Some(stay) => stay.guest.ledger.close_all(),
            None => return Ok(0),
        };
        let number = things.len();
        self.remove(things).await?;
        Ok(number)
    }

    async fn remove(&self, things: Vec<Thing>) -> Result<(), EnvironmentError> {
        let mut accounts = BTreeSet::new();
        let mut mailboxes = Vec::new();
        for thing in things {
            match thing {
                Thing::Account(id) => {
                    accounts.insert(id);
                }
                Thing::Mailbox(email) => mailboxes.push(("email_address", email)),
                Thing::Application(id) => self.remove_application(&id).await?,
            }
        }
        // As many as Clerk takes in one call.
        for mailboxes in mailboxes.chunks(100) {
            let request = self.request(Method::GET, "/v1/users").query(mailboxes);
            let known: Vec<Account> = self.send(request).await?;
            accounts.extend(known.into_iter().map(|it| it.id));
        }
        for id in accounts {
            self.remove_account(&id).await?;
        }
        Ok(())
    }

    /// Removes an account. One that is gone already is no fault.
    ///
    /// # Errors
    /// When the instance cannot be reached or refuses.
    pub async fn remove_account(&self, id: &str) -> Result<(), EnvironmentError> {
        self.delete(&format!("/v1/users/{id}")).await
    }

    /// Removes an application. One that is gone already is no fault.
    ///
    /// # Errors
    /// When the instance cannot be reached or refuses.
    pub async fn remove_application(&self, id: &str) -> Result<(), EnvironmentError> {
        self.delete(&format!("/v1/oauth_applications/{id}")).await
    }

    async fn delete(&self, path: &str) -> Result<(), EnvironmentError> {
        let answer = self.answer(self.request(Method::DELETE, path)).await?;
        if answer.status() == StatusCode::NOT_FOUND {
            return Ok(());
        }
        crate::http::read::<Value>("Clerk's Backend API", answer)
            .await
            .map(drop)
    }
}
