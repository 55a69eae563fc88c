//! `/admin/issuers`, and the way of all other requests to the issuer that they are for.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Request, State as Shared};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value, json};
use tower::ServiceExt;

use super::admin::Refusal;
use super::not_found;
use crate::issuers::Issuers;
use crate::{IssuerSettings, SetupError};

/// `POST /admin/issuers`
pub(super) async fn add(
    Shared(issuers): Shared<Arc<Issuers>>,
    body: Result<Json<Map<String, Value>>, JsonRejection>,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    let Json(mut body) = body?;
    let name = match body.remove("name") {
        Some(Value::String(name)) => name,
        Some(_) => return Err(SetupError::invalid("name", "is not a string").into()),
        None => return Err(SetupError::invalid("name", "is missing").into()),
    };
    let settings = IssuerSettings::default().patched(&body)?;
    let state = issuers.add(&name, settings)?;
    let answer = json!({ "name": name, "issuer": state.issuer });
    Ok((StatusCode::CREATED, Json(answer)))
}

/// Hands a request to the issuer that its path names.
pub(super) async fn to_their_own(
    Shared(issuers): Shared<Arc<Issuers>>,
    mut request: Request,
) -> Response {
    let Some((router, uri)) = issuers.find(request.uri()) else {
        return not_found().await;
    };
    *request.uri_mut() = uri;
    match router.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}
