//! `/jwks`: the keys that ID tokens are verified with (RFC 7517, section 5).

use std::sync::Arc;

use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::json_document;
use crate::state::State;

pub(super) const PATH: &str = "/jwks";

pub(super) async fn answer(Shared(state): Shared<Arc<State>>) -> Response {
    let setup = state.setup();
    match setup.keys_made().await.and_then(|()| setup.jwks()) {
        Ok(jwks) => json_document(jwks),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
