//! The deployment as OpenID provider: applications of the scenario send people there, and judge what comes back.

mod applications;
mod asking;
mod authorizing;
mod checks;
mod clauses;
mod instance;
mod offers;
mod redeeming;

use std::collections::BTreeMap;

use serde_json::Value;

pub use asking::{Bearer, TokenKind};
pub use authorizing::Manner;
pub use redeeming::Exchange;

use super::World;
use crate::openid::clauses::Discovery;
use crate::openid::{Application, Arrival, HttpAnswer, IdToken, Pkce, Provider};
use crate::results::ClauseResult;
use crate::step_error::StepError;

/// What a scenario remembers of its applications.
#[derive(Debug, Default)]
pub(super) struct Diary {
    provider: Option<Provider>,
    discovery: Option<Discovery>,
    /// The key set, when it was last read.
    keys: Option<Value>,
    applications: Vec<Application>,
    /// Which of these acts.
    acting: usize,
    /// Who signs in, where there is no identity provider behind.
    person: Option<String>,
    request: Option<Request>,
    arrival: Option<Arrival>,
    /// The page that people stayed on who did not come back.
    stayed: Option<crate::browser::Page>,
    /// For what the pages were that people had to act on, in the last authorization.
    asked: Vec<String>,
    /// The token responses that had an access token, oldest first.
    tokens: Vec<HttpAnswer>,
    /// The scope that the last token request asked for.
    asked_for: Option<String>,
    /// All ID tokens, oldest first.
    id_tokens: Vec<IdToken>,
    /// That of the last token response, if it had one.
    id_token: Option<IdToken>,
    /// The last answer of the provider.
    answer: Option<HttpAnswer>,
    /// Whether the last request showed a secret of the application in the header, or a bearer token anywhere.
    has_shown: bool,
    /// What was found of clauses: what was looked at, and each clause.
    found: Vec<(&'static str, Vec<ClauseResult>)>,
}

/// An authorization request, as it was sent.
#[derive(Debug, Clone)]
struct Request {
    parameters: BTreeMap<String, String>,
    pkce: Option<Pkce>,
}

impl Request {
    fn get(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str)
    }
}

impl World {
    /// The provider that this scenario is about.
    ///
    /// # Errors
    /// Blocked, when there is none to be had.
    pub(super) async fn provider(&mut self) -> Result<Provider, StepError> {
        if let Some(provider) = &self.openid.provider {
            return Ok(provider.clone());
        }
        let stage = std::sync::Arc::clone(self.stage()?);
        let provider = if stage.target.profile.is_provider_alone() {
            stage.target.provider_alone().await?
        } else {
            let deployment = self.deployment().await?;
            stage.target.provider_of(deployment).await?
        };
        self.note(format!("the provider's issuer is {}", provider.issuer));
        self.openid.provider = Some(provider.clone());
        Ok(provider)
    }

    /// The last answer of the provider.
    ///
    /// # Errors
    /// Blocked, when nothing was asked.
    pub(super) fn last_answer(&self) -> Result<&HttpAnswer, StepError> {
        let missing = "no step before this one has asked the provider for anything";
        let answer = self.openid.answer.as_ref();
        answer.ok_or_else(|| StepError::Blocked(missing.to_owned()))
    }

    /// The last authorization request.
    fn request(&self) -> Result<&Request, StepError> {
        let missing = "no step before this one sends anybody to the provider";
        let request = self.openid.request.as_ref();
        request.ok_or_else(|| StepError::Blocked(missing.to_owned()))
    }

    /// The last token response that had an access token.
    ///
    /// # Errors
    /// Blocked, when there was none.
    fn tokens(&self) -> Result<&HttpAnswer, StepError> {
        let missing = "no step before this one has got tokens";
        let last = self.openid.tokens.last();
        last.ok_or_else(|| StepError::Blocked(missing.to_owned()))
    }
}
