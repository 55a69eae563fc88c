//! A target: a deployment plus what the harness may do to it.

mod provider;
mod shared;

use std::collections::BTreeMap;
use std::sync::Arc;

use mock_idp::MockIdp;
use tokio::sync::OnceCell;
use url::Url;

use crate::arrangement::Arrangement;
use crate::capability::Capability;
use crate::deployment::Deployment;
use crate::embedded;
use crate::environment_error::EnvironmentError;
use crate::hermetic::Hermetic;
use crate::openid::{CallbackServer, HttpAnswer};
use crate::profile::{App, Name, Profile, Start};
use crate::started::Started;
use shared::Shared;

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
    /// All scenarios share an app and its instance.
    Shared(Box<Shared>),
    /// All scenarios share an app, and each gets an instance of its own.
    Hermetic(Box<Hermetic>),
}

impl Target {
    /// Makes the target that a profile describes.
    ///
    /// # Errors
    /// When the embedded identity provider cannot be started.
    pub async fn open(
        profile: Profile,
        tell: &(dyn Fn(&str) + Send + Sync),
    ) -> Result<Self, EnvironmentError> {
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
            App::Url { .. } => Kind::Shared(Box::default()),
            App::Command(_) if profile.hermetic().is_some() => {
                Kind::Hermetic(Box::new(Hermetic::open(&profile, tell).await?))
            }
            App::Command(start) => {
                let environment = fill(start, &BTreeMap::new())?;
                let started = Started::start(start, &environment, tell).await?;
                Kind::Shared(Box::new(Shared::started(started)))
            }
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
        let Kind::Shared(shared) = &self.kind else {
            return Ok(());
        };
        if self.profile.is_provider_alone() {
            let provider = self.provider_alone().await?;
            let request = crate::http::client().get(provider.discovery_url());
            return HttpAnswer::to(request).await.map(drop);
        }
        let deployment = shared.deployment(&self.profile, &[]).await?;
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

    /// A deployment for one scenario, as `arrangement` wants it where the target can. What the scenario `needs` decides
    /// whether others may use it at the same time.
    ///
    /// # Errors
    /// When it cannot be started or reached.
    pub async fn deployment(
        &self,
        arrangement: &Arrangement,
        needs: &[Capability],
    ) -> Result<Deployment, EnvironmentError> {
        match &self.kind {
            Kind::Embedded { idp } => embedded::deployment(idp, arrangement).await,
            Kind::Shared(shared) => shared.deployment(&self.profile, needs).await,
            Kind::Hermetic(hermetic) => {
                hermetic.deployment(&self.profile, arrangement, needs).await
            }
        }
    }
}

/// The environment of an app, with `values` filled in.
///
/// # Errors
/// When a variable takes what has no value.
pub(crate) fn fill(
    start: &Start,
    values: &BTreeMap<Name, String>,
) -> Result<BTreeMap<String, String>, EnvironmentError> {
    let filled = start.environment.iter().map(|(variable, filling)| {
        let value = filling.fill(values).map_err(|name| {
            EnvironmentError::new(format!("nothing is filled in for {name} in {variable}"))
        })?;
        Ok((variable.clone(), value))
    });
    filled.collect()
}
