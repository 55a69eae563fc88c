//! Reading a profile from its file.

use std::path::{Path, PathBuf};

use super::{
    App, Billing, Instance, OpenidProvider, Profile, ProfileError, container, environment,
    hermetic, place, variable,
};
use crate::known_failures::KnownFailure;
use crate::quarantine::{self, InQuarantine};
use crate::redact;
use crate::slip;

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
        if let Some(problem) = self.known_failures.iter().find_map(KnownFailure::slip) {
            return Some(problem);
        }
        let slip = self.quarantine.iter().find_map(InQuarantine::slip);
        let contradiction = || quarantine::contradiction(&self.quarantine, &self.known_failures);
        if let Some(problem) = slip.or_else(contradiction) {
            return Some(problem);
        }
        if self.timing.scenario_seconds == 0 {
            let problem = "`scenario_seconds` under [timing] is 0, and no scenario is that quick";
            return Some(problem.to_owned());
        }
        let urls = self
            .app
            .url()
            .into_iter()
            .chain(self.instance().map(|it| &it.backend_api))
            .chain(self.instance().and_then(|it| it.frontend_api.as_ref()))
            .chain(self.identity_provider.iter().map(|provider| &provider.url));
        let mut urls = urls.filter(|url| !matches!(url.scheme(), "http" | "https"));
        urls.next()
            .map(|url| format!("{url} is no address of a server: write \"http://{url}\""))
    }

    /// What belongs to the profile `wanted` lies below this folder: the project's for profiles in `targets`, and their
    /// own for all others.
    #[must_use]
    pub fn base(wanted: &str, targets: &Path) -> PathBuf {
        place::base(&place::path_of(wanted, targets), targets)
    }

    /// Reads a profile as [`Profile::read`] does, for a run: the secrets that it names are there, and none of them opens
    /// a production instance unless that is what the profile is about. From then on, their values stay out of all texts.
    ///
    /// # Errors
    /// When there is none, it is not a profile, a secret is not set, or it is a live key that does not belong here.
    pub fn load(wanted: &str, folder: &Path) -> Result<Self, ProfileError> {
        let profile = Self::read(wanted, folder)?;
        let is_missing = |(_, variable): &(&str, String)| std::env::var_os(variable).is_none();
        let path = || place::path_of(wanted, folder);
        if let Some((member, variable)) = profile.secrets().into_iter().find(is_missing) {
            return Err(ProfileError::Secret {
                path: path(),
                member,
                variable,
            });
        }
        for (_, variable) in profile.secrets() {
            redact::remember(&std::env::var(variable).unwrap_or_default());
        }
        match profile.misplaced_live_key() {
            Some(problem) => Err(ProfileError::Invalid {
                path: path(),
                problem,
            }),
            None => Ok(profile),
        }
    }

    /// Reads a profile: a path if `wanted` looks like one, otherwise a name in `folder`, which lies in the project's.
    /// Files that it names are where they are wherever the command is started: see [`Log::File`](super::Log::File).
    ///
    /// # Errors
    /// When there is none, or it is not a profile.
    pub fn read(wanted: &str, folder: &Path) -> Result<Self, ProfileError> {
        let path = place::path_of(wanted, folder);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(ProfileError::Unknown {
                    wanted: wanted.to_owned(),
                    path,
                    known: place::names_in(folder),
                });
            }
            Err(source) => return Err(ProfileError::Read { path, source }),
        };
        let invalid = |problem: String| ProfileError::Invalid {
            path: path.clone(),
            problem,
        };
        let mut profile: Self =
            toml::from_str(&text).map_err(|error| invalid(slip::told(&text, &error)))?;
        if profile.name.is_empty() {
            let stem = path.file_stem().unwrap_or_default();
            profile.name = stem.to_string_lossy().into_owned();
        }
        if let Some(problem) = profile.impossible() {
            return Err(invalid(problem));
        }
        if let Some(log) = profile.billing.as_mut().and_then(Billing::log_file) {
            *log = place::base(&path, folder).join(&log);
        }
        if let App::Command(start) = &mut profile.app {
            start.folder = place::base(&path, folder).join(&start.folder);
        }
        let written = toml::from_str(&text).map_err(|error| invalid(slip::told(&text, &error)))?;
        let problem = container::problem(&profile)
            .or_else(|| hermetic::problem(&profile))
            .or_else(|| Billing::problem(&profile))
            .or_else(|| variable::problem(&profile, &text, |it| std::env::var_os(it).is_some()))
            .or_else(|| environment::problem(&profile, &written));
        if let Some(problem) = problem {
            return Err(invalid(problem));
        }
        if profile.app.url().is_some()
            && !profile.is_provider_alone()
            && profile.hermetic().is_none()
        {
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
        Ok(profile)
    }

    /// The environment variables that hold secrets, each behind the member that names it.
    #[must_use]
    pub fn secrets(&self) -> Vec<(&'static str, String)> {
        let protection = self.app.protection().into_iter();
        let protection = protection.map(|it| ("app.protection.secret_env", &it.secret_env));
        let clerk = self.instance().into_iter();
        let clerk = clerk.flat_map(Instance::variables);
        let idp = self.identity_provider.iter();
        let idp = idp.filter_map(|it| it.admin_key_env.as_ref());
        let idp = idp.map(|name| ("identity_provider.admin_key_env", name));
        let billing = self.billing.iter().flat_map(Billing::secrets);
        let provider = self.openid_provider.iter();
        let provider = provider.flat_map(OpenidProvider::secrets);
        let all = protection
            .chain(clerk)
            .chain(idp)
            .chain(billing)
            .chain(provider);
        all.map(|(member, variable)| (member, variable.clone()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Policies;

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
    fn what_targets_staging_shows_can_be_read_with_and_without_what_is_optional() {
        let text = include_str!("../../../targets/staging.example.toml");
        let optional = |line: &str| {
            let line = line.strip_prefix("# ")?;
            let is_table = line.starts_with('[') && line.ends_with(']');
            let is_toml = is_table || line.contains(" = ");
            is_toml.then(|| line.to_owned())
        };
        let lines = text.lines();
        let all: Vec<String> = lines
            .map(|line| optional(line).unwrap_or_else(|| line.to_owned()))
            .collect();
        let folder = tempfile::tempdir().expect("a folder");
        for (text, is_protected) in [(text, false), (&all.join("\n"), true)] {
            std::fs::write(folder.path().join("staging.toml"), text).expect("a file");
            let profile = Profile::read("staging", folder.path()).expect("a profile");
            let instance = profile.instance().expect("an instance");
            assert!(instance.real.is_some());
            assert_eq!(instance.requests_per_10_s().get(), 100);
            assert_eq!(profile.app.protection().is_some(), is_protected);
        }
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
                "[timing]\nscenario_seconds = 0\n",
                "no scenario is that quick",
            ),
            (
                "[[quarantine]]\nscenario = \"a:b\"\nowner = \"\"\nuntil = \"2027-01-31\"\nreason = \"r\"\n",
                "[[quarantine]] needs its `owner`",
            ),
            (
                "[[quarantine]]\nscenario = \"a:b\"\nowner = \"Ada\"\nuntil = \"31.1.2027\"\nreason = \"r\"\n",
                "line 6",
            ),
            (
                "[[quarantine]]\nscenario = \"a:b\"\nuntil = \"2027-01-31\"\nreason = \"r\"\n",
                "what begins here has to have `owner`",
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
        let named = load("name = \"our shop\"\n[app]\nkind = \"embedded\"\n");
        assert_eq!(named.expect("a profile").name, "our shop");
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
            text.contains("there is no `signin` here; is `sign_in` meant?"),
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
                [
                    "there is no `callback.when_nothing_matchs` here",
                    "is `callback.when_nothing_matches` meant?",
                ],
            ),
            (
                "\"callback.when_nothing_matches\" = \"leaves\"",
                [
                    "`leaves` is nothing that can stand here",
                    "`stays` and `sign_in`",
                ],
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
