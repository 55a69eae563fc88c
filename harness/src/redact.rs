//! What may not be written down.

use std::collections::BTreeMap;

use url::Url;

/// What stands in the place of a secret.
pub const REDACTED: &str = "[redacted]";

/// Names of query parameters and form fields whose values are secrets, or become one to whoever is quick.
const SECRET: [&str; 21] = [
    "__clerk_db_jwt",
    "__clerk_handshake",
    "__clerk_handshake_nonce",
    "__clerk_ticket",
    "__clerk_testing_token",
    "__session",
    "access_token",
    "client_secret",
    "code",
    "code_verifier",
    "captcha_token",
    "id_token",
    "login",
    "new_password",
    "password",
    "refresh_token",
    "state",
    "nonce",
    "ticket",
    "token",
    "transaction",
];

/// `url` with the values of secret parameters replaced.
#[must_use]
pub fn url(url: &str) -> String {
    let Ok(mut parsed) = Url::parse(url) else {
        return url.to_owned();
    };
    if parsed.query().is_none() {
        return parsed.into();
    }
    let query = parsed
        .query_pairs()
        .map(|(name, value)| {
            let value = if SECRET.contains(&name.as_ref()) {
                REDACTED.to_owned()
            } else {
                readable(&value)
            };
            format!("{}={value}", readable(&name))
        })
        .collect::<Vec<_>>()
        .join("&");
    parsed.set_query(None);
    let fragment = parsed
        .fragment()
        .map(|fragment| format!("#{fragment}"))
        .unwrap_or_default();
    parsed.set_fragment(None);
    format!("{parsed}?{query}{fragment}")
}

/// A nested address keeps its meaning and loses its secrets; nothing that would end the parameter stays.
fn readable(value: &str) -> String {
    let value = if value.contains("://") {
        self::url(value)
    } else {
        value.to_owned()
    };
    value
        .replace('%', "%25")
        .replace('&', "%26")
        .replace('#', "%23")
        .replace(' ', "+")
}

/// A form's fields with secret values replaced.
#[must_use]
pub fn form(fields: impl Iterator<Item = (String, String)>) -> BTreeMap<String, String> {
    fields
        .map(|(name, value)| {
            if SECRET.contains(&name.as_str()) {
                (name, REDACTED.to_owned())
            } else {
                let value = if value.contains("://") {
                    self::url(&value)
                } else {
                    value
                };
                (name, value)
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_go_and_the_rest_of_an_address_stays() {
        assert_eq!(
            url("http://127.0.0.1:1/v1/oauth_callback?code=c0de&state=s&iss=http://127.0.0.1:2"),
            "http://127.0.0.1:1/v1/oauth_callback?code=[redacted]&state=[redacted]&iss=http://127.0.0.1:2/"
        );
        assert_eq!(url("http://localhost/a"), "http://localhost/a");
    }

    #[test]
    fn a_secret_in_an_address_inside_an_address_goes_too() {
        let nested = "http://localhost/x?redirect_url=http%3A%2F%2Flocalhost%2Fy%3Fcode%3Dc0de";
        assert!(!url(nested).contains("c0de"), "{}", url(nested));
    }

    #[test]
    fn a_form_loses_its_passwords() {
        let fields = [("password", "hunter22"), ("username", "ann")]
            .map(|(n, v)| (n.to_owned(), v.to_owned()));
        let form = form(fields.into_iter());
        assert_eq!(form["password"], REDACTED);
        assert_eq!(form["username"], "ann");
    }
}
