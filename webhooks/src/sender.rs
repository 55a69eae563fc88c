//! Puts requests onto the wire.

use std::error::Error as _;
use std::time::{Duration, Instant};

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use url::Url;

use crate::attempt::Attempt;
use crate::signer::Request;

/// How long Svix waits for an answer.
const DEADLINE: Duration = Duration::from_secs(15);

/// How long a connection may take, so that nobody being there is told from nobody answering.
const CONNECTION_DEADLINE: Duration = Duration::from_secs(10);

/// How much of an answer Svix keeps, in bytes.
const ANSWER_LIMIT: usize = 20_000;

/// Sends requests over connections that it keeps open. Clones share them.
#[derive(Debug, Clone)]
pub struct Sender {
    client: Client,
    deadline: Duration,
}

impl Default for Sender {
    fn default() -> Self {
        Self::new()
    }
}

impl Sender {
    /// One that waits 15 seconds for an answer, as Svix does, and does not follow redirects.
    ///
    /// # Panics
    /// Never: only a missing TLS backend could keep it from being made.
    #[must_use]
    pub fn new() -> Self {
        Self::with_deadline(DEADLINE)
    }

    /// One that waits `deadline` for an answer.
    ///
    /// # Panics
    /// Never: only a missing TLS backend could keep it from being made.
    #[must_use]
    pub fn with_deadline(deadline: Duration) -> Self {
        let client = Client::builder()
            .redirect(Policy::none())
            .connect_timeout(CONNECTION_DEADLINE)
            .build();
        Self {
            client: client.expect("the TLS backend is compiled in"),
            deadline,
        }
    }

    /// Posts `request` to `url`, once. Whatever goes wrong is told in the attempt.
    pub async fn send(&self, url: &Url, request: &Request) -> Attempt {
        let clock = Instant::now();
        let mut attempt = Attempt {
            status: None,
            answer: String::new(),
            error: None,
            connected: false,
            took: Duration::ZERO,
        };
        let exchange = self.exchange(url, request, &mut attempt);
        attempt.error = match tokio::time::timeout(self.deadline, exchange).await {
            Ok(error) => error,
            Err(_) => {
                attempt.connected = true;
                Some(format!("no whole answer within {:?}", self.deadline))
            }
        };
        attempt.took = clock.elapsed();
        attempt
    }

    /// Sends, and writes what comes back into `attempt`; or says what went wrong.
    async fn exchange(
        &self,
        url: &Url,
        request: &Request,
        attempt: &mut Attempt,
    ) -> Option<String> {
        let headers = match headers(request) {
            Ok(headers) => headers,
            Err(error) => return Some(error),
        };
        let post = self.client.post(url.clone()).headers(headers);
        match post.body(request.body.clone()).send().await {
            Ok(response) => {
                attempt.connected = true;
                attempt.status = Some(response.status().as_u16());
                let (answer, error) = beginning(response).await;
                attempt.answer = answer;
                error
            }
            Err(error) => {
                attempt.connected = !error.is_connect() && !error.is_builder();
                Some(innermost(&error))
            }
        }
    }
}

fn headers(request: &Request) -> Result<HeaderMap, String> {
    let pairs = request.headers.iter().map(|(name, value)| {
        let header = HeaderName::try_from(name);
        let header = header.map_err(|_| format!("`{name}` cannot be the name of a header"))?;
        let value = HeaderValue::try_from(value);
        let value = value.map_err(|_| format!("the value of {name} cannot be sent"))?;
        Ok((header, value))
    });
    pairs.collect()
}

/// The first bytes of an answer's body, and what went wrong before they were there.
async fn beginning(mut response: Response) -> (String, Option<String>) {
    let mut bytes = Vec::new();
    let error = loop {
        match response.chunk().await {
            Ok(Some(chunk)) => {
                let room = ANSWER_LIMIT - bytes.len();
                bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
                if chunk.len() >= room {
                    break None;
                }
            }
            Ok(None) => break None,
            Err(error) => break Some(format!("the answer broke off: {}", innermost(&error))),
        }
    };
    (String::from_utf8_lossy(&bytes).into_owned(), error)
}

/// What is at the bottom of an error: that is where it says what happened.
fn innermost(error: &reqwest::Error) -> String {
    let mut cause = error.source();
    let mut text = error.to_string();
    while let Some(inner) = cause {
        text = inner.to_string();
        cause = inner.source();
    }
    text
}
