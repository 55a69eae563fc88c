//! A Convex deployment as plan store.

use futures::FutureExt as _;
use futures::future::BoxFuture;
use reqwest::header::AUTHORIZATION;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{PlanStore, Stored, no_people, stored, times};
use crate::environment_error::EnvironmentError;
use crate::http::{client, unreachable};
use crate::profile::{self, secret};

/// A Convex deployment, asked over its HTTP API (`POST /api/query`, <https://docs.convex.dev/http-api>): the query answers
/// with what is stored for somebody, or with null.
#[derive(Debug, Clone)]
pub struct ConvexStore {
    /// Where the deployment is, without a slash at the end.
    pub url: String,
    /// The query, as `module:function`.
    pub query: String,
    /// The name of its argument that takes Clerk's ID of the user.
    pub argument: String,
    /// Where the plan stands in the answer: a JSON pointer (RFC 6901).
    pub plan: String,
    /// The query that answers with the list of all who are stored, if there is one.
    pub people: Option<String>,
    /// Members of the answer that say nothing of what somebody has.
    pub ignore: Vec<String>,
    /// A deploy key, or the token of a user of the deployment; a public function needs none.
    pub key: Option<SecretString>,
}

/// What the API answers. Whether a function failed stands here, and not in the status.
#[derive(Deserialize)]
#[serde(tag = "status", rename_all = "lowercase")]
enum Answer {
    Success {
        value: Value,
    },
    #[serde(rename_all = "camelCase")]
    Error {
        error_message: String,
    },
}

impl ConvexStore {
    /// What a profile says.
    pub(super) fn of_profile(store: &profile::ConvexStore) -> Self {
        Self {
            url: store.url.as_str().trim_end_matches('/').to_owned(),
            query: store.query.clone(),
            argument: store.argument.clone(),
            plan: store.plan.clone(),
            people: store.people.clone(),
            ignore: store.ignore.clone(),
            key: store.key_env.as_deref().map(secret),
        }
    }

    /// What a query answers.
    ///
    /// # Errors
    /// When the deployment cannot be reached or refuses, or the function fails.
    async fn ask(
        &self,
        query: &str,
        arguments: Map<String, Value>,
    ) -> Result<Value, EnvironmentError> {
        let failed = |error: reqwest::Error| unreachable("the Convex deployment", &error);
        let question = json!({ "path": query, "args": arguments, "format": "json" });
        let mut request = client()
            .ask_by_post(format!("{}/api/query", self.url))
            .json(&question);
        if let Some(key) = &self.key {
            request = request.header(AUTHORIZATION, authorization(key.expose_secret()));
        }
        let answer = request.send().await.map_err(failed)?;
        let status = answer.status();
        let body = answer.bytes().await.map_err(failed)?;
        match serde_json::from_slice(&body) {
            Ok(Answer::Success { value }) if status.is_success() => Ok(value),
            Ok(Answer::Error { error_message }) => Err(EnvironmentError::new(format!(
                "the Convex query {query} failed: {}",
                beginning(&error_message)
            ))),
            _ if !status.is_success() => Err(EnvironmentError::new(format!(
                "the Convex deployment answered {status} to the query {query}: {}",
                beginning(&String::from_utf8_lossy(&body))
            ))),
            _ => Err(EnvironmentError::new(format!(
                "the Convex deployment answered the query {query} with something else than a result"
            ))),
        }
    }
}

/// How a key is shown: a deploy key, which has a bar between the deployment's name and the key itself, opens everything
/// as `Convex`; anything else is the token of a user.
fn authorization(key: &str) -> String {
    match key.contains('|') {
        true => format!("Convex {key}"),
        false => format!("Bearer {key}"),
    }
}

/// The first line of a text, and not more of it than anybody reads.
fn beginning(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    line.chars().take(300).collect()
}

impl PlanStore for ConvexStore {
    fn stored<'a>(
        &'a self,
        clerk_id: &'a str,
    ) -> BoxFuture<'a, Result<Option<Stored>, EnvironmentError>> {
        async move {
            let arguments = Map::from_iter([(self.argument.clone(), json!(clerk_id))]);
            match self.ask(&self.query, arguments).await? {
                Value::Null => Ok(None),
                facts => stored(facts, &self.plan).map(Some),
            }
        }
        .boxed()
    }

    fn times_stored<'a>(
        &'a self,
        clerk_id: &'a str,
    ) -> BoxFuture<'a, Result<usize, EnvironmentError>> {
        async move {
            let people = self.people.as_ref().ok_or_else(no_people)?;
            match self.ask(people, Map::new()).await? {
                Value::Array(all) => Ok(times(&all, clerk_id)),
                _ => Err(EnvironmentError::new(format!(
                    "the Convex query {people} does not answer with a list"
                ))),
            }
        }
        .boxed()
    }

    fn ignore(&self) -> &[String] {
        &self.ignore
    }

    fn key(&self) -> Option<&SecretString> {
        self.key.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deploy_key_is_told_from_the_token_of_a_user() {
        assert_eq!(
            authorization("dev:happy-animal-123|ZmFrZQ=="),
            "Convex dev:happy-animal-123|ZmFrZQ=="
        );
        assert_eq!(authorization("e30.e30.c2ln"), "Bearer e30.e30.c2ln");
    }
}
