//! Clause by clause: what specifications ask of the answers that came.

use super::World;
use crate::known_failures;
use crate::openid::IdToken;
use crate::openid::clauses::{
    AuthorizationResponse, BearerRefusal, Discovery, Inactive, KeySet, Refusal, ServerMetadata,
    Subject, TokenResponse, UserInfo, judge,
};
use crate::results::{ClauseOutcome, ClauseResult, Evidence, Level};
use crate::step_error::StepError;

impl World {
    /// Looks at every clause about `subject`.
    ///
    /// # Errors
    /// Failed, when a MUST does not hold, or holds although the profile says that it does not; all of them are told.
    fn hold<S: Subject>(&mut self, subject: &S) -> Result<(), StepError> {
        let known = self.profile()?.known_failures.clone();
        let found = judge(subject, |id| known_failures::of_clause(&known, id));
        let verdict = verdict(S::WHAT, &found);
        self.openid.found.push((S::WHAT, found));
        verdict
    }

    /// What was found of clauses, as evidence.
    pub(in super::super) fn clause_evidence(&mut self) -> Vec<Evidence> {
        let found = std::mem::take(&mut self.openid.found);
        found
            .into_iter()
            .map(|(about, clauses)| Evidence::Clauses {
                about: about.to_owned(),
                clauses,
            })
            .collect()
    }

    /// The discovery document keeps to its specification.
    ///
    /// # Errors
    /// Failed, with all that it breaks.
    pub async fn discovery_holds(&mut self) -> Result<(), StepError> {
        let discovery: Discovery = self.discovery().await?;
        self.hold(&discovery)
    }

    /// The authorization server metadata that was read keeps to its specification.
    ///
    /// # Errors
    /// Failed, with all that it breaks.
    pub async fn server_metadata_holds(&mut self) -> Result<(), StepError> {
        let metadata = ServerMetadata {
            answer: self.last_answer()?.clone(),
            discovery: self.discovery().await?,
        };
        self.hold(&metadata)
    }

    /// The key set that was read keeps to its specification.
    ///
    /// # Errors
    /// Failed, with all that it breaks.
    pub fn keys_hold(&mut self) -> Result<(), StepError> {
        let answer = self.last_answer()?.clone();
        self.hold(&KeySet { answer })
    }

    /// The browser came back with a code, or with one of these errors, as the specifications want it.
    ///
    /// # Errors
    /// Failed, when it did not come back, and with all that the response breaks.
    pub async fn response_holds(&mut self, errors: &[String]) -> Result<(), StepError> {
        let discovery = self.discovery().await?;
        let redirect_uri = self.application()?.redirect_uri.clone();
        let path = url::Url::parse(&redirect_uri).map(|url| url.path().to_owned());
        let Some(arrival) = self.openid.arrival.clone() else {
            let what = match errors {
                [] => "a code".to_owned(),
                errors => format!("the error “{}”", errors.join("” or “")),
            };
            return Err(StepError::failed(
                format!("the browser brings {what} back to the application"),
                self.whereabouts(),
            ));
        };
        let request = self.request()?;
        let response = AuthorizationResponse {
            arrival,
            path: path.unwrap_or_default(),
            state: request.get("state").map(str::to_owned),
            issuer: discovery.issuer.clone(),
            promises_issuer: discovery.member("authorization_response_iss_parameter_supported")
                == true,
            is_implicit: !matches!(request.get("response_type"), None | Some("code")),
            is_form: request.get("response_mode") == Some("form_post"),
            errors: errors.to_vec(),
        };
        self.hold(&response)
    }

    /// The last answer is a token response as the specifications want it.
    ///
    /// # Errors
    /// Failed, with all that it breaks.
    pub fn token_response_holds(&mut self) -> Result<(), StepError> {
        let of_request = self.request()?.get("scope").unwrap_or_default();
        let asked_for = self.openid.asked_for.as_deref().unwrap_or(of_request);
        let asked_for = asked_for.to_owned();
        let answer = self.last_answer()?.clone();
        self.hold(&TokenResponse { answer, asked_for })
    }

    /// The last ID token is as the specifications want it.
    ///
    /// # Errors
    /// Failed, when there was none, and with all that it breaks.
    pub fn id_token_holds(&mut self) -> Result<(), StepError> {
        let id_token: Option<IdToken> = self.openid.id_token.clone();
        let missing = || StepError::failed("there is an ID token", "there is none");
        self.hold(&id_token.ok_or_else(missing)?)
    }

    /// The last answer is user info as the specifications want it.
    ///
    /// # Errors
    /// Failed, with all that it breaks.
    pub fn user_info_holds(&mut self) -> Result<(), StepError> {
        let answer = self.last_answer()?.clone();
        let last = self.openid.id_tokens.last();
        let sub = last.and_then(|token| token.text("sub")).map(str::to_owned);
        self.hold(&UserInfo { answer, sub })
    }

    /// The last answer says of a token that it is good for nothing, as the specifications want it.
    ///
    /// # Errors
    /// Failed, with all that it breaks.
    pub fn is_inactive(&mut self) -> Result<(), StepError> {
        let answer = self.last_answer()?.clone();
        self.hold(&Inactive { answer })
    }

    /// The last answer refuses with one of these errors, as the specifications want it.
    ///
    /// # Errors
    /// Failed, with all that it breaks.
    pub fn is_refused(&mut self, errors: &[String]) -> Result<(), StepError> {
        let refusal = Refusal {
            answer: self.last_answer()?.clone(),
            errors: errors.to_vec(),
            by_header: self.openid.has_shown,
        };
        self.hold(&refusal)
    }

    /// The last answer refuses a bearer token, or asks for one, as the specifications want it.
    ///
    /// # Errors
    /// Failed, with all that it breaks.
    pub fn is_refused_as_bearer(&mut self) -> Result<(), StepError> {
        let refusal = BearerRefusal {
            answer: self.last_answer()?.clone(),
            token_shown: self.openid.has_shown,
        };
        self.hold(&refusal)
    }
}

/// Fails with every MUST that is not as expected.
fn verdict(what: &str, found: &[ClauseResult]) -> Result<(), StepError> {
    let unexpected = |it: &&ClauseResult| {
        let is_must = it.level == Level::Must;
        match it.outcome {
            ClauseOutcome::Broken => is_must,
            ClauseOutcome::HoldsAgainstExpectation => true,
            ClauseOutcome::Holds | ClauseOutcome::Silent | ClauseOutcome::KnownFailure => false,
        }
    };
    let wrong: Vec<String> = found.iter().filter(unexpected).map(in_words).collect();
    if wrong.is_empty() {
        return Ok(());
    }
    let number = found.len();
    Err(StepError::failed(
        format!("{what} keeps to all {number} clauses about it"),
        format!("it does not keep to {}: {}", wrong.len(), wrong.join("; ")),
    ))
}

fn in_words(it: &ClauseResult) -> String {
    match (&it.outcome, &it.saw) {
        (ClauseOutcome::HoldsAgainstExpectation, _) => format!(
            "{} holds, and the profile lists it under [[known_failures]]: remove that line",
            it.id
        ),
        (_, saw) => format!(
            "{} ({}): {}, but {}",
            it.id,
            it.section,
            it.asks,
            saw.as_deref().unwrap_or("it is not so")
        ),
    }
}
