//! `/admin/persons`: who can sign in.

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Shared;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;

use super::Refusal;
use crate::state::State;
use crate::{NewPerson, Person};

/// `POST /admin/persons`
pub(super) async fn add(
    Shared(state): Shared<Arc<State>>,
    body: Result<Json<NewPerson>, JsonRejection>,
) -> Result<(StatusCode, Json<Person>), Refusal> {
    let Json(new) = body?;
    let person = state.records().directory.add(new)?;
    Ok((StatusCode::CREATED, Json(Arc::unwrap_or_clone(person))))
}
