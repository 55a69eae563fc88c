//! Profiles: the files that describe a target.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::SecretString;
use serde::Deserialize;
use url::Url;

use crate::capability::Capability;

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
    /// Paths of the pages.
    #[serde(default)]
    pub routes: Routes,
    /// CSS selectors of what people press and fill in.
    #[serde(default)]
    pub selectors: Selectors,
    /// How patient the run is.
    #[serde(default)]
    pub timing: Timing,
    /// What this target cannot do, each with the reason that the report gives.
    #[serde(default)]
    pub cannot: BTreeMap<Capability, String>,
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
}

/// A Clerk instance, by its Backend API.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clerk {
    /// Where the Backend API is, without the `/v1`.
    pub backend_api: Url,
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

/// Paths of the deployment's pages.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Routes {
    /// The public start page.
    pub home: String,
    /// The sign-in page.
    pub sign_in: String,
    /// The sign-up page.
    pub sign_up: String,
    /// Where identity providers send people back to.
    pub sso_callback: String,
    /// A page that only signed-in people see.
    pub protected: String,
    /// Another one, with something to do on it.
    pub dashboard: String,
    /// Where people go through session tasks.
    pub tasks: String,
}

impl Default for Routes {
    fn default() -> Self {
        Self {
            home: "/".to_owned(),
            sign_in: "/sign-in".to_owned(),
            sign_up: "/sign-up".to_owned(),
            sso_callback: "/sso-callback".to_owned(),
            protected: "/protected".to_owned(),
            dashboard: "/dashboard".to_owned(),
            tasks: "/sign-in/tasks".to_owned(),
        }
    }
}

/// CSS selectors. `{strategy}` and `{field}` stand for what is meant.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Selectors {
    /// Every button that leads to an identity provider.
    pub provider_buttons: String,
    /// The button of the provider with the given strategy.
    pub provider_button: String,
    /// The form that asks for what a sign-up still lacks.
    pub missing_requirements_form: String,
    /// The input for one missing field; `{field}` is its camelCase name.
    pub field: String,
    /// The button that sends the form.
    pub submit: String,
    /// Where bot protection is rendered.
    pub captcha: String,
    /// The button that signs out.
    pub sign_out: String,
    /// What tells a person what happened or what to do next, as opposed to that the page is busy.
    pub message: String,
}

impl Default for Selectors {
    fn default() -> Self {
        Self {
            provider_buttons: "button[data-provider]".to_owned(),
            provider_button: "button[data-provider='{strategy}']".to_owned(),
            missing_requirements_form: "form#missing-requirements".to_owned(),
            field: "[name='{field}']".to_owned(),
            submit: "form#missing-requirements button[type=submit]".to_owned(),
            captcha: "#clerk-captcha".to_owned(),
            sign_out: "button[data-action='sign-out']".to_owned(),
            message: "[role=status]:not([aria-busy=true]), [role=alert]".to_owned(),
        }
    }
}

/// How patient the run is, in milliseconds.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Timing {
    /// A page has settled when nothing was exchanged for this long.
    pub quiet_ms: u64,
    /// A page that has been quiet for this long is where the person stays.
    pub stays_ms: u64,
    /// Nothing is waited for longer than this.
    pub deadline_ms: u64,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            quiet_ms: 150,
            stays_ms: 1_500,
            deadline_ms: 10_000,
        }
    }
}

impl Timing {
    /// [`Timing::quiet_ms`].
    #[must_use]
    pub fn quiet(self) -> Duration {
        Duration::from_millis(self.quiet_ms)
    }

    /// [`Timing::stays_ms`].
    #[must_use]
    pub fn stays(self) -> Duration {
        Duration::from_millis(self.stays_ms)
    }

    /// [`Timing::deadline_ms`].
    #[must_use]
    pub fn deadline(self) -> Duration {
        Duration::from_millis(self.deadline_ms)
    }
}

/// A profile cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// There is no such file.
    #[error("there is no target “{wanted}”: {} does not exist. Targets here: {}", path.display(), known.join(", "))]
    Unknown {
        /// What was asked for.
        wanted: String,
        /// Where it was looked for.
        path: PathBuf,
        /// The names there are.
        known: Vec<String>,
    },
    /// The file cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file says something that no profile can say.
    #[error("{}: {problem}", path.display())]
    Invalid {
        /// The file.
        path: PathBuf,
        /// Line, column and what is wrong, in TOML's own words.
        problem: String,
    },
    /// A secret is not there.
    #[error(
        "{}: the environment variable {variable}, which `{member}` names, is not set; \
         set it to the secret key of the instance",
        path.display()
    )]
    Secret {
        /// The file.
        path: PathBuf,
        /// The member that names the variable.
        member: &'static str,
        /// The variable.
        variable: String,
    },
}

impl Profile {
    /// Reads a profile: a path if `wanted` looks like one, otherwise a name in `folder`.
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
        if matches!(profile.app, App::Url { .. }) {
            if profile.clerk.is_none() {
                return Err(invalid(
                    "an app of kind “url” needs a [clerk] table with `backend_api`".to_owned(),
                ));
            }
            if profile.identity_provider.is_none() {
                return Err(invalid(
                    "an app of kind “url” needs an [identity_provider] table".to_owned(),
                ));
            }
        }
        if let Some(clerk) = &profile.clerk
            && std::env::var_os(&clerk.secret_key_env).is_none()
        {
            let variable = clerk.secret_key_env.clone();
            return Err(ProfileError::Secret {
                path,
                member: "clerk.secret_key_env",
                variable,
            });
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
