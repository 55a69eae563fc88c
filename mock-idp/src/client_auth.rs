//! How a client proves itself at the token endpoint (RFC 6749, section 2.3.1).

use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use url::form_urlencoded;

use crate::params::Params;
use crate::{Client, ClientAuth};

/// What a client presented, and how.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Credentials {
    pub(crate) client_id: String,
    secret: Presented,
}

/// A secret that was presented and is not known to be right, by the way in which it came.
#[derive(PartialEq, Eq)]
enum Presented {
    Basic(String),
    Post(String),
    Nothing,
}

impl std::fmt::Debug for Presented {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Why there are no credentials to check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoCredentials {
    #[error("the request names no client")]
    Missing,
    #[error("the Authorization header is not Basic credentials")]
    Malformed,
    #[error("the client authenticated in more than one way")]
    Twice,
    #[error("client_id is not the client of the Authorization header")]
    OtherClient,
}

impl Credentials {
    /// Takes the credentials of a token request from its header or its form.
    pub(crate) fn read(headers: &HeaderMap, params: &Params) -> Result<Self, NoCredentials> {
        let posted_id = params.get("client_id");
        let posted_secret = params.get("client_secret");
        match (headers.get(header::AUTHORIZATION), posted_id, posted_secret) {
            (Some(_), _, Some(_)) => Err(NoCredentials::Twice),
            (Some(value), posted_id, None) => {
                let basic = value
                    .to_str()
                    .ok()
                    .and_then(basic)
                    .ok_or(NoCredentials::Malformed)?;
                match posted_id {
                    Some(other) if other != basic.client_id => Err(NoCredentials::OtherClient),
                    _ => Ok(basic),
                }
            }
            (None, Some(id), secret) => Ok(Self {
                client_id: id.to_owned(),
                secret: secret.map_or(Presented::Nothing, |secret| {
                    Presented::Post(secret.to_owned())
                }),
            }),
            (None, None, _) => Err(NoCredentials::Missing),
        }
    }

    /// Whether they are this client's, and came in the way that it is registered for.
    pub(crate) fn belong_to(&self, client: &Client) -> bool {
        let secret = match (client.token_endpoint_auth_method, &self.secret) {
            (ClientAuth::ClientSecretBasic, Presented::Basic(secret) | Presented::Post(secret))
            | (ClientAuth::ClientSecretPost, Presented::Post(secret)) => Some(secret),
            (ClientAuth::None, Presented::Nothing) => None,
            _ => return false,
        };
        let is_right = match (&client.client_secret, secret) {
            (Some(own), Some(presented)) => own.matches(presented),
            (None, None) => true,
            _ => false,
        };
        self.client_id == client.client_id && is_right
    }
}

fn basic(value: &str) -> Option<Credentials> {
    let (scheme, encoded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("Basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    Some(Credentials {
        client_id: form_decoded(id),
        secret: Presented::Basic(form_decoded(secret)),
    })
}

/// Undoes the form encoding that RFC 6749 puts on both parts before they are joined.
fn form_decoded(part: &str) -> String {
    // A bare `&` is only there when a client forgot to encode; it is then part of the value.
    let pair = format!("v={}", part.replace('&', "%26"));
    form_urlencoded::parse(pair.as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn headers(credentials: &str) -> HeaderMap {
        let value = format!("Basic {}", STANDARD.encode(credentials));
        HeaderMap::from_iter([(
            header::AUTHORIZATION,
            HeaderValue::from_str(&value).expect("ASCII"),
        )])
    }

    fn form(form: &str) -> Params {
        Params::from_query(Some(form))
    }

    #[test]
    fn both_parts_of_basic_credentials_are_form_decoded() {
        let read = Credentials::read(&headers("my%3Aapp:fake%2Bsecret+%25="), &Params::default())
            .expect("valid");
        let client = Client::new("my:app", "fake+secret %=", "http://localhost/cb");
        assert!(read.belong_to(&client));
    }

    #[test]
    fn a_form_can_carry_them_instead() {
        let read = Credentials::read(&HeaderMap::new(), &form("client_id=app&client_secret=s%2B"))
            .expect("valid");
        assert!(read.belong_to(&Client::new("app", "s+", "http://localhost/cb")));
        assert!(!read.belong_to(&Client::new("app", "s", "http://localhost/cb")));
        assert!(!read.belong_to(&Client::new("other", "s+", "http://localhost/cb")));
    }

    #[test]
    fn exactly_one_way_is_allowed() {
        let basic = headers("app:s");
        let read = |headers: &HeaderMap, body| Credentials::read(headers, &form(body)).err();
        assert_eq!(read(&basic, "client_id=app"), None);
        assert_eq!(
            read(&basic, "client_id=app&client_secret=s"),
            Some(NoCredentials::Twice)
        );
        assert_eq!(
            read(&basic, "client_id=other"),
            Some(NoCredentials::OtherClient)
        );
        assert_eq!(
            read(&HeaderMap::new(), "client_secret=s"),
            Some(NoCredentials::Missing)
        );
        let bearer =
            HeaderMap::from_iter([(header::AUTHORIZATION, HeaderValue::from_static("Bearer x"))]);
        assert_eq!(read(&bearer, ""), Some(NoCredentials::Malformed));
    }

    #[test]
    fn each_way_is_for_the_clients_that_are_registered_for_it() {
        let client = |method, secret: Option<&str>| Client {
            token_endpoint_auth_method: method,
            client_secret: secret.map(Into::into),
            ..Client::public("app", "http://localhost/cb")
        };
        let basic = client(ClientAuth::ClientSecretBasic, Some("s"));
        let post = client(ClientAuth::ClientSecretPost, Some("s"));
        let public = client(ClientAuth::None, None);
        let none = HeaderMap::new();
        for (headers, body, takers) in [
            (&headers("app:s"), "", [true, false, false]),
            (&none, "client_id=app&client_secret=s", [true, true, false]),
            (&none, "client_id=app", [false, false, true]),
        ] {
            let read = Credentials::read(headers, &form(body)).expect("credentials");
            let taken = [&basic, &post, &public].map(|client| read.belong_to(client));
            assert_eq!(taken, takers, "{body}");
        }
    }

    #[test]
    fn debug_does_not_reveal_the_secret() {
        let read =
            Credentials::read(&headers("app:fake-secret"), &Params::default()).expect("valid");
        assert!(!format!("{read:?}").contains("fake-secret"));
    }
}
