//! What was asked of the identity provider, as its journal has it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use reqwest::Method;
use serde::Deserialize;

use super::IdentityProvider;
use crate::environment_error::EnvironmentError;
use crate::http::send;

/// Something that a relying party asks a provider for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Its discovery document.
    Discovery,
    /// Its keys.
    Keys,
    /// To let a person sign in: the authorization request.
    Login,
    /// Tokens for a code.
    Tokens,
    /// User info.
    UserInfo,
}

/// One exchange. Secrets in it are redacted by the provider.
#[derive(Debug, Clone, Deserialize)]
pub struct Exchange {
    /// The endpoint, e.g. `token`.
    pub endpoint: String,
    /// Its HTTP method.
    pub method: String,
    /// The parameters.
    #[serde(default)]
    pub params: BTreeMap<String, String>,
    /// The scheme of the `Authorization` header, and `[redacted]`.
    #[serde(default)]
    pub authorization: Option<String>,
    /// The status of the answer; 0 when there was none.
    pub status: u16,
    /// The error code of the answer.
    #[serde(default)]
    pub error: Option<String>,
    /// The faults that were ordered for the answer and are in it.
    #[serde(default)]
    pub faults: BTreeSet<String>,
    /// The trouble that the answer met.
    #[serde(default)]
    pub trouble: Option<String>,
}

impl Asked {
    const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::Discovery, "its discovery document", "discovery"),
        (Self::Keys, "its keys", "jwks"),
        (Self::Login, "a login", "authorize"),
        (Self::Tokens, "tokens", "token"),
        (Self::UserInfo, "user info", "userinfo"),
    ];

    /// The name of the endpoint in the journal.
    #[must_use]
    pub fn endpoint(self) -> &'static str {
        Self::ALL
            .into_iter()
            .find_map(|(asked, _, endpoint)| (asked == self).then_some(endpoint))
            .unwrap_or_default()
    }
}

impl FromStr for Asked {
    type Err = String;

    fn from_str(words: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find_map(|(asked, name, _)| (name == words).then_some(asked))
            .ok_or_else(|| format!("nobody asks a provider for “{words}”"))
    }
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut all = Self::ALL.into_iter();
        let name = all.find_map(|(asked, name, _)| (asked == *self).then_some(name));
        f.write_str(name.unwrap_or_default())
    }
}

impl fmt::Display for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.method, self.endpoint, self.status)?;
        if let Some(error) = &self.error {
            write!(f, " {error}")?;
        }
        for ordered in self.faults.iter().chain(&self.trouble) {
            write!(f, " [{ordered}]")?;
        }
        Ok(())
    }
}

impl IdentityProvider {
    /// What was exchanged in the logins of the person with this `sub`, oldest first; without one, all there was.
    ///
    /// # Errors
    /// When the provider cannot be reached.
    pub async fn journal(&self, sub: Option<&str>) -> Result<Vec<Exchange>, EnvironmentError> {
        let request = self.admin(Method::GET, "journal");
        let of_person: Vec<_> = sub.map(|sub| ("person", sub)).into_iter().collect();
        send("the identity provider", request.query(&of_person)).await
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_exchange_is_told_in_one_line_with_what_was_ordered_for_it() {
        let entry = json!({
            "at_ms": 1, "endpoint": "token", "method": "POST", "status": 200,
            "faults": ["iss-wrong"], "params": { "code": "[redacted]" },
        });
        let exchange: Exchange = serde_json::from_value(entry).expect("an exchange");
        assert_eq!(exchange.to_string(), "POST token 200 [iss-wrong]");
    }

    #[test]
    fn what_is_asked_for_has_one_name_in_features_and_one_in_the_journal() {
        for (asked, name, endpoint) in Asked::ALL {
            assert_eq!(name.parse(), Ok(asked));
            assert_eq!(
                (asked.to_string().as_str(), asked.endpoint()),
                (name, endpoint)
            );
        }
        assert!("a favour".parse::<Asked>().is_err());
    }
}
