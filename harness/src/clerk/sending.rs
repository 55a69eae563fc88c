//! Calls of the Backend API: paced at a real instance, and made again when Clerk asks for it.

use std::time::Duration;

use reqwest::header::RETRY_AFTER;
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use secrecy::ExposeSecret as _;
use serde::de::DeserializeOwned;

use super::Clerk;
use super::guest::Stay;
use super::limits::Limited;
use crate::environment_error::EnvironmentError;
use crate::http::{self, client};
use crate::run::while_others_have_their_turn;

const WHOM: &str = "Clerk's Backend API";

/// How long a call is put off at most, all in all, because Clerk asks for it.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long a call is put off when Clerk does not say for how long.
const USUAL_PAUSE: Duration = Duration::from_secs(1);

/// Where the control API of a stand-in is.
const CONTROL_API: &str = "/mock/";

impl Clerk {
    pub(super) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.backend_api);
        client()
            .request(method, url)
            .bearer_auth(self.secret_key.expose_secret())
    }

    pub(super) async fn send<T: DeserializeOwned>(
        &self,
        request: RequestBuilder,
    ) -> Result<T, EnvironmentError> {
        http::read(WHOM, self.answer(request).await?).await
    }

    /// The answer to a call, whatever it is: once Clerk takes it.
    pub(super) async fn answer(
        &self,
        request: RequestBuilder,
    ) -> Result<Response, EnvironmentError> {
        match &self.stay {
            Some(stay) => paced(stay, request).await,
            None => {
                let answer = request.send().await;
                answer.map_err(|error| http::unreachable(WHOM, &error))
            }
        }
    }
}

async fn paced(stay: &Stay, request: RequestBuilder) -> Result<Response, EnvironmentError> {
    let failed = |error: reqwest::Error| http::unreachable(WHOM, &error);
    let request = request.build().map_err(failed)?;
    let path = request.url().path().to_owned();
    if path.starts_with(CONTROL_API) {
        return Err(EnvironmentError::new(format!(
            "a real instance has no control API, and the step asks for {path}: the scenario lacks the tag that says \
             what it needs"
        )));
    }
    let mut put_off = Duration::ZERO;
    loop {
        let again = request.try_clone().ok_or_else(|| {
            EnvironmentError::new(format!("the call of {path} can be made once only"))
        })?;
        stay.pace(Limited::Backend).await;
        let answer = client().execute(again).await.map_err(failed)?;
        if answer.status() != StatusCode::TOO_MANY_REQUESTS {
            return Ok(answer);
        }
        let pause = pause(&answer);
        put_off += pause;
        if put_off > PATIENCE {
            return Err(EnvironmentError::new(format!(
                "{WHOM} is called too often: it answers 429 to {path} and wants {} s of rest",
                pause.as_secs()
            )));
        }
        stay.tell(format!(
            "{WHOM} answered 429 to {path}: called again after {} s, as it asked",
            pause.as_secs()
        ));
        let bucket = stay.guest.limits.of(Limited::Backend);
        while_others_have_their_turn(bucket.close_for(pause)).await;
    }
}

/// For how long a server wants to be left alone (RFC 9110, section 10.2.3): in seconds, as Clerk says it.
fn pause(answer: &Response) -> Duration {
    let said = answer.headers().get(RETRY_AFTER);
    let seconds = said.and_then(|it| it.to_str().ok()?.trim().parse().ok());
    // A pause of no time at all would be asked for again and again without an end.
    seconds.map_or(USUAL_PAUSE, |seconds| {
        Duration::from_secs(seconds).max(USUAL_PAUSE)
    })
}
