//! The runtime logs of a deployment at Vercel.

use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use reqwest::Response;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::oneshot;
use tokio::task::AbortHandle;
use url::Url;

use super::collected::{Collected, Shared};
use super::entry::{Entry, Row, documents};
use super::{LONGEST, Lines, Log, LogSource};
use crate::environment_error::EnvironmentError;
use crate::http::{client, unreachable};
use crate::time::now_ms;

/// Longer than any scenario takes. Vercel itself ends a stream after some minutes.
const LONGEST_STREAM: Duration = Duration::from_secs(1_800);
/// How long is waited for the beginning of the answer, which may come only with the first row.
const ANSWER: Duration = Duration::from_secs(2);

/// The runtime logs of a deployment, streamed
/// (<https://vercel.com/docs/rest-api/logs/get-logs-for-a-deployment>): what is logged from the moment on at which somebody
/// asks. So each scenario that needs the log asks for a stream of its own.
#[derive(Debug)]
pub struct VercelLog {
    url: Url,
    token: SecretString,
}

impl VercelLog {
    /// That of a `deployment` (`dpl_…`) of a `project`, which may belong to a `team`, at Vercel's API at `api`.
    ///
    /// # Errors
    /// When `api` cannot have a path.
    pub fn new(
        api: &Url,
        project: &str,
        deployment: &str,
        team: Option<&str>,
        token: SecretString,
    ) -> Result<Self, EnvironmentError> {
        let mut url = api.clone();
        url.path_segments_mut()
            .map_err(|()| EnvironmentError::new(format!("{api} is no address of a server")))?
            .pop_if_empty()
            .extend([
                "v1",
                "projects",
                project,
                "deployments",
                deployment,
                "runtime-logs",
            ]);
        if let Some(team) = team {
            url.query_pairs_mut().append_pair("teamId", team);
        }
        Ok(Self { url, token })
    }

    async fn stream(&self) -> Result<Log, EnvironmentError> {
        let request = client()
            .get(self.url.clone())
            .timeout(LONGEST_STREAM)
            .bearer_auth(self.token.expose_secret());
        let begun_ms = now_ms();
        let collection = Shared::default();
        let (answered, answer) = oneshot::channel();
        let reader = {
            let collection = collection.clone();
            tokio::spawn(async move {
                let opened = open(request).await;
                let (stream, told) = match opened {
                    Ok(stream) => (Some(stream), Ok(())),
                    Err(error) => (None, Err(error)),
                };
                if let Err(error) = &told {
                    collection.lock().end(error.to_string());
                }
                // Nobody waits any more for an answer that came late.
                let _ = answered.send(told);
                if let Some(stream) = stream {
                    let why = read(stream, &collection).await;
                    collection.lock().end(why);
                }
            })
        };
        let log = Streamed {
            collected: Collected {
                collection,
                name: "the stream of Vercel's runtime logs",
                number: 0,
                begun_ms,
            },
            reader: reader.abort_handle(),
        };
        match tokio::time::timeout(ANSWER, answer).await {
            Ok(Ok(Err(error))) => Err(error),
            _ => Ok(Log::of(log)),
        }
    }
}

impl LogSource for VercelLog {
    fn begin(&self) -> BoxFuture<'_, Result<Log, EnvironmentError>> {
        self.stream().boxed()
    }
}

/// # Errors
/// When Vercel cannot be reached, or refuses.
async fn open(request: reqwest::RequestBuilder) -> Result<Response, EnvironmentError> {
    let answer = request.send().await;
    let answer = answer.map_err(|error| unreachable("Vercel's runtime logs", &error))?;
    let status = answer.status();
    if status.is_success() {
        return Ok(answer);
    }
    let body = answer.text().await.unwrap_or_default();
    let beginning: String = body.chars().take(300).collect();
    Err(EnvironmentError::new(format!(
        "Vercel answered {status} to a question for runtime logs: {beginning}"
    )))
}

/// Reads a stream to its end. Returns why it ended.
async fn read(mut stream: Response, collection: &Shared) -> String {
    let mut rest: Vec<u8> = Vec::new();
    loop {
        match stream.chunk().await {
            Ok(Some(chunk)) => rest.extend_from_slice(&chunk),
            Ok(None) => return "Vercel ended it".to_owned(),
            Err(error) => {
                return EnvironmentError::because("it broke off", &error).to_string();
            }
        }
        if rest.len() > LONGEST {
            return "it has a row that does not end".to_owned();
        }
        let documents = match documents(&rest) {
            Ok((documents, whole)) => {
                rest.drain(..whole);
                documents
            }
            Err(error) => return format!("it has something in it that is no JSON: {error}"),
        };
        let mut collection = collection.lock();
        let mut entries: Vec<Entry> = Vec::new();
        let mut last = None;
        for document in documents {
            match serde_json::from_value::<Row>(document) {
                Ok(row) => {
                    if let Some(why) = row.is_the_last() {
                        last = Some(why.to_owned());
                        break;
                    }
                    entries.extend(row.entry(&mut collection.told));
                }
                Err(error) => {
                    last = Some(format!("it has a row that is none: {error}"));
                    break;
                }
            }
        }
        collection.add(entries);
        if let Some(why) = last {
            return why;
        }
    }
}

/// A stream that is read. Dropped, it is read no more.
#[derive(Debug)]
struct Streamed {
    collected: Collected,
    reader: AbortHandle,
}

impl Lines for Streamed {
    fn lines(&self) -> BoxFuture<'_, Result<Vec<String>, EnvironmentError>> {
        self.collected.lines()
    }
}

impl Drop for Streamed {
    fn drop(&mut self) {
        self.reader.abort();
    }
}
