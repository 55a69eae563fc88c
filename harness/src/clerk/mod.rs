//! The deployment's Clerk, by its Backend API; and what only a stand-in can do.

mod applications;
mod billing;
mod frontend;
mod guest;
mod ledger;
mod left_over;
mod limits;
mod manners;
pub(crate) mod mark;
mod removal;
mod sending;
mod stand_in;
mod testing_token;
#[cfg(test)]
mod tests;
mod tickets;

use reqwest::Method;
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::environment_error::EnvironmentError;
use guest::Stay;
use ledger::Thing;

/// A Clerk instance.
#[derive(Debug, Clone)]
pub struct Clerk {
    backend_api: String,
    frontend_api: String,
    /// Where the Frontend API is for callers without a browser.
    calls: String,
    secret_key: SecretString,
    /// Of a scenario at a real instance.
    stay: Option<Stay>,
}

pub use billing::{MadeAttempt, MadeMessage};
pub use frontend::NativeStart;
pub use guest::Guest;
pub use left_over::{LeftOver, LeftOverKind};
pub use limits::Limited;
pub use stand_in::{Message, PlacedSessions};

/// An account, as far as scenarios care.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
pub struct Account {
    /// Clerk's ID of the user.
    pub id: String,
    /// Everything else that Clerk says of them.
    #[serde(flatten)]
    pub facts: serde_json::Map<String, Value>,
}

impl Account {
    /// The strategies of the providers that are connected, sorted.
    #[must_use]
    pub fn connections(&self) -> Vec<String> {
        let accounts = self
            .facts
            .get("external_accounts")
            .and_then(Value::as_array);
        let mut strategies: Vec<String> = accounts
            .into_iter()
            .flatten()
            .filter(|account| account["verification"]["status"] == "verified")
            .filter_map(|account| Some(account["provider"].as_str()?.to_owned()))
            .collect();
        strategies.sort();
        strategies
    }

    /// Whether it has `value` as `field`, by its name on the wire. Of a password and of consent, Clerk tells only that
    /// they were given.
    #[must_use]
    pub fn has(&self, field: &str, value: &str) -> bool {
        let fact = self.facts.get(field).unwrap_or(&Value::Null);
        match field {
            "password" => self.facts.get("password_enabled") == Some(&Value::Bool(true)),
            "legal_accepted" => self
                .facts
                .get("legal_accepted_at")
                .is_some_and(Value::is_number),
            "phone_number" => self
                .facts
                .get("phone_numbers")
                .is_some_and(|numbers| numbers[0]["phone_number"] == value && numbers[1].is_null()),
            "email_address" => self.has_verified(value),
            _ => fact == value,
        }
    }

    /// Whether one of the email addresses is `email`, verified.
    #[must_use]
    pub fn has_verified(&self, email: &str) -> bool {
        let emails = self.facts.get("email_addresses").and_then(Value::as_array);
        emails.into_iter().flatten().any(|address| {
            address["verification"]["status"] == "verified"
                && address["email_address"]
                    .as_str()
                    .is_some_and(|own| own.eq_ignore_ascii_case(email))
        })
    }
}

impl Clerk {
    /// The instance whose APIs for backends and for browsers are at these URLs (without `/v1`).
    #[must_use]
    pub fn new(backend_api: &str, frontend_api: &str, secret_key: SecretString) -> Self {
        let origin = |url: &str| url.trim_end_matches('/').to_owned();
        Self {
            backend_api: origin(backend_api),
            frontend_api: origin(frontend_api),
            calls: origin(frontend_api),
            secret_key,
            stay: None,
        }
    }

    /// A stand-in for Clerk that is at `url`, and that only browsers find at `frontend_api`.
    #[must_use]
    pub fn stand_in(url: &str, frontend_api: &str, secret_key: SecretString) -> Self {
        let mut clerk = Self::new(url, frontend_api, secret_key);
        clerk.calls.clone_from(&clerk.backend_api);
        clerk
    }

    /// Where browsers find it, without `/v1`: its issuer as OpenID provider.
    #[must_use]
    pub fn frontend_api(&self) -> &str {
        &self.frontend_api
    }

    /// Where the Frontend API is for callers without a browser.
    #[must_use]
    pub(crate) fn address(&self) -> &str {
        &self.calls
    }

    /// Makes an account with a verified email address. `facts` are members of Clerk's request beside that.
    ///
    /// # Errors
    /// When the instance cannot be reached or refuses.
    pub async fn create_account(
        &self,
        email: &str,
        facts: Value,
    ) -> Result<Account, EnvironmentError> {
        let mut new = json!({
            "email_address": [email],
            "skip_password_requirement": true,
            "skip_legal_checks": true,
        });
        if let (Some(new), Value::Object(facts)) = (new.as_object_mut(), facts) {
            new.extend(facts);
        }
        if let (Some(stay), Some(new)) = (&self.stay, new.as_object_mut())
            && let Value::Object(mark) = mark::mark(&stay.guest.run)
        {
            new.extend(mark);
        }
        let request = self.request(Method::POST, "/v1/users").json(&new);
        let account: Account = self.send(request).await?;
        if let Some(stay) = &self.stay {
            stay.has_made(Thing::Account(account.id.clone()));
        }
        Ok(account)
    }

    /// Does something to an account that has a call of its own, e.g. `lock` or `password/set_compromised`.
    ///
    /// # Errors
    /// When the instance cannot be reached or refuses.
    pub async fn act_on_account(&self, id: &str, act: &str) -> Result<(), EnvironmentError> {
        let path = format!("/v1/users/{id}/{act}");
        let request = self.request(Method::POST, &path).json(&json!({}));
        self.send::<Value>(request).await.map(drop)
    }

    /// Makes the phone number of an account its second factor.
    ///
    /// # Errors
    /// When the account has none, or the instance cannot be reached or refuses.
    pub async fn reserve_phone(&self, account: &Account) -> Result<(), EnvironmentError> {
        let number = account.facts.get("phone_numbers").map(|it| &it[0]["id"]);
        let id = number.and_then(Value::as_str).ok_or_else(|| {
            EnvironmentError::new(format!("the account {} has no phone number", account.id))
        })?;
        let path = format!("/v1/phone_numbers/{id}");
        let change = json!({ "reserved_for_second_factor": true });
        self.send::<Value>(self.request(Method::PATCH, &path).json(&change))
            .await
            .map(drop)
    }

    /// The access tokens that the provider with this strategy gave for a user, as the backend is told.
    ///
    /// # Errors
    /// When the instance cannot be reached or refuses.
    pub async fn provider_tokens(
        &self,
        user_id: &str,
        strategy: &str,
    ) -> Result<Vec<SecretString>, EnvironmentError> {
        #[derive(serde::Deserialize)]
        struct ProviderToken {
            token: SecretString,
        }
        let path = format!("/v1/users/{user_id}/oauth_access_tokens/{strategy}");
        let tokens: Vec<ProviderToken> = self.send(self.request(Method::GET, &path)).await?;
        Ok(tokens.into_iter().map(|it| it.token).collect())
    }

    /// Ends a session from the backend.
    ///
    /// # Errors
    /// When the instance cannot be reached or refuses.
    pub async fn revoke_session(&self, id: &str) -> Result<(), EnvironmentError> {
        let path = format!("/v1/sessions/{id}/revoke");
        self.send::<Value>(self.request(Method::POST, &path))
            .await
            .map(drop)
    }

    /// The accounts that have this email address.
    ///
    /// # Errors
    /// When the instance cannot be reached or refuses.
    pub async fn accounts(&self, email: &str) -> Result<Vec<Account>, EnvironmentError> {
        self.send(
            self.request(Method::GET, "/v1/users")
                .query(&[("email_address", email)]),
        )
        .await
    }

    /// How many accounts the instance has.
    ///
    /// # Errors
    /// When the instance cannot be reached or refuses.
    pub async fn number_of_accounts(&self) -> Result<usize, EnvironmentError> {
        #[derive(serde::Deserialize)]
        struct Count {
            total_count: usize,
        }
        // The list itself comes in pages.
        let request = self.request(Method::GET, "/v1/users/count");
        let count: Count = self.send(request).await?;
        Ok(count.total_count)
    }

    /// The IDs of a user's active sessions.
    ///
    /// # Errors
    /// When the instance cannot be reached or refuses.
    pub async fn sessions(&self, user_id: &str) -> Result<Vec<String>, EnvironmentError> {
        #[derive(serde::Deserialize)]
        struct Session {
            id: String,
        }
        let query = [("user_id", user_id), ("status", "active")];
        let sessions: Vec<Session> = self
            .send(self.request(Method::GET, "/v1/sessions").query(&query))
            .await?;
        Ok(sessions.into_iter().map(|session| session.id).collect())
    }

    /// Where providers send people back to: the one redirect URI that is registered at them.
    #[must_use]
    pub fn oauth_callback(&self) -> String {
        format!("{}/v1/oauth_callback", self.frontend_api)
    }
}
