//! `/jwks`: the keys that ID tokens are verified with (RFC 7517, section 5).

use std::sync::Arc;

use axum::extract::State as Shared;
use axum::response::Response;

use super::json_document;
use crate::state::State;

pub(super) const PATH: &str = "/jwks";

pub(super) async fn answer(Shared(state): Shared<Arc<State>>) -> Response {
    json_document(state.setup().jwks.clone())
}
