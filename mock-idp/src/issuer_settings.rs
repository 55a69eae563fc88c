//! How an issuer behaves.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::grants::LONGEST_LIFETIME_S;
use crate::merge::merge_around;
use crate::{Fault, SetupError};

/// How many keys an issuer can be set to publish.
const MOST_KEYS: usize = 16;

/// The settings of one issuer: answer of `GET /admin/settings`, and what `PATCH` changes. All can be left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct IssuerSettings {
    /// What ID tokens are signed with for clients that do not say, ES256 unless said otherwise.
    pub algorithm: Algorithm,
    /// Whether people are asked who they are.
    pub login: LoginMode,
    /// Whether a browser is known again by a cookie, so that `prompt`, `max_age` and sign-out mean something; false unless
    /// said otherwise, and then every login asks.
    pub sessions: bool,
    /// Whether clients can register themselves (RFC 7591); false unless said otherwise.
    pub dynamic_registration: bool,
    /// What a second use of a refresh token leads to.
    pub refresh_reuse: RefreshReuse,
    /// How many keys are published, 1 to 16 and 1 unless said otherwise. The others never sign, and come first. Keys kept
    /// from a rotation come on top.
    pub keys: usize,
    /// Whether keys, and the headers of ID tokens, have a `kid`; true unless said otherwise.
    pub kid_in_keys: bool,
    /// Whether every client must use PKCE, as public clients must anyway.
    pub require_pkce: bool,
    /// Whether authorization answers name the issuer (RFC 9207), and discovery says so; true unless said otherwise.
    pub response_iss: bool,
    /// A JSON merge patch over the discovery document, for mismatches of every kind: `null` takes a member away.
    pub metadata: Map<String, Value>,
    /// How long access tokens are valid where neither person nor client says otherwise, in seconds and at most a day.
    pub access_token_lifetime_s: u64,
    /// How long ID tokens are valid, in seconds and at most a day.
    pub id_token_lifetime_s: u64,
    /// How long codes are valid, in seconds and at most a day.
    pub code_lifetime_s: u64,
    /// What is wrong with all logins here.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub faults: BTreeSet<Fault>,
}

/// What a second use of a refresh token leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefreshReuse {
    /// It is refused, and all tokens of its login are revoked (RFC 9700, section 4.14.2).
    #[default]
    Revoke,
    /// It is refused, and nothing else happens.
    Refuse,
    /// It succeeds, as with a provider that does not rotate them.
    Allow,
}

/// Whether people are asked who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginMode {
    /// By a page, unless their browser has a session that will do.
    #[default]
    Interactive,
    /// Never: whom `login_hint` names is signed in at once, or else whom `id_token_hint` or the session names, or else the
    /// only person there is. Where that is nobody, the login ends with `login_required`.
    Silent,
}

/// A signature algorithm for ID tokens (RFC 7518, section 3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, clap::ValueEnum)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256: the key is made in well under a millisecond.
    #[default]
    #[serde(rename = "ES256")]
    Es256,
    /// RSA PKCS #1 v1.5 with SHA-256, what most providers use: the key takes about a quarter of a second to make.
    #[serde(rename = "RS256")]
    Rs256,
}

impl Default for IssuerSettings {
    fn default() -> Self {
        Self {
            algorithm: Algorithm::default(),
            login: LoginMode::default(),
            sessions: false,
            dynamic_registration: false,
            refresh_reuse: RefreshReuse::default(),
            keys: 1,
            kid_in_keys: true,
            require_pkce: false,
            response_iss: true,
            metadata: Map::new(),
            access_token_lifetime_s: 60 * 60,
            id_token_lifetime_s: 60 * 60,
            code_lifetime_s: 60,
            faults: BTreeSet::new(),
        }
    }
}

impl IssuerSettings {
    /// These settings with a JSON merge patch over them; a setting that is `null` goes back to its default.
    ///
    /// # Errors
    /// When the patch names a setting that there is not, or gives one a value that it must not have.
    pub(crate) fn patched(&self, patch: &Map<String, Value>) -> Result<Self, SetupError> {
        let mut whole = match serde_json::to_value(self) {
            Ok(Value::Object(whole)) => whole,
            _ => Map::new(),
        };
        merge_around(&mut whole, patch, "metadata");
        let settings: Self = serde_path_to_error::deserialize(Value::Object(whole))
            .map_err(|error| SetupError::invalid("settings", format!("are not valid: {error}")))?;
        settings.check()?;
        Ok(settings)
    }

    /// Checks every setting that can be out of range.
    pub(crate) fn check(&self) -> Result<(), SetupError> {
        if !(1..=MOST_KEYS).contains(&self.keys) {
            return Err(SetupError::invalid("keys", "is not 1 to 16"));
        }
        for (member, lifetime_s) in [
            ("access_token_lifetime_s", self.access_token_lifetime_s),
            ("id_token_lifetime_s", self.id_token_lifetime_s),
            ("code_lifetime_s", self.code_lifetime_s),
        ] {
            if lifetime_s > LONGEST_LIFETIME_S {
                return Err(SetupError::invalid(member, "is longer than a day"));
            }
        }
        Ok(())
    }
}

impl Algorithm {
    pub(crate) const ALL: [Self; 2] = [Self::Rs256, Self::Es256];

    /// The name that goes into the header of a token and into discovery.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Rs256 => "RS256",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn patched(patch: Value) -> Result<IssuerSettings, SetupError> {
        let Value::Object(patch) = patch else {
            panic!("not an object: {patch}")
        };
        IssuerSettings::default().patched(&patch)
    }

    #[test]
    fn a_patch_changes_what_it_names_and_null_is_the_default() {
        let changed = patched(json!({"algorithm": "RS256", "code_lifetime_s": 1})).expect("valid");
        assert_eq!(
            (changed.algorithm, changed.code_lifetime_s),
            (Algorithm::Rs256, 1)
        );
        let back = json!({"algorithm": null});
        let back = changed
            .patched(back.as_object().expect("an object"))
            .expect("valid");
        assert_eq!(
            (back.algorithm, back.code_lifetime_s),
            (Algorithm::Es256, 1)
        );
    }

    #[test]
    fn what_metadata_takes_away_stays_taken_away() {
        let settings = patched(json!({"metadata": {"jwks_uri": null}})).expect("valid");
        assert_eq!(settings.metadata.get("jwks_uri"), Some(&Value::Null));
        let again = json!({"metadata": {"issuer": "http://other.test"}});
        let again = settings
            .patched(again.as_object().expect("an object"))
            .expect("valid");
        assert_eq!(again.metadata.len(), 2);
    }

    #[test]
    fn a_wrong_patch_says_which_setting_is_wrong() {
        for (patch, word) in [
            (json!({"algorithn": "RS256"}), "algorithn"),
            (json!({"algorithm": "HS256"}), "HS256"),
            (json!({"keys": 0}), "keys"),
            (json!({"keys": 17}), "keys"),
            (json!({"code_lifetime_s": 86_401}), "code_lifetime_s"),
            (json!({"metadata": []}), "metadata"),
        ] {
            let why = patched(patch.clone()).expect_err("wrong").to_string();
            assert!(why.contains(word), "{patch}: {why}");
        }
    }
}
