//! `/admin`: what is to go wrong.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use serde::Deserialize;

use super::Refusal;
use crate::NextLogin;
use crate::state::State;
use crate::trouble::Troubles;

/// The body of `POST /admin/trouble`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TroubleOrder {
    trouble: Troubles,
}

/// `POST /admin/persons/{sub}/next-login`
pub(super) async fn next_login(
    Shared(state): Shared<Arc<State>>,
    Path(sub): Path<String>,
    body: Result<Json<NextLogin>, JsonRejection>,
) -> Result<StatusCode, Refusal> {
    let Json(next) = body?;
    state.records().set_next_login(&sub, next)?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /admin/trouble`
pub(super) async fn trouble(
    Shared(state): Shared<Arc<State>>,
    body: Result<Json<TroubleOrder>, JsonRejection>,
) -> Result<StatusCode, Refusal> {
    let Json(TroubleOrder { trouble }) = body?;
    state.records().mischief.order(trouble)?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /admin/trouble`
pub(super) async fn no_trouble(Shared(state): Shared<Arc<State>>) -> Result<StatusCode, Refusal> {
    state.records().mischief.order(Troubles::new())?;
    Ok(StatusCode::NO_CONTENT)
}
