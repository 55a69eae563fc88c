//! A plan store that answers with JSON, over HTTP.

use futures::FutureExt as _;
use futures::future::BoxFuture;
use reqwest::{RequestBuilder, StatusCode};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;

use super::{PlanStore, Stored, no_people, stored, times};
use crate::embedded::STORE_KEY;
use crate::environment_error::EnvironmentError;
use crate::http::{client, unreachable};
use crate::profile::{self, Auth, secret};

/// A plan store that answers with JSON, and with 404 for somebody who is not stored.
#[derive(Debug, Clone)]
pub struct JsonStore {
    /// The address; `{clerk_id}` stands for Clerk's ID of the user.
    pub url: String,
    /// What opens it, if it is locked.
    pub key: Option<Key>,
    /// Where the plan stands in the answer: a JSON pointer (RFC 6901).
    pub plan: String,
    /// The address that answers with the list of all who are stored, if there is one.
    pub people: Option<String>,
    /// Members of the answer that say nothing of what somebody has.
    pub ignore: Vec<String>,
}

/// A key, and how it is shown.
#[derive(Debug, Clone)]
pub struct Key {
    /// The key; user and password with a colon between them, where it is shown as [`Auth::Basic`].
    pub secret: SecretString,
    /// In what form it is sent.
    pub auth: Auth,
}

impl JsonStore {
    /// What a profile says.
    pub(super) fn of_profile(store: &profile::JsonStore) -> Self {
        Self {
            url: store.url.clone(),
            key: store.key.as_ref().map(|key| Key {
                secret: secret(&key.env),
                auth: key.auth.clone(),
            }),
            plan: store.plan.clone(),
            people: store.people.clone(),
            ignore: store.ignore.clone(),
        }
    }

    /// The plan store of this project, where the harness has started it at `url`.
    pub(super) fn of_ours(url: &str) -> Self {
        Self {
            url: format!("{url}/users/{{clerk_id}}"),
            key: Some(Key {
                secret: STORE_KEY.into(),
                auth: Auth::Bearer,
            }),
            plan: "/plan".to_owned(),
            people: Some(format!("{url}/users")),
            ignore: vec!["deliveries".to_owned()],
        }
    }

    /// A question to the store, with the key that opens it.
    fn ask(&self, url: &str) -> RequestBuilder {
        let request = client().get(url);
        let Some(key) = &self.key else {
            return request;
        };
        let secret = key.secret.expose_secret();
        match &key.auth {
            Auth::Bearer => request.bearer_auth(secret),
            Auth::Basic => {
                let (user, password) = secret.split_once(':').unwrap_or((secret, ""));
                request.basic_auth(user, Some(password))
            }
            Auth::Header(name) => request.header(name, secret),
        }
    }

    async fn look_up(&self, clerk_id: &str) -> Result<Option<Stored>, EnvironmentError> {
        let url = self.url.replace("{clerk_id}", clerk_id);
        let failed = |error: reqwest::Error| unreachable("the plan store", &error);
        let answer = self.ask(&url).send().await.map_err(failed)?;
        match answer.status() {
            StatusCode::NOT_FOUND => return Ok(None),
            status if !status.is_success() => {
                let told = format!(
                    "the plan store answered {status} to {}",
                    answer.url().path()
                );
                return Err(EnvironmentError::new(told));
            }
            _ => {}
        }
        let body = answer.bytes().await.map_err(failed)?;
        let facts: Value = serde_json::from_slice(&body).map_err(|error| {
            EnvironmentError::because("the plan store answered something else than JSON", &error)
        })?;
        stored(facts, &self.plan).map(Some)
    }
}

impl PlanStore for JsonStore {
    fn stored<'a>(
        &'a self,
        clerk_id: &'a str,
    ) -> BoxFuture<'a, Result<Option<Stored>, EnvironmentError>> {
        self.look_up(clerk_id).boxed()
    }

    fn times_stored<'a>(
        &'a self,
        clerk_id: &'a str,
    ) -> BoxFuture<'a, Result<usize, EnvironmentError>> {
        async move {
            let people = self.people.as_ref().ok_or_else(no_people)?;
            let all: Vec<Value> = crate::http::send("the plan store", self.ask(people)).await?;
            Ok(times(&all, clerk_id))
        }
        .boxed()
    }

    fn ignore(&self) -> &[String] {
        &self.ignore
    }

    fn key(&self) -> Option<&SecretString> {
        self.key.as_ref().map(|key| &key.secret)
    }
}
