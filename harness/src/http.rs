//! Plain HTTP, as the harness itself speaks it.

use std::error::Error;
use std::io;
use std::sync::OnceLock;
use std::time::Duration;

use reqwest::{Client, IntoUrl, Method, Request, RequestBuilder, Response};
use serde::de::DeserializeOwned;
use url::Url;

use crate::environment_error::EnvironmentError;
use crate::safety;

/// How long anything may take to answer.
const DEADLINE: Duration = Duration::from_secs(10);

/// Where a request goes that must not be sent: no client takes it for an address, so it fails before it leaves.
const NOWHERE: &str = "refused:";

/// The one thing that is asked for by POST and changes nothing that anybody would notice: leave to be taken for a person
/// by Clerk's protection against bots.
const TESTING_TOKENS: &str = "/v1/testing_tokens";

/// A client that asks the guard before a request is made that changes something.
#[derive(Debug)]
pub(crate) struct Http(Client);

/// The client of this process: follows no redirect, keeps no cookie.
pub(crate) fn client() -> &'static Http {
    static CLIENT: OnceLock<Http> = OnceLock::new();
    CLIENT.get_or_init(|| {
        let client = Client::builder()
            .timeout(DEADLINE)
            .redirect(reqwest::redirect::Policy::none())
            // A server that was stopped must not be met again through an old connection.
            .pool_idle_timeout(Duration::from_secs(2))
            .build();
        Http(client.expect("the TLS backend is compiled in"))
    })
}

impl Http {
    /// A request that only looks.
    pub(crate) fn get(&self, url: impl IntoUrl) -> RequestBuilder {
        self.0.get(url)
    }

    /// A request that changes something.
    pub(crate) fn post(&self, url: impl IntoUrl) -> RequestBuilder {
        self.request(Method::POST, url)
    }

    /// A request that only looks, to somebody who is asked by POST.
    pub(crate) fn ask_by_post(&self, url: impl IntoUrl) -> RequestBuilder {
        self.0.post(url)
    }

    /// Sends a request that was made before.
    pub(crate) async fn execute(&self, request: Request) -> reqwest::Result<Response> {
        match may_leave(request.method(), request.url()) {
            true => self.0.execute(request).await,
            false => self.0.get(NOWHERE).send().await,
        }
    }

    /// A request. One that the scenario may not make fails when it is sent.
    pub(crate) fn request(&self, method: Method, url: impl IntoUrl) -> RequestBuilder {
        let url = match url.into_url() {
            Ok(url) => url,
            // The client says what is wrong with it when it sends.
            Err(_) => return self.0.request(method, ""),
        };
        match may_leave(&method, &url) {
            true => self.0.request(method, url),
            false => self.0.request(method, NOWHERE),
        }
    }
}

/// Whether a request only looks, or the scenario may change something.
fn may_leave(method: &Method, url: &Url) -> bool {
    let only_looks = method.is_safe() || url.path() == TESTING_TOKENS;
    let deed = || {
        let place = url.origin().ascii_serialization();
        format!("send {method} {place}{}", url.path())
    };
    only_looks || safety::may(deed).is_ok()
}

/// Sends a request to `whom` and reads the answer's JSON.
pub(crate) async fn send<T: DeserializeOwned>(
    whom: &str,
    request: RequestBuilder,
) -> Result<T, EnvironmentError> {
    let answer = request.send().await;
    read(whom, answer.map_err(|error| unreachable(whom, &error))?).await
}

/// The fault that `whom` cannot be reached: where, and the last of the causes, which is the one that people know.
pub(crate) fn unreachable(whom: &str, error: &reqwest::Error) -> EnvironmentError {
    let mut last: &dyn Error = error;
    while let Some(cause) = last.source() {
        last = cause;
    }
    let (origin, path) = error.url().map_or_else(Default::default, |url| {
        (url.origin().ascii_serialization(), url.path().to_owned())
    });
    let is_refused = last.downcast_ref::<io::Error>();
    let is_refused = is_refused.is_some_and(|it| it.kind() == io::ErrorKind::ConnectionRefused);
    EnvironmentError::new(match () {
        () if is_refused => format!("{whom} cannot be reached: nobody listens at {origin}"),
        () if error.is_timeout() => {
            format!("{whom} cannot be reached: no answer from {origin}{path} in time")
        }
        () => format!("{whom} cannot be reached: {origin}{path}: {last}"),
    })
}

/// Reads the JSON of an answer of `whom`.
pub(crate) async fn read<T: DeserializeOwned>(
    whom: &str,
    answer: Response,
) -> Result<T, EnvironmentError> {
    let (status, url) = (answer.status(), answer.url().clone());
    let body = answer.bytes().await;
    let body = body.map_err(|error| unreachable(whom, &error))?;
    if !status.is_success() {
        let beginning: String = String::from_utf8_lossy(&body).chars().take(300).collect();
        return Err(EnvironmentError::new(format!(
            "{whom} answered {status} to {}: {beginning}",
            url.path()
        )));
    }
    serde_json::from_slice(&body).map_err(|error| {
        EnvironmentError::because(
            &format!(
                "{whom} answered {} with something else than expected",
                url.path()
            ),
            &error,
        )
    })
}

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use tokio::net::{TcpListener, TcpSocket};

    use super::*;

    #[tokio::test]
    async fn a_request_that_may_not_change_anything_never_leaves_and_one_that_looks_does() {
        let server = wiremock::MockServer::start().await;
        let sent = |request: RequestBuilder| async { request.send().await.is_ok() };
        let play = safety::watch(false, async {
            let users = format!("{}/v1/users", server.uri());
            let tokens = format!("{}{TESTING_TOKENS}", server.uri());
            let made = sent(client().post(&users).json(&Value::Null)).await;
            let deleted = sent(client().request(Method::DELETE, &users)).await;
            let looked = sent(client().get(&users)).await;
            let asked = sent(client().post(&tokens)).await;
            [made, deleted, looked, asked]
        });
        let (sent, refused) = play.await;
        assert_eq!(sent, [false, false, true, true]);
        let refused = refused.expect("it was refused");
        assert!(
            refused.contains("it wanted to send POST http://127.0.0.1:"),
            "{refused}"
        );
        let received = server.received_requests().await.expect("they are recorded");
        let received: Vec<&str> = received.iter().map(|it| it.method.as_str()).collect();
        assert_eq!(received, ["GET", "POST"]);
    }

    #[tokio::test]
    async fn an_address_that_nobody_answers_at_is_told_without_its_secrets() {
        // A port that is taken, so that no other test gets it, and that nobody listens on.
        let taken = TcpSocket::new_v4().expect("a socket");
        taken.bind(([127, 0, 0, 1], 0).into()).expect("a free port");
        let address = taken.local_addr().expect("it is bound");
        let request = client()
            .get(format!("http://{address}/v1/client"))
            .query(&[("__clerk_db_jwt", "hunter22")]);
        let error = send::<Value>("Clerk", request)
            .await
            .expect_err("nobody listens there")
            .to_string();
        let told = format!("Clerk cannot be reached: nobody listens at http://{address}/");
        assert_eq!(error, told);
    }

    #[tokio::test]
    async fn who_is_silent_or_breaks_off_is_told_with_what_was_asked() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("it is bound");
        let server = tokio::spawn(async move {
            let silent = listener.accept().await;
            drop(listener.accept().await);
            drop(silent);
        });
        let asked = || client().get(format!("http://{address}/v1/client?code=hunter22"));
        let impatient = asked().timeout(Duration::from_millis(200));
        let why = |error: EnvironmentError| error.to_string();
        let silent = send::<Value>("Clerk", impatient).await.map_err(why);
        let told =
            format!("Clerk cannot be reached: no answer from http://{address}/v1/client in time");
        assert_eq!(silent, Err(told));
        let broken = send::<Value>("Clerk", asked()).await.map_err(why);
        let broken = broken.expect_err("it breaks off");
        let told = format!("Clerk cannot be reached: http://{address}/v1/client: ");
        assert!(
            broken.starts_with(&told) && broken.len() > told.len(),
            "{broken}"
        );
        server.await.expect("it ends");
    }
}
