//! The Clerk of a deployment: an instance that there is, or a stand-in that the run brings.

use secrecy::SecretString;
use serde::Deserialize;
use url::Url;

use super::billing::secret;
use crate::instance;

/// The Clerk of a deployment.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "Written")]
pub enum Clerk {
    /// One that there is.
    Instance(Instance),
    /// One that the run brings, for an app that it starts.
    StandIn(StandIn),
}

/// A Clerk instance, by its APIs.
#[derive(Debug, Clone)]
pub struct Instance {
    /// Where the Backend API is, without the `/v1`.
    pub backend_api: Url,
    /// Where the Frontend API is, without the `/v1`; a stand-in has both at one place.
    pub frontend_api: Option<Url>,
    /// Name of the environment variable that holds the secret key.
    pub secret_key_env: String,
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
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    #[default]
    Instance,
    StandIn,
}

/// The ends of the hosts that Clerk's development instances have; the SDK takes no others for one.
const DEVELOPMENT: [&str; 2] = [".clerk.accounts.dev", ".accounts.dev"];

impl TryFrom<Written> for Clerk {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let Written {
            kind,
            backend_api,
            frontend_api,
            secret_key_env,
            host,
            strategy,
        } = written;
        if kind == Kind::StandIn {
            if backend_api.is_some() || frontend_api.is_some() || secret_key_env.is_some() {
                return Err(
                    "a stand-in is brought by the run: of [clerk], it takes `kind`, `host` and `strategy`"
                        .to_owned(),
                );
            }
            let host = host.unwrap_or_else(|| "tidy-heron-42.clerk.accounts.dev".to_owned());
            if !DEVELOPMENT.iter().any(|end| host.ends_with(end)) {
                return Err(format!(
                    "{host} is no host of a development instance, which the SDK knows by its end: write \
                     host = \"tidy-heron-42.clerk.accounts.dev\""
                ));
            }
            let strategy = strategy.unwrap_or_else(instance::strategy);
            if !strategy.starts_with("oauth_") {
                return Err(format!(
                    "`strategy` is Clerk's name of a provider: write strategy = \"oauth_{strategy}\""
                ));
            }
            return Ok(Self::StandIn(StandIn { host, strategy }));
        }
        let (Some(backend_api), Some(secret_key_env)) = (backend_api, secret_key_env) else {
            return Err(
                "an instance needs `backend_api` and `secret_key_env`; with kind = \"stand-in\" the run brings one"
                    .to_owned(),
            );
        };
        if host.is_some() || strategy.is_some() {
            let slip =
                "only a stand-in has a `host` and a `strategy`: add kind = \"stand-in\"".to_owned();
            return Err(slip);
        }
        Ok(Self::Instance(Instance {
            backend_api,
            frontend_api,
            secret_key_env,
        }))
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
        ] {
            let slip = read(&text).expect_err("a slip");
            assert!(slip.contains(told), "{slip}");
        }
    }
}
