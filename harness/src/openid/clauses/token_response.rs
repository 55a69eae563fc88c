//! What the token endpoint answers with when all is well.

use super::{Check, Clause, Subject};
use crate::openid::HttpAnswer;

/// A token response.
#[derive(Debug, Clone)]
pub struct TokenResponse {
    /// The answer.
    pub answer: HttpAnswer,
    /// The scopes that were asked for, space-separated.
    pub asked_for: String,
}

const SUCCESS: &str = "RFC 6749, section 5.1";

impl Subject for TokenResponse {
    const WHAT: &'static str = "the token response";
    const CLAUSES: &'static [Clause<Self>] = &[
        Clause::must(
            "token-response.status",
            SUCCESS,
            "it is answered with 200",
            |it| Check::that(it.answer.status == 200, || it.answer.describe()),
        ),
        Clause::must(
            "token-response.json",
            SUCCESS,
            "it is JSON, and says so",
            |it| {
                let sound = it.answer.is_json_object();
                Check::that(sound, || it.answer.describe())
            },
        ),
        Clause::must(
            "token-response.not-stored",
            "OpenID Connect Core 1.0, section 3.1.3.3",
            "`Cache-Control` has no-store",
            |it| {
                let found = it.answer.header("cache-control");
                Check::that(it.answer.is_not_stored(), || format!("it is “{found}”"))
            },
        ),
        Clause::must(
            "token-response.access-token",
            SUCCESS,
            "it has an access token",
            |it| {
                let token = it.answer.text("access_token");
                Check::that(token.is_some_and(|token| !token.is_empty()), || {
                    it.answer.describe()
                })
            },
        ),
        Clause::must(
            "token-response.type",
            "OpenID Connect Core 1.0, section 3.1.3.3",
            "`token_type` is Bearer",
            |it| {
                let found = it.answer.text("token_type");
                let sound = found
                    .as_ref()
                    .is_some_and(|found| found.eq_ignore_ascii_case("bearer"));
                Check::that(sound, || format!("it is {found:?}"))
            },
        ),
        Clause::should(
            "token-response.lifetime",
            SUCCESS,
            "`expires_in` is a number of seconds",
            |it| {
                let found = it.answer.members().remove("expires_in").unwrap_or_default();
                let sound = found.as_u64().is_some_and(|seconds| seconds > 0);
                Check::that(sound, || format!("it is {found}"))
            },
        ),
        Clause::must(
            "token-response.scope",
            "RFC 6749, section 3.3",
            "`scope`, if it is there, has nothing that was not asked for",
            |it| {
                let Some(scope) = it.answer.text("scope") else {
                    return Check::Silent;
                };
                let asked: Vec<&str> = it.asked_for.split(' ').collect();
                let more = scope.split(' ').find(|it| !asked.contains(it));
                Check::that(more.is_none(), || {
                    format!("“{scope}”, and “{}” was asked for", it.asked_for)
                })
            },
        ),
    ];
}

#[cfg(test)]
mod tests {
    use reqwest::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderMap, HeaderValue};
    use serde_json::{Value, json};

    use super::super::tests::broken;
    use super::*;

    fn response(changes: Value) -> TokenResponse {
        let mut body = json!({ "access_token": "fake", "token_type": "bearer", "expires_in": 60,
            "scope": "openid" });
        if let (Some(body), Value::Object(changes)) = (body.as_object_mut(), changes) {
            body.extend(changes);
        }
        let headers = [
            (CONTENT_TYPE, HeaderValue::from_static("application/json")),
            (CACHE_CONTROL, HeaderValue::from_static("No-Store, private")),
        ];
        TokenResponse {
            answer: HttpAnswer {
                status: 200,
                headers: HeaderMap::from_iter(headers),
                body: body.to_string().into_bytes(),
            },
            asked_for: "openid email".to_owned(),
        }
    }

    #[test]
    fn each_clause_notices_what_it_is_about() {
        assert_eq!(broken(&response(json!({}))), Vec::<&str>::new());
        for (changes, clause) in [
            (json!({ "access_token": "" }), "token-response.access-token"),
            (json!({ "token_type": "mac" }), "token-response.type"),
            (json!({ "expires_in": "60" }), "token-response.lifetime"),
            (json!({ "scope": "openid admin" }), "token-response.scope"),
        ] {
            assert_eq!(broken(&response(changes.clone())), [clause], "{changes}");
        }
        let mut created = response(json!({}));
        created.answer.status = 201;
        assert_eq!(broken(&created), ["token-response.status"]);
        let mut stored = response(json!({}));
        stored.answer.headers.remove(CACHE_CONTROL);
        assert_eq!(broken(&stored), ["token-response.not-stored"]);
        let mut text = response(json!({}));
        text.answer.headers.remove(CONTENT_TYPE);
        assert_eq!(broken(&text), ["token-response.json"]);
    }
}
