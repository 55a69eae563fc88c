//! Errors of the endpoints at which clients prove who they are.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::client_auth::NoCredentials;
use crate::grants::InvalidGrant;
use crate::journal::Note;

/// Why a client gets an error instead of what it asked for (RFC 6749, section 5.2).
#[derive(Debug, thiserror::Error)]
pub(super) enum OAuthError {
    #[error("the body must be application/x-www-form-urlencoded")]
    NotAForm,
    #[error("a parameter is there more than once")]
    Repeated,
    #[error("{0} is missing")]
    Missing(&'static str),
    #[error(transparent)]
    Credentials(#[from] NoCredentials),
    #[error(
        "no client is registered with this client_id, this client_secret and this way to authenticate"
    )]
    WrongCredentials,
    #[error("credentials and tokens do not belong into the query, which others can read")]
    SecretInQuery,
    #[error("only a client that has a secret may ask this")]
    PublicClient,
    #[error("this token was issued to another client")]
    OtherClient,
    #[error("grant_type must be authorization_code or refresh_token")]
    GrantType,
    #[error(transparent)]
    Grant(#[from] InvalidGrant),
    #[error("the ID token could not be made")]
    IdToken,
}

impl OAuthError {
    const fn code(&self) -> &'static str {
        match self {
            Self::NotAForm | Self::Repeated | Self::Missing(_) | Self::SecretInQuery => {
                "invalid_request"
            }
            Self::Credentials(NoCredentials::Twice | NoCredentials::OtherClient) => {
                "invalid_request"
            }
            Self::Credentials(NoCredentials::Missing | NoCredentials::Malformed)
            | Self::WrongCredentials
            | Self::PublicClient => "invalid_client",
            Self::OtherClient => "invalid_grant",
            Self::GrantType => "unsupported_grant_type",
            Self::Grant(why) => why.code(),
            Self::IdToken => "server_error",
        }
    }

    /// The answer; `note` is told its error code.
    pub(super) fn answer(self, note: &mut Note) -> Response {
        let code = self.code();
        note.error = Some(code.to_owned());
        let body = Json(json!({ "error": code, "error_description": self.to_string() }));
        match code {
            "invalid_client" => {
                let challenge = HeaderValue::from_static("Basic realm=\"mock-idp\"");
                (
                    StatusCode::UNAUTHORIZED,
                    [(header::WWW_AUTHENTICATE, challenge)],
                    body,
                )
                    .into_response()
            }
            "server_error" => (StatusCode::INTERNAL_SERVER_ERROR, body).into_response(),
            _ => (StatusCode::BAD_REQUEST, body).into_response(),
        }
    }
}
