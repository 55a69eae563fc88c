//! Why an admin request was not carried out, as its answer says it.

use std::borrow::Cow;

use axum::Json;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::{NoKey, SetupError};

/// An admin request that was not carried out.
pub(in crate::endpoints) struct Refusal {
    status: StatusCode,
    error: &'static str,
    description: Cow<'static, str>,
}

impl Refusal {
    pub(super) const NO_PERSON: Self = Self::not_found("nobody here has this sub");
    pub(super) const NO_CLIENT: Self = Self::not_found("no client here has this client_id");

    pub(super) const NO_TOKEN: Self = Self {
        status: StatusCode::UNAUTHORIZED,
        error: "unauthorized",
        description: Cow::Borrowed("the admin API needs its token: Authorization: Bearer ..."),
    };

    const fn not_found(description: &'static str) -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            error: "not_found",
            description: Cow::Borrowed(description),
        }
    }
}

impl From<SetupError> for Refusal {
    fn from(error: SetupError) -> Self {
        let (status, code) = match error {
            SetupError::Invalid { .. } => (StatusCode::BAD_REQUEST, "invalid_request"),
            SetupError::Taken { .. } => (StatusCode::CONFLICT, "conflict"),
            SetupError::Unknown { .. } => (StatusCode::NOT_FOUND, "not_found"),
        };
        Self {
            status,
            error: code,
            description: error.to_string().into(),
        }
    }
}

impl From<NoKey> for Refusal {
    fn from(error: NoKey) -> Self {
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            error: "server_error",
            description: error.to_string().into(),
        }
    }
}

impl From<JsonRejection> for Refusal {
    fn from(rejection: JsonRejection) -> Self {
        // The text names the member, as a path, before it says what is wrong.
        Self {
            status: rejection.status(),
            error: "invalid_request",
            description: rejection.body_text().into(),
        }
    }
}

impl From<QueryRejection> for Refusal {
    fn from(rejection: QueryRejection) -> Self {
        Self {
            status: rejection.status(),
            error: "invalid_request",
            description: rejection.body_text().into(),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = Json(json!({ "error": self.error, "error_description": self.description }));
        let mut response = (self.status, body).into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static("Bearer realm=\"mock-idp admin\"");
            let headers = response.headers_mut();
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}
