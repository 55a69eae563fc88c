//! `/admin/persons`: who can sign in.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use serde_json::{Map, Value};

use super::Refusal;
use crate::state::State;
use crate::{Issuer, NewPerson, Person};

/// `POST /admin/persons`
pub(super) async fn add(
    Shared(state): Shared<Arc<State>>,
    body: Result<Json<NewPerson>, JsonRejection>,
) -> Result<(StatusCode, Json<Person>), Refusal> {
    let Json(new) = body?;
    let person = state.records().directory.add(new)?;
    Ok((StatusCode::CREATED, Json(Arc::unwrap_or_clone(person))))
}

/// `GET /admin/persons`
pub(super) async fn list(Shared(state): Shared<Arc<State>>) -> Json<Vec<Person>> {
    let everybody = state.records().directory.all().to_vec();
    Json(everybody.into_iter().map(Arc::unwrap_or_clone).collect())
}

/// `GET /admin/persons/{sub}`
pub(super) async fn read(
    Shared(state): Shared<Arc<State>>,
    Path(sub): Path<String>,
) -> Result<Json<Person>, Refusal> {
    let person = state.records().directory.by_sub(&sub);
    let person = person.ok_or(Refusal::NO_PERSON)?;
    Ok(Json(Arc::unwrap_or_clone(person)))
}

/// `PATCH /admin/persons/{sub}`: a JSON merge patch.
pub(super) async fn patch(
    Shared(state): Shared<Arc<State>>,
    Path(sub): Path<String>,
    body: Result<Json<Map<String, Value>>, JsonRejection>,
) -> Result<Json<Person>, Refusal> {
    let Json(patch) = body?;
    let changed = Issuer { state }.patch_person(&sub, &patch)?;
    changed.map(Json).ok_or(Refusal::NO_PERSON)
}

/// `DELETE /admin/persons/{sub}`
pub(super) async fn remove(
    Shared(state): Shared<Arc<State>>,
    Path(sub): Path<String>,
) -> Result<StatusCode, Refusal> {
    let removed = state.records().directory.remove(&sub);
    removed
        .map(|_| StatusCode::NO_CONTENT)
        .ok_or(Refusal::NO_PERSON)
}
