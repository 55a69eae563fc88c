//! Clients: the applications that send their users here.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::{Secret, SetupError};

/// A registered application: body and answer of `POST /admin/clients`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Client {
    /// The name that the client goes by in the protocol.
    pub client_id: String,
    /// What it proves itself with at the token endpoint.
    pub client_secret: Secret,
    /// Where codes may be sent, compared character by character.
    pub redirect_uris: Vec<String>,
    /// What to call it on the login page; its `client_id` when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
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
            client_secret: client_secret.into(),
            redirect_uris: vec![redirect_uri.into()],
            name: None,
        }
    }

    pub(crate) fn display_name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.client_id)
    }

    /// Checks every member (RFC 6749, sections 2.2 and 3.1.2).
    pub(crate) fn check(&self) -> Result<(), SetupError> {
        if self.client_id.is_empty() {
            return Err(SetupError::invalid("client_id", "is empty"));
        }
        if self.client_secret.expose().is_empty() {
            return Err(SetupError::invalid("client_secret", "is empty"));
        }
        if self.redirect_uris.is_empty() {
            return Err(SetupError::invalid(
                "redirect_uris",
                "holds no redirect URI",
            ));
        }
        for uri in &self.redirect_uris {
            match Url::parse(uri) {
                Err(error) => {
                    return Err(SetupError::invalid(
                        "redirect_uris",
                        format!("holds `{uri}`: {error}"),
                    ));
                }
                Ok(url) if url.fragment().is_some() => {
                    return Err(SetupError::invalid(
                        "redirect_uris",
                        format!("holds `{uri}`, which has a fragment"),
                    ));
                }
                Ok(_) => {}
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member_refused(client: &Client) -> &'static str {
        match client.check().expect_err("must be refused") {
            SetupError::Invalid { member, .. } | SetupError::Taken { member, .. } => member,
        }
    }

    #[test]
    fn a_client_needs_an_id_a_secret_and_absolute_redirect_uris_without_fragment() {
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
        for bad in ["", "/cb", "http://localhost/cb#here"] {
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
