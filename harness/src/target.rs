//! A target: a deployment plus what the harness may do to it.

use std::collections::BTreeMap;
use std::sync::Arc;

use mock_idp::MockIdp;
use serde_json::Value;
use tokio::sync::{OnceCell, OwnedRwLockReadGuard, OwnedRwLockWriteGuard, RwLock};
use url::Url;

use crate::arrangement::Arrangement;
use crate::billing::Billing;
use crate::clerk::Clerk;
use crate::embedded::{self, EmbeddedDeployment, Places};
use crate::environment_error::EnvironmentError;
use crate::identity_provider::IdentityProvider;
use crate::openid::{CallbackServer, HttpAnswer, Provider, Registrar};
use crate::profile::{App, OpenidProvider, Profile, ProviderPage, Selectors};
use crate::started::Started;

/// Where scenarios get their deployment from.
#[derive(Debug)]
pub struct Target {
    /// The profile it was made from.
    pub profile: Profile,
    kind: Kind,
    /// Where applications of scenarios want people back; started when the first of them does.
    callback: OnceCell<Arc<CallbackServer>>,
}

#[derive(Debug)]
enum Kind {
    /// Each scenario gets an app and an instance of its own.
    Embedded { idp: MockIdp },
    /// All scenarios share one. Those that change its settings take turns, the others run side by side.
    Shared {
        turn: Arc<RwLock<()>>,
        /// Its process, if the run has started it.
        _process: Option<Started>,
    },
}

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

/// A deployment for the time of a scenario.
#[derive(Debug)]
pub struct Deployment {
    /// Where the app is.
    pub app_url: Url,
    /// Its Clerk.
    pub clerk: Clerk,
    /// Where people come from.
    pub identity_provider: IdentityProvider,
    /// The ways in and out of its billing.
    pub billing: Billing,
    /// How many accounts the instance had before the scenario, if nobody else makes any meanwhile.
    pub accounts_before: Option<usize>,
    hold: Hold,
}

/// What ends with the scenario.
#[derive(Debug)]
enum Hold {
    Own {
        _deployment: Box<EmbeddedDeployment>,
    },
    SharedWithOthers {
        _turn: OwnedRwLockReadGuard<()>,
    },
    Alone {
        _turn: OwnedRwLockWriteGuard<()>,
        settings_before: Value,
    },
}

impl Target {
    /// Makes the target that a profile describes.
    ///
    /// # Errors
    /// When the embedded identity provider cannot be started.
    pub async fn open(profile: Profile) -> Result<Self, EnvironmentError> {
        let kind = match &profile.app {
            App::Embedded {} => {
                let idp = MockIdp::start(mock_idp::Settings::default()).await;
                let idp = idp.map_err(|error| {
                    EnvironmentError::because(
                        "the mock identity provider could not be started",
                        &error,
                    )
                })?;
                Kind::Embedded { idp }
            }
            App::Url { .. } => Kind::Shared {
                turn: Arc::default(),
                _process: None,
            },
            App::Command(start) => Kind::Shared {
                turn: Arc::default(),
                _process: Some(Started::start(start).await?),
            },
        };
        Ok(Self {
            profile,
            kind,
            callback: OnceCell::new(),
        })
    }

    /// Where the one deployment is, unless each scenario has its own.
    #[must_use]
    pub fn url(&self) -> Option<&Url> {
        self.profile.app.url()
    }

    /// Makes sure that a deployment which runs already answers, and so do its Clerk and identity provider.
    ///
    /// # Errors
    /// When one does not: which, and where it should be.
    pub async fn reach(&self) -> Result<(), EnvironmentError> {
        let Kind::Shared { turn, .. } = &self.kind else {
            return Ok(());
        };
        if self.profile.is_provider_alone() {
            let provider = self.provider_alone().await?;
            let request = crate::http::client().get(provider.discovery_url());
            return HttpAnswer::to(request).await.map(drop);
        }
        let deployment = self.shared(turn, false).await?;
        let reached = |what: &str, url: &str, error: &dyn std::error::Error| {
            EnvironmentError::because(&format!("{what} does not answer at {url}"), error)
        };
        let app_url = deployment.app_url.as_str();
        let asked = crate::http::client().get(app_url).send().await;
        asked.map_err(|error| reached("the app", app_url, &error))?;
        deployment.clerk.accounts("nobody@example.com").await?;
        let idp_url = deployment.identity_provider.url();
        let asked = crate::http::client().get(idp_url).send().await;
        asked.map_err(|error| reached("the identity provider", idp_url, &error))?;
        Ok(())
    }

    /// A deployment for one scenario, as `arrangement` wants it where the target can; with `alone`, one whose settings nobody else sees change.
    ///
    /// # Errors
    /// When it cannot be started or reached.
    pub async fn deployment(
        &self,
        arrangement: &Arrangement,
        alone: bool,
    ) -> Result<Deployment, EnvironmentError> {
        match &self.kind {
            Kind::Embedded { idp } => {
                let deployment = embedded::deploy(idp, &Places::default(), arrangement).await?;
                let strategy = format!("oauth_custom_{}", embedded::PROVIDER_SLUG);
                let app_url = Url::parse(deployment.app.url())
                    .map_err(|error| EnvironmentError::because("the app's URL", &error))?;
                Ok(Deployment {
                    app_url,
                    clerk: Clerk::new(
                        deployment.clerk.url(),
                        deployment.clerk.url(),
                        embedded::SECRET_KEY.to_owned().into(),
                    ),
                    identity_provider: IdentityProvider::new(idp.issuer(), &strategy),
                    billing: deployment.billing.clone(),
                    accounts_before: Some(0),
                    hold: Hold::Own {
                        _deployment: Box::new(deployment),
                    },
                })
            }
            Kind::Shared { turn, .. } => self.shared(turn, alone).await,
        }
    }

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

    async fn shared(
        &self,
        turn: &Arc<RwLock<()>>,
        alone: bool,
    ) -> Result<Deployment, EnvironmentError> {
        let (Some(url), Some(clerk), Some(idp)) = (
            self.profile.app.url(),
            &self.profile.clerk,
            &self.profile.identity_provider,
        ) else {
            return Err(EnvironmentError::new(
                "the profile says neither where the app nor where its Clerk is",
            ));
        };
        let frontend_api = clerk.frontend_api.as_ref().unwrap_or(&clerk.backend_api);
        let clerk = Clerk::new(
            clerk.backend_api.as_str(),
            frontend_api.as_str(),
            clerk.secret_key(),
        );
        let mut accounts_before = None;
        let hold = if alone {
            let turn = Arc::clone(turn).write_owned().await;
            accounts_before = Some(clerk.number_of_accounts().await?);
            Hold::Alone {
                _turn: turn,
                settings_before: clerk.settings().await?,
            }
        } else {
            Hold::SharedWithOthers {
                _turn: Arc::clone(turn).read_owned().await,
            }
        };
        // The log begins where the scenario's turn does: what is before is of those that it waited for.
        let billing = self.profile.billing.as_ref();
        let billing = billing.map(Billing::of_profile).transpose()?;
        Ok(Deployment {
            app_url: url.clone(),
            clerk,
            identity_provider: IdentityProvider::new(idp.url.as_str(), &idp.strategy),
            billing: billing.unwrap_or_default(),
            accounts_before,
            hold,
        })
    }
}

impl Deployment {
    /// The address of a page.
    ///
    /// # Errors
    /// When `path` is not one.
    pub fn page(&self, path: &str) -> Result<Url, EnvironmentError> {
        self.app_url
            .join(path)
            .map_err(|error| EnvironmentError::because(&format!("{path} is not a path"), &error))
    }

    /// Whether the app answers at all.
    pub async fn is_alive(&self) -> bool {
        crate::http::client()
            .get(self.app_url.clone())
            .send()
            .await
            .is_ok()
    }

    /// Gives the deployment back as it was.
    ///
    /// # Errors
    /// When what the scenario changed cannot be put back.
    pub async fn release(self) -> Result<(), EnvironmentError> {
        if let Hold::Alone {
            settings_before, ..
        } = &self.hold
        {
            self.clerk.clear_faults().await?;
            self.clerk.change_settings(settings_before).await?;
        }
        Ok(())
    }
}
