//! Why there are no tokens for what was presented.

/// Why a code or a refresh token was not exchanged (RFC 6749, section 5.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum InvalidGrant {
    #[error("this code was never issued, or long ago")]
    UnknownCode,
    #[error("this refresh token was never issued, or long ago")]
    UnknownRefreshToken,
    #[error("this was issued to another client")]
    OtherClient,
    #[error("this code has been used before; all tokens that came of it are revoked")]
    SpentCode,
    #[error("this refresh token has been used before; all tokens of its login are revoked")]
    SpentRefreshToken,
    #[error("this refresh token has been used before")]
    RefusedRefreshToken,
    #[error("the tokens of this login are revoked")]
    Revoked,
    #[error("the person who allowed this is no longer here")]
    PersonGone,
    #[error("this code has expired")]
    Expired,
    #[error("redirect_uri is not the one of the authorization request")]
    OtherRedirectUri,
    #[error("code_verifier is missing, and the authorization request had a code_challenge")]
    VerifierMissing,
    #[error("code_verifier does not match the code_challenge of the authorization request")]
    VerifierWrong,
    #[error("code_verifier came, but the authorization request had no code_challenge")]
    VerifierUnexpected,
    #[error("scope names none of the scopes of the grant, or others too")]
    Scope,
}

impl InvalidGrant {
    /// The error code on the wire.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Scope => "invalid_scope",
            _ => "invalid_grant",
        }
    }

    /// Whether it tells that two parties hold what only one should.
    pub(super) const fn is_reuse(self) -> bool {
        matches!(self, Self::SpentCode | Self::SpentRefreshToken)
    }
}
