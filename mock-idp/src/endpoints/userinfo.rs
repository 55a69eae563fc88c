//! `/userinfo`: a client asks about the person of an access token (OpenID Connect Core, section 5.3).

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{RawQuery, State as Shared};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::{never_stored, noted};
use crate::claims;
use crate::grants::Access;
use crate::journal::Note;
use crate::params::Params;
use crate::scope::Scope;
use crate::state::State;
use crate::{Fault, mischief, spoiling};

pub(super) const PATH: &str = "/userinfo";

/// Why nothing is told (RFC 6750, section 3.1).
#[derive(Debug, Clone, Copy, thiserror::Error)]
pub(super) enum BearerError {
    #[error("an access token is needed, in the Authorization header or as access_token in a form")]
    Missing,
    #[error("there is more than one access token")]
    Twice,
    #[error("this access token is unknown, expired or revoked")]
    Invalid,
    #[error("this access token was granted without the scope openid")]
    Scope,
}

pub(super) async fn answer(
    Shared(state): Shared<Arc<State>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let form = Params::from_form(&headers, &body).unwrap_or_default();
    let mut params = Params::from_query(query.as_deref()).redacted();
    params.extend(form.redacted());
    let mut note = Note {
        params,
        ..Note::default()
    };

    let told = bearer_token(&headers, &form).and_then(|token| tell(&state, token, &mut note));
    let response = match told {
        Ok(claims) => Json(claims).into_response(),
        Err(error) => {
            note.error = Some(error.code().unwrap_or("no access token").to_owned());
            error.into_response()
        }
    };
    noted(note, never_stored(response))
}

/// The token, by one of the methods of RFC 6750, sections 2.1 and 2.2; a token in the query does not count.
pub(super) fn bearer_token<'a>(
    headers: &'a HeaderMap,
    form: &'a Params,
) -> Result<&'a str, BearerError> {
    let in_header = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| {
            let (scheme, token) = value.split_once(' ')?;
            scheme
                .eq_ignore_ascii_case("Bearer")
                .then_some(token.trim())
        });
    match (in_header, form.get("access_token")) {
        (Some(_), Some(_)) => Err(BearerError::Twice),
        (None, Some(_)) if form.repeats_any(&["access_token"]) => Err(BearerError::Twice),
        (Some(token), None) | (None, Some(token)) => Ok(token),
        (None, None) => Err(BearerError::Missing),
    }
}

fn tell(state: &State, token: &str, note: &mut Note) -> Result<Map<String, Value>, BearerError> {
    let now = state.now_ms();
    let mut records = state.records();
    let Access { grant, scopes } = records
        .grants
        .of_access_token(now, token)
        .ok_or(BearerError::Invalid)?;
    note.client_id = Some(grant.client_id.clone());
    note.login = Some(grant.login.clone());
    note.person = Some(grant.sub.clone());
    if !records.knows(&grant) {
        return Err(BearerError::Invalid);
    }
    if !scopes.contains(Scope::Openid) {
        return Err(BearerError::Scope);
    }
    let person = records
        .directory
        .by_sub(&grant.sub)
        .ok_or(BearerError::Invalid)?;
    let setup = state.setup();
    let faults = mischief::faults(grant.mischief.as_deref(), &person, &setup.settings.faults);
    if faults.contains(&Fault::UserinfoRefused) {
        note.faults = [Fault::UserinfoRefused].into();
        return Err(BearerError::Invalid);
    }
    let mut claims = claims::about(&person, scopes);
    note.faults = spoiling::userinfo(&mut claims, &faults);
    Ok(claims)
}

impl BearerError {
    /// The error code; a request without any token gets none, as RFC 6750, section 3.1 asks for.
    const fn code(self) -> Option<&'static str> {
        match self {
            Self::Missing => None,
            Self::Twice => Some("invalid_request"),
            Self::Invalid => Some("invalid_token"),
            Self::Scope => Some("insufficient_scope"),
        }
    }

    fn into_response(self) -> Response {
        let status = match self {
            Self::Missing | Self::Invalid => StatusCode::UNAUTHORIZED,
            Self::Twice => StatusCode::BAD_REQUEST,
            Self::Scope => StatusCode::FORBIDDEN,
        };
        let Some(code) = self.code() else {
            let challenge = HeaderValue::from_static("Bearer realm=\"mock-idp\"");
            return (status, [(header::WWW_AUTHENTICATE, challenge)]).into_response();
        };
        let challenge =
            format!("Bearer realm=\"mock-idp\", error=\"{code}\", error_description=\"{self}\"");
        let body = Json(json!({ "error": code, "error_description": self.to_string() }));
        (status, [(header::WWW_AUTHENTICATE, challenge)], body).into_response()
    }
}
