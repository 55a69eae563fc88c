//! Where what a deployment logs can be read.

use std::net::SocketAddr;
use std::path::PathBuf;

use serde::Deserialize;
use url::Url;

/// Where what a deployment logs can be read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Log {
    /// A file that grows.
    File {
        /// In the profile, relative to the project's folder if that lies in `targets`, and otherwise to its own folder.
        file: PathBuf,
    },
    /// What the app prints, if the run has started it. This is where nothing else is said.
    Process {},
    /// What a container prints, as its engine tells.
    Container {
        /// The container's name or ID.
        container: String,
        /// The program that asks the engine: `docker`, or one that takes the same arguments.
        #[serde(default = "engine")]
        engine: String,
    },
    /// The runtime logs of a deployment at Vercel.
    Vercel {
        /// The project's ID or name.
        project: String,
        /// The deployment's ID (`dpl_…`).
        deployment: String,
        /// The team that they belong to, by its ID.
        #[serde(default)]
        team: Option<String>,
        /// Name of the environment variable that holds the access token.
        token_env: String,
        /// Where Vercel's API is, without the `/v1`.
        #[serde(default = "vercel")]
        api: Url,
    },
    /// What a log drain of Vercel delivers.
    Drain {
        /// Where the harness listens. Vercel has to find it, so something public leads there.
        listen: SocketAddr,
        /// Name of the environment variable that holds the drain's signature secret.
        secret_env: String,
        /// The deployment's ID (`dpl_…`) or host, where the drain delivers what other deployments log, too.
        #[serde(default)]
        deployment: Option<String>,
        /// What Vercel wants to find in the header `x-vercel-verify` before it sets up the drain.
        #[serde(default)]
        verify: Option<String>,
    },
}

fn engine() -> String {
    "docker".to_owned()
}

fn vercel() -> Url {
    Url::parse("https://api.vercel.com").expect("an address")
}

impl Log {
    /// The environment variable that holds a secret, behind the member that names it.
    pub(super) fn secret(&self) -> Option<(&'static str, &String)> {
        match self {
            Self::Vercel { token_env, .. } => Some(("billing.log.token_env", token_env)),
            Self::Drain { secret_env, .. } => Some(("billing.log.secret_env", secret_env)),
            Self::File { .. } | Self::Process {} | Self::Container { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Log, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    #[test]
    fn each_kind_is_read_as_the_documents_show_it() {
        let drain = "kind = \"drain\"\nlisten = \"127.0.0.1:4180\"\nsecret_env = \"DRAIN\"\n";
        for (text, log) in [
            (
                "kind = \"file\"\nfile = \"reports/app.log\"\n",
                Log::File {
                    file: "reports/app.log".into(),
                },
            ),
            ("kind = \"process\"\n", Log::Process {}),
            (
                "kind = \"container\"\ncontainer = \"app\"\n",
                Log::Container {
                    container: "app".to_owned(),
                    engine: "docker".to_owned(),
                },
            ),
            (
                "kind = \"vercel\"\nproject = \"shop\"\ndeployment = \"dpl_1\"\ntoken_env = \"TOKEN\"\n",
                Log::Vercel {
                    project: "shop".to_owned(),
                    deployment: "dpl_1".to_owned(),
                    team: None,
                    token_env: "TOKEN".to_owned(),
                    api: vercel(),
                },
            ),
            (
                drain,
                Log::Drain {
                    listen: ([127, 0, 0, 1], 4180).into(),
                    secret_env: "DRAIN".to_owned(),
                    deployment: None,
                    verify: None,
                },
            ),
        ] {
            assert_eq!(read(text), Ok(log));
        }
    }

    #[test]
    fn what_is_missing_unknown_or_of_another_kind_is_named() {
        for (text, told) in [
            ("file = \"app.log\"\n", "`kind`"),
            ("kind = \"file\"\n", "`file`"),
            ("kind = \"syslog\"\n", "`container`"),
            ("kind = \"process\"\nfile = \"app.log\"\n", "`file`"),
            (
                "kind = \"drain\"\nlisten = \"4180\"\nsecret_env = \"A\"\n",
                "socket address",
            ),
        ] {
            let error = read(text).expect_err("a slip");
            assert!(error.contains(told), "{error}");
        }
    }
}
