//! Profiles: the files that describe a target.

mod app;
mod billing;
mod browser;
mod clerk;
mod container;
mod environment;
mod error;
mod evidence;
mod filling;
mod hermetic;
mod load;
mod openid_provider;
mod place;
mod policies;
mod protection;
mod publishable_key;
mod real;
mod routes;
mod selectors;
mod timing;
mod variable;

use std::collections::BTreeMap;

use secrecy::SecretString;
use serde::Deserialize;
use url::Url;

#[cfg(feature = "containers")]
pub(crate) use app::free_port;
pub use app::{App, Start};
pub(crate) use billing::secret;
pub use billing::{
    Act, Auth, Billing, Checkout, CheckoutStep, ConvexStore, JsonStore, Key, Log, PlanStore,
};
pub use browser::Browsers;
pub use clerk::{Clerk, Instance, StandIn};
pub use container::Container;
pub use environment::{Environment, Production};
pub use error::ProfileError;
pub use evidence::{EvidenceKept, Pictures};
pub use filling::{Filling, Name};
pub use openid_provider::{OpenidProvider, ProviderClient, ProviderPage};
pub use policies::{
    BillingEvents, Lifetime, OnCancel, OnPastDue, OnUnknownPlan, Policies, Reading, RefreshTokens,
    WhenNothingMatches, Yearly,
};
pub use protection::Protection;
pub use publishable_key::PublishableKey;
pub use real::{KeySource, Real};
pub use routes::Routes;
pub use selectors::Selectors;
pub use timing::Timing;

use crate::capability::Capability;
use crate::known_failures::KnownFailure;
use crate::quarantine::InQuarantine;

/// The profile that is used when none is named.
pub const EMBEDDED: &str = "embedded";

/// What a profile file says.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// What reports call the target; the file's name without its ending, if it does not say.
    #[serde(default)]
    pub name: String,
    /// In which environment it is, if the file says so; [`Profile::environment`] knows it in any case.
    #[serde(default)]
    pub environment: Option<Environment>,
    /// What may change there if that is production.
    #[serde(default)]
    pub production: Option<Production>,
    /// The deployment under test.
    pub app: App,
    /// Its Clerk; needed unless the app is embedded.
    #[serde(default)]
    pub clerk: Option<Clerk>,
    /// The scriptable identity provider that its Clerk signs people in with; needed unless the app is embedded.
    #[serde(default)]
    pub identity_provider: Option<IdentityProvider>,
    /// How it bills; needed for scenarios about webhooks, unless the app is embedded.
    #[serde(default)]
    pub billing: Option<Billing>,
    /// How it is an OpenID provider itself; needed where it is one without Clerk.
    #[serde(default)]
    pub openid_provider: Option<OpenidProvider>,
    /// Paths of the pages.
    #[serde(default)]
    pub routes: Routes,
    /// CSS selectors of what people press and fill in.
    #[serde(default)]
    pub selectors: Selectors,
    /// What it does where its requirements leave it the choice.
    #[serde(default)]
    pub policies: Policies,
    /// The browsers that it is judged with.
    #[serde(default)]
    pub browser: Browsers,
    /// How patient the run is.
    #[serde(default)]
    pub timing: Timing,
    /// What the run keeps of what it saw.
    #[serde(default)]
    pub evidence: EvidenceKept,
    /// What this target cannot do, each with the reason that the report gives.
    #[serde(default)]
    pub cannot: BTreeMap<Capability, String>,
    /// What is known to be wrong with it, each with a reason.
    #[serde(default)]
    pub known_failures: Vec<KnownFailure>,
    /// Which scenarios are known not to be reliable, with who sees to them until when.
    #[serde(default)]
    pub quarantine: Vec<InQuarantine>,
}

/// An identity provider with mock-idp's admin API.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityProvider {
    /// Its issuer, under which the admin API is.
    pub url: Url,
    /// The strategy under which the instance knows it, e.g. `oauth_custom_acme`.
    pub strategy: String,
    /// Name of the environment variable that holds the key of its admin API, if that is locked.
    #[serde(default)]
    pub admin_key_env: Option<String>,
}

impl IdentityProvider {
    /// The key of the admin API, out of the environment.
    #[must_use]
    pub fn admin_key(&self) -> Option<SecretString> {
        self.admin_key_env.as_deref().map(secret)
    }
}

impl Profile {
    /// Why the target cannot do something, as the report shall say; `None` if it can.
    #[must_use]
    pub fn cannot(&self, capability: Capability) -> Option<String> {
        if let Some(told) = self.cannot.get(&capability) {
            return Some(told.clone());
        }
        self.app.url()?;
        if let Some(start) = self.hermetic() {
            return hermetic::lacks(start, self.billing.as_ref(), capability).map(str::to_owned);
        }
        if let Some(real) = self.real_instance() {
            if let Some(lacks) = real.lacks(capability) {
                return Some(lacks.to_owned());
            }
        } else if capability == Capability::Codes {
            // They are read where all else is that is sent.
            return self.cannot(Capability::Outbox);
        }
        if capability == Capability::Logs && self.app.start().is_some() {
            return None; // What it prints is read.
        }
        let lacks = if self.is_provider_alone() {
            OpenidProvider::lacks_without_clerk(capability)
        } else {
            Billing::lacks(self.billing.as_ref(), capability)
        };
        lacks.map(str::to_owned)
    }

    /// The Clerk instance that there is, unless the run brings a stand-in.
    #[must_use]
    pub fn instance(&self) -> Option<&Instance> {
        self.clerk.as_ref().and_then(Clerk::instance)
    }

    /// What is special about the Clerk instance, if it is a real one.
    #[must_use]
    pub fn real_instance(&self) -> Option<&Real> {
        self.instance()?.real.as_ref()
    }

    /// How the app is started, if the run brings all that it needs: it has a stand-in for Clerk.
    #[must_use]
    pub fn hermetic(&self) -> Option<&Start> {
        self.clerk.as_ref().and_then(Clerk::stand_in)?;
        self.app.start()
    }

    /// Whether the target is an OpenID provider and nothing else.
    #[must_use]
    pub fn is_provider_alone(&self) -> bool {
        let issuer = self.openid_provider.as_ref().map(|it| &it.issuer);
        self.clerk.is_none() && matches!(issuer, Some(Some(_)))
    }

    /// Whether the target is what a reading of the requirements is about, or can be started so: the embedded app takes
    /// what its billing does from each scenario.
    #[must_use]
    pub fn can_be_like(&self, reading: &Reading) -> bool {
        let is_embedded = matches!(self.app, App::Embedded {});
        let is_arranged = ["billing.", "idp."]
            .iter()
            .any(|area| reading.policy.starts_with(area));
        (is_embedded && is_arranged) || self.policies.allow(reading)
    }

    /// The path of the page where people are when no rule of the SSO callback applies to them.
    #[must_use]
    pub fn where_nothing_applies(&self) -> &str {
        match self.policies.callback_when_nothing_matches {
            WhenNothingMatches::Stays => &self.routes.sso_callback,
            WhenNothingMatches::SignIn => &self.routes.sign_in,
        }
    }
}
