//! What an instance knows of people's subscriptions, and the webhooks that it sends of them.

use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Clerk;
use crate::environment_error::EnvironmentError;

/// A webhook message that the instance has made, with the attempts to deliver it.
#[derive(Debug, Clone, Deserialize)]
pub struct MadeMessage {
    /// Its ID, which each attempt bears.
    #[serde(rename = "message_id")]
    pub id: String,
    /// The event's type.
    #[serde(rename = "type")]
    pub event: String,
    /// Exactly what is signed and sent.
    pub body: String,
    /// Whether it waits for being released.
    pub held: bool,
    /// What has come of it so far.
    pub attempts: Vec<MadeAttempt>,
}

/// An attempt of the instance to deliver a message.
#[derive(Debug, Clone, Deserialize)]
pub struct MadeAttempt {
    /// When, in Unix milliseconds.
    pub at: u64,
    /// What it was signed with, in seconds since 1970.
    pub timestamp: i64,
    /// The answer's status.
    pub status: Option<u16>,
    /// The answer.
    #[serde(default)]
    pub answer: Option<String>,
    /// Why none came.
    #[serde(default)]
    pub error: Option<String>,
    /// In milliseconds.
    pub took_ms: u64,
}

impl MadeMessage {
    /// Whether an attempt was answered as a sender wants it (2xx).
    #[must_use]
    pub fn is_delivered(&self) -> bool {
        let mut answers = self.attempts.iter().filter_map(|it| it.status);
        answers.any(|status| (200..300).contains(&status))
    }
}

impl Clerk {
    /// What the instance says of a user's subscription.
    ///
    /// # Errors
    /// When the instance cannot be reached or refuses.
    pub async fn subscription(&self, user_id: &str) -> Result<Value, EnvironmentError> {
        let path = format!("/v1/users/{user_id}/billing/subscription");
        self.send(self.request(Method::GET, &path)).await
    }

    /// The plans that the instance sells to people.
    ///
    /// # Errors
    /// When the instance cannot be reached or refuses.
    pub async fn plans(&self) -> Result<Vec<Value>, EnvironmentError> {
        #[derive(Deserialize)]
        struct Plans {
            data: Vec<Value>,
        }
        let request = self.request(Method::GET, "/v1/billing/plans");
        let plans: Plans = self.send(request.query(&[("payer_type", "user")])).await?;
        Ok(plans.data)
    }

    /// Lets a user have bought a plan, as if they had been at the checkout.
    ///
    /// # Errors
    /// When the instance cannot be reached, or is a real one.
    pub async fn sell(
        &self,
        user_id: &str,
        plan: &str,
        period: &str,
    ) -> Result<(), EnvironmentError> {
        let sale = json!({ "user_id": user_id, "plan": plan, "period": period });
        let request = self.request(Method::POST, "/mock/subscriptions");
        self.send::<Value>(request.json(&sale)).await.map(drop)
    }

    /// The messages that the instance has made about a user, oldest first.
    ///
    /// # Errors
    /// When the instance cannot be reached, or is a real one.
    pub async fn deliveries(&self, user_id: &str) -> Result<Vec<MadeMessage>, EnvironmentError> {
        let request = self.request(Method::GET, "/mock/deliveries");
        self.send(request.query(&[("user_id", user_id)])).await
    }

    /// Sends a message that was held back.
    ///
    /// # Errors
    /// When the instance cannot be reached, or is a real one.
    pub async fn release_delivery(&self, message_id: &str) -> Result<(), EnvironmentError> {
        let path = format!("/mock/deliveries/{message_id}/release");
        self.send::<Value>(self.request(Method::POST, &path))
            .await
            .map(drop)
    }

    /// Loses a message that was held back.
    ///
    /// # Errors
    /// When the instance cannot be reached, or is a real one.
    pub async fn lose_delivery(&self, message_id: &str) -> Result<(), EnvironmentError> {
        let path = format!("/mock/deliveries/{message_id}");
        self.send::<Value>(self.request(Method::DELETE, &path))
            .await
            .map(drop)
    }
}
