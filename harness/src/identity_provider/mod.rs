//! The identity provider that people come from, by the admin API of mock-idp.

mod journal;
mod orders;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use reqwest::{Method, RequestBuilder, StatusCode};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::clerk::mark::made_up_at;
use crate::environment_error::EnvironmentError;
use crate::http::{client, send, unreachable};
use crate::profile;

pub use journal::{Asked, Exchange};

/// A scriptable identity provider.
#[derive(Debug, Clone)]
pub struct IdentityProvider {
    url: String,
    strategy: String,
    /// What its admin API is locked with, if it is.
    admin_key: Option<SecretString>,
    /// Whom the scenario has made there, if they are to go when it ends.
    made: Option<Made>,
}

/// Persons that are to go: those of a scenario, by `sub`, which are among those of its run.
#[derive(Debug, Clone)]
struct Made {
    own: Arc<Mutex<Vec<String>>>,
    of_run: MadeByRun,
}

/// The persons, by `sub`, that the scenarios of a run have made at the provider and have not cleared away yet.
#[derive(Debug, Clone, Default)]
pub struct MadeByRun(Arc<Mutex<BTreeSet<String>>>);

impl MadeByRun {
    fn lock(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes all of them out.
    pub(crate) fn take(&self) -> BTreeSet<String> {
        std::mem::take(&mut *self.lock())
    }
}

impl Made {
    fn lock(&self) -> MutexGuard<'_, Vec<String>> {
        self.own.lock().unwrap_or_else(PoisonError::into_inner)
    }
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
            admin_key: None,
            made: None,
        }
    }

    /// The provider that a profile describes.
    #[must_use]
    pub fn of(profile: &profile::IdentityProvider) -> Self {
        Self {
            admin_key: profile.admin_key(),
            ..Self::new(profile.url.as_str(), &profile.strategy)
        }
    }

    /// With a list of its own of whom the scenario makes there, who are among those of the run: see
    /// [`IdentityProvider::clear_away`].
    #[must_use]
    pub fn keeping_count(mut self, of_run: &MadeByRun) -> Self {
        self.made = Some(Made {
            own: Arc::default(),
            of_run: of_run.clone(),
        });
        self
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
            .map_err(|error| unreachable(whom, &error))?;
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
        let request = self.admin(Method::POST, "persons").json(&new);
        let person: Person = send("the identity provider", request).await?;
        if let Some(made) = &self.made {
            made.lock().push(person.sub.clone());
            made.of_run.lock().insert(person.sub.clone());
        }
        Ok(person)
    }

    /// Removes whom the scenario has made there, if it has kept count.
    ///
    /// # Errors
    /// When the provider cannot be reached or refuses.
    pub async fn clear_away(&self) -> Result<(), EnvironmentError> {
        let Some(made) = &self.made else {
            return Ok(());
        };
        let own = std::mem::take(&mut *made.lock());
        for sub in own {
            self.remove_person(&sub).await?;
            made.of_run.lock().remove(&sub);
        }
        Ok(())
    }

    /// The persons there whom runs have made up for a real instance and have left, each with the time at which that was,
    /// in Unix milliseconds.
    ///
    /// # Errors
    /// When the provider cannot be reached or refuses.
    pub async fn left_over(&self) -> Result<Vec<(Person, u64)>, EnvironmentError> {
        let request = self.admin(Method::GET, "persons");
        let persons: Vec<Person> = send("the identity provider", request).await?;
        let made_up = persons.into_iter().filter_map(|person| {
            let made_at = made_up_at(&person.email)?;
            Some((person, made_at * 1_000))
        });
        Ok(made_up.collect())
    }

    /// Removes a person.
    ///
    /// # Errors
    /// When there is none, or the provider cannot be reached or refuses.
    pub async fn remove_person(&self, sub: &str) -> Result<(), EnvironmentError> {
        let request = self.admin(Method::DELETE, &format!("persons/{sub}"));
        self.carried_out(request).await
    }

    /// A call of its admin API.
    fn admin(&self, method: Method, path: &str) -> RequestBuilder {
        let request = client().request(method, format!("{}/admin/{path}", self.url));
        match &self.admin_key {
            Some(key) => request.bearer_auth(key.expose_secret()),
            None => request,
        }
    }

    /// Makes a call whose answer says nothing.
    async fn carried_out(&self, request: RequestBuilder) -> Result<(), EnvironmentError> {
        let whom = "the identity provider";
        let answer = request.send().await;
        let answer = answer.map_err(|error| unreachable(whom, &error))?;
        if answer.status().is_success() {
            return Ok(());
        }
        let (status, path) = (answer.status(), answer.url().path().to_owned());
        let why: String = answer.text().await.unwrap_or_default();
        let why: String = why.chars().take(300).collect();
        Err(EnvironmentError::new(format!(
            "{whom} answered {status} to {path}: {why}"
        )))
    }
}
