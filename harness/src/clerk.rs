//! The deployment's Clerk, by its Backend API.

use reqwest::{Method, RequestBuilder};
use secrecy::{ExposeSecret as _, SecretString};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::environment_error::EnvironmentError;
use crate::http::client;

/// A Clerk instance.
#[derive(Debug, Clone)]
pub struct Clerk {
    backend_api: String,
    secret_key: SecretString,
}

/// An account, as far as scenarios care.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct Account {
    /// Clerk's ID of the user.
    pub id: String,
}

impl Clerk {
    /// The instance whose Backend API is at `backend_api` (without `/v1`).
    #[must_use]
    pub fn new(backend_api: &str, secret_key: SecretString) -> Self {
        Self {
            backend_api: backend_api.trim_end_matches('/').to_owned(),
            secret_key,
        }
    }

    /// Makes an account with a verified email address; with a `totp_secret`, one that asks for a second factor.
    ///
    /// # Errors
    /// When the instance cannot be reached or refuses.
    pub async fn create_account(
        &self,
        email: &str,
        totp_secret: Option<&str>,
    ) -> Result<Account, EnvironmentError> {
        let mut new = json!({
            "email_address": [email],
            "skip_password_requirement": true,
            "skip_legal_checks": true,
        });
        if let Some(secret) = totp_secret {
            new["totp_secret"] = json!(secret);
        }
        self.send(self.request(Method::POST, "/v1/users").json(&new))
            .await
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
        let accounts: Vec<Account> = self.send(self.request(Method::GET, "/v1/users")).await?;
        Ok(accounts.len())
    }

    /// How many sessions of a user have not ended.
    ///
    /// # Errors
    /// When the instance cannot be reached or refuses.
    pub async fn number_of_sessions(&self, user_id: &str) -> Result<usize, EnvironmentError> {
        let query = [("user_id", user_id), ("status", "active")];
        let sessions: Vec<Value> = self
            .send(self.request(Method::GET, "/v1/sessions").query(&query))
            .await?;
        Ok(sessions.len())
    }

    /// The settings of a mock instance.
    ///
    /// # Errors
    /// When the instance cannot be reached, or is a real one.
    pub async fn settings(&self) -> Result<Value, EnvironmentError> {
        self.send(self.request(Method::GET, "/mock/instance")).await
    }

    /// Changes settings of a mock instance; what is not named stays.
    ///
    /// # Errors
    /// When the instance cannot be reached, or is a real one.
    pub async fn change_settings(&self, changes: &Value) -> Result<Value, EnvironmentError> {
        self.send(self.request(Method::PATCH, "/mock/instance").json(changes))
            .await
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.backend_api);
        client()
            .request(method, url)
            .bearer_auth(self.secret_key.expose_secret())
    }

    async fn send<T: DeserializeOwned>(
        &self,
        request: RequestBuilder,
    ) -> Result<T, EnvironmentError> {
        crate::http::send("Clerk's Backend API", request).await
    }
}
