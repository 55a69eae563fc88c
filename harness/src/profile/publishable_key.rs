//! Publishable keys: which instance an app belongs to, and where its Frontend API is.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use serde::Deserialize;
use url::Url;

/// A publishable key, `pk_test_…` or `pk_live_…`. It is no secret: every page carries it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct PublishableKey {
    text: String,
    frontend_api: Url,
    live: bool,
}

impl TryFrom<String> for PublishableKey {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let parts = text
            .strip_prefix("pk_test_")
            .map(|rest| (rest, false))
            .or_else(|| text.strip_prefix("pk_live_").map(|rest| (rest, true)));
        let host = parts.and_then(|(rest, _)| host(rest));
        let url = host.and_then(|host| Url::parse(&format!("https://{host}")).ok());
        let (Some((_, live)), Some(frontend_api)) = (parts, url) else {
            return Err(format!(
                "“{text}” is no publishable key: it begins with pk_test_ or pk_live_, and the rest is the host of the \
                 Frontend API and a dollar sign, in base64"
            ));
        };
        Ok(Self {
            text,
            frontend_api,
            live,
        })
    }
}

/// The host in what follows the kind of a key. Keys come with the padding of base64 and without.
fn host(encoded: &str) -> Option<String> {
    let bytes = STANDARD
        .decode(encoded)
        .or_else(|_| STANDARD_NO_PAD.decode(encoded))
        .ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let host = text.strip_suffix('$')?;
    let is_host = !host.is_empty() && !host.contains(['/', '?', '#', '@', '$']);
    is_host.then(|| host.to_owned())
}

impl PublishableKey {
    /// The key.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Where the Frontend API is, without the `/v1`.
    #[must_use]
    pub fn frontend_api(&self) -> Url {
        self.frontend_api.clone()
    }

    /// Whether it is the key of a production instance.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.live
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Result<PublishableKey, String> {
        PublishableKey::try_from(text.to_owned())
    }

    #[test]
    fn a_key_says_where_the_frontend_api_is_and_whether_it_is_live() {
        let test = key("pk_test_Y2xlcmsuZXhhbXBsZS5jb20k").expect("a key");
        assert_eq!(test.frontend_api().as_str(), "https://clerk.example.com/");
        assert!(!test.is_live());
        let live = key("pk_live_Y2xlcmsuZXhhbXBsZS50ZXN0JA==").expect("a key");
        assert_eq!(live.frontend_api().as_str(), "https://clerk.example.test/");
        assert!(live.is_live());
        assert!(key("pk_live_Y2xlcmsuZXhhbXBsZS50ZXN0JA").is_ok());
    }

    #[test]
    fn what_is_no_key_is_told() {
        for text in [
            "",
            "sk_test_Y2xlcmsuZXhhbXBsZS5jb20k",
            "pk_test_",
            "pk_test_Y2xlcmsuZXhhbXBsZS5jb20=",
            "pk_test_****",
            "pk_test_JA==",
        ] {
            let problem = key(text).expect_err("no key");
            assert!(problem.contains("is no publishable key"), "{problem}");
        }
    }
}
