//! What may not be written down.

mod known;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::{Captures, Regex};
use url::{Url, form_urlencoded};

pub(crate) use known::SHORTEST_SECRET;
pub use known::{hide_known, is_shown_in, knows_secrets, remember};

/// What stands in the place of a secret.
pub const REDACTED: &str = "[redacted]";

/// Names of query parameters and form fields whose values are secrets, or become one to whoever is quick; written as
/// [`plain`] writes them.
const SECRET: [&str; 8] = [
    "backupcode",
    "backupcodes",
    "client",
    "code",
    "codeverifier",
    "login",
    "state",
    "transaction",
];

/// What the name of a secret may have in it, in the same writing. Clerk adds suffixes to the names of its cookies.
const SECRET_WORDS: [&str; 8] = [
    "handshake",
    "jwt",
    "nonce",
    "password",
    "secret",
    "session",
    "ticket",
    "token",
];

fn is_secret(name: &str) -> bool {
    let name = plain(name);
    SECRET.contains(&name.as_str()) || SECRET_WORDS.iter().any(|word| name.contains(word))
}

/// A name in lower case and without what stands between its words: `newPassword` and `new_password` are one.
fn plain(name: &str) -> String {
    name.chars()
        .filter(|it| !matches!(it, '_' | '-'))
        .map(|it| it.to_ascii_lowercase())
        .collect()
}

/// `url`, which may be relative, with the values of secret parameters replaced: in its query, and in its fragment,
/// which some answers of providers are in.
#[must_use]
pub fn url(url: &str) -> String {
    let (url, fragment) = match url.split_once('#') {
        Some((url, fragment)) => (url, Some(fragment)),
        None => (url, None),
    };
    let (page, query) = match url.split_once('?') {
        Some((page, query)) => (page, Some(query)),
        None => (url, None),
    };
    let mut redacted = without_credentials(page);
    if let Some(query) = query {
        redacted.push('?');
        redacted.push_str(&parameters(query));
    }
    if let Some(fragment) = fragment {
        redacted.push('#');
        redacted.push_str(&self::fragment(fragment));
    }
    redacted
}

/// An address without a query; one that is not relative comes back as browsers write it.
fn without_credentials(page: &str) -> String {
    let Ok(mut parsed) = Url::parse(page) else {
        return page.to_owned();
    };
    // An address that cannot have credentials refuses to lose them.
    let _ = parsed.set_password(None);
    parsed.into()
}

fn parameters(query: &str) -> String {
    form_urlencoded::parse(query.as_bytes())
        .map(|(name, value)| {
            let value = if is_secret(&name) {
                REDACTED.to_owned()
            } else {
                readable(&value)
            };
            format!("{}={value}", readable(&name))
        })
        .collect::<Vec<_>>()
        .join("&")
}

/// Fragments are places on a page, parameters, or addresses within an app.
fn fragment(fragment: &str) -> String {
    match fragment.split_once('?') {
        Some((route, query)) => format!("{route}?{}", parameters(query)),
        None if fragment.contains('=') => parameters(fragment),
        None => fragment.to_owned(),
    }
}

/// A nested address keeps its meaning and loses its secrets; nothing that would end the parameter stays.
fn readable(value: &str) -> String {
    without_nested_secrets(value)
        .replace('%', "%25")
        .replace('&', "%26")
        .replace('#', "%23")
        .replace(' ', "+")
}

fn without_nested_secrets(value: &str) -> Cow<'_, str> {
    if value.contains("://") || value.starts_with(['/', '?', '#']) {
        Cow::Owned(url(value))
    } else {
        Cow::Borrowed(value)
    }
}

/// A text with its secrets replaced: those of the addresses in it, which messages of browsers, drivers and HTTP clients
/// have, those whose values are [known](remember), and those that are known by how they look, wherever they stand: signing
/// secrets (`whsec_…`, `whsk_…`), secret
/// keys (`sk_test_…`, `sk_live_…`) and JWTs.
#[must_use]
pub fn text(text: &str) -> String {
    /// An address ends where the next word begins, which may take a bracket or full stop too much, but no secret too
    /// little.
    static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"[a-zA-Z][a-zA-Z0-9+.-]*://\S+").expect("the expression is right")
    });
    /// What belongs to the sentence when it ends an address.
    const PUNCTUATION: [char; 8] = ['.', ',', ';', ':', ')', '"', '\'', '”'];
    /// A JWT begins with a JSON object, which looks so in base64. It has three parts, and five if it is encrypted; some
    /// may be empty.
    static SECRET: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"whs(ec|k)_[A-Za-z0-9+/=_-]+|sk_(test|live)_[A-Za-z0-9_-]+|eyJ[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]*){2,4}",
        )
        .expect("the expression is right")
    });
    let mut text = text.to_owned();
    hide_known(&mut text);
    let text = ADDRESS.replace_all(&text, |found: &Captures<'_>| {
        let address = found[0].trim_end_matches(PUNCTUATION);
        format!("{}{}", url(address), &found[0][address.len()..])
    });
    SECRET.replace_all(&text, REDACTED).into_owned()
}

/// A form's fields with secret values replaced.
#[must_use]
pub fn form(fields: impl Iterator<Item = (String, String)>) -> BTreeMap<String, String> {
    fields
        .map(|(name, value)| {
            let value = if is_secret(&name) {
                REDACTED.to_owned()
            } else {
                without_nested_secrets(&value).into_owned()
            };
            (name, value)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(name: &str, value: &str) -> String {
        let fields = [(name.to_owned(), value.to_owned())];
        form(fields.into_iter()).remove(name).expect("it was given")
    }

    #[test]
    fn secrets_go_and_the_rest_of_an_address_stays() {
        assert_eq!(
            url("http://127.0.0.1:1/v1/oauth_callback?code=c0de&state=s&iss=http://127.0.0.1:2"),
            "http://127.0.0.1:1/v1/oauth_callback?code=[redacted]&state=[redacted]&iss=http://127.0.0.1:2/"
        );
        assert_eq!(url("http://localhost/a"), "http://localhost/a");
    }

    #[test]
    fn a_secret_is_known_by_its_name_however_that_is_written() {
        let names = [
            "__clerk_db_jwt",
            "__clerk_db_jwt_a1B2",
            "__clerk_handshake",
            "__clerk_handshake_nonce",
            "__clerk_ticket",
            "__clerk_testing_token",
            "__client",
            "__session",
            "__session_a1B2",
            "access_token",
            "backup_code",
            "backup_codes",
            "backupCodes",
            "captcha_token",
            "client_secret",
            "code",
            "Code",
            "code-verifier",
            "codeVerifier",
            "current_password",
            "id_token",
            "login",
            "newPassword",
            "new_password",
            "nonce",
            "password",
            "refresh_token",
            "rotating_token_nonce",
            "secret",
            "state",
            "ticket",
            "token",
            "totp_secret",
            "transaction",
        ];
        for name in names {
            assert_eq!(field(name, "hunter22"), REDACTED, "{name}");
            let address = url(&format!("http://localhost/?{name}=hunter22"));
            assert!(!address.contains("hunter22"), "{address}");
        }
    }

    #[test]
    fn what_is_no_secret_can_be_read() {
        let names = [
            "username",
            "strategy",
            "transfer",
            "client_id",
            "code_challenge",
            "_method",
        ];
        for name in names {
            assert_eq!(field(name, "ann"), "ann", "{name}");
        }
    }

    #[test]
    fn a_secret_in_an_address_inside_an_address_goes_too() {
        for nested in [
            "http://localhost/x?redirect_url=http%3A%2F%2Flocalhost%2Fy%3Fcode%3Dc0de",
            "http://localhost/x?redirect_url=%2Fy%3Fcode%3Dc0de",
        ] {
            let redacted = url(nested);
            assert!(redacted.contains("/y"), "{redacted}");
            assert!(!redacted.contains("c0de"), "{redacted}");
        }
        assert_eq!(field("redirect_url", "/y?code=c0de"), "/y?code=[redacted]");
    }

    #[test]
    fn a_relative_address_loses_its_secrets_as_well() {
        assert_eq!(
            url("/sign-in?__clerk_ticket=c0de&a=b#top"),
            "/sign-in?__clerk_ticket=[redacted]&a=b#top"
        );
        assert_eq!(url("sign-in"), "sign-in");
        assert_eq!(url(""), "");
    }

    #[test]
    fn secrets_in_a_fragment_and_before_the_host_go() {
        assert_eq!(
            url("http://localhost/#access_token=c0de&expires_in=5"),
            "http://localhost/#access_token=[redacted]&expires_in=5"
        );
        assert_eq!(
            url("http://localhost/#/reset?token=c0de"),
            "http://localhost/#/reset?token=[redacted]"
        );
        assert_eq!(url("http://ann:c0de@localhost/"), "http://ann@localhost/");
    }

    #[test]
    fn the_addresses_in_a_text_lose_their_secrets_and_the_text_stays() {
        assert_eq!(
            text(
                "error for url (http://localhost/v1?__clerk_db_jwt=c0de), then com.app://x?code=1."
            ),
            "error for url (http://localhost/v1?__clerk_db_jwt=[redacted]), then com.app://x?code=[redacted]."
        );
        assert_eq!(text("who? me = you"), "who? me = you");
    }

    #[test]
    fn what_looks_like_a_secret_goes_wherever_it_stands_in_a_text() {
        for (told, left) in [
            (
                "signed with whsec_Zm9yLXRlc3Rz/+8=.",
                "signed with [redacted].",
            ),
            ("whsk_Zm9yLXRlc3Rz", "[redacted]"),
            (
                "key=sk_test_embedded, sk_live_fake",
                "key=[redacted], [redacted]",
            ),
            (
                "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln_-x!",
                "Bearer [redacted]!",
            ),
            (
                "{\"jwt\":\"eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.\"}",
                "{\"jwt\":\"[redacted]\"}",
            ),
            (
                "at http://localhost/whsec_Zm9y?a=b",
                "at http://localhost/[redacted]?a=b",
            ),
        ] {
            assert_eq!(text(told), left);
            assert_eq!(text(left), left, "once is enough");
        }
        let harmless = "a whsec_… and sk_test_… of task_test; eyJ.eyJ";
        assert_eq!(text(harmless), harmless);
    }
}
