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
