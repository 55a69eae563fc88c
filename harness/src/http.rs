//! Plain HTTP, as the harness itself speaks it.

use std::sync::OnceLock;
use std::time::Duration;

use reqwest::{Client, RequestBuilder};
use serde::de::DeserializeOwned;

use crate::environment_error::EnvironmentError;

/// How long anything may take to answer.
const DEADLINE: Duration = Duration::from_secs(10);

/// The client of this process: follows no redirect, keeps no cookie.
pub(crate) fn client() -> &'static Client {
    static CLIENT: OnceLock<Client> = OnceLock::new();
    CLIENT.get_or_init(|| {
        Client::builder()
            .timeout(DEADLINE)
            .redirect(reqwest::redirect::Policy::none())
            // A server that was stopped must not be met again through an old connection.
            .pool_idle_timeout(Duration::from_secs(2))
            .build()
            .expect("the TLS backend is compiled in")
    })
}

/// Sends a request to `whom` and reads the answer's JSON.
pub(crate) async fn send<T: DeserializeOwned>(
    whom: &str,
    request: RequestBuilder,
) -> Result<T, EnvironmentError> {
    let unreachable = |error: reqwest::Error| {
        EnvironmentError::because(&format!("{whom} cannot be reached"), &error)
    };
    let answer = request.send().await.map_err(unreachable)?;
    let (status, url) = (answer.status(), answer.url().clone());
    let body = answer.bytes().await.map_err(unreachable)?;
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
    use tokio::net::TcpSocket;

    use super::*;

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
        assert!(error.starts_with("Clerk cannot be reached: "), "{error}");
        assert!(
            error.contains("/v1/client?__clerk_db_jwt=[redacted]"),
            "{error}"
        );
        assert!(!error.contains("hunter22"), "{error}");
    }
}
