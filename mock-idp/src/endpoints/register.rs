//! `/register`: a client registers itself, where the settings allow it (RFC 7591, section 3).

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Shared;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::{never_stored, not_found, noted};
use crate::journal::Note;
use crate::registration::{self, Registration};
use crate::state::State;

pub(super) const PATH: &str = "/register";

pub(super) async fn answer(
    Shared(state): Shared<Arc<State>>,
    body: Result<Json<Registration>, JsonRejection>,
) -> Response {
    if !state.setup().settings.dynamic_registration {
        return not_found().await;
    }
    let mut note = Note::default();
    let response = register(&state, body, &mut note);
    noted(note, never_stored(response))
}

fn register(
    state: &State,
    body: Result<Json<Registration>, JsonRejection>,
    note: &mut Note,
) -> Response {
    let registered = match body {
        Ok(Json(registration)) => registration
            .into_client()
            .map_err(|error| (error.code(), error.to_string())),
        Err(rejection) => Err(("invalid_client_metadata", rejection.body_text())),
    };
    let added = registered.and_then(|client| {
        let added = state.add_client(client);
        added.map_err(|error| ("invalid_client_metadata", error.to_string()))
    });
    match added {
        Ok(client) => {
            note.client_id = Some(client.client_id.clone());
            let told = registration::answer(&client, state.now_ms() / 1_000);
            (StatusCode::CREATED, Json(told)).into_response()
        }
        Err((code, description)) => {
            note.error = Some(code.to_owned());
            let body = json!({ "error": code, "error_description": description });
            (StatusCode::BAD_REQUEST, Json(body)).into_response()
        }
    }
}
