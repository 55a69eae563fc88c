//! Tickets: what lets somebody in without a provider, where that is not what a scenario is about.

use reqwest::Method;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use serde_json::json;

use super::Clerk;
use crate::environment_error::EnvironmentError;
use crate::redact;

/// How long a ticket is good, in seconds: long enough for a page to load.
const LIFETIME_S: u32 = 120;

impl Clerk {
    /// A ticket with which a user can sign in once.
    ///
    /// # Errors
    /// When the instance cannot be reached or refuses.
    pub async fn ticket(&self, user_id: &str) -> Result<SecretString, EnvironmentError> {
        #[derive(Deserialize)]
        struct Ticket {
            token: SecretString,
        }
        let order = json!({ "user_id": user_id, "expires_in_seconds": LIFETIME_S });
        let request = self.request(Method::POST, "/v1/sign_in_tokens");
        let ticket: Ticket = self.send(request.json(&order)).await?;
        redact::remember(ticket.token.expose_secret());
        Ok(ticket.token)
    }
}
