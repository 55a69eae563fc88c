//! A deployment for the time of a scenario, and what ends with it.

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
        settings_before: Value,
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
        match self.hold {
            Hold::Alone {
                settings_before, ..
            } => {
                self.clerk.clear_faults().await?;
                self.clerk.change_settings(&settings_before).await.map(drop)
            }
            Hold::Hermetic { place } => place.leave().await,
            Hold::Own { .. } | Hold::SharedWithOthers { .. } => Ok(()),
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
