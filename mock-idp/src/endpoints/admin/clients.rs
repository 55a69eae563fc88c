//! `/admin/clients`: which applications send their users here.

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Shared;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;

use super::Refusal;
use crate::Client;
use crate::state::State;

/// `POST /admin/clients`
pub(super) async fn add(
    Shared(state): Shared<Arc<State>>,
    body: Result<Json<Client>, JsonRejection>,
) -> Result<(StatusCode, Json<Client>), Refusal> {
    let Json(new) = body?;
    let client = state.add_client(new)?;
    Ok((StatusCode::CREATED, Json(Arc::unwrap_or_clone(client))))
}
