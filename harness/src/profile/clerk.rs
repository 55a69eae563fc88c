//! The Clerk of a deployment: an instance that there is, real or not, or a stand-in that the run brings.

use std::num::NonZeroU32;

use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use url::Url;

use super::billing::secret;
use super::publishable_key::PublishableKey;
use super::real::{self, Real};
use crate::instance;

/// How many requests in ten seconds Clerk takes of a development instance.
const OF_DEVELOPMENT: NonZeroU32 = NonZeroU32::new(100).expect("it is not zero");
/// And of a production instance.
const OF_PRODUCTION: NonZeroU32 = NonZeroU32::new(1_000).expect("it is not zero");

/// The Clerk of a deployment.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "Written")]
pub enum Clerk {
    /// One that there is.
    Instance(Box<Instance>),
    /// One that the run brings, for an app that it starts.
    StandIn(StandIn),
}

/// A Clerk instance, by its APIs.
#[derive(Debug, Clone)]
pub struct Instance {
    /// Where the Backend API is, without the `/v1`.
    pub backend_api: Url,
    /// Where the Frontend API is, without the `/v1`, if the profile says so: see [`Instance::frontend_api`].
    pub frontend_api: Option<Url>,
    /// Name of the environment variable that holds the secret key.
    pub secret_key_env: String,
    /// What is to be known of it beside that, if Clerk's own servers answer for it.
    pub real: Option<Real>,
}

/// A stand-in for Clerk, which gives each scenario an instance of its own.
#[derive(Debug, Clone)]
pub struct StandIn {
    /// The host of the Frontend API, as it is in the publishable key. Nobody else needs to know it: the browsers of the
    /// run find it on this machine.
    pub host: String,
    /// Clerk's name of the provider that people sign in with, as the app's buttons have it.
    pub strategy: String,
}

/// What stands in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    kind: Kind,
    backend_api: Option<Url>,
    frontend_api: Option<Url>,
    secret_key_env: Option<String>,
    host: Option<String>,
    strategy: Option<String>,
    publishable_key: Option<PublishableKey>,
    publishable_key_env: Option<String>,
    test_mode: Option<bool>,
    requests_per_10_s: Option<NonZeroU32>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    #[default]
    Instance,
    Real,
    StandIn,
}

/// The ends of the hosts that Clerk's development instances have; the SDK takes no others for one.
const DEVELOPMENT: [&str; 2] = [".clerk.accounts.dev", ".accounts.dev"];

impl TryFrom<Written> for Clerk {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        match written.kind {
            Kind::StandIn => written.stand_in().map(Self::StandIn),
            Kind::Real => written.real().map(Box::new).map(Self::Instance),
            Kind::Instance => written.instance().map(Box::new).map(Self::Instance),
        }
    }
}

impl Written {
    fn stand_in(self) -> Result<StandIn, String> {
        let is_of_instance = self.backend_api.is_some()
            || self.frontend_api.is_some()
            || self.secret_key_env.is_some()
            || self.names_real_member();
        if is_of_instance {
            return Err(
                "a stand-in is brought by the run: of [clerk], it takes `kind`, `host` and `strategy`"
                    .to_owned(),
            );
        }
        let host = self.host;
        let host = host.unwrap_or_else(|| "tidy-heron-42.clerk.accounts.dev".to_owned());
        if !DEVELOPMENT.iter().any(|end| host.ends_with(end)) {
            return Err(format!(
                "{host} is no host of a development instance, which the SDK knows by its end: write \
                 host = \"tidy-heron-42.clerk.accounts.dev\""
            ));
        }
        let strategy = self.strategy.unwrap_or_else(instance::strategy);
        if !strategy.starts_with("oauth_") {
            return Err(format!(
                "`strategy` is Clerk's name of a provider: write strategy = \"oauth_{strategy}\""
            ));
        }
        Ok(StandIn { host, strategy })
    }

    fn instance(self) -> Result<Instance, String> {
        if self.names_real_member() {
            return Err(
                "only a real instance has a publishable key, a test mode and a limit of requests: add kind = \"real\""
                    .to_owned(),
            );
        }
        let (Some(backend_api), Some(secret_key_env)) = (&self.backend_api, &self.secret_key_env)
        else {
            return Err(
                "an instance needs `backend_api` and `secret_key_env`; with kind = \"stand-in\" the run brings one"
                    .to_owned(),
            );
        };
        self.names_no_stand_in()?;
        Ok(Instance {
            backend_api: backend_api.clone(),
            secret_key_env: secret_key_env.clone(),
            frontend_api: self.frontend_api,
            real: None,
        })
    }

    fn real(self) -> Result<Instance, String> {
        self.names_no_stand_in()?;
        let Some(secret_key_env) = self.secret_key_env else {
            return Err(
                "a real instance needs `secret_key_env`: write secret_key_env = \"CLERK_SECRET_KEY\""
                    .to_owned(),
            );
        };
        let publishable_key = match (self.publishable_key, self.publishable_key_env) {
            (Some(_), Some(_)) => {
                return Err(
                    "`publishable_key` and `publishable_key_env` both name the publishable key: leave one out"
                        .to_owned(),
                );
            }
            (Some(key), None) => Some(real::KeySource::Written(key)),
            (None, variable) => variable.map(real::KeySource::Variable),
        };
        if publishable_key.is_none() && self.frontend_api.is_none() {
            return Err(
                "a real instance needs its publishable key, from which the Frontend API follows: write \
                 publishable_key_env = \"CLERK_PUBLISHABLE_KEY\""
                    .to_owned(),
            );
        }
        Ok(Instance {
            backend_api: self.backend_api.unwrap_or_else(real::backend_api),
            frontend_api: self.frontend_api,
            secret_key_env,
            real: Some(Real {
                publishable_key,
                test_mode: self.test_mode.unwrap_or(true),
                requests_per_10_s: self.requests_per_10_s,
            }),
        })
    }

    /// Whether it says what only a real instance has.
    fn names_real_member(&self) -> bool {
        self.publishable_key.is_some()
            || self.publishable_key_env.is_some()
            || self.test_mode.is_some()
            || self.requests_per_10_s.is_some()
    }

    fn names_no_stand_in(&self) -> Result<(), String> {
        if self.host.is_none() && self.strategy.is_none() {
            return Ok(());
        }
        Err("only a stand-in has a `host` and a `strategy`: add kind = \"stand-in\"".to_owned())
    }
}

impl Clerk {
    /// The instance, if it is one that there is.
    #[must_use]
    pub fn instance(&self) -> Option<&Instance> {
        match self {
            Self::Instance(instance) => Some(instance),
            Self::StandIn(_) => None,
        }
    }

    /// The stand-in, if the run is to bring one.
    #[must_use]
    pub fn stand_in(&self) -> Option<&StandIn> {
        match self {
            Self::StandIn(stand_in) => Some(stand_in),
            Self::Instance(_) => None,
        }
    }
}

impl Instance {
    /// The secret key, out of the environment; empty if it has gone since the profile was read.
    #[must_use]
    pub fn secret_key(&self) -> SecretString {
        secret(&self.secret_key_env)
    }

    /// How many requests in ten seconds a run sends to the Backend API at most: as many as the profile says, or as Clerk
    /// takes of an instance of this kind (<https://clerk.com/docs/guides/how-clerk-works/system-limits>).
    #[must_use]
    pub fn requests_per_10_s(&self) -> NonZeroU32 {
        let said = self.real.as_ref().and_then(|it| it.requests_per_10_s);
        said.unwrap_or_else(|| {
            let is_live = self.secret_key().expose_secret().starts_with("sk_live_");
            if is_live {
                OF_PRODUCTION
            } else {
                OF_DEVELOPMENT
            }
        })
    }

    /// The environment variables that it names, behind the members that name them. The publishable key is no secret,
    /// but has to be there as well.
    pub(super) fn variables(&self) -> impl Iterator<Item = (&'static str, &String)> {
        let key = self
            .real
            .as_ref()
            .and_then(|it| it.publishable_key.as_ref());
        let publishable = key.and_then(|key| match key {
            real::KeySource::Variable(name) => Some(("clerk.publishable_key_env", name)),
            real::KeySource::Written(_) => None,
        });
        [("clerk.secret_key_env", &self.secret_key_env)]
            .into_iter()
            .chain(publishable)
    }

    /// The publishable key of a real instance, where the profile says what it is.
    ///
    /// # Errors
    /// When the environment variable that holds it does not hold one.
    pub fn publishable_key(&self) -> Result<Option<PublishableKey>, String> {
        self.real
            .as_ref()
            .and_then(|real| real.publishable_key.as_ref())
            .map(real::KeySource::key)
            .transpose()
    }

    /// Where the Frontend API is, without the `/v1`: where the profile says, or else where the publishable key does; a
    /// stand-in has both APIs at one place.
    ///
    /// # Errors
    /// When the environment variable that holds the publishable key does not hold one.
    pub fn frontend_api(&self) -> Result<Url, String> {
        if let Some(said) = &self.frontend_api {
            return Ok(said.clone());
        }
        let key = self.publishable_key()?;
        Ok(key.map_or_else(|| self.backend_api.clone(), |key| key.frontend_api()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Clerk, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    #[test]
    fn a_stand_in_needs_nothing_but_its_kind() {
        let clerk = read("kind = \"stand-in\"\n").expect("a stand-in");
        let stand_in = clerk.stand_in().expect("a stand-in");
        assert_eq!(stand_in.host, "tidy-heron-42.clerk.accounts.dev");
        assert_eq!(stand_in.strategy, "oauth_custom_acme");
    }

    #[test]
    fn the_frontend_api_of_a_real_instance_follows_from_its_publishable_key() {
        let text = "kind = \"real\"\nsecret_key_env = \"CLERK_SECRET_KEY\"\n\
                    publishable_key = \"pk_test_dGlkeS1oZXJvbi00Mi5jbGVyay5hY2NvdW50cy5kZXYk\"\n";
        let clerk = read(text).expect("an instance");
        let instance = clerk.instance().expect("an instance");
        assert_eq!(instance.backend_api.as_str(), "https://api.clerk.com/");
        let frontend_api = instance.frontend_api().expect("a key");
        assert_eq!(
            frontend_api.as_str(),
            "https://tidy-heron-42.clerk.accounts.dev/"
        );
        assert!(instance.real.as_ref().is_some_and(|real| real.test_mode));
    }

    #[test]
    fn what_belongs_to_the_other_kind_is_refused() {
        let key = "secret_key_env = \"CLERK_SECRET_KEY\"";
        let api = "backend_api = \"http://127.0.0.1:1\"";
        for (text, told) in [
            (
                format!("kind = \"stand-in\"\n{api}\n"),
                "brought by the run",
            ),
            (
                format!("{api}\n{key}\nhost = \"a.accounts.dev\"\n"),
                "kind = \"stand-in\"",
            ),
            (format!("{api}\n"), "`secret_key_env`"),
            (
                "kind = \"stand-in\"\nhost = \"clerk.example.com\"\n".to_owned(),
                "write host =",
            ),
            (
                "kind = \"stand-in\"\nstrategy = \"google\"\n".to_owned(),
                "write strategy = \"oauth_google\"",
            ),
            ("kind = \"standin\"\n".to_owned(), "`stand-in`"),
            (
                format!("{api}\n{key}\ntest_mode = true\n"),
                "kind = \"real\"",
            ),
            (
                "kind = \"stand-in\"\nrequests_per_10_s = 5\n".to_owned(),
                "brought by the run",
            ),
            ("kind = \"real\"\n".to_owned(), "secret_key_env ="),
            (format!("kind = \"real\"\n{key}\n"), "publishable_key_env ="),
            (
                format!("kind = \"real\"\n{key}\npublishable_key = \"pk_test_x\"\n"),
                "is no publishable key",
            ),
            (
                format!("kind = \"real\"\n{key}\nhost = \"a.accounts.dev\"\n"),
                "kind = \"stand-in\"",
            ),
        ] {
            let slip = read(&text).expect_err("a slip");
            assert!(slip.contains(told), "{slip}");
        }
    }
}
