//! Authorization server metadata (RFC 8414), beside the discovery document.

use serde_json::Value;

use super::{Check, Clause, Discovery, Subject};
use crate::openid::HttpAnswer;

/// Authorization server metadata, with the discovery document that it has to agree with.
#[derive(Debug, Clone)]
pub struct ServerMetadata {
    /// The answer.
    pub answer: HttpAnswer,
    /// The discovery document.
    pub discovery: Discovery,
}

impl Subject for ServerMetadata {
    const WHAT: &'static str = "the authorization server metadata";
    const CLAUSES: &'static [Clause<Self>] = &[
        Clause::must(
            "server-metadata.answer",
            "RFC 8414, section 3.2",
            "it is answered with 200 and JSON, between host and path of the issuer",
            |it| {
                let sound = it.answer.status == 200 && it.answer.is_json_object();
                Check::that(sound, || it.answer.describe())
            },
        ),
        Clause::must(
            "server-metadata.issuer",
            "RFC 8414, section 3.3",
            "`issuer` is exactly the one that was asked for",
            |it| {
                let (here, there) = (member(it, "issuer"), it.discovery.member("issuer"));
                Check::that(here == there, || {
                    format!("{here}, and discovery says {there}")
                })
            },
        ),
        Clause::must(
            "server-metadata.response-types",
            "RFC 8414, section 2",
            "`response_types_supported` is there",
            |it| {
                let found = member(it, "response_types_supported");
                let sound = found.as_array().is_some_and(|list| !list.is_empty());
                Check::that(sound, || found.to_string())
            },
        ),
        Clause::must(
            "server-metadata.agrees",
            "RFC 8414, section 5",
            "what both documents say, they say alike",
            |it| {
                let other = it.discovery.answer.members();
                let differs = it.answer.members().into_iter().find(|(name, value)| {
                    other
                        .get(name)
                        .is_some_and(|there| sorted(there) != sorted(value))
                });
                Check::that(differs.is_none(), || {
                    let (name, here) = differs.unwrap_or_default();
                    format!(
                        "{name} is {here}, and {} in discovery",
                        it.discovery.member(&name)
                    )
                })
            },
        ),
    ];
}

/// A list in an order of its own, as the order of metadata's lists means nothing; other values as they are.
fn sorted(value: &Value) -> Vec<String> {
    let mut texts: Vec<String> = match value {
        Value::Array(items) => items.iter().map(Value::to_string).collect(),
        other => vec![other.to_string()],
    };
    texts.sort();
    texts
}

fn member(it: &ServerMetadata, name: &str) -> Value {
    it.answer.members().get(name).cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderMap, HeaderValue};
    use serde_json::json;

    use super::super::tests::broken;
    use super::*;

    fn answer(body: &Value) -> HttpAnswer {
        let json = HeaderValue::from_static("application/json");
        HttpAnswer {
            status: 200,
            headers: HeaderMap::from_iter([(reqwest::header::CONTENT_TYPE, json)]),
            body: body.to_string().into_bytes(),
        }
    }

    fn metadata(here: &Value) -> ServerMetadata {
        let there = json!({ "issuer": "https://op.test", "response_types_supported": ["code"],
            "token_endpoint": "https://op.test/token" });
        ServerMetadata {
            answer: answer(here),
            discovery: Discovery {
                issuer: "https://op.test".to_owned(),
                answer: answer(&there),
            },
        }
    }

    #[test]
    fn each_clause_notices_what_it_is_about() {
        let sound = json!({ "issuer": "https://op.test", "response_types_supported": ["code"] });
        assert_eq!(broken(&metadata(&sound)), Vec::<&str>::new());
        let other = json!({ "issuer": "https://op.test/", "response_types_supported": ["code"] });
        assert_eq!(
            broken(&metadata(&other)),
            ["server-metadata.issuer", "server-metadata.agrees"]
        );
        let bare = json!({ "issuer": "https://op.test" });
        assert_eq!(broken(&metadata(&bare)), ["server-metadata.response-types"]);
        let differs = json!({ "issuer": "https://op.test", "response_types_supported": ["code"],
            "token_endpoint": "https://op.test/other" });
        assert_eq!(broken(&metadata(&differs)), ["server-metadata.agrees"]);
        let mut missing = metadata(&sound);
        missing.answer.status = 404;
        assert_eq!(broken(&missing), ["server-metadata.answer"]);
    }
}
