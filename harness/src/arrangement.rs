//! How a scenario wants its deployment, before there is one.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use mock_clerk::Dialect;
use serde_json::json;

use crate::clerk::Clerk;
use crate::defect::Defect;
use crate::environment_error::EnvironmentError;
use crate::profile::{BillingEvents, Name, Policies};

/// How a scenario wants its deployment.
#[derive(Debug, Clone, Default)]
pub struct Arrangement {
    /// What it does where its requirements leave it the choice.
    pub policies: Policies,
    /// Whether the scenario is about one of the names that billing events have.
    pub is_about_events: bool,
    /// What is different about its environment.
    pub environment: BTreeMap<Variable, Change>,
    /// What is wrong with it.
    pub defect: Option<Arc<Defect>>,
}

impl Arrangement {
    /// The names that Clerk uses towards the deployment: those of the platform, where it understands both.
    pub(crate) fn dialect(&self) -> Dialect {
        match self.policies.billing_events {
            BillingEvents::Plan => Dialect::Plan,
            BillingEvents::Platform | BillingEvents::Both => Dialect::Platform,
        }
    }

    /// Has the Clerk of a deployment that understands both kinds of names use those that the scenario is about.
    ///
    /// # Errors
    /// When the instance cannot be reached, or is a real one.
    pub(crate) async fn tell_clerk(&self, clerk: &Clerk) -> Result<(), EnvironmentError> {
        if !self.is_about_events {
            return Ok(());
        }
        let change = json!({ "billing": { "dialect": self.dialect() } });
        clerk.change_settings(&change).await.map(drop)
    }
}

/// An environment variable that billing stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Variable {
    /// With what the webhook route verifies signatures.
    SigningSecret,
    /// What the webhook route shows to the plan store.
    SyncSecret,
}

/// What is different about a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It is not set.
    Missing,
    /// It has another value than its other side.
    Another,
}

impl Variable {
    const ALL: [Self; 2] = [Self::SigningSecret, Self::SyncSecret];

    fn name(self) -> &'static str {
        match self {
            Self::SigningSecret => "CLERK_WEBHOOK_SIGNING_SECRET",
            Self::SyncSecret => "BILLING_WEBHOOK_SYNC_SECRET",
        }
    }

    /// What a profile calls its value.
    pub(crate) fn filled_in_as(self) -> Name {
        match self {
            Self::SigningSecret => Name::WebhookSigningSecret,
            Self::SyncSecret => Name::SyncSecret,
        }
    }

    /// A value that its other side does not have.
    pub(crate) fn other_value(self) -> &'static str {
        match self {
            Self::SigningSecret => "whsec_YW5vdGhlci1zaWduaW5nLXNlY3JldC1mb3ItdGVzdHM=",
            Self::SyncSecret => "sync_secret_of_another_deployment_for_tests",
        }
    }
}

impl fmt::Display for Variable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Variable {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let mut all = Self::ALL.into_iter();
        let names = Self::ALL.map(Self::name).join(", ");
        all.find(|variable| variable.name() == name)
            .ok_or_else(|| format!("billing does not stand on {name}; it does on {names}"))
    }
}
