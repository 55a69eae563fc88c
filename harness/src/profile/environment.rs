//! In which environment a deployment is, and what that forbids.

use std::fmt;

use serde::{Deserialize, Serialize};
use toml::Value;

use super::{App, Profile};
use crate::safety::live_key;

/// In which environment a deployment is; the later one asks for more care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Environment {
    /// One that is there for tests and for nothing else.
    Test,
    /// One that others look at, too.
    Staging,
    /// One that people use: nothing changes there unless the profile allows it.
    Production,
}

/// What may happen in production.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Production {
    /// Tags, without their `@`, whose scenarios may change state.
    #[serde(default)]
    pub allow: Vec<String>,
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Test => "test",
            Self::Staging => "staging",
            Self::Production => "production",
        })
    }
}

impl Profile {
    /// In which environment the deployment is. Where the profile does not say: one that runs already is `staging`, and
    /// one that the run brings or starts is `test`.
    #[must_use]
    pub fn environment(&self) -> Environment {
        self.environment.unwrap_or(match self.app {
            App::Url { .. } => Environment::Staging,
            _ => Environment::Test,
        })
    }

    /// Whether people use the deployment.
    #[must_use]
    pub fn is_production(&self) -> bool {
        self.environment() == Environment::Production
    }

    /// The tags whose scenarios may change state in production.
    #[must_use]
    pub fn allowed_in_production(&self) -> &[String] {
        self.production.as_ref().map_or(&[], |it| &it.allow)
    }

    /// A variable that holds a key of a production instance although the deployment is none: what is wrong, and what to
    /// do. The key is not told.
    #[must_use]
    pub fn misplaced_live_key(&self) -> Option<String> {
        if self.is_production() {
            return None;
        }
        self.secrets().into_iter().find_map(|(member, variable)| {
            let kind = live_key(&std::env::var(&variable).ok()?)?;
            Some(format!(
                "the environment variable {variable}, which `{member}` names, holds a {kind} of a production instance, \
                 and {}",
                self.what_to_do_about_a_live_key()
            ))
        })
    }

    fn what_to_do_about_a_live_key(&self) -> String {
        format!(
            "the environment of this target is “{}”: use the key of a development instance; if people use this \
             deployment, write environment = \"production\" above all tables, which forbids whatever changes state",
            self.environment()
        )
    }
}

/// What a profile says of its environment and cannot mean. `written` is all that stands in the file.
pub(super) fn problem(profile: &Profile, written: &Value) -> Option<String> {
    let brought = matches!(profile.app, App::Embedded {}) || profile.hermetic().is_some();
    if profile.is_production() && brought {
        let slip = "what the run brings itself is no production: leave `environment` out";
        return Some(slip.to_owned());
    }
    if profile.production.is_some() && !profile.is_production() {
        let slip = "[production] says what may change in production: write environment = \"production\" above all \
                    tables, or leave it out";
        return Some(slip.to_owned());
    }
    let tags = profile.allowed_in_production();
    if let Some(tag) = tags
        .iter()
        .find(|tag| tag.is_empty() || tag.starts_with('@'))
    {
        let name = tag.trim_start_matches('@');
        let name = if name.is_empty() { "TC-10" } else { name };
        return Some(format!(
            "`allow` under [production] has the names of tags: write allow = [\"{name}\"]"
        ));
    }
    let (member, kind) = written_live_key("", written)?;
    if kind.is_secret() {
        return Some(format!(
            "`{member}` is a {kind} of a production instance, and secrets do not belong into files: put it into an \
             environment variable"
        ));
    }
    (!profile.is_production()).then(|| {
        format!(
            "`{member}` is a {kind} of a production instance, and {}",
            profile.what_to_do_about_a_live_key()
        )
    })
}

/// The first member below `name` whose value holds a key of a production instance.
fn written_live_key(name: &str, value: &Value) -> Option<(String, crate::safety::LiveKey)> {
    let below = |member: &str| match name {
        "" => member.to_owned(),
        _ => format!("{name}.{member}"),
    };
    match value {
        Value::String(text) => Some((name.to_owned(), live_key(text)?)),
        Value::Array(values) => values.iter().find_map(|it| written_live_key(name, it)),
        Value::Table(table) => {
            let mut members = table.iter();
            members.find_map(|(member, value)| written_live_key(&below(member), value))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "[app]\nkind = \"url\"\nurl = \"http://localhost:1\"\n\
        [openid_provider]\nissuer = \"http://localhost:1\"\n";
    const EMBEDDED: &str = "[app]\nkind = \"embedded\"\n";

    fn read(text: &str) -> Result<Profile, String> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("mine.toml");
        std::fs::write(&path, text).expect("a file");
        Profile::read("mine", folder.path()).map_err(|error| error.to_string())
    }

    #[test]
    fn what_runs_already_is_staging_and_what_the_run_brings_is_a_test() {
        let of = |text: &str| read(text).expect("a profile").environment();
        assert_eq!(of(URL), Environment::Staging);
        assert_eq!(of(EMBEDDED), Environment::Test);
        let said = format!("environment = \"production\"\n{URL}");
        assert_eq!(of(&said), Environment::Production);
    }

    #[test]
    fn production_names_the_tags_that_may_change_state() {
        let allow = "[production]\nallow = [\"TC-10\"]\n";
        let profile = read(&format!("environment = \"production\"\n{URL}{allow}"));
        assert_eq!(
            profile.expect("a profile").allowed_in_production(),
            ["TC-10"]
        );
    }

    #[test]
    fn what_cannot_be_meant_is_told_with_what_to_write() {
        let production = format!("environment = \"production\"\n{URL}");
        for (text, told) in [
            (
                format!("environment = \"production\"\n{EMBEDDED}"),
                "is no production",
            ),
            (
                format!("{URL}[production]\nallow = []\n"),
                "write environment = \"production\"",
            ),
            (
                format!("{production}[production]\nallow = [\"@TC-10\"]\n"),
                "write allow = [\"TC-10\"]",
            ),
            (
                format!("environment = \"live\"\n{URL}"),
                "`live` is nothing that can stand here",
            ),
        ] {
            let slip = read(&text).expect_err("a slip");
            assert!(slip.contains(told), "{slip}");
        }
    }

    #[test]
    fn a_live_key_in_the_file_is_refused_and_not_told() {
        let with = |environment: &str, key: &str| {
            format!(
                "{environment}[app]\nkind = \"command\"\nurl = \"http://localhost:1\"\ncommand = [\"serve\"]\n\
                 environment = {{ KEY = \"{key}\" }}\n[openid_provider]\nissuer = \"http://localhost:1\"\n"
            )
        };
        let production = "environment = \"production\"\n";
        for (text, told) in [
            (with("", "pk_live_cGxhbnRlZA"), "publishable key"),
            (
                with(production, "sk_live_cGxhbnRlZA"),
                "do not belong into files",
            ),
        ] {
            let slip = read(&text).expect_err("a live key");
            assert!(slip.contains("`app.environment.KEY`"), "{slip}");
            assert!(slip.contains(told), "{slip}");
            assert!(!slip.contains("cGxhbnRlZA"), "{slip}");
        }
        let publishable = with(production, "pk_live_cGxhbnRlZA");
        assert!(read(&publishable).is_ok(), "it is no secret");
        assert!(read(&with("", "pk_test_cGxhbnRlZA")).is_ok());
    }
}
