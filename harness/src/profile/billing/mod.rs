//! How a deployment bills, and where that can be seen.

mod checkout;
mod log;
mod plan_store;

use std::path::PathBuf;

use secrecy::SecretString;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::Profile;
use crate::capability::Capability;

pub use checkout::{Act, Checkout, CheckoutStep};
pub use log::Log;
pub use plan_store::{Auth, ConvexStore, JsonStore, Key, PlanStore};

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
    /// Where what the deployment logs can be read.
    #[serde(default)]
    pub log: Option<Log>,
    /// What people do at the checkout, where it is not one form with a card's number in it.
    #[serde(default)]
    pub checkout: Option<Checkout>,
    /// What was written in place of [`Billing::log`] once.
    #[serde(default, rename = "log_file")]
    _log_file: Gone,
}

/// A member that there is no more: who writes it is told what to write instead.
#[derive(Debug, Clone, Default)]
struct Gone;

impl<'de> Deserialize<'de> for Gone {
    fn deserialize<D: Deserializer<'de>>(member: D) -> Result<Self, D::Error> {
        let file = String::deserialize(member).unwrap_or_else(|_| "FILE".to_owned());
        Err(D::Error::custom(format!(
            "there are several kinds of logs, so `log_file` has become a table: write [billing.log] with \
             kind = \"file\" and file = {file:?}"
        )))
    }
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
            Capability::PlanRecords | Capability::PlanList => {
                billing?.plan_store.as_ref()?.lacks(capability)
            }
            Capability::Logs if !has(|it| it.log.is_some()) => {
                Some("the profile has no [billing.log]")
            }
            Capability::Environment => {
                Some("an app that runs already cannot be started with another environment")
            }
            _ => None,
        }
    }

    /// What is wrong with what a profile says of billing, given the rest of it.
    pub(super) fn problem(profile: &Profile) -> Option<String> {
        let log = profile.billing.as_ref()?.log.as_ref()?;
        let is_started = profile.app.start().is_some();
        (*log == Log::Process {} && !is_started).then(|| {
            "kind = \"process\" under [billing.log] is what an app prints that the run starts; this one runs already: \
             say where it logs to, e.g. with kind = \"file\""
                .to_owned()
        })
    }

    /// The file that the deployment logs to, if it does.
    pub(super) fn log_file(&mut self) -> Option<&mut PathBuf> {
        match &mut self.log {
            Some(Log::File { file }) => Some(file),
            _ => None,
        }
    }

    /// The environment variables that it names, with the members that name them.
    pub(super) fn secrets(&self) -> impl Iterator<Item = (&'static str, &String)> {
        let signing = self.signing_secret_env.iter();
        let store = self.plan_store.iter().filter_map(PlanStore::key_env);
        let log = self.log.iter().filter_map(Log::secret);
        signing
            .map(|name| ("billing.signing_secret_env", name))
            .chain(store.map(|name| ("billing.plan_store.key_env", name)))
            .chain(log)
    }
}

/// The value of an environment variable; empty if it has gone since the profile was read.
pub(crate) fn secret(variable: &str) -> SecretString {
    std::env::var(variable).unwrap_or_default().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_secret_that_billing_names_is_known_by_its_member() {
        let billing: Billing = toml::from_str(
            "signing_secret_env = \"A\"\n[plan_store]\nkind = \"convex\"\nurl = \"http://localhost:1\"\n\
             query = \"users:get\"\nkey_env = \"B\"\n[log]\nkind = \"drain\"\nlisten = \"127.0.0.1:0\"\nsecret_env = \"C\"\n",
        )
        .expect("a table");
        let secrets: Vec<_> = billing.secrets().collect();
        let named = |member, variable: &str| (member, variable.to_owned());
        assert_eq!(
            secrets
                .into_iter()
                .map(|(member, variable)| named(member, variable))
                .collect::<Vec<_>>(),
            [
                named("billing.signing_secret_env", "A"),
                named("billing.plan_store.key_env", "B"),
                named("billing.log.secret_env", "C"),
            ]
        );
    }

    #[test]
    fn who_still_names_a_log_file_is_told_what_to_write() {
        let error = toml::from_str::<Billing>("log_file = \"reports/app.log\"\n")
            .expect_err("it is a table now")
            .to_string();
        assert!(error.contains("line 1"), "{error}");
        assert!(
            error.contains("[billing.log] with kind = \"file\" and file = \"reports/app.log\""),
            "{error}"
        );
    }
}
