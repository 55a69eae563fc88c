//! A deployment for the time of a scenario, and what ends with it.

use std::time::Duration;

use futures::future::{join, join_all};
use serde_json::Value;
use tokio::sync::{OwnedRwLockReadGuard, OwnedRwLockWriteGuard};
use url::Url;

use crate::billing::Billing;
use crate::browser::Names;
use crate::clerk::Clerk;
use crate::embedded::EmbeddedDeployment;
use crate::environment_error::EnvironmentError;
use crate::hermetic;
use crate::identity_provider::IdentityProvider;

/// How long a part of a deployment may take to show that it is there.
const PATIENCE: Duration = Duration::from_secs(5);

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
    /// How browsers find what only they can; none, where all is at its own address.
    pub names: Option<Names>,
    /// How many accounts the instance had before the scenario, if nobody else makes any meanwhile.
    pub accounts_before: Option<usize>,
    pub(crate) hold: Hold,
}

/// What ends with the scenario.
#[derive(Debug)]
pub(crate) enum Hold {
    Own {
        _deployment: Box<EmbeddedDeployment>,
    },
    SharedWithOthers {
        _turn: OwnedRwLockReadGuard<()>,
    },
    Alone {
        _turn: OwnedRwLockWriteGuard<()>,
        /// None where they cannot be changed.
        settings_before: Option<Value>,
    },
    Hermetic {
        place: Box<hermetic::Place>,
    },
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

    /// What of it does not answer at all, if anything: app, Clerk, identity provider or plan store.
    pub async fn fault(&self) -> Option<EnvironmentError> {
        let parts = [
            ("the deployment", self.app_url.as_str()),
            ("Clerk", self.clerk.address()),
            ("the identity provider", self.identity_provider.url()),
        ];
        let asked = parts.map(|(what, url)| async move {
            let asked = crate::http::client().get(url).timeout(PATIENCE).send();
            let error = asked.await.err()?;
            let what = format!("{what} at {url} does not answer any more");
            Some(EnvironmentError::because(&what, &error))
        });
        let (asked, store) = join(join_all(asked), self.silent_store()).await;
        asked.into_iter().flatten().next().or(store)
    }

    /// Whether the plan store says nothing at all. What it makes of somebody whom nobody knows is its own affair.
    async fn silent_store(&self) -> Option<EnvironmentError> {
        let store = self.billing.plan_store.as_ref()?.store()?;
        let asked = tokio::time::timeout(PATIENCE, store.stored("nobody")).await;
        asked.is_err().then(|| {
            let seconds = PATIENCE.as_secs();
            EnvironmentError::new(format!("the plan store does not answer within {seconds} s"))
        })
    }

    /// Gives the deployment back as it was.
    ///
    /// # Errors
    /// When what the scenario changed cannot be put back.
    pub async fn release(self) -> Result<(), EnvironmentError> {
        // Whatever cannot be cleared away, all else is.
        let people = self.clerk.clear_away().await;
        let persons = self.identity_provider.clear_away().await;
        people.and(persons)?;
        match self.hold {
            Hold::Alone {
                settings_before: Some(settings),
                ..
            } => {
                self.clerk.clear_faults().await?;
                self.clerk.change_settings(&settings).await.map(drop)
            }
            Hold::Hermetic { place } => place.leave().await,
            Hold::Own { .. } | Hold::SharedWithOthers { .. } | Hold::Alone { .. } => Ok(()),
        }
    }

    /// What was asked for outside of this machine by an app that must not, since this was last asked: `host:port`.
    #[must_use]
    pub(crate) fn outside(&self) -> Vec<String> {
        match &self.hold {
            Hold::Hermetic { place } => place.outside(),
            _ => Vec::new(),
        }
    }
}
