//! Profiles: the files that describe a target.

mod billing;
mod error;
mod openid_provider;
mod place;
mod policies;
mod routes;
mod selectors;
mod timing;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use secrecy::SecretString;
use serde::Deserialize;
use url::Url;

pub(crate) use billing::secret;
pub use billing::{Billing, PlanStore};
pub use error::ProfileError;
pub use openid_provider::{OpenidProvider, ProviderClient, ProviderPage};
pub use policies::{
    BillingEvents, Lifetime, OnCancel, OnPastDue, OnUnknownPlan, Policies, Reading, RefreshTokens,
    WhenNothingMatches, Yearly,
};
pub use routes::Routes;
pub use selectors::Selectors;
pub use timing::Timing;

use crate::capability::Capability;
use crate::known_failures::KnownFailure;

/// The profile that is used when none is named.
pub const EMBEDDED: &str = "embedded";

/// What a profile file says.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The file's name without its ending.
    #[serde(skip)]
    pub name: String,
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
    /// How patient the run is.
    #[serde(default)]
    pub timing: Timing,
    /// What this target cannot do, each with the reason that the report gives.
    #[serde(default)]
    pub cannot: BTreeMap<Capability, String>,
    /// What is known to be wrong with it, each with a reason.
    #[serde(default)]
    pub known_failures: Vec<KnownFailure>,
}

/// The deployment under test.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum App {
    /// The reference app that comes with this project; each scenario gets one of its own.
    Embedded {},
    /// A deployment that runs already.
    Url {
        /// Where, without a path.
        url: Url,
    },
    /// A deployment that the run starts, and ends.
    Command(Start),
}

/// How a deployment is started.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// Where it will be, without a path.
    pub url: Url,
    /// The program and its arguments; no shell.
    pub command: Vec<String>,
    /// What is done first, each with its arguments, e.g. installing what it needs.
    #[serde(default)]
    pub setup: Vec<Vec<String>>,
    /// The folder that these are run in; the profile's own, or the project's for profiles in `targets`.
    #[serde(default)]
    pub folder: PathBuf,
    /// Environment variables that it gets beside those of the run.
    #[serde(default)]
    pub environment: BTreeMap<String, String>,
    /// The path that answers when it is ready.
    #[serde(default = "root")]
    pub ready: String,
}

fn root() -> String {
    "/".to_owned()
}

impl App {
    /// Where it is, unless each scenario has one of its own.
    #[must_use]
    pub fn url(&self) -> Option<&Url> {
        match self {
            Self::Embedded {} => None,
            Self::Url { url } | Self::Command(Start { url, .. }) => Some(url),
        }
    }
}

/// A Clerk instance, by its APIs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clerk {
    /// Where the Backend API is, without the `/v1`.
    pub backend_api: Url,
    /// Where the Frontend API is, without the `/v1`; a stand-in has both at one place.
    #[serde(default)]
    pub frontend_api: Option<Url>,
    /// Name of the environment variable that holds the secret key.
    pub secret_key_env: String,
}

/// An identity provider with mock-idp's admin API.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityProvider {
    /// Its issuer, under which the admin API is.
    pub url: Url,
    /// The strategy under which the instance knows it, e.g. `oauth_custom_acme`.
    pub strategy: String,
}

impl Profile {
    /// What can be written and cannot be meant.
    fn impossible(&self) -> Option<String> {
        if let Some((name, path)) = self
            .routes
            .all()
            .into_iter()
            .find(|(_, path)| !path.starts_with('/'))
        {
            return Some(format!(
                "the route `{name}` is a path and begins with a slash: write \"/{path}\""
            ));
        }
        if let Some((capability, _)) = self.cannot.iter().find(|(_, why)| why.trim().is_empty()) {
            let name = capability.tag().trim_start_matches("needs-");
            return Some(format!(
                "`{name}` under [cannot] needs the reason that the report shall give"
            ));
        }
        if let App::Command(Start { command, setup, .. }) = &self.app
            && (command.is_empty() || setup.iter().any(Vec::is_empty))
        {
            return Some(
                "a command names a program: command = [\"node\", \"server.js\"]".to_owned(),
            );
        }
        if let Some(problem) = self.known_failures.iter().find_map(KnownFailure::slip) {
            return Some(problem);
        }
        let urls = self
            .app
            .url()
            .into_iter()
            .chain(self.clerk.iter().map(|clerk| &clerk.backend_api))
            .chain(
                self.clerk
                    .iter()
                    .filter_map(|clerk| clerk.frontend_api.as_ref()),
            )
            .chain(self.identity_provider.iter().map(|provider| &provider.url));
        let mut urls = urls.filter(|url| !matches!(url.scheme(), "http" | "https"));
        urls.next()
            .map(|url| format!("{url} is no address of a server: write \"http://{url}\""))
    }

    /// Why the target cannot do something, as the report shall say; `None` if it can.
    #[must_use]
    pub fn cannot(&self, capability: Capability) -> Option<String> {
        if let Some(told) = self.cannot.get(&capability) {
            return Some(told.clone());
        }
        self.app.url()?;
        let lacks = if self.is_provider_alone() {
            OpenidProvider::lacks_without_clerk(capability)
        } else {
            Billing::lacks(self.billing.as_ref(), capability)
        };
        lacks.map(str::to_owned)
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

    /// Reads a profile: a path if `wanted` looks like one, otherwise a name in `folder`, which lies in the project's.
    /// Files that it names are where they are wherever the command is started: see [`Billing::log_file`].
    ///
    /// # Errors
    /// When there is none, or it is not a profile.
    pub fn load(wanted: &str, folder: &Path) -> Result<Self, ProfileError> {
        let is_path = Path::new(wanted)
            .extension()
            .is_some_and(|ending| ending == "toml");
        let path = if is_path {
            PathBuf::from(wanted)
        } else {
            folder.join(format!("{wanted}.toml"))
        };
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(ProfileError::Unknown {
                    wanted: wanted.to_owned(),
                    path,
                    known: names_in(folder),
                });
            }
            Err(source) => return Err(ProfileError::Read { path, source }),
        };
        let invalid = |problem: String| ProfileError::Invalid {
            path: path.clone(),
            problem,
        };
        let mut profile: Self =
            toml::from_str(&text).map_err(|error| invalid(error.to_string()))?;
        profile.name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if let Some(problem) = profile.impossible() {
            return Err(invalid(problem));
        }
        if let Some(log) = profile.billing.as_mut().and_then(|it| it.log_file.as_mut()) {
            *log = place::base(&path, folder).join(&log);
        }
        if let App::Command(start) = &mut profile.app {
            start.folder = place::base(&path, folder).join(&start.folder);
        }
        if profile.app.url().is_some() && !profile.is_provider_alone() {
            if profile.clerk.is_none() {
                return Err(invalid(
                    "an app that is not embedded needs a [clerk] table with `backend_api`, or an [openid_provider] \
                     table with `issuer` if it is a provider and nothing else"
                        .to_owned(),
                ));
            }
            if profile.identity_provider.is_none() {
                return Err(invalid(
                    "an app that is not embedded needs an [identity_provider] table".to_owned(),
                ));
            }
        }
        let clerk = profile.clerk.iter();
        let clerk = clerk.map(|it| ("clerk.secret_key_env", &it.secret_key_env));
        let billing = profile.billing.iter().flat_map(Billing::secrets);
        let provider = profile.openid_provider.iter();
        let provider = provider.flat_map(OpenidProvider::secrets);
        for (member, variable) in clerk.chain(billing).chain(provider) {
            if std::env::var_os(variable).is_none() {
                let variable = variable.clone();
                return Err(ProfileError::Secret {
                    path,
                    member,
                    variable,
                });
            }
        }
        Ok(profile)
    }
}

impl Clerk {
    /// The secret key, out of the environment; empty if it has gone since the profile was read.
    #[must_use]
    pub fn secret_key(&self) -> SecretString {
        std::env::var(&self.secret_key_env)
            .unwrap_or_default()
            .into()
    }
}

fn names_in(folder: &Path) -> Vec<String> {
    let files = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path());
    let mut names: Vec<String> = files
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned()))
        .collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> Result<Profile, ProfileError> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("mine.toml");
        std::fs::write(&path, text).expect("a file");
        Profile::load("mine", folder.path())
    }

    /// The settings that a profile has beside where things are.
    fn settings(profile: &Profile) -> String {
        let Profile {
            routes,
            selectors,
            timing,
            ..
        } = profile;
        format!("{routes:?} {selectors:?} {timing:?}")
    }

    #[test]
    fn what_targets_local_shows_is_what_holds_where_nothing_is_said() {
        let text = include_str!("../../../targets/local.toml");
        let (_, shown) = text.split_once("# [routes]").expect("the commented part");
        let lines = shown.lines().map(|line| line.trim_start_matches("# "));
        let shown = lines.collect::<Vec<_>>().join("\n");
        let app = "[app]\nkind = \"embedded\"\n";
        let said = load(&format!("{app}[routes]{shown}")).expect("a profile");
        let silent = load(app).expect("a profile");
        assert_eq!(settings(&said), settings(&silent));
        let keys = shown.lines().filter(|line| line.contains(" = ")).count();
        let names = settings(&silent).matches(": ").count();
        assert_eq!(keys, names, "every key is shown");
    }

    #[test]
    fn what_targets_local_shows_of_policies_is_what_holds_where_nothing_is_said() {
        let text = include_str!("../../../targets/local.toml");
        let lines = text.lines().map(|line| line.trim_start_matches("# "));
        let names = Policies::default().choices().into_keys();
        let names: Vec<String> = names.map(|name| format!("\"{name}\" = ")).collect();
        let shown = lines.filter(|line| line.contains(" # or "));
        let shown: Vec<&str> = shown
            .filter(|line| names.iter().any(|name| line.starts_with(name)))
            .collect();
        assert_eq!(shown.len(), names.len(), "every policy is shown");
        let app = "[app]\nkind = \"embedded\"\n";
        let said = load(&format!("{app}[policies]\n{}", shown.join("\n"))).expect("a profile");
        assert_eq!(said.policies, Policies::default());
    }

    #[test]
    fn what_can_be_written_and_cannot_be_meant_is_told_with_what_to_write() {
        for (text, told) in [
            ("[routes]\nsign_in = \"login\"\n", "write \"/login\""),
            (
                "[cannot]\noutbox = \" \"\n",
                "`outbox` under [cannot] needs the reason",
            ),
            (
                "[identity_provider]\nurl = \"localhost:4102\"\nstrategy = \"oauth_custom_acme\"\n",
                "write \"http://localhost:4102\"",
            ),
        ] {
            let error = load(&format!("[app]\nkind = \"embedded\"\n{text}")).expect_err("a slip");
            assert!(error.to_string().contains(told), "{error}");
        }
    }

    #[test]
    fn an_embedded_profile_needs_nothing_else() {
        let profile = load("[app]\nkind = \"embedded\"\n").expect("a profile");
        assert_eq!(profile.name, "mine");
        assert_eq!(profile.routes.protected, "/protected");
    }

    #[test]
    fn a_member_that_does_not_exist_is_named_with_its_line_and_the_ones_that_do() {
        let error = load("[app]\nkind = \"embedded\"\n[routes]\nsignin = \"/login\"\n")
            .expect_err("a typo");
        let text = error.to_string();
        assert!(text.contains("mine.toml: "), "{text}");
        assert!(text.contains("line 4"), "{text}");
        assert!(
            text.contains("unknown field `signin`") && text.contains("`sign_in`"),
            "{text}"
        );
    }

    #[test]
    fn a_policy_says_where_people_are_when_nothing_applies() {
        let place = |text: &str| {
            let text = format!("[app]\nkind = \"embedded\"\n{text}");
            let profile = load(&text).expect("a profile");
            profile.where_nothing_applies().to_owned()
        };
        assert_eq!(place(""), "/sso-callback");
        let sign_in = "[policies]\n\"callback.when_nothing_matches\" = \"sign_in\"\n";
        assert_eq!(place(sign_in), "/sign-in");
    }

    #[test]
    fn a_policy_or_a_choice_that_does_not_exist_is_named_with_its_line_and_those_that_do() {
        for (line, parts) in [
            (
                "\"callback.when_nothing_matchs\" = \"stays\"",
                ["unknown field", "`callback.when_nothing_matches`"],
            ),
            (
                "\"callback.when_nothing_matches\" = \"leaves\"",
                ["unknown variant `leaves`", "`stays` or `sign_in`"],
            ),
        ] {
            let text = format!("[app]\nkind = \"embedded\"\n[policies]\n{line}\n");
            let error = load(&text).expect_err("a slip").to_string();
            assert!(error.contains("line 4"), "{error}");
            for part in parts {
                assert!(error.contains(part), "{error}");
            }
        }
    }

    #[test]
    fn a_capability_that_does_not_exist_is_refused() {
        let error = load("[app]\nkind = \"embedded\"\n[cannot]\ntime-travel = \"no\"\n")
            .expect_err("unknown");
        assert!(error.to_string().contains("instance-settings"), "{error}");
    }

    #[test]
    fn an_unknown_target_lists_the_known_ones() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("preview.toml"), "").expect("a file");
        let error = Profile::load("preveiw", folder.path()).expect_err("a typo");
        assert!(
            error.to_string().ends_with("Targets here: preview"),
            "{error}"
        );
    }

    #[test]
    fn a_secret_that_is_not_set_is_named_and_not_guessed() {
        let error = load(
            "[app]\nkind = \"url\"\nurl = \"http://localhost:1\"\n\
             [clerk]\nbackend_api = \"http://127.0.0.1:1\"\nsecret_key_env = \"NOBODY_SETS_THIS_KEY\"\n\
             [identity_provider]\nurl = \"http://127.0.0.1:2\"\nstrategy = \"oauth_custom_acme\"\n",
        )
        .expect_err("no key");
        assert!(
            error.to_string().contains("NOBODY_SETS_THIS_KEY"),
            "{error}"
        );
    }
}
