//! Clients: the applications that send their users here.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::grants::LONGEST_LIFETIME_S;
use crate::{Algorithm, Secret, SetupError};

/// A registered application: body and answer of `POST /admin/clients`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Client {
    /// The name that the client goes by in the protocol.
    pub client_id: String,
    /// What it proves itself with at the token endpoint; a public client has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<Secret>,
    /// How it proves itself there.
    #[serde(default, skip_serializing_if = "ClientAuth::is_default")]
    pub token_endpoint_auth_method: ClientAuth,
    /// Where codes may be sent, compared character by character.
    pub redirect_uris: Vec<String>,
    /// Where people may be sent after they have signed out, compared character by character.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub post_logout_redirect_uris: Vec<String>,
    /// Whether it must use PKCE, as public clients must anyway.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub require_pkce: bool,
    /// What to call it on the login page; its `client_id` when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What its ID tokens are signed with; as the issuer is set up when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_token_signed_response_alg: Option<Algorithm>,
    /// When it is given refresh tokens.
    #[serde(default, skip_serializing_if = "RefreshTokens::is_default")]
    pub refresh_tokens: RefreshTokens,
    /// How long its access tokens are valid, in seconds and at most a day; an hour when left out. 0 makes tokens that
    /// are never valid. A person can have a lifetime of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_token_lifetime_s: Option<u64>,
}

/// How a client proves itself at the token endpoint (OpenID Connect Core, section 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientAuth {
    /// By its secret, in the `Authorization` header or in the form: both are taken.
    #[default]
    ClientSecretBasic,
    /// By its secret, in the form only.
    ClientSecretPost,
    /// Not at all: a public client, which must use PKCE.
    None,
}

impl ClientAuth {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// When a client is given refresh tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefreshTokens {
    /// When it asks for the scope `offline_access` (OpenID Connect Core, section 11).
    #[default]
    OfflineAccess,
    /// With every access token, as many providers do.
    Always,
}

impl RefreshTokens {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl Client {
    /// A client with one redirect URI.
    #[must_use]
    pub fn new(
        client_id: impl Into<String>,
        client_secret: impl Into<Secret>,
        redirect_uri: impl Into<String>,
    ) -> Self {
        Self {
            client_id: client_id.into(),
            client_secret: Some(client_secret.into()),
            token_endpoint_auth_method: ClientAuth::default(),
            redirect_uris: vec![redirect_uri.into()],
            post_logout_redirect_uris: Vec::new(),
            require_pkce: false,
            name: None,
            id_token_signed_response_alg: None,
            refresh_tokens: RefreshTokens::default(),
            access_token_lifetime_s: None,
        }
    }

    /// A client that has no secret, such as a single-page application, with one redirect URI.
    #[must_use]
    pub fn public(client_id: impl Into<String>, redirect_uri: impl Into<String>) -> Self {
        Self {
            client_secret: None,
            token_endpoint_auth_method: ClientAuth::None,
            ..Self::new(client_id, "", redirect_uri)
        }
    }

    pub(crate) fn is_public(&self) -> bool {
        self.token_endpoint_auth_method == ClientAuth::None
    }

    pub(crate) fn display_name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.client_id)
    }

    /// Checks every member (RFC 6749, sections 2.2 and 3.1.2).
    pub(crate) fn check(&self) -> Result<(), SetupError> {
        if self.client_id.is_empty() {
            return Err(SetupError::invalid("client_id", "is empty"));
        }
        let secret = self.client_secret.as_ref().map(Secret::expose);
        let wrong = match (self.is_public(), secret) {
            (true, Some(_)) => Some("is there, but token_endpoint_auth_method is none"),
            (false, None) => {
                Some("is missing; only a client with token_endpoint_auth_method none has none")
            }
            (false, Some("")) => Some("is empty"),
            (false, Some(_)) | (true, None) => None,
        };
        if let Some(why) = wrong {
            return Err(SetupError::invalid("client_secret", why));
        }
        if self.redirect_uris.is_empty() {
            return Err(SetupError::invalid(
                "redirect_uris",
                "holds no redirect URI",
            ));
        }
        check_lifetime(self.access_token_lifetime_s)?;
        check_uris("redirect_uris", &self.redirect_uris)?;
        check_uris("post_logout_redirect_uris", &self.post_logout_redirect_uris)
    }
}

fn check_uris(member: &'static str, uris: &[String]) -> Result<(), SetupError> {
    for uri in uris {
        let wrong = match Url::parse(uri) {
            Err(error) => format!("holds `{uri}`: {error}"),
            Ok(url) if url.fragment().is_some() => format!("holds `{uri}`, which has a fragment"),
            // A browser would run it, or show it as a page of its own.
            Ok(url) if matches!(url.scheme(), "javascript" | "data" | "vbscript") => {
                format!("holds `{uri}`, which is not a place to send anybody")
            }
            Ok(_) => continue,
        };
        return Err(SetupError::invalid(member, wrong));
    }
    Ok(())
}

/// Checks an `access_token_lifetime_s`, of a client or of a person.
pub(crate) fn check_lifetime(lifetime_s: Option<u64>) -> Result<(), SetupError> {
    if lifetime_s.is_some_and(|lifetime_s| lifetime_s > LONGEST_LIFETIME_S) {
        let why = "is longer than a day";
        return Err(SetupError::invalid("access_token_lifetime_s", why));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member_refused(client: &Client) -> &'static str {
        match client.check().expect_err("must be refused") {
            SetupError::Invalid { member, .. }
            | SetupError::Taken { member, .. }
            | SetupError::Unknown { member, .. } => member,
        }
    }

    #[test]
    fn a_client_needs_an_id_a_secret_absolute_redirect_uris_and_no_endless_tokens() {
        let uri = "http://localhost/cb";
        assert!(Client::new("app", "fake-secret", uri).check().is_ok());
        assert_eq!(
            member_refused(&Client::new("", "fake-secret", uri)),
            "client_id"
        );
        assert_eq!(
            member_refused(&Client::new("app", "", uri)),
            "client_secret"
        );
        for bad in ["", "/cb", "http://localhost/cb#here", "javascript:alert(1)"] {
            assert_eq!(
                member_refused(&Client::new("app", "fake-secret", bad)),
                "redirect_uris",
                "{bad:?}"
            );
        }
        let none = Client {
            redirect_uris: vec![],
            ..Client::new("app", "fake-secret", uri)
        };
        assert_eq!(member_refused(&none), "redirect_uris");
        let after = Client {
            post_logout_redirect_uris: vec!["/bye".into()],
            ..Client::new("app", "fake-secret", uri)
        };
        assert_eq!(member_refused(&after), "post_logout_redirect_uris");
        let lasting = Client {
            access_token_lifetime_s: Some(LONGEST_LIFETIME_S + 1),
            ..Client::new("app", "fake-secret", uri)
        };
        assert_eq!(member_refused(&lasting), "access_token_lifetime_s");
    }

    #[test]
    fn a_public_client_has_no_secret_and_every_other_has_one() {
        let public = Client::public("app", "http://localhost/cb");
        assert!(public.is_public() && public.check().is_ok());
        let with_secret = Client {
            client_secret: Some("fake-secret".into()),
            ..public.clone()
        };
        assert_eq!(member_refused(&with_secret), "client_secret");
        let without = Client {
            token_endpoint_auth_method: ClientAuth::default(),
            ..public
        };
        assert_eq!(member_refused(&without), "client_secret");
    }

    #[test]
    fn debug_does_not_reveal_the_secret() {
        let shown = format!(
            "{:?}",
            Client::new("app", "fake-secret", "http://localhost/cb")
        );
        assert!(!shown.contains("fake-secret"), "{shown}");
    }
}
