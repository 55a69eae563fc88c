//! The target as OpenID provider for other applications.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Target;
use crate::deployment::Deployment;
use crate::environment_error::EnvironmentError;
use crate::openid::{CallbackServer, Provider, Registrar};
use crate::profile::{OpenidProvider, ProviderPage, Selectors};

/// What an application of a scenario may ask a Clerk instance for.
const SCOPES: &str =
    "openid profile email public_metadata private_metadata offline_access user:org:read";

/// The pages between an application and its redirect URI where the provider is a Clerk instance: the sign-in page of
/// the app, the login page of mock-idp, and the instance's consent page.
fn provider_pages(selectors: &Selectors, strategy: &str) -> [ProviderPage; 3] {
    let page = |is: &str, shows: &str, press: &str| ProviderPage {
        is: is.to_owned(),
        shows: shows.to_owned(),
        fill: BTreeMap::new(),
        press: press.to_owned(),
        refuse: None,
    };
    let button = selectors.provider_button.replace("{strategy}", strategy);
    let person = "input[name=person]";
    [
        page("sign-in", &button, &button),
        ProviderPage {
            fill: BTreeMap::from([(person.to_owned(), "{person}".to_owned())]),
            ..page("sign-in", person, "button[name=decision][value=allow]")
        },
        ProviderPage {
            refuse: Some(selectors.refuse_consent.clone()),
            ..page(
                "consent",
                &selectors.allow_consent,
                &selectors.allow_consent,
            )
        },
    ]
}

impl Target {
    /// The provider of a target that is nothing else.
    ///
    /// # Errors
    /// When the profile describes none, or its redirect URI cannot be served.
    pub async fn provider_alone(&self) -> Result<Provider, EnvironmentError> {
        let profile = self.profile.openid_provider.clone().unwrap_or_default();
        let issuer = profile.issuer.clone().ok_or_else(|| {
            EnvironmentError::new("the profile has no `issuer` under [openid_provider]")
        })?;
        let callback = self.callback(&profile).await?;
        Ok(Provider {
            issuer,
            registrar: Registrar::Owner(profile.applications(&callback.redirect_uri())),
            pages: profile.pages,
            callback,
            person: profile.person,
        })
    }

    /// The deployment as provider: its Clerk is one, for the applications that scenarios register.
    ///
    /// # Errors
    /// When the redirect URI cannot be served.
    pub async fn provider_of(&self, deployment: &Deployment) -> Result<Provider, EnvironmentError> {
        let profile = self.profile.openid_provider.clone().unwrap_or_default();
        let callback = self.callback(&profile).await?;
        let clerk = &deployment.clerk;
        let issuer = profile
            .issuer
            .unwrap_or_else(|| clerk.frontend_api().to_owned());
        let strategy = deployment.identity_provider.strategy();
        let mut pages = profile.pages;
        pages.extend(provider_pages(&self.profile.selectors, strategy));
        Ok(Provider {
            issuer,
            registrar: Registrar::Clerk {
                clerk: Box::new(clerk.clone()),
                scopes: profile.scopes.unwrap_or_else(|| SCOPES.to_owned()),
            },
            pages,
            callback,
            person: None,
        })
    }

    async fn callback(
        &self,
        profile: &OpenidProvider,
    ) -> Result<Arc<CallbackServer>, EnvironmentError> {
        let start = || async {
            let server = CallbackServer::start(profile.redirect_uri.as_ref()).await?;
            Ok(Arc::new(server))
        };
        self.callback.get_or_try_init(start).await.cloned()
    }
}
