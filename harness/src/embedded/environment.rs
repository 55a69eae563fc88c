//! The environment that an embedded deployment is started with: what its billing stands on.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::arrangement::{Change, Variable};
use crate::profile::{Policies, Yearly};

/// Signs the webhooks of embedded instances, and nothing else.
pub const SIGNING_SECRET: &str = "whsec_ZW1iZWRkZWQtc2lnbmluZy1zZWNyZXQtZm9yLXRlc3Rz";

/// What the webhook routes of embedded deployments show to their plan stores.
pub const SYNC_SECRET: &str = "sync_secret_embedded_for_tests_only";

/// What opens the plan stores of embedded deployments.
pub const STORE_KEY: &str = "store_key_embedded";

/// What is set in the environment of the app and of its plan store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Environment {
    /// With what the webhook route verifies signatures.
    pub(super) signing_secret: Option<String>,
    /// What it shows to the plan store.
    pub(super) sync_secret: Option<String>,
    /// What the plan store wants to be shown.
    pub(super) store_sync_secret: Option<String>,
    /// Where plans are paid for, by what they are sold under.
    pub(super) checkout_urls: BTreeMap<String, String>,
    /// Where people change and cancel what they have.
    pub(super) portal_url: Option<String>,
}

impl Environment {
    /// What a deployment with these policies needs, whose Clerk is at `clerk_url`.
    pub(super) fn sound(policies: Policies, clerk_url: &str) -> Self {
        let by_period = policies.billing_yearly == Yearly::PlanPeriod;
        let [monthly, yearly] = if by_period {
            ["pro?period=month", "pro?period=annual"]
        } else {
            ["pro_monthly?period=month", "pro_yearly?period=annual"]
        };
        let sold = [
            ("pro_monthly", monthly),
            ("pro_yearly", yearly),
            ("lifetime", "lifetime"),
        ];
        let checkout =
            |(plan, path): (&str, &str)| (plan.to_owned(), format!("{clerk_url}/checkout/{path}"));
        Self {
            signing_secret: Some(SIGNING_SECRET.to_owned()),
            sync_secret: Some(SYNC_SECRET.to_owned()),
            store_sync_secret: Some(SYNC_SECRET.to_owned()),
            checkout_urls: sold.map(checkout).into(),
            portal_url: Some(format!("{clerk_url}/portal")),
        }
    }

    /// The same with a variable changed.
    pub(super) fn change(&mut self, variable: Variable, change: Change) {
        let value = match variable {
            Variable::SigningSecret => &mut self.signing_secret,
            Variable::SyncSecret => &mut self.sync_secret,
        };
        *value = match change {
            Change::Missing => None,
            Change::Another => Some(variable.other_value().to_owned()),
        };
    }
}
