//! A target: a deployment plus what the harness may do to it.

use std::sync::Arc;

use mock_idp::MockIdp;
use serde_json::Value;
use tokio::sync::{OwnedRwLockReadGuard, OwnedRwLockWriteGuard, RwLock};
use url::Url;

use crate::arrangement::Arrangement;
use crate::billing::Billing;
use crate::clerk::Clerk;
use crate::embedded::{self, EmbeddedDeployment, Places};
use crate::environment_error::EnvironmentError;
use crate::identity_provider::IdentityProvider;
use crate::profile::{App, Profile};

/// Where scenarios get their deployment from.
#[derive(Debug)]
pub struct Target {
    /// The profile it was made from.
    pub profile: Profile,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    /// Each scenario gets an app and an instance of its own.
    Embedded { idp: MockIdp },
    /// All scenarios share one. Those that change its settings take turns, the others run side by side.
    Shared { turn: Arc<RwLock<()>> },
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
            },
        };
        Ok(Self { profile, kind })
    }

    /// Where the one deployment is, unless each scenario has its own.
    #[must_use]
    pub fn url(&self) -> Option<&Url> {
        match &self.profile.app {
            App::Embedded {} => None,
            App::Url { url } => Some(url),
        }
    }

    /// Makes sure that a deployment which runs already answers, and so do its Clerk and identity provider.
    ///
    /// # Errors
    /// When one does not: which, and where it should be.
    pub async fn reach(&self) -> Result<(), EnvironmentError> {
        let Kind::Shared { turn } = &self.kind else {
            return Ok(());
        };
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
            Kind::Shared { turn } => self.shared(turn, alone).await,
        }
    }

    async fn shared(
        &self,
        turn: &Arc<RwLock<()>>,
        alone: bool,
    ) -> Result<Deployment, EnvironmentError> {
        let (App::Url { url }, Some(clerk), Some(idp)) = (
            &self.profile.app,
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
