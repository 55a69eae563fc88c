//! The discovery document: what OP Config verifies.

use serde_json::Value;
use url::Url;

use super::{Check, Clause, Subject};
use crate::openid::HttpAnswer;

/// A discovery document, as it was answered.
#[derive(Debug, Clone)]
pub struct Discovery {
    /// The issuer that was asked for.
    pub issuer: String,
    /// The answer.
    pub answer: HttpAnswer,
}

impl Discovery {
    /// A member of the document; `null` if it is not there.
    #[must_use]
    pub fn member(&self, name: &str) -> Value {
        self.answer.members().get(name).cloned().unwrap_or_default()
    }

    /// Whether a member is a list that has `wanted`.
    #[must_use]
    pub fn lists(&self, name: &str, wanted: &str) -> bool {
        let list = self.member(name);
        let list = list.as_array().into_iter().flatten();
        list.into_iter().any(|it| it == wanted)
    }
}

const METADATA: &str = "OpenID Connect Discovery 1.0, section 3";
const RESPONSE: &str = "OpenID Connect Discovery 1.0, section 4.2";

impl Subject for Discovery {
    const WHAT: &'static str = "the discovery document";
    const CLAUSES: &'static [Clause<Self>] = &[
        Clause::must(
            "discovery.status",
            RESPONSE,
            "it is answered with 200",
            |it| Check::that(it.answer.status == 200, || it.answer.describe()),
        ),
        Clause::must(
            "discovery.content-type",
            RESPONSE,
            "it is JSON, and says so",
            |it| {
                let sound = it.answer.is_json_object();
                Check::that(sound, || it.answer.describe())
            },
        ),
        Clause::must(
            "discovery.issuer",
            "OpenID Connect Discovery 1.0, section 4.3",
            "`issuer` is exactly the one that was asked for",
            |it| {
                let found = it.member("issuer");
                Check::that(found == it.issuer.as_str(), || {
                    format!("{found}, and {} was asked for", it.issuer)
                })
            },
        ),
        Clause::must(
            "discovery.issuer-url",
            METADATA,
            "`issuer` is an https URL (http on loopback only) without query and fragment",
            |it| {
                let found = it.member("issuer");
                let url = found.as_str().and_then(|it| Url::parse(it).ok());
                let sound = url.is_some_and(|url| {
                    is_safe(&url) && url.query().is_none() && url.fragment().is_none()
                });
                Check::that(sound, || found.to_string())
            },
        ),
        Clause::must(
            "discovery.authorization-endpoint",
            METADATA,
            "`authorization_endpoint` is an https URL",
            |it| endpoint(it, "authorization_endpoint"),
        ),
        Clause::must(
            "discovery.token-endpoint",
            METADATA,
            "`token_endpoint` is an https URL",
            |it| endpoint(it, "token_endpoint"),
        ),
        Clause::must(
            "discovery.userinfo-endpoint",
            METADATA,
            "`userinfo_endpoint` is an https URL",
            |it| endpoint(it, "userinfo_endpoint"),
        ),
        Clause::must(
            "discovery.jwks-uri",
            METADATA,
            "`jwks_uri` is an https URL",
            |it| endpoint(it, "jwks_uri"),
        ),
        Clause::must(
            "discovery.response-types",
            METADATA,
            "`response_types_supported` has `code`",
            |it| has(it, "response_types_supported", "code"),
        ),
        Clause::must(
            "discovery.subject-types",
            METADATA,
            "`subject_types_supported` has `public` or `pairwise`, and nothing else",
            |it| only(it, "subject_types_supported", &["public", "pairwise"]),
        ),
        Clause::must(
            "discovery.signing-algorithms",
            METADATA,
            "`id_token_signing_alg_values_supported` has RS256",
            |it| has(it, "id_token_signing_alg_values_supported", "RS256"),
        ),
        Clause::should(
            "discovery.no-unsigned-tokens",
            "RFC 8725, section 3.2",
            "`id_token_signing_alg_values_supported` does not have `none`",
            |it| {
                let none = it.lists("id_token_signing_alg_values_supported", "none");
                Check::that(!none, || "it has `none`".to_owned())
            },
        ),
        Clause::must(
            "discovery.scopes",
            METADATA,
            "`scopes_supported`, if it is there, has `openid`, and scopes in the syntax of RFC 6749, section 3.3",
            |it| match it.member("scopes_supported") {
                Value::Null => Check::Silent,
                Value::Array(scopes) => {
                    let sound = scopes.iter().all(|it| it.as_str().is_some_and(is_scope))
                        && scopes.iter().any(|it| it == "openid");
                    Check::that(sound, || Value::Array(scopes.clone()).to_string())
                }
                other => Check::Broken(other.to_string()),
            },
        ),
        Clause::must(
            "discovery.grant-types",
            METADATA,
            "`grant_types_supported`, if it is there, has `authorization_code`",
            |it| match it.member("grant_types_supported") {
                Value::Null => Check::Silent,
                _ => has(it, "grant_types_supported", "authorization_code"),
            },
        ),
        Clause::must(
            "discovery.response-modes",
            METADATA,
            "`response_modes_supported`, if it is there, is a list of text",
            |it| texts(it, "response_modes_supported"),
        ),
        Clause::must(
            "discovery.token-endpoint-auth-methods",
            METADATA,
            "`token_endpoint_auth_methods_supported`, if it is there, is a list of text",
            |it| texts(it, "token_endpoint_auth_methods_supported"),
        ),
        Clause::must(
            "discovery.code-challenge-methods",
            "RFC 7636, section 4.2; RFC 8414, section 2",
            "`code_challenge_methods_supported`, if it is there, has `S256`",
            |it| match it.member("code_challenge_methods_supported") {
                Value::Null => Check::Silent,
                _ => has(it, "code_challenge_methods_supported", "S256"),
            },
        ),
        Clause::should(
            "discovery.code-challenge-methods-said",
            "RFC 9700, section 2.1.1",
            "`code_challenge_methods_supported` tells that PKCE is there",
            |it| {
                let said = !it.member("code_challenge_methods_supported").is_null();
                Check::that(said, || "it is not there".to_owned())
            },
        ),
        Clause::should(
            "discovery.no-plain-challenges",
            "RFC 9700, section 2.1.1",
            "`code_challenge_methods_supported` does not have `plain`",
            |it| {
                let plain = it.lists("code_challenge_methods_supported", "plain");
                Check::that(!plain, || "it has `plain`".to_owned())
            },
        ),
        Clause::should(
            "discovery.no-implicit-grant",
            "RFC 9700, section 2.1.2",
            "`response_types_supported` has no type that puts an access token into the address",
            |it| {
                let types = it.member("response_types_supported");
                let implicit = types.as_array().into_iter().flatten().find(|it| {
                    it.as_str()
                        .is_some_and(|it| it.split(' ').any(|word| word == "token"))
                });
                Check::that(implicit.is_none(), || types.to_string())
            },
        ),
        Clause::should(
            "discovery.claims",
            METADATA,
            "`claims_supported` tells which claims there are",
            |it| {
                let found = it.member("claims_supported");
                let sound = found.as_array().is_some_and(|it| !it.is_empty());
                Check::that(sound, || found.to_string())
            },
        ),
        Clause::must(
            "discovery.flags",
            METADATA,
            "`claims_parameter_supported`, `request_parameter_supported`, `request_uri_parameter_supported` and \
             `require_request_uri_registration` are true, false or left out",
            |it| {
                let names = [
                    "claims_parameter_supported",
                    "request_parameter_supported",
                    "request_uri_parameter_supported",
                    "require_request_uri_registration",
                ];
                let wrong = names.into_iter().find(|name| {
                    let value = it.member(name);
                    !value.is_null() && !value.is_boolean()
                });
                Check::that(wrong.is_none(), || {
                    let name = wrong.unwrap_or_default();
                    format!("{name} is {}", it.member(name))
                })
            },
        ),
    ];
}

/// Whether something that applications are sent to is protected on its way.
pub(super) fn is_safe(url: &Url) -> bool {
    let on_loopback = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    url.scheme() == "https" || (url.scheme() == "http" && on_loopback)
}

fn endpoint(it: &Discovery, name: &str) -> Check {
    let found = it.member(name);
    let url = found.as_str().and_then(|it| Url::parse(it).ok());
    let sound = url.is_some_and(|url| is_safe(&url) && url.fragment().is_none());
    Check::that(sound, || format!("{name} is {found}"))
}

fn has(it: &Discovery, name: &str, wanted: &str) -> Check {
    Check::that(it.lists(name, wanted), || {
        format!("{name} is {}", it.member(name))
    })
}

fn texts(it: &Discovery, name: &str) -> Check {
    match it.member(name) {
        Value::Null => Check::Silent,
        Value::Array(list) if !list.is_empty() && list.iter().all(Value::is_string) => Check::Holds,
        other => Check::Broken(format!("{name} is {other}")),
    }
}

fn only(it: &Discovery, name: &str, allowed: &[&str]) -> Check {
    let found = it.member(name);
    let sound = found.as_array().is_some_and(|list| {
        !list.is_empty()
            && list
                .iter()
                .all(|it| it.as_str().is_some_and(|it| allowed.contains(&it)))
    });
    Check::that(sound, || format!("{name} is {found}"))
}

fn is_scope(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\')
}

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderMap, HeaderValue};
    use serde_json::json;

    use super::super::tests::broken;
    use super::*;

    fn document(changes: Value) -> Discovery {
        let mut document = json!({
            "issuer": "https://op.test",
            "authorization_endpoint": "https://op.test/authorize",
            "token_endpoint": "https://op.test/token",
            "userinfo_endpoint": "https://op.test/userinfo",
            "jwks_uri": "https://op.test/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": ["openid", "email"],
            "grant_types_supported": ["authorization_code"],
            "code_challenge_methods_supported": ["S256"],
            "claims_supported": ["sub"],
        });
        if let (Some(document), Value::Object(changes)) = (document.as_object_mut(), changes) {
            document.extend(changes);
        }
        let mut headers = HeaderMap::new();
        let json = HeaderValue::from_static("application/json; charset=utf-8");
        headers.insert("content-type", json);
        Discovery {
            issuer: "https://op.test".to_owned(),
            answer: HttpAnswer {
                status: 200,
                headers,
                body: document.to_string().into_bytes(),
            },
        }
    }

    #[test]
    fn a_sound_document_breaks_nothing() {
        assert_eq!(broken(&document(json!({}))), Vec::<&str>::new());
    }

    #[test]
    fn each_clause_notices_what_it_is_about() {
        for (changes, clause) in [
            (json!({ "issuer": "https://op.test/" }), "discovery.issuer"),
            (
                json!({ "authorization_endpoint": null }),
                "discovery.authorization-endpoint",
            ),
            (
                json!({ "token_endpoint": "http://op.test/token" }),
                "discovery.token-endpoint",
            ),
            (
                json!({ "userinfo_endpoint": "/userinfo" }),
                "discovery.userinfo-endpoint",
            ),
            (
                json!({ "jwks_uri": "https://op.test/jwks#keys" }),
                "discovery.jwks-uri",
            ),
            (
                json!({ "response_types_supported": ["id_token"] }),
                "discovery.response-types",
            ),
            (
                json!({ "subject_types_supported": ["private"] }),
                "discovery.subject-types",
            ),
            (
                json!({ "id_token_signing_alg_values_supported": ["ES256"] }),
                "discovery.signing-algorithms",
            ),
            (
                json!({ "id_token_signing_alg_values_supported": ["RS256", "none"] }),
                "discovery.no-unsigned-tokens",
            ),
            (json!({ "scopes_supported": ["email"] }), "discovery.scopes"),
            (
                json!({ "scopes_supported": ["openid", "a b"] }),
                "discovery.scopes",
            ),
            (
                json!({ "grant_types_supported": ["implicit"] }),
                "discovery.grant-types",
            ),
            (
                json!({ "response_modes_supported": [1] }),
                "discovery.response-modes",
            ),
            (
                json!({ "token_endpoint_auth_methods_supported": [] }),
                "discovery.token-endpoint-auth-methods",
            ),
            (
                json!({ "code_challenge_methods_supported": "S256" }),
                "discovery.code-challenge-methods",
            ),
            (
                json!({ "code_challenge_methods_supported": null }),
                "discovery.code-challenge-methods-said",
            ),
            (
                json!({ "code_challenge_methods_supported": ["S256", "plain"] }),
                "discovery.no-plain-challenges",
            ),
            (
                json!({ "response_types_supported": ["code", "token id_token"] }),
                "discovery.no-implicit-grant",
            ),
            (json!({ "claims_supported": [] }), "discovery.claims"),
            (
                json!({ "request_parameter_supported": "no" }),
                "discovery.flags",
            ),
        ] {
            assert_eq!(broken(&document(changes.clone())), [clause], "{changes}");
        }
        let mut missing = document(json!({}));
        missing.answer.status = 404;
        assert_eq!(broken(&missing), ["discovery.status"]);
        let mut html = document(json!({}));
        html.answer.headers.clear();
        assert_eq!(broken(&html), ["discovery.content-type"]);
        let mut query = document(json!({ "issuer": "https://op.test?a" }));
        query.issuer = "https://op.test?a".to_owned();
        assert_eq!(broken(&query), ["discovery.issuer-url"]);
    }
}
