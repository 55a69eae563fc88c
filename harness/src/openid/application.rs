//! Applications that are registered with a provider.

use reqwest::RequestBuilder;
use secrecy::{ExposeSecret as _, SecretString};
use url::form_urlencoded;

use crate::clerk::Clerk;
use crate::environment_error::EnvironmentError;

/// A relying party, as it is registered.
#[derive(Debug, Clone)]
pub struct Application {
    /// The client identifier.
    pub client_id: String,
    /// The client secret; none of a public client.
    pub client_secret: Option<SecretString>,
    /// The one redirect URI.
    pub redirect_uri: String,
}

/// What is special about an application.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wish {
    /// It has no secret.
    pub public: bool,
    /// Nobody is asked whether it may know who they are.
    pub without_consent: bool,
}

/// Who registers applications.
#[derive(Debug, Clone)]
pub enum Registrar {
    /// A Clerk instance: a new application for each scenario.
    Clerk {
        /// The instance.
        clerk: Box<Clerk>,
        /// What applications may ask for, space-separated.
        scopes: String,
    },
    /// The provider's owner, beforehand.
    Owner(Vec<Application>),
}

impl Application {
    /// A request in its name, by `client_secret_basic` (RFC 6749, section 2.3.1: both halves are form-encoded); a
    /// public client only says who it is.
    pub fn basic(&self, request: RequestBuilder) -> RequestBuilder {
        let encoded =
            |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        match &self.client_secret {
            Some(secret) => request.basic_auth(
                encoded(&self.client_id),
                Some(encoded(secret.expose_secret())),
            ),
            None => request,
        }
    }
}

impl Registrar {
    /// An application as wished; `taken` says how many the scenario has already.
    ///
    /// # Errors
    /// When the instance refuses, or the owner has registered no such application.
    pub async fn application(
        &self,
        wish: Wish,
        taken: usize,
        redirect_uri: &str,
    ) -> Result<Application, EnvironmentError> {
        match self {
            Self::Clerk { clerk, scopes } => {
                clerk.register_application(wish, scopes, redirect_uri).await
            }
            Self::Owner(applications) => {
                if wish.without_consent {
                    return Err(EnvironmentError::new(
                        "the profile's [openid_provider] names applications, and cannot say of one that it skips \
                         consent: list `oauth-applications` under [cannot]",
                    ));
                }
                let mut fitting = applications
                    .iter()
                    .filter(|it| it.client_secret.is_none() == wish.public);
                let nth = if wish.public { 0 } else { taken };
                fitting.nth(nth).cloned().ok_or_else(|| {
                    let kind = if wish.public { "public" } else { "confidential" };
                    EnvironmentError::new(format!(
                        "the profile's [openid_provider] names too few {kind} clients: this needs {}",
                        nth + 1
                    ))
                })
            }
        }
    }
}
