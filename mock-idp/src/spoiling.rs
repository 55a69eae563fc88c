//! Spoils the answers around an ID token. What a function returns is what is really wrong then.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::Fault;
use crate::forgery::{OTHER_ISSUER, too_long_sub};

/// What an authorization response says (RFC 6749, section 4.1.2; RFC 9207, section 2).
pub(crate) struct AuthorizationResponse<'a> {
    pub(crate) code: Option<&'a str>,
    pub(crate) state: Option<&'a str>,
    pub(crate) iss: Option<&'a str>,
}

impl AuthorizationResponse<'_> {
    pub(crate) fn spoil(&mut self, faults: &BTreeSet<Fault>) -> BTreeSet<Fault> {
        let spoils = |fault: &Fault| match fault {
            Fault::StateWrong => self.state.replace("another-state") != Some("another-state"),
            Fault::StateMissing => self.state.take().is_some(),
            Fault::ResponseIssWrong => self.iss.replace(OTHER_ISSUER) != Some(OTHER_ISSUER),
            Fault::ResponseIssMissing => self.iss.take().is_some(),
            Fault::CodeMissing => self.code.take().is_some(),
            _ => false,
        };
        faults.iter().copied().filter(spoils).collect()
    }
}

/// Spoils a token answer, but for its ID token.
pub(crate) fn token_answer(answer: &mut Value, faults: &BTreeSet<Fault>) -> BTreeSet<Fault> {
    let spoils = |fault: &Fault| match fault {
        Fault::TokenTypeWrong => {
            answer["token_type"] = json!("mac");
            true
        }
        Fault::AccessTokenMissing => answer
            .as_object_mut()
            .is_some_and(|answer| answer.remove("access_token").is_some()),
        _ => false,
    };
    faults.iter().copied().filter(spoils).collect()
}

/// Spoils what userinfo tells. That it is refused altogether is for its endpoint to do.
pub(crate) fn userinfo(
    claims: &mut Map<String, Value>,
    faults: &BTreeSet<Fault>,
) -> BTreeSet<Fault> {
    let spoils = |fault: &Fault| match fault {
        // As in the ID token: it is for what it is that it may be refused, not for being another.
        Fault::SubEmpty => claims.insert("sub".into(), json!("")).is_some(),
        Fault::SubTooLong => claims.insert("sub".into(), json!(too_long_sub())).is_some(),
        Fault::UserinfoSubWrong => claims
            .insert("sub".into(), json!("somebody-else"))
            .is_some(),
        Fault::UserinfoSubMissing => claims.remove("sub").is_some(),
        _ => false,
    };
    faults.iter().copied().filter(spoils).collect()
}
