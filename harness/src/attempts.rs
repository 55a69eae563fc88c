//! States that a sign-in or a sign-up can be in, by name: `fixtures/attempts.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::distance::between;

/// Which of a client's two attempts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttemptKind {
    /// The sign-in.
    SignIn,
    /// The sign-up.
    SignUp,
}

/// Whose attempt it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Owner {
    /// Somebody with an account.
    Account,
    /// Somebody whose account asks for a second factor.
    SecondFactor,
    /// Somebody whom only the identity provider knows.
    Newcomer,
}

/// A state that an attempt can be in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttemptState {
    /// Whose it is.
    pub of: Owner,
    /// Whether it has created a session, which no page has activated yet.
    #[serde(default)]
    pub session: bool,
    /// Whether the identity provider has vouched for them, so that a transfer can take over.
    #[serde(default)]
    pub identity: bool,
    /// What it says of itself beside what follows from that: a merge patch (RFC 7396), with placeholders.
    #[serde(default)]
    wire: Map<String, Value>,
    /// Members that it does not have at all: a merge patch says so by null, which TOML cannot write.
    #[serde(default)]
    without: Vec<String>,
}

/// Stands for the strategy of the identity provider.
const STRATEGY: &str = "$strategy";
/// Stands for a session that they have on this client, and that is not the active one.
const SESSION: &str = "$session";
/// Stands for the session that is, which is somebody else's.
const OTHER_SESSION: &str = "$other_session";

impl AttemptState {
    /// The state called `name`; `None` for “none”, which is no attempt at all.
    ///
    /// # Errors
    /// When there is no such state: what is near to it.
    pub fn named(kind: AttemptKind, name: &str) -> Result<Option<&'static Self>, String> {
        if name == "none" {
            return Ok(None);
        }
        let (states, what) = match kind {
            AttemptKind::SignIn => (&STATES.sign_in, "sign-in"),
            AttemptKind::SignUp => (&STATES.sign_up, "sign-up"),
        };
        states.get(name).map(Some).ok_or_else(|| {
            let near = states.keys().min_by_key(|state| between(state, name));
            let near = near.map(String::as_str).unwrap_or_default();
            format!("fixtures/attempts.toml has no state of a {what} called “{name}”; did you mean “{near}”?")
        })
    }

    /// Whether it speaks of sessions that are on the client already.
    #[must_use]
    pub fn needs_sessions(&self) -> bool {
        let text = Value::Object(self.wire.clone()).to_string();
        [SESSION, OTHER_SESSION]
            .iter()
            .any(|placeholder| text.contains(&format!("\"{placeholder}\"")))
    }

    /// What it says of itself, where `strategy` is the provider's and `sessions` are theirs and somebody else's.
    #[must_use]
    pub fn wire(&self, strategy: &str, sessions: &[String]) -> Value {
        let absent = self.without.iter().map(|name| (name.clone(), Value::Null));
        let mut wire = Value::Object(self.wire.clone().into_iter().chain(absent).collect());
        let session = |index: usize| sessions.get(index).map_or("", String::as_str);
        fill_in(&mut wire, &|placeholder| match placeholder {
            STRATEGY => Some(strategy),
            SESSION => Some(session(0)),
            OTHER_SESSION => Some(session(1)),
            _ => None,
        });
        wire
    }
}

/// Puts values in the place of placeholders, however deep they stand.
fn fill_in<'a>(value: &mut Value, meant_by: &impl Fn(&str) -> Option<&'a str>) {
    match value {
        Value::String(text) => {
            if let Some(meant) = meant_by(text) {
                meant.clone_into(text);
            }
        }
        Value::Array(members) => members
            .iter_mut()
            .for_each(|member| fill_in(member, meant_by)),
        Value::Object(members) => members
            .values_mut()
            .for_each(|member| fill_in(member, meant_by)),
        _ => {}
    }
}

/// The file as a whole.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct States {
    sign_in: BTreeMap<String, AttemptState>,
    sign_up: BTreeMap<String, AttemptState>,
}

static STATES: LazyLock<States> = LazyLock::new(|| {
    toml::from_str(include_str!("../../fixtures/attempts.toml"))
        .expect("a test reads the file that is compiled in")
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_found_by_its_name_and_an_unknown_one_by_what_is_near() {
        let complete = AttemptState::named(AttemptKind::SignIn, "complete").expect("a state");
        assert!(complete.is_some_and(|state| state.session));
        assert!(matches!(
            AttemptState::named(AttemptKind::SignUp, "none"),
            Ok(None)
        ));
        let error = AttemptState::named(AttemptKind::SignUp, "transferrable").expect_err("a typo");
        assert!(error.contains("did you mean “transferable”?"), "{error}");
    }

    #[test]
    fn placeholders_are_filled_in_however_deep_they_stand() {
        let state = AttemptState::named(AttemptKind::SignIn, "already signed in")
            .expect("a state")
            .expect("not none");
        assert!(state.needs_sessions());
        let wire = state.wire(
            "oauth_custom_acme",
            &["sess_1".to_owned(), "sess_2".to_owned()],
        );
        let verification = &wire["first_factor_verification"];
        assert_eq!(verification["strategy"], "oauth_custom_acme");
        assert_eq!(verification["error"]["meta"]["session_id"], "sess_1");
    }
}
