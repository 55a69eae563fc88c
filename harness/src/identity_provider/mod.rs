//! The identity provider that people come from, by the admin API of mock-idp.

mod journal;
mod orders;

use reqwest::StatusCode;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::environment_error::EnvironmentError;
use crate::http::{client, send};

pub use journal::{Asked, Exchange};

/// A scriptable identity provider.
#[derive(Debug, Clone)]
pub struct IdentityProvider {
    url: String,
    strategy: String,
}

/// The first name of everybody there, unless a scenario says another.
pub const GIVEN_NAME: &str = "Robin";
/// The last name of everybody there, likewise.
pub const FAMILY_NAME: &str = "Doe";

/// Somebody at the identity provider.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Person {
    /// What identifies them there.
    pub sub: String,
    /// Their email address.
    pub email: String,
}

impl IdentityProvider {
    /// The provider at `url`, which the instance knows under `strategy`.
    #[must_use]
    pub fn new(url: &str, strategy: &str) -> Self {
        Self {
            url: url.trim_end_matches('/').to_owned(),
            strategy: strategy.to_owned(),
        }
    }

    /// Its issuer.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The strategy under which the instance knows it, e.g. `oauth_custom_acme`.
    #[must_use]
    pub fn strategy(&self) -> &str {
        &self.strategy
    }

    /// Whose access token this is, as the user info endpoint says; `None` when it takes the token no more.
    ///
    /// # Errors
    /// When the provider cannot be reached or answers something else.
    pub async fn owner_of(&self, token: &SecretString) -> Result<Option<String>, EnvironmentError> {
        #[derive(Deserialize)]
        struct Metadata {
            userinfo_endpoint: String,
        }
        #[derive(Deserialize)]
        struct UserInfo {
            sub: String,
        }
        let whom = "the identity provider";
        let metadata = format!("{}/.well-known/openid-configuration", self.url);
        let metadata: Metadata = send(whom, client().get(metadata)).await?;
        let request = client()
            .get(metadata.userinfo_endpoint)
            .bearer_auth(token.expose_secret());
        let asked = request
            .try_clone()
            .expect("a request without a body can be cloned")
            .send()
            .await
            .map_err(|error| {
                EnvironmentError::because(&format!("{whom} cannot be reached"), &error)
            })?;
        if asked.status() == StatusCode::UNAUTHORIZED {
            return Ok(None);
        }
        let info: UserInfo = send(whom, request).await?;
        Ok(Some(info.sub))
    }

    /// Makes a person that nobody has seen before. `facts` are members of mock-idp's new person.
    ///
    /// # Errors
    /// When the provider cannot be reached or refuses.
    pub async fn new_person(&self, facts: Value) -> Result<Person, EnvironmentError> {
        let unique: u64 = rand::random();
        let mut new = json!({
            "email": format!("person-{unique:016x}@example.com"),
            "given_name": GIVEN_NAME,
            "family_name": FAMILY_NAME,
        });
        if let (Some(new), Value::Object(facts)) = (new.as_object_mut(), facts) {
            new.extend(facts);
        }
        let request = client()
            .post(format!("{}/admin/persons", self.url))
            .json(&new);
        send("the identity provider", request).await
    }
}
