//! `/token`: a client exchanges a code (RFC 6749, section 4.1.3; OpenID Connect Core, section 3.1.3).

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State as Shared;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::{never_stored, noted};
use crate::claims;
use crate::client_auth::{Credentials, NoCredentials};
use crate::grants::{ACCESS_TOKEN_LIFETIME_S, InvalidGrant, Redemption};
use crate::journal::Note;
use crate::params::Params;
use crate::scope::Scope;
use crate::state::{State, now_ms};

pub(super) const PATH: &str = "/token";

/// Why there are no tokens (RFC 6749, section 5.2).
#[derive(Debug, thiserror::Error)]
enum TokenError {
    #[error("the body must be application/x-www-form-urlencoded")]
    NotAForm,
    #[error("a parameter is there more than once")]
    Repeated,
    #[error("{0} is missing")]
    Missing(&'static str),
    #[error(transparent)]
    Credentials(#[from] NoCredentials),
    #[error("no client has this client_id and client_secret")]
    WrongCredentials,
    #[error("grant_type must be authorization_code")]
    GrantType,
    #[error(transparent)]
    Grant(#[from] InvalidGrant),
    #[error("the ID token could not be made")]
    IdToken,
}

pub(super) async fn answer(
    Shared(state): Shared<Arc<State>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut note = Note::default();
    let response = match exchange(&state, &headers, &body, &mut note) {
        Ok(tokens) => Json(tokens).into_response(),
        Err(error) => {
            note.error = Some(error.code().to_owned());
            error.into_response()
        }
    };
    noted(note, never_stored(response))
}

fn exchange(
    state: &State,
    headers: &HeaderMap,
    body: &[u8],
    note: &mut Note,
) -> Result<Value, TokenError> {
    let params = Params::from_form(headers, body).ok_or(TokenError::NotAForm)?;
    note.params = params.redacted();
    note.client_id = params.get("client_id").map(str::to_owned);
    if params.repeats_any(&[
        "grant_type",
        "code",
        "redirect_uri",
        "code_verifier",
        "client_id",
        "client_secret",
    ]) {
        return Err(TokenError::Repeated);
    }
    let credentials = Credentials::read(headers, &params)?;
    note.client_id = Some(credentials.client_id.clone());

    let client = state.records().clients.get(&credentials.client_id);
    if !client.is_some_and(|client| credentials.belong_to(&client)) {
        return Err(TokenError::WrongCredentials);
    }
    match params.get("grant_type") {
        Some("authorization_code") => {}
        Some(_) => return Err(TokenError::GrantType),
        None => return Err(TokenError::Missing("grant_type")),
    }
    let presented = Redemption {
        code: params.get("code").ok_or(TokenError::Missing("code"))?,
        client_id: &credentials.client_id,
        redirect_uri: params
            .get("redirect_uri")
            .ok_or(TokenError::Missing("redirect_uri"))?,
        code_verifier: params.get("code_verifier"),
    };
    tokens(state, presented, note)
}

fn tokens(state: &State, presented: Redemption<'_>, note: &mut Note) -> Result<Value, TokenError> {
    let now = now_ms();
    let (grant, access_token, person) = {
        let mut records = state.records();
        if let Some(grant) = records.grants.of_code(now, presented.code) {
            note.login = Some(grant.login.clone());
            note.person = Some(grant.sub.clone());
        }
        let (grant, access_token) = records.grants.redeem(now, presented)?;
        let person = records
            .directory
            .by_sub(&grant.sub)
            .ok_or(TokenError::IdToken)?;
        (grant, access_token, person)
    };
    let scopes = &grant.request.scopes;
    let mut answer = json!({
        "access_token": access_token.expose(),
        "token_type": "Bearer",
        "expires_in": ACCESS_TOKEN_LIFETIME_S,
        "scope": scopes.to_string(),
    });
    if scopes.contains(Scope::Openid) {
        let claims =
            claims::of_id_token(&state.issuer, &grant, &person, &access_token, now / 1_000);
        answer["id_token"] = json!(state.key.sign(&claims).map_err(|_| TokenError::IdToken)?);
    }
    Ok(answer)
}

impl TokenError {
    const fn code(&self) -> &'static str {
        match self {
            Self::NotAForm | Self::Repeated | Self::Missing(_) => "invalid_request",
            Self::Credentials(NoCredentials::Twice | NoCredentials::OtherClient) => {
                "invalid_request"
            }
            Self::Credentials(NoCredentials::Missing | NoCredentials::Malformed)
            | Self::WrongCredentials => "invalid_client",
            Self::GrantType => "unsupported_grant_type",
            Self::Grant(_) => "invalid_grant",
            Self::IdToken => "server_error",
        }
    }

    fn into_response(self) -> Response {
        let code = self.code();
        let body = Json(json!({ "error": code, "error_description": self.to_string() }));
        match code {
            "invalid_client" => {
                let challenge = HeaderValue::from_static("Basic realm=\"mock-idp\"");
                (
                    StatusCode::UNAUTHORIZED,
                    [(header::WWW_AUTHENTICATE, challenge)],
                    body,
                )
                    .into_response()
            }
            "server_error" => (StatusCode::INTERNAL_SERVER_ERROR, body).into_response(),
            _ => (StatusCode::BAD_REQUEST, body).into_response(),
        }
    }
}
