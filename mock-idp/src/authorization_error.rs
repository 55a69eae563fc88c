//! Errors that go back to the client through the browser.

use serde::{Deserialize, Serialize};

/// An error code of an authorization answer (RFC 6749, section 4.1.2.1; OpenID Connect Core, section 3.1.2.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthorizationErrorCode {
    /// A parameter is missing, repeated or malformed.
    InvalidRequest,
    /// This client may not ask for a code.
    UnauthorizedClient,
    /// The person said no.
    AccessDenied,
    /// Something other than a code was asked for.
    UnsupportedResponseType,
    /// The scope is missing or unknown.
    InvalidScope,
    /// The provider met a condition that it did not expect.
    ServerError,
    /// The provider is overloaded or under maintenance.
    TemporarilyUnavailable,
    /// The person would have to do something, and no page may be shown.
    InteractionRequired,
    /// The person would have to sign in, and no page may be shown.
    LoginRequired,
    /// The person would have to choose an account, and no page may be shown.
    AccountSelectionRequired,
    /// The person would have to consent, and no page may be shown.
    ConsentRequired,
    /// Request objects are not supported.
    RequestNotSupported,
    /// Request objects by reference are not supported.
    RequestUriNotSupported,
    /// Registration by request parameter is not supported.
    RegistrationNotSupported,
}

impl AuthorizationErrorCode {
    /// The code as the specifications spell it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::AccessDenied => "access_denied",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::InvalidScope => "invalid_scope",
            Self::ServerError => "server_error",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
            Self::InteractionRequired => "interaction_required",
            Self::LoginRequired => "login_required",
            Self::AccountSelectionRequired => "account_selection_required",
            Self::ConsentRequired => "consent_required",
            Self::RequestNotSupported => "request_not_supported",
            Self::RequestUriNotSupported => "request_uri_not_supported",
            Self::RegistrationNotSupported => "registration_not_supported",
        }
    }
}

/// An error code with its description.
///
/// Descriptions are fixed texts, so that they keep to the characters that RFC 6749 allows and reflect no input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AuthorizationError {
    pub(crate) code: AuthorizationErrorCode,
    pub(crate) description: &'static str,
}

impl AuthorizationError {
    pub(crate) const fn new(code: AuthorizationErrorCode, description: &'static str) -> Self {
        Self { code, description }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_and_the_redirect_spell_a_code_alike() {
        for code in [
            AuthorizationErrorCode::AccessDenied,
            AuthorizationErrorCode::TemporarilyUnavailable,
            AuthorizationErrorCode::RequestUriNotSupported,
        ] {
            assert_eq!(serde_json::to_value(code).expect("a string"), code.as_str());
        }
    }
}
