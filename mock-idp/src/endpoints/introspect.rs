//! `/introspect`: whoever is given a token asks what it stands for (RFC 7662).

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{RawQuery, State as Shared};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::client_request::ClientRequest;
use super::oauth_error::OAuthError;
use super::{never_stored, noted};
use crate::grants::TokenKind;
use crate::journal::Note;
use crate::state::State;

pub(super) const PATH: &str = "/introspect";

pub(super) async fn answer(
    Shared(state): Shared<Arc<State>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let request = ClientRequest {
        query: query.as_deref(),
        headers: &headers,
        body: &body,
    };
    let mut note = Note::default();
    let response = match introspect(&state, request, &mut note) {
        Ok(told) => Json(told).into_response(),
        Err(error) => error.answer(&mut note),
    };
    noted(note, never_stored(response))
}

/// What is told of a token: of an access token to any client that has a secret, of a refresh token to its own client.
/// Of all others, only that they are not active (section 2.2).
fn introspect(
    state: &State,
    request: ClientRequest<'_>,
    note: &mut Note,
) -> Result<Value, OAuthError> {
    let (params, client) = request.authenticate(state, note)?;
    if client.is_public() {
        return Err(OAuthError::PublicClient);
    }
    let token = params.get("token").ok_or(OAuthError::Missing("token"))?;
    let now = state.now_ms();
    let live = {
        let mut records = state.records();
        let live = records.grants.look_up(now, token);
        live.filter(|live| records.knows(&live.access.grant))
    };
    let live = live.filter(|live| {
        let own = live.access.grant.client_id == client.client_id;
        live.kind == TokenKind::Access || own
    });
    let Some(live) = live else {
        return Ok(json!({ "active": false }));
    };
    let grant = &live.access.grant;
    note.login = Some(grant.login.clone());
    note.person = Some(grant.sub.clone());
    let mut told = json!({
        "active": true,
        "iss": state.issuer,
        "sub": grant.sub,
        "client_id": grant.client_id,
        "scope": live.access.scopes.to_string(),
        "iat": live.issued_at_ms / 1_000,
        "exp": live.expires_at_ms / 1_000,
    });
    if live.kind == TokenKind::Access {
        told["token_type"] = json!("Bearer");
    }
    Ok(told)
}
