//! `/admin/journal`: what was exchanged.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State as Shared};
use axum::http::StatusCode;

use super::Refusal;
use crate::journal::{Filter, JournalEntry};
use crate::state::State;

/// `DELETE /admin/journal`
pub(super) async fn clear(Shared(state): Shared<Arc<State>>) -> StatusCode {
    state.records().journal.clear();
    StatusCode::NO_CONTENT
}

/// `GET /admin/journal`
pub(super) async fn read(
    Shared(state): Shared<Arc<State>>,
    filter: Result<Query<Filter>, QueryRejection>,
) -> Result<Json<Vec<JournalEntry>>, Refusal> {
    let Query(filter) = filter?;
    Ok(Json(state.records().journal.read(&filter)))
}
