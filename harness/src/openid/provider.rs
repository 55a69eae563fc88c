//! The provider that applications send people to.

use std::sync::Arc;

use super::{CallbackServer, Registrar};
use crate::profile::ProviderPage;

/// An OpenID provider under test, and how a person gets through its pages.
#[derive(Debug, Clone)]
pub struct Provider {
    /// Its issuer, as applications know it.
    pub issuer: String,
    /// Who registers applications there.
    pub registrar: Registrar,
    /// Its pages, and those that it sends people to.
    pub pages: Vec<ProviderPage>,
    /// Where applications want people back.
    pub callback: Arc<CallbackServer>,
    /// Who signs in, where it is always the same person.
    pub person: Option<String>,
}

impl Provider {
    /// Where its discovery document is (OpenID Connect Discovery 1.0, section 4).
    #[must_use]
    pub fn discovery_url(&self) -> String {
        let issuer = self.issuer.trim_end_matches('/');
        format!("{issuer}/.well-known/openid-configuration")
    }

    /// Where its authorization server metadata is: between host and path (RFC 8414, section 3.1).
    #[must_use]
    pub fn server_metadata_url(&self) -> String {
        let well_known = "/.well-known/oauth-authorization-server";
        match url::Url::parse(&self.issuer) {
            Ok(mut url) => {
                let path = url.path().trim_end_matches('/').to_owned();
                url.set_path(&format!("{well_known}{path}"));
                url.into()
            }
            Err(_) => format!("{}{well_known}", self.issuer),
        }
    }
}
