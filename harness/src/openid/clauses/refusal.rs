//! How a provider refuses what applications ask for.

use super::{Check, Clause, Subject};
use crate::openid::HttpAnswer;

/// A refusal of the token endpoint, or of another one that speaks like it.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// The answer.
    pub answer: HttpAnswer,
    /// The errors of which one is expected.
    pub errors: Vec<String>,
    /// Whether the application showed who it is in the `Authorization` header.
    pub by_header: bool,
}

/// A refusal of an endpoint that wants a bearer token.
#[derive(Debug, Clone)]
pub struct BearerRefusal {
    /// The answer.
    pub answer: HttpAnswer,
    /// Whether a token was shown at all.
    pub token_shown: bool,
}

const ERROR: &str = "RFC 6749, section 5.2";
const BEARER: &str = "RFC 6750, section 3";

/// What only developers should see.
const TRACES: [&str; 7] = [
    "panicked at",
    "    at ",
    "\n   at ",
    "Traceback (most recent call last)",
    "stack backtrace",
    ".rs:",
    "node_modules",
];

impl Subject for Refusal {
    const WHAT: &'static str = "the refusal";
    const CLAUSES: &'static [Clause<Self>] = &[
        Clause::must(
            "refusal.status",
            ERROR,
            "it is answered with 400, or with 401 where the client is not known by what it showed",
            |it| {
                let clients = it.errors.iter().any(|it| it == "invalid_client");
                let others = it.errors.iter().any(|it| it != "invalid_client");
                let sound =
                    (clients && it.answer.status == 401) || (others && it.answer.status == 400);
                Check::that(sound, || it.answer.describe())
            },
        ),
        Clause::must("refusal.json", ERROR, "it is JSON, and says so", |it| {
            let sound = it.answer.is_json_object();
            Check::that(sound, || it.answer.describe())
        }),
        Clause::must(
            "refusal.error",
            ERROR,
            "`error` is the one that fits",
            |it| {
                let found = it.answer.text("error");
                let fits = found
                    .as_ref()
                    .is_some_and(|found| it.errors.contains(found));
                Check::that(fits, || {
                    format!(
                        "{}, and not “{}”",
                        it.answer.describe(),
                        it.errors.join("” or “")
                    )
                })
            },
        ),
        Clause::must(
            "refusal.challenge",
            ERROR,
            "a client that showed who it is in the header is told by `WWW-Authenticate` how to",
            |it| {
                if !it.by_header || it.answer.status != 401 {
                    return Check::Silent;
                }
                let found = it.answer.header("www-authenticate");
                Check::that(it.answer.challenges_for("Basic"), || {
                    format!("it is “{found}”")
                })
            },
        ),
        Clause::should(
            "refusal.not-stored",
            ERROR,
            "`Cache-Control` has no-store",
            |it| {
                let found = it.answer.header("cache-control");
                Check::that(it.answer.is_not_stored(), || format!("it is “{found}”"))
            },
        ),
        Clause::must("refusal.no-tokens", ERROR, "it has no token", |it| {
            let members = it.answer.members();
            let told = ["access_token", "refresh_token", "id_token"]
                .into_iter()
                .find(|name| members.contains_key(*name));
            Check::that(told.is_none(), || {
                format!("it has `{}`", told.unwrap_or_default())
            })
        }),
        Clause::must(
            "refusal.no-trace",
            "OWASP ASVS 5.0, V16.5.1",
            "it shows nothing of the inside of the server",
            |it| no_trace(&it.answer),
        ),
    ];
}

impl Subject for BearerRefusal {
    const WHAT: &'static str = "the answer without a good token";
    const CLAUSES: &'static [Clause<Self>] = &[
        Clause::must(
            "bearer-refusal.status",
            BEARER,
            "it is answered with 401",
            |it| Check::that(it.answer.status == 401, || it.answer.describe()),
        ),
        Clause::must(
            "bearer-refusal.challenge",
            BEARER,
            "`WWW-Authenticate` asks for a bearer token",
            |it| {
                let found = it.answer.header("www-authenticate");
                Check::that(it.answer.challenges_for("Bearer"), || {
                    format!("it is “{found}”")
                })
            },
        ),
        Clause::should(
            "bearer-refusal.error",
            "RFC 6750, section 3.1",
            "a token that was shown is called `invalid_token`",
            |it| {
                if !it.token_shown {
                    return Check::Silent;
                }
                let found = it.answer.header("www-authenticate");
                Check::that(found.contains("error=\"invalid_token\""), || {
                    format!("it is “{found}”")
                })
            },
        ),
        Clause::should(
            "bearer-refusal.no-error",
            "RFC 6750, section 3.1",
            "where no token was shown, nothing is called wrong",
            |it| {
                if it.token_shown {
                    return Check::Silent;
                }
                let found = it.answer.header("www-authenticate");
                Check::that(!found.contains("error="), || format!("it is “{found}”"))
            },
        ),
        Clause::must(
            "bearer-refusal.tells-nothing",
            "RFC 6750, section 3",
            "it says nothing of anybody",
            |it| {
                let members = it.answer.members();
                let told = ["sub", "email", "user_id", "name"]
                    .into_iter()
                    .find(|name| members.contains_key(*name));
                Check::that(told.is_none(), || {
                    format!("it has `{}`", told.unwrap_or_default())
                })
            },
        ),
        Clause::must(
            "bearer-refusal.no-trace",
            "OWASP ASVS 5.0, V16.5.1",
            "it shows nothing of the inside of the server",
            |it| no_trace(&it.answer),
        ),
    ];
}

fn no_trace(answer: &HttpAnswer) -> Check {
    let body = answer.body_text();
    let trace = TRACES.into_iter().find(|trace| body.contains(trace));
    Check::that(trace.is_none(), || {
        format!("it has “{}”", trace.unwrap_or_default().trim())
    })
}

#[cfg(test)]
mod tests {
    use reqwest::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderMap, HeaderValue, WWW_AUTHENTICATE};
    use serde_json::{Value, json};

    use super::super::tests::broken;
    use super::*;

    fn answer(status: u16, body: &Value, challenge: &'static str) -> HttpAnswer {
        let headers = [
            (CONTENT_TYPE, "application/json"),
            (CACHE_CONTROL, "no-store"),
            (WWW_AUTHENTICATE, challenge),
        ];
        let headers = headers.map(|(name, value)| (name, HeaderValue::from_static(value)));
        HttpAnswer {
            status,
            headers: HeaderMap::from_iter(headers),
            body: body.to_string().into_bytes(),
        }
    }

    fn refusal(status: u16, body: &Value, errors: &[&str]) -> Refusal {
        Refusal {
            answer: answer(status, body, "Basic realm=\"op\""),
            errors: errors.iter().map(|it| (*it).to_owned()).collect(),
            by_header: true,
        }
    }

    #[test]
    fn each_clause_about_refusals_notices_what_it_is_about() {
        let body = json!({ "error": "invalid_grant" });
        let sound = || refusal(400, &body, &["invalid_grant"]);
        assert_eq!(broken(&sound()), Vec::<&str>::new());
        let client = json!({ "error": "invalid_client" });
        assert_eq!(
            broken(&refusal(401, &client, &["invalid_client"])),
            Vec::<&str>::new()
        );
        assert_eq!(
            broken(&refusal(400, &client, &["invalid_client"])),
            ["refusal.status"]
        );
        assert_eq!(
            broken(&refusal(400, &client, &["invalid_grant"])),
            ["refusal.error"]
        );
        let told = json!({ "error": "invalid_grant", "access_token": "fake" });
        assert_eq!(
            broken(&refusal(400, &told, &["invalid_grant"])),
            ["refusal.no-tokens"]
        );
        let trace = json!({ "error": "invalid_grant", "error_description": "panicked at x" });
        assert_eq!(
            broken(&refusal(400, &trace, &["invalid_grant"])),
            ["refusal.no-trace"]
        );
        for (header, clause) in [
            (CONTENT_TYPE, "refusal.json"),
            (CACHE_CONTROL, "refusal.not-stored"),
        ] {
            let mut without = sound();
            without.answer.headers.remove(header);
            assert_eq!(broken(&without), [clause]);
        }
        let mut silent = refusal(401, &client, &["invalid_client"]);
        silent.answer.headers.remove(WWW_AUTHENTICATE);
        assert_eq!(broken(&silent), ["refusal.challenge"]);
    }

    #[test]
    fn each_clause_about_bearer_tokens_notices_what_it_is_about() {
        let invalid = "Bearer error=\"invalid_token\"";
        let refusal = |status, body: &Value, challenge, token_shown| BearerRefusal {
            answer: answer(status, body, challenge),
            token_shown,
        };
        let none = json!({});
        assert_eq!(
            broken(&refusal(401, &none, invalid, true)),
            Vec::<&str>::new()
        );
        assert_eq!(
            broken(&refusal(401, &none, "Bearer", false)),
            Vec::<&str>::new()
        );
        for (found, clause) in [
            (refusal(403, &none, invalid, true), "bearer-refusal.status"),
            (refusal(401, &none, "Bearer", true), "bearer-refusal.error"),
            (
                refusal(401, &none, invalid, false),
                "bearer-refusal.no-error",
            ),
            (
                refusal(401, &json!({ "email": "a@b.c" }), invalid, true),
                "bearer-refusal.tells-nothing",
            ),
            (
                refusal(401, &json!("stack backtrace"), invalid, true),
                "bearer-refusal.no-trace",
            ),
            (
                refusal(401, &none, "Basic error=\"invalid_token\"", true),
                "bearer-refusal.challenge",
            ),
        ] {
            assert_eq!(broken(&found), [clause]);
        }
    }
}
