//! What comes back to the redirect URI: a code or an error.

use super::{Check, Clause, Subject};
use crate::openid::Arrival;

/// An authorization response, with what it answers.
#[derive(Debug, Clone)]
pub struct AuthorizationResponse {
    /// What the browser brought.
    pub arrival: Arrival,
    /// The path of the redirect URI.
    pub path: String,
    /// The state that was sent.
    pub state: Option<String>,
    /// The issuer.
    pub issuer: String,
    /// Whether the provider says that its responses have `iss`.
    pub promises_issuer: bool,
    /// Whether the response was asked for as a form.
    pub is_form: bool,
    /// Whether something else than a code was asked for, so that an answer comes in the fragment.
    pub is_implicit: bool,
    /// The errors of which one is expected; none where a code is.
    pub errors: Vec<String>,
}

const CODE: &str = "RFC 6749, section 4.1.2";
const ERROR: &str = "RFC 6749, section 4.1.2.1";

impl Subject for AuthorizationResponse {
    const WHAT: &'static str = "the authorization response";
    const CLAUSES: &'static [Clause<Self>] = &[
        Clause::must(
            "authorization-response.redirect-uri",
            "OpenID Connect Core 1.0, section 3.1.2.1",
            "it comes to exactly the redirect URI that is registered",
            |it| {
                Check::that(it.arrival.path == it.path, || {
                    format!("it came to {}", it.arrival.path)
                })
            },
        ),
        Clause::must(
            "authorization-response.mode",
            "OAuth 2.0 Multiple Response Type Encoding Practices 1.0, section 2.1; Form Post Response Mode 1.0, section 2",
            "its parameters are in the query, or where something else was asked for, in the form or the fragment; and \
             nowhere else",
            |it| {
                let Arrival {
                    method,
                    query,
                    form,
                    fragment,
                    ..
                } = &it.arrival;
                let sound = if it.is_form {
                    method == "POST" && query.is_empty() && fragment.is_empty()
                } else if it.is_implicit {
                    method == "GET" && form.is_empty()
                } else {
                    method == "GET" && form.is_empty() && fragment.is_empty()
                };
                Check::that(sound, || it.arrival.describe())
            },
        ),
        Clause::must(
            "authorization-response.once",
            "RFC 6749, section 3.1",
            "no parameter is there more than once",
            |it| {
                let twice = it.arrival.repeated();
                Check::that(twice.is_none(), || {
                    format!("`{}` is", twice.unwrap_or_default())
                })
            },
        ),
        Clause::must("authorization-response.code", CODE, "it has a code", |it| {
            if !it.errors.is_empty() {
                return Check::Silent;
            }
            let has = it.arrival.get("code").is_some_and(|code| !code.is_empty());
            Check::that(has, || it.arrival.describe())
        }),
        Clause::must(
            "authorization-response.error",
            ERROR,
            "it has the error that fits",
            |it| {
                let Some(first) = it.errors.first() else {
                    let error = it.arrival.get("error");
                    return Check::that(error.is_none(), || it.arrival.describe());
                };
                let fits = it
                    .arrival
                    .get("error")
                    .is_some_and(|error| it.errors.iter().any(|known| known == error));
                Check::that(fits, || {
                    format!("{}, and not e.g. “{first}”", it.arrival.describe())
                })
            },
        ),
        Clause::must(
            "authorization-response.error-without-code",
            ERROR,
            "a response with an error has no code and no token",
            |it| {
                if it.errors.is_empty() {
                    return Check::Silent;
                }
                let given = ["code", "access_token", "id_token"]
                    .into_iter()
                    .find(|name| it.arrival.get(name).is_some());
                Check::that(given.is_none(), || {
                    format!("it has `{}`", given.unwrap_or_default())
                })
            },
        ),
        Clause::must(
            "authorization-response.state",
            CODE,
            "`state` is the one that was sent, and is left out if none was",
            |it| {
                Check::that(it.arrival.get("state") == it.state.as_deref(), || match it
                    .arrival
                    .get("state")
                {
                    None => "there is none".to_owned(),
                    Some(_) => "it is another one".to_owned(),
                })
            },
        ),
        Clause::must(
            "authorization-response.iss",
            "RFC 9207, section 2",
            "`iss` is the issuer, and is there if the metadata says so",
            |it| match it.arrival.get("iss") {
                None => Check::that(!it.promises_issuer, || "there is none".to_owned()),
                Some(iss) => Check::that(iss == it.issuer, || format!("it is {iss}")),
            },
        ),
        Clause::should(
            "authorization-response.iss-advertised",
            "RFC 9207, section 3",
            "an `iss` that is sent is also said in the metadata",
            |it| match it.arrival.get("iss") {
                None => Check::Silent,
                Some(_) => Check::that(it.promises_issuer, || {
                    "`authorization_response_iss_parameter_supported` is not true".to_owned()
                }),
            },
        ),
    ];
}

#[cfg(test)]
mod tests {
    use super::super::tests::broken;
    use super::*;

    fn response(query: &[(&str, &str)], errors: &[&str]) -> AuthorizationResponse {
        let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        AuthorizationResponse {
            arrival: Arrival {
                method: "GET".to_owned(),
                path: "/callback".to_owned(),
                query: query.iter().map(pair).collect(),
                ..Arrival::default()
            },
            path: "/callback".to_owned(),
            state: Some("s".to_owned()),
            issuer: "https://op.test".to_owned(),
            promises_issuer: true,
            is_form: false,
            is_implicit: false,
            errors: errors.iter().map(|it| (*it).to_owned()).collect(),
        }
    }

    const ISS: (&str, &str) = ("iss", "https://op.test");

    #[test]
    fn a_code_with_its_state_and_issuer_is_sound_and_so_is_the_error_that_fits() {
        let code = response(&[("code", "c"), ("state", "s"), ISS], &[]);
        assert_eq!(broken(&code), Vec::<&str>::new());
        let error = response(
            &[("error", "access_denied"), ("state", "s"), ISS],
            &["access_denied"],
        );
        assert_eq!(broken(&error), Vec::<&str>::new());
    }

    #[test]
    fn each_clause_notices_what_it_is_about() {
        for (query, errors, clause) in [
            (
                vec![("state", "s"), ISS],
                vec![],
                "authorization-response.code",
            ),
            (
                vec![("code", "c"), ISS],
                vec![],
                "authorization-response.state",
            ),
            (
                vec![("code", "c"), ("state", "S"), ISS],
                vec![],
                "authorization-response.state",
            ),
            (
                vec![("code", "c"), ("state", "s")],
                vec![],
                "authorization-response.iss",
            ),
            (
                vec![("code", "c"), ("state", "s"), ("iss", "https://op.test/")],
                vec![],
                "authorization-response.iss",
            ),
            (
                vec![
                    ("code", "c"),
                    ("error", "access_denied"),
                    ("state", "s"),
                    ISS,
                ],
                vec![],
                "authorization-response.error",
            ),
            (
                vec![("error", "server_error"), ("state", "s"), ISS],
                vec!["access_denied"],
                "authorization-response.error",
            ),
            (
                vec![
                    ("error", "access_denied"),
                    ("code", "c"),
                    ("state", "s"),
                    ISS,
                ],
                vec!["access_denied"],
                "authorization-response.error-without-code",
            ),
        ] {
            assert_eq!(broken(&response(&query, &errors)), [clause], "{query:?}");
        }
        let twice = response(&[("code", "c"), ("code", "d"), ("state", "s"), ISS], &[]);
        assert_eq!(broken(&twice), ["authorization-response.once"]);
        let mut elsewhere = response(&[("code", "c"), ("state", "s"), ISS], &[]);
        elsewhere.arrival.path = "/callback/".to_owned();
        assert_eq!(broken(&elsewhere), ["authorization-response.redirect-uri"]);
        let mut form = response(&[("code", "c"), ("state", "s"), ISS], &[]);
        form.is_form = true;
        assert_eq!(broken(&form), ["authorization-response.mode"]);
        let mut fragment = response(&[("state", "s"), ISS], &[]);
        fragment.arrival.fragment = vec![("code".to_owned(), "c".to_owned())];
        assert_eq!(broken(&fragment), ["authorization-response.mode"]);
        let mut silent = response(&[("code", "c"), ("state", "s"), ISS], &[]);
        silent.promises_issuer = false;
        assert_eq!(broken(&silent), ["authorization-response.iss-advertised"]);
    }
}
