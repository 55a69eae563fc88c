//! A target: a deployment plus what the harness may do to it.

mod left_overs;
mod outage;
mod provider;
mod shared;

use std::collections::BTreeMap;
use std::sync::Arc;

use mock_idp::MockIdp;
use tokio::sync::OnceCell;
use url::Url;

use crate::arrangement::Arrangement;
use crate::billing::Opened;
use crate::capability::Capability;
use crate::deployment::Deployment;
use crate::embedded;
use crate::environment_error::EnvironmentError;
use crate::hermetic::Hermetic;
use crate::http::unreachable;
use crate::identity_provider::IdentityProvider;
use crate::openid::{CallbackServer, HttpAnswer};
use crate::profile::{App, Name, Profile, Start};
use crate::safety::Bypass;
use crate::started::Started;
pub use left_overs::LeftOvers;
use outage::Outage;
use shared::Shared;

/// Where scenarios get their deployment from.
#[derive(Debug)]
pub struct Target {
    /// The profile it was made from.
    pub profile: Profile,
    kind: Kind,
    outage: Outage,
    /// What opens the app, if it is protected.
    bypass: Option<Bypass>,
    /// What the profile names as the deployment's log; none where that is what the run's own process prints.
    log: Option<Opened>,
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
    /// When something that the run brings cannot be started, or nobody can listen for the log.
    pub async fn open(
        profile: Profile,
        tell: &(dyn Fn(&str) + Send + Sync),
    ) -> Result<Self, EnvironmentError> {
        let log = profile.billing.as_ref().and_then(|it| it.log.as_ref());
        let log = match log.filter(|_| profile.app.url().is_some()) {
            Some(log) => Opened::of_profile(log).await?,
            None => None,
        };
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
            App::Command(_) | App::Container(_) if profile.hermetic().is_some() => {
                Kind::Hermetic(Box::new(Hermetic::open(&profile, tell).await?))
            }
            App::Command(start) | App::Container(start) => {
                let environment = fill(start, &BTreeMap::new())?;
                let started = Started::start(start, &environment, tell).await?;
                Kind::Shared(Box::new(Shared::started(started)))
            }
        };
        Ok(Self {
            bypass: Bypass::of(&profile),
            profile,
            kind,
            outage: Outage::default(),
            log,
            callback: OnceCell::new(),
        })
    }

    /// Where the one deployment is, unless each scenario has its own.
    #[must_use]
    pub fn url(&self) -> Option<&Url> {
        self.profile.app.url()
    }

    /// What opens the app, if it is protected.
    #[must_use]
    pub fn bypass(&self) -> Option<&Bypass> {
        self.bypass.as_ref()
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
        let app_url = deployment.app_url.as_str();
        let asked = crate::http::client().get(app_url).send().await;
        asked.map_err(|error| unreachable("the app", &error))?;
        if let Some(bypass) = &self.bypass {
            bypass.cookies().await?;
        }
        deployment.clerk.accounts("nobody@example.com").await?;
        if deployment.clerk.is_real() {
            let frontend = deployment.clerk.frontend_api();
            let asked = crate::http::client().get(frontend).send().await;
            asked.map_err(|error| unreachable("Clerk's Frontend API", &error))?;
        }
        let idp_url = deployment.identity_provider.url();
        let asked = crate::http::client().get(idp_url).send().await;
        asked.map_err(|error| unreachable("the identity provider", &error))?;
        Ok(())
    }

    /// Clears away what scenarios of this run have left at a real instance and its identity provider because they did not
    /// come to their end. Returns how many things that were.
    ///
    /// # Errors
    /// When one of them cannot be reached or refuses.
    pub async fn clear_away(&self) -> Result<usize, EnvironmentError> {
        let (Kind::Shared(shared), Some(instance)) = (&self.kind, self.profile.instance()) else {
            return Ok(0);
        };
        // Whatever cannot be cleared away, all else is.
        let at_clerk = shared.clerk(instance)?.clear_away_all().await;
        let mut persons = 0;
        if let Some(provider) = self.profile.identity_provider.as_ref() {
            let provider = IdentityProvider::of(provider);
            for sub in shared.persons.take() {
                provider.remove_person(&sub).await?;
                persons += 1;
            }
        }
        Ok(at_clerk? + persons)
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
        let mut deployment = match &self.kind {
            Kind::Embedded { idp } => embedded::deployment(idp, arrangement).await,
            Kind::Shared(shared) => {
                let have = || shared.deployment(&self.profile, needs);
                self.outage.watch(have).await
            }
            Kind::Hermetic(hermetic) => {
                let have = || hermetic.deployment(&self.profile, arrangement, needs);
                self.outage.watch(have).await
            }
        }?;
        // Nobody else may read a log that is shared: others' lines would be pinned on them.
        if let Some(log) = &self.log
            && needs.iter().any(|need| need.takes_turns())
        {
            deployment.billing.log = Some(log.source.begin().await?);
            deployment.billing.log_key.clone_from(&log.key);
        }
        Ok(deployment)
    }

    /// Something of the deployment did not answer: it is asked before another scenario begins.
    pub(crate) fn suspect(&self) {
        self.outage.suspect();
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
