//! How a deployment bills, and where that can be seen.

use std::path::PathBuf;

use secrecy::SecretString;
use serde::Deserialize;

use crate::capability::Capability;

/// What the harness may know of a deployment's billing.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Billing {
    /// Name of the environment variable that holds the signing secret (`whsec_…`) of the webhook endpoint.
    #[serde(default)]
    pub signing_secret_env: Option<String>,
    /// Where the stored plans can be read.
    #[serde(default)]
    pub plan_store: Option<PlanStore>,
    /// The file that the deployment logs to; in the profile, relative to the project's folder if it lies in `targets`, and
    /// otherwise to its own folder.
    #[serde(default)]
    pub log_file: Option<PathBuf>,
}

/// Where the plan that is stored for a person can be read, over HTTP and as JSON.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanStore {
    /// The address, in which `{clerk_id}` stands for Clerk's ID of the user; it answers 404 for somebody who is not stored.
    pub url: String,
    /// Name of the environment variable that holds the bearer token, if one is needed.
    #[serde(default)]
    pub key_env: Option<String>,
    /// Where the plan stands in the answer: a JSON pointer (RFC 6901).
    #[serde(default = "plan")]
    pub plan: String,
    /// The address that answers with the list of all who are stored, for what asks whether somebody is stored twice.
    #[serde(default)]
    pub people: Option<String>,
    /// Members of the answer that may change although nothing has for the person, such as counts of deliveries.
    #[serde(default = "ignore")]
    pub ignore: Vec<String>,
}

fn plan() -> String {
    "/plan".to_owned()
}

fn ignore() -> Vec<String> {
    vec!["deliveries".to_owned()]
}

impl Billing {
    /// Why a deployment that runs already cannot do something, by what its profile says of billing.
    pub(super) fn lacks(billing: Option<&Self>, capability: Capability) -> Option<&'static str> {
        let has = |there: fn(&Self) -> bool| billing.is_some_and(there);
        match capability {
            Capability::Webhooks if !has(|it| it.signing_secret_env.is_some()) => {
                Some("the profile has no `signing_secret_env` under [billing]")
            }
            Capability::PlanStore if !has(|it| it.plan_store.is_some()) => {
                Some("the profile has no [billing.plan_store]")
            }
            Capability::Logs if !has(|it| it.log_file.is_some()) => {
                Some("the profile has no `log_file` under [billing]")
            }
            Capability::Environment => {
                Some("an app that runs already cannot be started with another environment")
            }
            _ => None,
        }
    }

    /// The environment variables that it names, with the members that name them.
    pub(super) fn secrets(&self) -> impl Iterator<Item = (&'static str, &String)> {
        let signing = self.signing_secret_env.iter();
        let store = self.plan_store.iter().filter_map(|it| it.key_env.as_ref());
        signing
            .map(|name| ("billing.signing_secret_env", name))
            .chain(store.map(|name| ("billing.plan_store.key_env", name)))
    }
}

/// The value of an environment variable; empty if it has gone since the profile was read.
pub(crate) fn secret(variable: &str) -> SecretString {
    std::env::var(variable).unwrap_or_default().into()
}
