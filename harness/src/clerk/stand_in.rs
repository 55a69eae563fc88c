//! What a stand-in for Clerk can do, and Clerk itself cannot: mock-clerk's control API.

use std::fmt;

use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Clerk;
use crate::environment_error::EnvironmentError;
use crate::redact;

/// An email or SMS that the instance would have sent. Its [`fmt::Debug`] has no secrets.
#[derive(Clone, Deserialize)]
pub struct Message {
    /// The code in it.
    pub code: Option<String>,
    /// The link in it.
    pub url: Option<String>,
    /// When, in Unix milliseconds.
    pub at_ms: u64,
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("code", &self.code.as_ref().map(|_| redact::REDACTED))
            .field("url", &self.url.as_deref().map(redact::url))
            .finish()
    }
}

/// What placing attempts has made.
#[derive(Debug, Clone, Deserialize)]
pub struct PlacedSessions {
    /// IDs of the sessions, in the order in which they were asked for.
    #[serde(default)]
    pub sessions: Vec<String>,
}

impl Clerk {
    /// The settings of the instance.
    ///
    /// # Errors
    /// When the instance cannot be reached, or is a real one.
    pub async fn settings(&self) -> Result<Value, EnvironmentError> {
        self.send(self.request(Method::GET, "/mock/instance")).await
    }

    /// Changes settings of the instance; what is not named stays.
    ///
    /// # Errors
    /// When the instance cannot be reached, or is a real one.
    pub async fn change_settings(&self, changes: &Value) -> Result<Value, EnvironmentError> {
        self.send(self.request(Method::PATCH, "/mock/instance").json(changes))
            .await
    }

    /// Puts sessions and attempts on the client of a browser, which its `__clerk_db_jwt` cookie names.
    ///
    /// # Errors
    /// When the instance does not know the browser, cannot be reached, or is a real one.
    pub async fn place(
        &self,
        dev_browser: &str,
        attempts: &Value,
    ) -> Result<PlacedSessions, EnvironmentError> {
        let path = format!("/mock/clients/{dev_browser}/attempts");
        self.send(self.request(Method::PUT, &path).json(attempts))
            .await
    }

    /// Makes calls of the Frontend API go wrong: `endpoint` is method and path, `effect` one of mock-clerk's.
    ///
    /// # Errors
    /// When the instance cannot be reached, or is a real one.
    pub async fn add_fault(&self, fault: &Value) -> Result<(), EnvironmentError> {
        self.send::<Value>(self.request(Method::POST, "/mock/faults").json(fault))
            .await
            .map(drop)
    }

    /// Which faults no call has met: what the calls would have had to be.
    ///
    /// # Errors
    /// When the instance cannot be reached, or is a real one.
    pub async fn unmet_faults(&self) -> Result<Vec<String>, EnvironmentError> {
        #[derive(Deserialize)]
        struct Fault {
            endpoint: String,
            hits: u32,
        }
        let faults: Vec<Fault> = self.send(self.request(Method::GET, "/mock/faults")).await?;
        let unmet = faults.into_iter().filter(|fault| fault.hits == 0);
        Ok(unmet.map(|fault| fault.endpoint).collect())
    }

    /// Ends all faults.
    ///
    /// # Errors
    /// When the instance cannot be reached, or is a real one.
    pub async fn clear_faults(&self) -> Result<(), EnvironmentError> {
        self.send::<Value>(self.request(Method::DELETE, "/mock/faults"))
            .await
            .map(drop)
    }

    /// What the instance has sent to an email address or phone number, oldest first.
    ///
    /// # Errors
    /// When the instance cannot be reached, or is a real one.
    pub async fn outbox(&self, to: &str) -> Result<Vec<Message>, EnvironmentError> {
        let request = self.request(Method::GET, "/mock/outbox");
        self.send(request.query(&[("to", to)])).await
    }

    /// A token of a session as it was issued so many seconds ago, for a page at `origin`.
    ///
    /// # Errors
    /// When there is no such session, the instance cannot be reached, or is a real one.
    pub async fn old_token(
        &self,
        session_id: &str,
        issued_s_ago: u64,
        origin: &str,
    ) -> Result<String, EnvironmentError> {
        #[derive(Deserialize)]
        struct Token {
            jwt: String,
        }
        let path = format!("/mock/sessions/{session_id}/tokens");
        let how = json!({ "issued_s_ago": issued_s_ago, "origin": origin });
        let token: Token = self
            .send(self.request(Method::POST, &path).json(&how))
            .await?;
        Ok(token.jwt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_that_is_printed_keeps_its_code_and_the_secret_of_its_link() {
        let message = Message {
            code: Some("424242".to_owned()),
            url: Some("http://localhost/verify?token=hunter22".to_owned()),
            at_ms: 0,
        };
        assert_eq!(
            format!("{message:?}"),
            r#"Message { code: Some("[redacted]"), url: Some("http://localhost/verify?token=[redacted]") }"#
        );
    }
}
