//! `/jwks`: the keys that ID tokens are verified with (RFC 7517, section 5).

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Shared;
use serde_json::{Value, json};

use crate::state::State;

pub(super) const PATH: &str = "/jwks";

pub(super) async fn answer(Shared(state): Shared<Arc<State>>) -> Json<Value> {
    Json(json!({ "keys": [state.key.jwk()] }))
}
