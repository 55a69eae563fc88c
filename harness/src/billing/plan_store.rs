//! Where a deployment keeps its people's plans.

use reqwest::{RequestBuilder, StatusCode};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;

use crate::embedded::STORE_KEY;
use crate::environment_error::EnvironmentError;
use crate::http::client;

/// A place where the stored plan of a person can be read.
#[derive(Debug, Clone)]
pub struct PlanStore {
    /// The address; `{clerk_id}` stands for Clerk's ID of the user.
    pub url: String,
    /// The bearer token, if one is needed.
    pub key: Option<SecretString>,
    /// Where the plan stands in the answer: a JSON pointer (RFC 6901).
    pub plan: String,
    /// The address that answers with the list of all who are stored, if there is one.
    pub people: Option<String>,
    /// Members of the answer that say nothing of what somebody has.
    pub ignore: Vec<String>,
}

/// What is stored for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The plan: `free`, `pro` or `lifetime`.
    pub plan: String,
    /// Everything that the store says of them.
    pub facts: Value,
}

impl PlanStore {
    /// The plan store of this project, where the harness has started it at `url`.
    pub(crate) fn of_ours(url: &str) -> Self {
        Self {
            url: format!("{url}/users/{{clerk_id}}"),
            key: Some(STORE_KEY.into()),
            plan: "/plan".to_owned(),
            people: Some(format!("{url}/users")),
            ignore: vec!["deliveries".to_owned()],
        }
    }

    /// A question to the store, with the key that opens it.
    fn ask(&self, url: &str) -> RequestBuilder {
        let request = client().get(url);
        match &self.key {
            Some(key) => request.bearer_auth(key.expose_secret()),
            None => request,
        }
    }

    /// How often a person is stored: how many members of the list of all have their ID.
    ///
    /// # Errors
    /// When the profile says of no such list, or the store cannot be reached or answers something else.
    pub async fn times_stored(&self, clerk_id: &str) -> Result<usize, EnvironmentError> {
        let people = self.people.as_ref().ok_or_else(|| {
            EnvironmentError::new("the profile has no `people` under [billing.plan_store]")
        })?;
        let all: Vec<Value> = crate::http::send("the plan store", self.ask(people)).await?;
        let is_theirs = |person: &&Value| {
            let members = person.as_object();
            members.is_some_and(|it| it.values().any(|value| value == clerk_id))
        };
        Ok(all.iter().filter(is_theirs).count())
    }

    /// What is stored for a person; `None` if they are not.
    ///
    /// # Errors
    /// When the store cannot be reached or answers something else.
    pub async fn stored(&self, clerk_id: &str) -> Result<Option<Stored>, EnvironmentError> {
        let url = self.url.replace("{clerk_id}", clerk_id);
        let unreachable = |error: reqwest::Error| {
            EnvironmentError::because("the plan store cannot be reached", &error)
        };
        let answer = self.ask(&url).send().await.map_err(unreachable)?;
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
        let facts: Value = answer.json().await.map_err(unreachable)?;
        let plan = facts.pointer(&self.plan).and_then(Value::as_str);
        let plan = plan.map(str::to_owned).ok_or_else(|| {
            EnvironmentError::new(format!(
                "the plan store's answer has no plan at {}",
                self.plan
            ))
        })?;
        Ok(Some(Stored { plan, facts }))
    }
}
