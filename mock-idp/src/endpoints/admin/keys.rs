//! `/admin/keys/rotate`: another key signs from now on.

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Shared;
use axum::extract::rejection::JsonRejection;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Refusal;
use crate::Issuer;
use crate::state::State;

/// Whether the key that signed until now is still published; it is when nothing is said.
#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Rotation {
    keep_old: bool,
}

impl Default for Rotation {
    fn default() -> Self {
        Self { keep_old: true }
    }
}

/// `POST /admin/keys/rotate`
pub(super) async fn rotate(
    Shared(state): Shared<Arc<State>>,
    body: Result<Option<Json<Rotation>>, JsonRejection>,
) -> Result<Json<Value>, Refusal> {
    let Rotation { keep_old } = body?.map(|Json(body)| body).unwrap_or_default();
    let kid = Issuer { state }.rotate_keys(keep_old).await?;
    Ok(Json(json!({ "kid": kid })))
}
