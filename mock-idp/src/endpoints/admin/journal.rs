//! `/admin/journal` and `/admin/assertions`: what was exchanged.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{Query, State as Shared};
use axum::http::StatusCode;

use super::Refusal;
use crate::journal::{Filter, JournalEntry};
use crate::state::State;
use crate::{Assertion, Verdict};

/// `GET /admin/journal`
pub(super) async fn read(
    Shared(state): Shared<Arc<State>>,
    filter: Result<Query<Filter>, QueryRejection>,
) -> Result<Json<Vec<JournalEntry>>, Refusal> {
    let Query(filter) = filter?;
    Ok(Json(state.records().journal.read(&filter)))
}

/// `DELETE /admin/journal`
pub(super) async fn clear(Shared(state): Shared<Arc<State>>) -> StatusCode {
    state.records().journal.clear();
    StatusCode::NO_CONTENT
}

/// `POST /admin/assertions`
pub(super) async fn judge(
    Shared(state): Shared<Arc<State>>,
    body: Result<Json<Assertion>, JsonRejection>,
) -> Result<Json<Verdict>, Refusal> {
    let Json(assertion) = body?;
    assertion.check()?;
    Ok(Json(assertion.judge(&state.records().journal)))
}
