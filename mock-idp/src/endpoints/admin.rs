//! `/admin`: how a test sets up persons and clients, and reads what happened.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{Query, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::journal::{Filter, JournalEntry};
use crate::state::State;
use crate::{Client, NewPerson, Person, SetupError};

/// An admin request that was not carried out.
pub(super) struct Refusal {
    status: StatusCode,
    error: &'static str,
    description: String,
}

/// `POST /admin/persons`
pub(super) async fn add_person(
    Shared(state): Shared<Arc<State>>,
    body: Result<Json<NewPerson>, JsonRejection>,
) -> Result<(StatusCode, Json<Person>), Refusal> {
    let Json(new) = body?;
    let person = state.records().directory.add(new)?;
    Ok((StatusCode::CREATED, Json(Arc::unwrap_or_clone(person))))
}

/// `POST /admin/clients`
pub(super) async fn add_client(
    Shared(state): Shared<Arc<State>>,
    body: Result<Json<Client>, JsonRejection>,
) -> Result<(StatusCode, Json<Client>), Refusal> {
    let Json(new) = body?;
    let client = state.records().clients.put(new)?;
    Ok((StatusCode::CREATED, Json(Arc::unwrap_or_clone(client))))
}

/// `GET /admin/journal`
pub(super) async fn journal(
    Shared(state): Shared<Arc<State>>,
    filter: Result<Query<Filter>, QueryRejection>,
) -> Result<Json<Vec<JournalEntry>>, Refusal> {
    let Query(filter) = filter?;
    Ok(Json(state.records().journal.read(&filter)))
}

impl From<SetupError> for Refusal {
    fn from(error: SetupError) -> Self {
        let (status, code) = match error {
            SetupError::Invalid { .. } => (StatusCode::BAD_REQUEST, "invalid_request"),
            SetupError::Taken { .. } => (StatusCode::CONFLICT, "conflict"),
        };
        Self {
            status,
            error: code,
            description: error.to_string(),
        }
    }
}

impl From<JsonRejection> for Refusal {
    fn from(rejection: JsonRejection) -> Self {
        // The text names the member, as a path, before it says what is wrong.
        Self {
            status: rejection.status(),
            error: "invalid_request",
            description: rejection.body_text(),
        }
    }
}

impl From<QueryRejection> for Refusal {
    fn from(rejection: QueryRejection) -> Self {
        Self {
            status: rejection.status(),
            error: "invalid_request",
            description: rejection.body_text(),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = Json(json!({ "error": self.error, "error_description": self.description }));
        (self.status, body).into_response()
    }
}
