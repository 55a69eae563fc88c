//! How the deployment is an OpenID provider itself.

use std::collections::BTreeMap;

use serde::Deserialize;
use url::Url;

use super::billing::secret;
use crate::capability::Capability;
use crate::openid::Application;

/// How a provider is reached and passed through. Where the target has a Clerk, all of it can be left out.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OpenidProvider {
    /// Its issuer, as applications know it; the Frontend API where it is left out.
    pub issuer: Option<String>,
    /// The redirect URI that its owner has registered for the clients below: an address on loopback, where the harness
    /// takes what comes.
    pub redirect_uri: Option<Url>,
    /// The clients that its owner has registered; two confidential ones and a public one are enough for all scenarios.
    pub clients: Vec<ProviderClient>,
    /// What an application may ask for, space-separated.
    pub scopes: Option<String>,
    /// Who signs in, where the provider does not take everybody.
    pub person: Option<String>,
    /// The pages between an application and its redirect URI; in front of those of Clerk where it has one.
    pub pages: Vec<ProviderPage>,
}

/// A client that the provider's owner has registered.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderClient {
    /// The client identifier.
    pub client_id: String,
    /// Name of the environment variable that holds the client secret; none for a public client.
    #[serde(default)]
    pub client_secret_env: Option<String>,
}

/// A page that people meet at the provider, and what they do on it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderPage {
    /// What it is for: `sign-in`, `consent`, or something else that people pass through.
    pub is: String,
    /// What only it shows: a CSS selector.
    pub shows: String,
    /// What is filled in, by CSS selector; `{person}` stands for who signs in.
    #[serde(default)]
    pub fill: BTreeMap<String, String>,
    /// What leads on: a CSS selector.
    pub press: String,
    /// What refuses: a CSS selector.
    #[serde(default)]
    pub refuse: Option<String>,
}

impl OpenidProvider {
    /// What a provider without Clerk cannot do, and why.
    pub(super) fn lacks_without_clerk(capability: Capability) -> Option<&'static str> {
        match capability {
            Capability::OpenidProvider
            | Capability::FormPost
            | Capability::Introspection
            | Capability::Revocation => None,
            Capability::OauthApplications => {
                Some("the profile's [openid_provider] names the clients there are")
            }
            _ => Some("the target is an OpenID provider without [clerk]"),
        }
    }

    /// Members that name environment variables, each with its variable.
    pub(super) fn secrets(&self) -> impl Iterator<Item = (&'static str, &String)> {
        let clients = self.clients.iter();
        clients.filter_map(|it| {
            Some((
                "openid_provider.clients.client_secret_env",
                it.client_secret_env.as_ref()?,
            ))
        })
    }

    /// The clients, with their secrets out of the environment.
    #[must_use]
    pub fn applications(&self, redirect_uri: &str) -> Vec<Application> {
        let application = |client: &ProviderClient| Application {
            client_id: client.client_id.clone(),
            client_secret: client.client_secret_env.as_deref().map(secret),
            redirect_uri: redirect_uri.to_owned(),
        };
        self.clients.iter().map(application).collect()
    }
}
