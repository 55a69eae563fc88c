//! What the identity provider is told to do wrongly, or otherwise than usual.

use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::IdentityProvider;
use crate::environment_error::EnvironmentError;
use crate::http::{client, send};

impl IdentityProvider {
    /// Another issuer of the same process, which nobody else uses, with these settings of mock-idp's.
    ///
    /// # Errors
    /// When the provider cannot be reached or refuses.
    pub async fn new_issuer(&self, settings: &Value) -> Result<Self, EnvironmentError> {
        #[derive(Deserialize)]
        struct Made {
            issuer: String,
        }
        let mut order = settings.clone();
        order["name"] = json!(format!("own-{:016x}", rand::random::<u64>()));
        let made: Made = self.post("issuers", &order).await?;
        Ok(Self {
            admin_key: self.admin_key.clone(),
            ..Self::new(&made.issuer, &self.strategy)
        })
    }

    /// Makes a client known, with the members of mock-idp's client.
    ///
    /// # Errors
    /// When the provider cannot be reached or refuses.
    pub async fn add_client(&self, new: &Value) -> Result<(), EnvironmentError> {
        self.post::<Value>("clients", new).await.map(drop)
    }

    /// Orders faults and trouble for the next login of the person with this `sub`.
    ///
    /// # Errors
    /// When the provider cannot be reached or refuses.
    pub async fn order_next_login(&self, sub: &str, order: &Value) -> Result<(), EnvironmentError> {
        let path = format!("persons/{sub}/next-login");
        self.post_without_answer(&path, order).await
    }

    /// Orders trouble for all, by endpoint; an empty object ends it.
    ///
    /// # Errors
    /// When the provider cannot be reached or refuses.
    pub async fn order_trouble(&self, trouble: &Value) -> Result<(), EnvironmentError> {
        let order = json!({ "trouble": trouble });
        self.post_without_answer("trouble", &order).await
    }

    /// Has it sign with another key from now on, and publish the old one no more.
    ///
    /// # Errors
    /// When the provider cannot be reached or refuses.
    pub async fn rotate_keys(&self) -> Result<(), EnvironmentError> {
        let order = json!({ "keep_old": false });
        self.post::<Value>("keys/rotate", &order).await.map(drop)
    }

    /// Moves its clock by so many seconds.
    ///
    /// # Errors
    /// When the provider cannot be reached or refuses.
    pub async fn advance_clock(&self, seconds: i64) -> Result<(), EnvironmentError> {
        let order = json!({ "advance_s": seconds });
        self.post::<Value>("clock", &order).await.map(drop)
    }

    /// A document that it publishes, e.g. its keys.
    ///
    /// # Errors
    /// When the provider cannot be reached.
    pub async fn document(&self, url: &str) -> Result<Value, EnvironmentError> {
        send("the identity provider", client().get(url)).await
    }

    async fn post<T: serde::de::DeserializeOwned>(
        &self,
        path: &str,
        body: &Value,
    ) -> Result<T, EnvironmentError> {
        let request = self.admin(Method::POST, path).json(body);
        send("the identity provider", request).await
    }

    async fn post_without_answer(&self, path: &str, body: &Value) -> Result<(), EnvironmentError> {
        self.carried_out(self.admin(Method::POST, path).json(body))
            .await
    }
}
