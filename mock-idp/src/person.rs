//! Persons: who can sign in here.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::client::check_lifetime;
use crate::merge::merge_around;
use crate::mischief;
use crate::trouble::Troubles;
use crate::{AuthorizationErrorCode, Fault, SetupError};

/// Somebody to be made: the body of `POST /admin/persons`. Only the e-mail address is required.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewPerson {
    /// E-mail address; unique among persons, without regard to case.
    pub email: String,
    /// Subject identifier, at most 255 visible ASCII characters; a fresh unguessable one when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub: Option<String>,
    /// Whether the provider vouches for the address; it does when this is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email_verified: Option<bool>,
    /// First name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    /// Last name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family_name: Option<String>,
    /// Full name; never put together from the other two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// URL of a picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// Short name that the person goes by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preferred_username: Option<String>,
    /// Claims merged over the standard ones as by RFC 7396: `null` takes one away. Claims of a scope still need it.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub claims: Map<String, Value>,
    /// The error that this person's logins end with when they allow, instead of a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorization_error: Option<AuthorizationErrorCode>,
    /// Names of claims that the ID token does not have and the userinfo endpoint tells.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub userinfo_only: Vec<String>,
    /// How long access tokens that this person allows are valid, in seconds and at most a day, whatever the client says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_token_lifetime_s: Option<u64>,
    /// What is wrong with all of this person's logins.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub faults: BTreeSet<Fault>,
    /// How `token` and `userinfo` answer in this person's logins.
    #[serde(default, skip_serializing_if = "Troubles::is_empty")]
    pub trouble: Troubles,
}

/// Somebody who can sign in: the answer of `POST /admin/persons`. Members mean what they do in [`NewPerson`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// Subject identifier: who this is, for good.
    pub sub: String,
    /// E-mail address.
    pub email: String,
    /// Whether the provider vouches for the address.
    pub email_verified: bool,
    /// First name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    /// Last name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family_name: Option<String>,
    /// Full name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// URL of a picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// Short name that the person goes by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preferred_username: Option<String>,
    /// Claims merged over the standard ones.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub claims: Map<String, Value>,
    /// The error that this person's logins end with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorization_error: Option<AuthorizationErrorCode>,
    /// Names of claims that the ID token does not have and the userinfo endpoint tells.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub userinfo_only: Vec<String>,
    /// How long access tokens that this person allows are valid, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_token_lifetime_s: Option<u64>,
    /// What is wrong with all of this person's logins.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub faults: BTreeSet<Fault>,
    /// How `token` and `userinfo` answer in this person's logins.
    #[serde(default, skip_serializing_if = "Troubles::is_empty")]
    pub trouble: Troubles,
}

/// Claims that say what happened in a login, and so are never a person's to set.
const CLAIMS_OF_THE_LOGIN: [&str; 11] = [
    "iss",
    "sub",
    "aud",
    "exp",
    "iat",
    "nbf",
    "jti",
    "azp",
    "auth_time",
    "nonce",
    "at_hash",
];

impl NewPerson {
    /// Somebody of whom nothing but the e-mail address is known.
    #[must_use]
    pub fn with_email(email: impl Into<String>) -> Self {
        Self {
            email: email.into(),
            ..Self::default()
        }
    }

    /// Checks all members and fills in what was left out.
    pub(crate) fn into_person(self) -> Result<Person, SetupError> {
        let is_text = |text: &str| {
            !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || c.is_control())
        };
        if !self
            .email
            .split_once('@')
            .is_some_and(|(name, host)| is_text(name) && is_text(host) && !host.contains('@'))
        {
            return Err(SetupError::invalid(
                "email",
                "is not an e-mail address (name@host)",
            ));
        }
        let sub = self.sub.unwrap_or_else(random_sub);
        if sub.is_empty() || sub.len() > 255 || !sub.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(SetupError::invalid(
                "sub",
                "is not 1 to 255 visible ASCII characters",
            ));
        }
        if let Some(claim) = CLAIMS_OF_THE_LOGIN
            .into_iter()
            .find(|claim| self.claims.contains_key(*claim))
        {
            return Err(SetupError::invalid(
                "claims",
                format!("holds `{claim}`, which the provider sets"),
            ));
        }
        if let Some(claim) = CLAIMS_OF_THE_LOGIN
            .into_iter()
            .find(|claim| self.userinfo_only.iter().any(|name| name == claim))
        {
            return Err(SetupError::invalid(
                "userinfo_only",
                format!("names `{claim}`, which belongs into the ID token"),
            ));
        }
        check_lifetime(self.access_token_lifetime_s)?;
        mischief::check_of_login(&self.trouble)?;
        Ok(Person {
            sub,
            email: self.email,
            email_verified: self.email_verified.unwrap_or(true),
            given_name: self.given_name,
            family_name: self.family_name,
            name: self.name,
            picture: self.picture,
            preferred_username: self.preferred_username,
            claims: self.claims,
            authorization_error: self.authorization_error,
            userinfo_only: self.userinfo_only,
            access_token_lifetime_s: self.access_token_lifetime_s,
            faults: self.faults,
            trouble: self.trouble,
        })
    }
}

impl Person {
    /// This person with a JSON merge patch over what `GET /admin/persons` tells of them.
    ///
    /// # Errors
    /// When the patch names a member that there is not, gives one a value that it must not have, or changes the `sub`.
    pub(crate) fn patched(&self, patch: &Map<String, Value>) -> Result<Self, SetupError> {
        let mut whole = match serde_json::to_value(self) {
            Ok(Value::Object(whole)) => whole,
            _ => Map::new(),
        };
        merge_around(&mut whole, patch, "claims");
        let person: NewPerson = serde_path_to_error::deserialize(Value::Object(whole))
            .map_err(|error| SetupError::invalid("person", format!("is not valid: {error}")))?;
        if person.sub.as_ref() != Some(&self.sub) {
            return Err(SetupError::invalid("sub", "is who the person is, for good"));
        }
        person.into_person()
    }

    /// What to call them on a page.
    pub(crate) fn display_name(&self) -> String {
        match (&self.name, &self.given_name, &self.family_name) {
            (Some(name), _, _) => name.clone(),
            (None, Some(given), Some(family)) => format!("{given} {family}"),
            (None, Some(one), None) | (None, None, Some(one)) => one.clone(),
            (None, None, None) => self.email.clone(),
        }
    }
}

fn random_sub() -> String {
    format!("sub_{}", URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn refused(body: Value) -> SetupError {
        serde_json::from_value::<NewPerson>(body)
            .expect("well-formed")
            .into_person()
            .expect_err("must be refused")
    }

    #[test]
    fn an_email_is_enough_and_is_vouched_for() {
        let person = NewPerson::with_email("ada@example.test")
            .into_person()
            .expect("valid");
        assert!(person.email_verified);
        assert_eq!(person.sub.len(), "sub_".len() + 22);
    }

    #[test]
    fn two_persons_never_get_the_same_sub() {
        let sub = || {
            NewPerson::with_email("ada@example.test")
                .into_person()
                .expect("valid")
                .sub
        };
        assert_ne!(sub(), sub());
    }

    #[test]
    fn a_refusal_names_the_member() {
        let long = "x".repeat(256);
        for (body, member) in [
            (json!({"email": "nobody"}), "email"),
            (json!({"email": "a b@example.test"}), "email"),
            (json!({"email": "a@b@example.test"}), "email"),
            (json!({"email": "a@example.test", "sub": ""}), "sub"),
            (json!({"email": "a@example.test", "sub": long}), "sub"),
            (
                json!({"email": "a@example.test", "claims": {"sub": "x"}}),
                "claims",
            ),
            (
                json!({"email": "a@example.test", "userinfo_only": ["aud"]}),
                "userinfo_only",
            ),
            (
                json!({"email": "a@example.test", "access_token_lifetime_s": 86_401}),
                "access_token_lifetime_s",
            ),
        ] {
            let SetupError::Invalid { member: named, .. } = refused(body.clone()) else {
                panic!("{body}")
            };
            assert_eq!(named, member, "{body}");
        }
    }

    #[test]
    fn members_that_nobody_knows_are_refused() {
        let error = serde_json::from_value::<NewPerson>(
            json!({"email": "a@example.test", "emial_verified": true}),
        )
        .expect_err("unknown");
        assert!(error.to_string().contains("emial_verified"), "{error}");
    }

    #[test]
    fn a_patch_changes_what_it_names_and_never_the_sub() {
        let ada = json!({"email": "ada@example.test", "sub": "s", "name": "Ada", "claims": {"team": "red"}});
        let ada: NewPerson = serde_json::from_value(ada).expect("well-formed");
        let ada = ada.into_person().expect("valid");
        let patched = |patch: Value| ada.patched(patch.as_object().expect("an object"));
        let changed =
            patched(json!({"name": null, "email_verified": false, "claims": {"email": null}}));
        let changed = changed.expect("valid");
        assert_eq!((&changed.name, changed.email_verified), (&None, false));
        assert_eq!(
            changed.claims,
            *json!({"team": "red", "email": null})
                .as_object()
                .expect("an object")
        );
        for (patch, word) in [
            (json!({"sub": "other"}), "`sub`"),
            (json!({"sub": null}), "`sub`"),
            (json!({"email": null}), "email"),
            (json!({"nmae": "Ada"}), "nmae"),
        ] {
            let why = patched(patch.clone())
                .expect_err("must be refused")
                .to_string();
            assert!(why.contains(word), "{patch}: {why}");
        }
    }

    #[test]
    fn a_person_survives_json() {
        let body = json!({"email": "a@example.test", "sub": "s1", "email_verified": false, "name": "A",
            "claims": {"team": "red"}, "authorization_error": "server_error", "userinfo_only": ["email"],
            "access_token_lifetime_s": 0, "faults": ["iss-wrong"], "trouble": {"token": {"kind": "empty"}}});
        let person = serde_json::from_value::<NewPerson>(body.clone())
            .expect("valid")
            .into_person()
            .expect("valid");
        assert_eq!(serde_json::to_value(&person).expect("json"), body);
        assert_eq!(
            serde_json::from_value::<Person>(body).expect("valid"),
            person
        );
    }
}
