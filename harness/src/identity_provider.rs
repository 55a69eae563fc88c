//! The identity provider that people come from, by the admin API of mock-idp.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::environment_error::EnvironmentError;
use crate::http::{client, send};

/// A scriptable identity provider.
#[derive(Debug, Clone)]
pub struct IdentityProvider {
    url: String,
    strategy: String,
}

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

    /// Makes a person that nobody has seen before. `facts` are members of mock-idp's new person.
    ///
    /// # Errors
    /// When the provider cannot be reached or refuses.
    pub async fn new_person(&self, facts: Value) -> Result<Person, EnvironmentError> {
        let unique: u64 = rand::random();
        let mut new = json!({
            "email": format!("person-{unique:016x}@example.com"),
            "given_name": "Robin",
            "family_name": "Doe",
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
