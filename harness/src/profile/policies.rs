//! What a deployment does where its requirements leave it the choice.

use serde::Deserialize;

/// The choices of a deployment, by the names that they have in a profile.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policies {
    /// What the SSO callback does when none of its rules applies, as for somebody without an attempt.
    #[serde(rename = "callback.when_nothing_matches")]
    pub callback_when_nothing_matches: WhenNothingMatches,
}

/// Where the SSO callback leaves somebody for whom it has no rule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhenNothingMatches {
    /// It stays where it is, and says so.
    #[default]
    Stays,
    /// It leads to the sign-in page.
    SignIn,
}
