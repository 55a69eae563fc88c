//! What can be known and done about a deployment's billing from outside.

mod log;
mod plan_store;

use secrecy::SecretString;

pub use log::Log;
pub use plan_store::{PlanStore, Stored};

use crate::environment_error::EnvironmentError;
use crate::profile;

/// The ways in and out of a deployment's billing, as far as the target has them.
#[derive(Debug, Clone, Default)]
pub struct Billing {
    /// With what webhooks for it are signed (`whsec_…`).
    pub signing_secret: Option<SecretString>,
    /// Where its stored plans can be read.
    pub plan_store: Option<PlanStore>,
    /// What it logs.
    pub log: Option<Log>,
    /// What its environment has, where that is known.
    pub secrets: Option<SyncSecrets>,
}

/// The secret that the webhook route shows to the plan store, on both sides.
#[derive(Debug, Clone)]
pub struct SyncSecrets {
    /// The route's.
    pub route: Option<SecretString>,
    /// The store's.
    pub store: Option<SecretString>,
}

impl Billing {
    /// What a profile says.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub(crate) fn of_profile(billing: &profile::Billing) -> Result<Self, EnvironmentError> {
        let secret = |name: &String| profile::secret(name);
        let log = billing.log_file.as_deref().map(Log::from_here_on);
        Ok(Self {
            signing_secret: billing.signing_secret_env.as_ref().map(secret),
            plan_store: billing.plan_store.as_ref().map(|store| PlanStore {
                url: store.url.clone(),
                key: store.key_env.as_ref().map(secret),
                plan: store.plan.clone(),
                people: store.people.clone(),
            }),
            log: log.transpose()?,
            secrets: None,
        })
    }
}
