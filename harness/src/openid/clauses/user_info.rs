//! What the user info endpoint tells.

use serde_json::Value;

use super::{Check, Clause, Subject};
use crate::openid::HttpAnswer;

/// A user info response, with the ID token's subject where there was an ID token.
#[derive(Debug, Clone)]
pub struct UserInfo {
    /// The answer.
    pub answer: HttpAnswer,
    /// The subject of the ID token.
    pub sub: Option<String>,
}

const RESPONSE: &str = "OpenID Connect Core 1.0, section 5.3.2";
const TYPES: &str = "OpenID Connect Core 1.0, section 5.1";

/// Claims that are text.
const TEXTS: [&str; 13] = [
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "email",
    "zoneinfo",
    "locale",
    "phone_number",
];

impl Subject for UserInfo {
    const WHAT: &'static str = "the user info";
    const CLAUSES: &'static [Clause<Self>] = &[
        Clause::must(
            "user-info.status",
            RESPONSE,
            "it is answered with 200",
            |it| Check::that(it.answer.status == 200, || it.answer.describe()),
        ),
        Clause::must(
            "user-info.json",
            RESPONSE,
            "it is JSON, and says so",
            |it| {
                let sound = it.answer.is_json_object();
                Check::that(sound, || it.answer.describe())
            },
        ),
        Clause::must(
            "user-info.sub",
            RESPONSE,
            "`sub` is there, and is that of the ID token",
            |it| {
                let found = it.answer.text("sub");
                let sound = match &it.sub {
                    Some(sub) => found.as_ref() == Some(sub),
                    None => found.as_ref().is_some_and(|sub| !sub.is_empty()),
                };
                Check::that(sound, || format!("it is {found:?}"))
            },
        ),
        Clause::must(
            "user-info.texts",
            TYPES,
            "claims that are text are text",
            |it| {
                let members = it.answer.members();
                let wrong = TEXTS.into_iter().find(|name| {
                    members
                        .get(*name)
                        .is_some_and(|value| !value.is_string() && !value.is_null())
                });
                Check::that(wrong.is_none(), || {
                    let name = wrong.unwrap_or_default();
                    format!("{name} is {}", members.get(name).unwrap_or(&Value::Null))
                })
            },
        ),
        Clause::should(
            "user-info.no-nulls",
            RESPONSE,
            "claims without a value are left out",
            |it| {
                let members = it.answer.members();
                let null = members.iter().find(|(_, value)| value.is_null());
                Check::that(null.is_none(), || {
                    format!("{} is null", null.map_or("", |(name, _)| name.as_str()))
                })
            },
        ),
        Clause::must(
            "user-info.flags",
            TYPES,
            "`email_verified` and `phone_number_verified` are true or false",
            |it| {
                let members = it.answer.members();
                let wrong = ["email_verified", "phone_number_verified"]
                    .into_iter()
                    .find(|name| {
                        members
                            .get(*name)
                            .is_some_and(|value| !value.is_boolean() && !value.is_null())
                    });
                Check::that(wrong.is_none(), || {
                    let name = wrong.unwrap_or_default();
                    format!("{name} is {}", members.get(name).unwrap_or(&Value::Null))
                })
            },
        ),
        Clause::must(
            "user-info.updated-at",
            TYPES,
            "`updated_at` is a number of seconds",
            |it| match it.answer.members().get("updated_at") {
                None => Check::Silent,
                Some(value) => Check::that(value.is_number(), || value.to_string()),
            },
        ),
    ];
}

#[cfg(test)]
mod tests {
    use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
    use serde_json::json;

    use super::super::tests::broken;
    use super::*;

    fn info(body: &Value) -> UserInfo {
        let json = HeaderValue::from_static("application/json");
        UserInfo {
            answer: HttpAnswer {
                status: 200,
                headers: HeaderMap::from_iter([(CONTENT_TYPE, json)]),
                body: body.to_string().into_bytes(),
            },
            sub: Some("user_1".to_owned()),
        }
    }

    #[test]
    fn each_clause_notices_what_it_is_about() {
        let sound =
            json!({ "sub": "user_1", "email_verified": true, "name": "Ann", "updated_at": 1 });
        assert_eq!(broken(&info(&sound)), Vec::<&str>::new());
        for (body, clause) in [
            (json!({ "sub": "user_2" }), "user-info.sub"),
            (json!({}), "user-info.sub"),
            (json!({ "sub": "user_1", "name": 1 }), "user-info.texts"),
            (
                json!({ "sub": "user_1", "picture": null }),
                "user-info.no-nulls",
            ),
            (
                json!({ "sub": "user_1", "email_verified": "true" }),
                "user-info.flags",
            ),
            (
                json!({ "sub": "user_1", "updated_at": "today" }),
                "user-info.updated-at",
            ),
        ] {
            assert_eq!(broken(&info(&body)), [clause], "{body}");
        }
        let mut refused = info(&sound);
        refused.answer.status = 401;
        assert_eq!(broken(&refused), ["user-info.status"]);
        let mut text = info(&sound);
        text.answer.headers.clear();
        assert_eq!(broken(&text), ["user-info.json"]);
    }
}
