//! `/admin/clients`: which applications send their users here.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State as Shared};
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

/// `GET /admin/clients`
pub(super) async fn list(Shared(state): Shared<Arc<State>>) -> Json<Vec<Client>> {
    let clients = state.records().clients.all();
    Json(clients.into_iter().map(Arc::unwrap_or_clone).collect())
}

/// `DELETE /admin/clients/{id}`
pub(super) async fn remove(
    Shared(state): Shared<Arc<State>>,
    Path(client_id): Path<String>,
) -> Result<StatusCode, Refusal> {
    let removed = state.records().clients.remove(&client_id);
    removed
        .map(|_| StatusCode::NO_CONTENT)
        .ok_or(Refusal::NO_CLIENT)
}
