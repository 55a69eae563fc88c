//! `/revoke`: a client has no more use for a token (RFC 7009).

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{RawQuery, State as Shared};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use super::client_request::ClientRequest;
use super::oauth_error::OAuthError;
use super::{never_stored, noted};
use crate::journal::Note;
use crate::state::State;

pub(super) const PATH: &str = "/revoke";

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
    let response = match revoke(&state, request, &mut note) {
        Ok(()) => StatusCode::OK.into_response(),
        Err(error) => error.answer(&mut note),
    };
    noted(note, never_stored(response))
}

fn revoke(state: &State, request: ClientRequest<'_>, note: &mut Note) -> Result<(), OAuthError> {
    let (params, client) = request.authenticate(state, note)?;
    let token = params.get("token").ok_or(OAuthError::Missing("token"))?;
    let now = state.now_ms();
    let mut records = state.records();
    if let Some(live) = records.grants.look_up(now, token) {
        note.login = Some(live.access.grant.login.clone());
        note.person = Some(live.access.grant.sub.clone());
    }
    let revoked = records.grants.revoke(now, token, &client.client_id);
    revoked.map_err(|_| OAuthError::OtherClient)
}
