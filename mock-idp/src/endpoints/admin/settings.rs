//! `/admin/settings`: how the issuer behaves.

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Shared;
use axum::extract::rejection::JsonRejection;
use serde_json::{Map, Value};

use super::Refusal;
use crate::IssuerSettings;
use crate::state::State;

/// `GET /admin/settings`
pub(super) async fn read(Shared(state): Shared<Arc<State>>) -> Json<IssuerSettings> {
    Json(state.setup().settings.clone())
}

/// `PATCH /admin/settings`
pub(super) async fn patch(
    Shared(state): Shared<Arc<State>>,
    body: Result<Json<Map<String, Value>>, JsonRejection>,
) -> Result<Json<IssuerSettings>, Refusal> {
    let Json(patch) = body?;
    let setup = state.configure(|settings| settings.patched(&patch))?;
    Ok(Json(setup.settings.clone()))
}
