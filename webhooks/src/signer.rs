//! From a message to what goes onto the wire.

use bytes::Bytes;

use crate::message::Message;
use crate::secret::SigningSecret;

/// The header with the message's id.
pub(crate) const ID: &str = "svix-id";
/// The header with the time stamp, in Unix seconds.
pub(crate) const TIMESTAMP: &str = "svix-timestamp";
/// The header with the signatures, separated by spaces.
pub(crate) const SIGNATURE: &str = "svix-signature";

/// Says who sends, as Svix does, and that it is not Svix.
const USER_AGENT: &str = "Svix-Webhooks/1 (clerk-conformance)";

/// Exactly what goes onto the wire, beside what HTTP itself needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Names and values, in the order in which they are sent.
    pub headers: Vec<(String, String)>,
    /// The body, byte by byte.
    pub body: Bytes,
}

impl Request {
    /// The value of the header called `name`, in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(it, _)| it == name)
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn of(id: &str, timestamp: &str, signature: String, body: Bytes) -> Self {
        let header = |name: &str, value: String| (name.to_owned(), value);
        Self {
            headers: vec![
                header("content-type", "application/json".to_owned()),
                header("user-agent", USER_AGENT.to_owned()),
                header(ID, id.to_owned()),
                header(TIMESTAMP, timestamp.to_owned()),
                header(SIGNATURE, signature),
            ],
            body,
        }
    }

    pub(crate) fn set(&mut self, name: &str, value: impl Into<String>) {
        if let Some((_, old)) = self.headers.iter_mut().find(|(it, _)| it == name) {
            *old = value.into();
        }
    }

    pub(crate) fn remove(&mut self, name: &str) {
        self.headers.retain(|(it, _)| it != name);
    }
}

/// Signs messages with one secret, or with several while secrets are rotated.
#[derive(Debug, Clone)]
pub struct Signer {
    secrets: Vec<SigningSecret>,
}

impl Signer {
    /// Signs with `secret` only.
    #[must_use]
    pub fn new(secret: SigningSecret) -> Self {
        Self {
            secrets: vec![secret],
        }
    }

    /// Signs with `previous` secrets too, after the current one: a receiver that still has one of them accepts.
    #[must_use]
    pub fn with_previous(mut self, previous: impl IntoIterator<Item = SigningSecret>) -> Self {
        self.secrets.extend(previous);
        self
    }

    /// `message` as it is sent at `timestamp`, in Unix seconds. Another time stamp makes another signature.
    #[must_use]
    pub fn sign(&self, message: &Message, timestamp: i64) -> Request {
        let signature = self.signature(&message.id, timestamp, &message.body);
        Request::of(
            &message.id,
            &timestamp.to_string(),
            signature,
            message.body.clone(),
        )
    }

    /// The signatures by all secrets, the current one's first, separated by spaces.
    pub(crate) fn signature(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        let signatures: Vec<String> = self
            .secrets
            .iter()
            .map(|secret| secret.sign(id, timestamp, body))
            .collect();
        signatures.join(" ")
    }

    /// The current secret.
    pub(crate) fn current(&self) -> &SigningSecret {
        &self.secrets[0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message() -> Message {
        Message::new(r#"{"type":"subscription.active"}"#)
    }

    #[test]
    fn a_request_says_id_time_and_signature_and_holds_the_very_bytes() {
        let (secret, message) = (SigningSecret::generate(), message());
        let request = Signer::new(secret.clone()).sign(&message, 1_700_000_000);
        assert_eq!(request.header(ID), Some(message.id.as_str()));
        assert_eq!(request.header(TIMESTAMP), Some("1700000000"));
        assert_eq!(
            request.header(SIGNATURE),
            Some(
                secret
                    .sign(&message.id, 1_700_000_000, &message.body)
                    .as_str()
            )
        );
        assert_eq!(request.header("content-type"), Some("application/json"));
        assert_eq!(request.body, message.body);
    }

    #[test]
    fn while_secrets_are_rotated_there_is_a_signature_for_each() {
        let (new, old) = (SigningSecret::generate(), SigningSecret::generate());
        let message = message();
        let signer = Signer::new(new.clone()).with_previous([old.clone()]);
        let expected = [new, old].map(|secret| secret.sign(&message.id, 7, &message.body));
        assert_eq!(
            signer.sign(&message, 7).header(SIGNATURE),
            Some(expected.join(" ").as_str())
        );
    }

    #[test]
    fn another_time_makes_another_signature_of_the_same_message() {
        let (signer, message) = (Signer::new(SigningSecret::generate()), message());
        let (first, second) = (signer.sign(&message, 1), signer.sign(&message, 2));
        assert_eq!(first.header(ID), second.header(ID));
        assert_ne!(first.header(SIGNATURE), second.header(SIGNATURE));
    }

    #[test]
    fn debug_does_not_reveal_the_secrets() {
        let secret = SigningSecret::generate();
        let shown = format!("{:?}", Signer::new(secret.clone()));
        assert!(
            !shown.contains(secret.expose().trim_start_matches("whsec_")),
            "{shown}"
        );
    }
}
