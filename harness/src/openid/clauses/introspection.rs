//! What introspection tells of a token that is good for nothing.

use serde_json::json;

use super::{Check, Clause, Subject};
use crate::openid::HttpAnswer;

/// The introspection response about a token that is unknown, expired or revoked.
#[derive(Debug, Clone)]
pub struct Inactive {
    /// The answer.
    pub answer: HttpAnswer,
}

const RESPONSE: &str = "RFC 7662, section 2.2";

impl Subject for Inactive {
    const WHAT: &'static str = "what introspection says of a token that is good for nothing";
    const CLAUSES: &'static [Clause<Self>] = &[
        Clause::must(
            "inactive.status",
            RESPONSE,
            "it is answered with 200",
            |it| Check::that(it.answer.status == 200, || it.answer.describe()),
        ),
        Clause::must("inactive.json", RESPONSE, "it is JSON, and says so", |it| {
            let sound = it.answer.is_json_object();
            Check::that(sound, || it.answer.describe())
        }),
        Clause::must("inactive.active", RESPONSE, "`active` is false", |it| {
            let active = it.answer.members().remove("active");
            Check::that(active == Some(json!(false)), || it.answer.describe())
        }),
        Clause::must(
            "inactive.nothing-else",
            RESPONSE,
            "it says nothing else",
            |it| {
                let mut members = it.answer.members();
                members.remove("active");
                Check::that(members.is_empty(), || it.answer.describe())
            },
        ),
    ];
}

#[cfg(test)]
mod tests {
    use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
    use serde_json::Value;

    use super::super::tests::broken;
    use super::*;

    fn inactive(body: &Value) -> Inactive {
        let json = HeaderValue::from_static("application/json");
        Inactive {
            answer: HttpAnswer {
                status: 200,
                headers: HeaderMap::from_iter([(CONTENT_TYPE, json)]),
                body: body.to_string().into_bytes(),
            },
        }
    }

    #[test]
    fn each_clause_notices_what_it_is_about() {
        let sound = json!({ "active": false });
        assert_eq!(broken(&inactive(&sound)), Vec::<&str>::new());
        assert_eq!(
            broken(&inactive(&json!({ "active": true }))),
            ["inactive.active"]
        );
        let told = json!({ "active": false, "sub": "user_1" });
        assert_eq!(broken(&inactive(&told)), ["inactive.nothing-else"]);
        let mut refused = inactive(&sound);
        refused.answer.status = 404;
        assert_eq!(broken(&refused), ["inactive.status"]);
        let mut text = inactive(&sound);
        text.answer.headers.clear();
        assert_eq!(broken(&text), ["inactive.json"]);
    }
}
