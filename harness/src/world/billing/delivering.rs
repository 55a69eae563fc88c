//! Webhooks that the harness delivers itself: signed as Clerk's are, as often and as oddly as a scenario says.

use std::sync::OnceLock;

use futures::future::join_all;
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use url::Url;
use webhooks::{Attempt, Catalogue, Distortion, Message, Request, Sender, Signer, SigningSecret};

use super::evidence::answer;
use super::happening::Happening;
use super::now_ms;
use crate::capability::Capability;
use crate::environment_error::EnvironmentError;
use crate::results::Delivery;
use crate::step_error::StepError;
use crate::world::World;

/// An event about the person, to be delivered.
#[derive(Debug, Clone)]
pub struct Event {
    /// Its type; one that the catalogue does not know has an empty object for data.
    pub name: String,
    /// What is different about its payload: dotted paths, and values.
    pub changes: Vec<(String, Value)>,
    /// How long ago it happened, in seconds.
    pub seconds_ago: u64,
}

/// How a message comes once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repetition {
    /// With the same id, as when the first answer was lost on the way.
    SameId,
    /// With the same body under another id.
    NewId,
    /// Twice at the same moment, with the same id.
    TwiceAtOnce,
}

impl Event {
    /// One that happens now, as the catalogue has it.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            changes: Vec::new(),
            seconds_ago: 0,
        }
    }

    /// The payload, about the user with this ID.
    fn payload(&self, user_id: &str) -> Result<Value, StepError> {
        let at_ms = now_ms().saturating_sub(self.seconds_ago * 1_000);
        let mut payload = match Catalogue::builtin().find(&self.name) {
            Some(event) => event.payload(i64::try_from(at_ms).unwrap_or(i64::MAX)),
            None => json!({
                "object": "event",
                "type": self.name,
                "data": {},
                "timestamp": at_ms,
                "instance_id": "ins_test",
            }),
        };
        make_about(&mut payload, user_id);
        for (path, value) in &self.changes {
            webhooks::set(&mut payload, path, value.clone())
                .map_err(|error| StepError::Blocked(format!("{}: {error}", self.name)))?;
        }
        Ok(payload)
    }
}

impl World {
    /// Delivers an event about them, or with something odd about it.
    ///
    /// # Errors
    /// Blocked, when the deployment cannot be reached.
    pub async fn deliver(
        &mut self,
        event: &Event,
        distortion: Option<Distortion>,
    ) -> Result<(), StepError> {
        let user_id = self.user_id().await?;
        let message = Message::of_json(&event.payload(&user_id)?);
        let signer = self.signer().await?;
        let now = unix_seconds();
        let request = match distortion {
            Some(distortion) => distortion.apply(&signer, &message, now),
            None => signer.sign(&message, now),
        };
        self.billing.last = Some((message, event.name.clone()));
        self.send(request, distortion.map(Distortion::name)).await
    }

    /// Delivers events about them, in this order.
    ///
    /// # Errors
    /// Blocked, when the deployment cannot be reached; failed, when it does not take one of them.
    pub async fn deliver_all(&mut self, events: &[Event]) -> Result<(), StepError> {
        for event in events {
            self.deliver(event, None).await?;
            self.last_was_taken()?;
        }
        Ok(())
    }

    /// Delivers what was delivered last once more.
    ///
    /// # Errors
    /// Blocked, when nothing was, or the deployment cannot be reached.
    pub async fn deliver_again(&mut self, how: Repetition) -> Result<(), StepError> {
        let (message, event) = self.last_message()?;
        let signer = self.signer().await?;
        match how {
            Repetition::SameId => self.send(signer.sign(&message, unix_seconds()), None).await,
            Repetition::NewId => {
                let copy = message.again();
                let request = signer.sign(&copy, unix_seconds());
                self.billing.last = Some((copy, event));
                self.send(request, None).await
            }
            Repetition::TwiceAtOnce => {
                let request = signer.sign(&message, unix_seconds());
                self.send_at_once(vec![request.clone(), request], &event)
                    .await
            }
        }
    }

    /// Delivers an event about them in two copies at the same moment.
    ///
    /// # Errors
    /// Blocked, when the deployment cannot be reached.
    pub async fn deliver_twice_at_once(&mut self, event: &Event) -> Result<(), StepError> {
        let user_id = self.user_id().await?;
        let message = Message::of_json(&event.payload(&user_id)?);
        let request = self.signer().await?.sign(&message, unix_seconds());
        self.billing.last = Some((message, event.name.clone()));
        self.send_at_once(vec![request.clone(), request], &event.name)
            .await
    }

    /// Delivers so many purchases at the same time. Each is of a subscription of its own, and all of them together are
    /// more than the deployment has seen at once.
    ///
    /// # Errors
    /// Blocked, when the deployment cannot be reached.
    pub async fn deliver_burst(&mut self, number: usize) -> Result<(), StepError> {
        let user_id = self.user_id().await?;
        let signer = self.signer().await?;
        let event = self.event_of(&Happening::Purchase("pro_monthly".to_owned()));
        let requests = (0..number).map(|n| {
            let mut payload = event.payload(&user_id)?;
            payload["data"]["id"] = json!(format!("csub_item_burst_{n}"));
            Ok(signer.sign(&Message::of_json(&payload), unix_seconds()))
        });
        let requests = requests.collect::<Result<Vec<Request>, StepError>>()?;
        self.send_at_once(requests, &event.name).await
    }

    /// Delivers an old message as somebody who has recorded it would: with the headers that it had then.
    ///
    /// # Errors
    /// Blocked, when nothing was delivered, or the deployment cannot be reached.
    pub async fn replay(&mut self, seconds_old: i64) -> Result<(), StepError> {
        let (message, _) = self.last_message()?;
        let then = unix_seconds() - seconds_old;
        let request = self.signer().await?.sign(&message, then);
        self.send(request, Some("recorded earlier")).await
    }

    /// Delivers a message as while signing secrets are rotated: signed with a new one and with the one that the
    /// deployment still has.
    ///
    /// # Errors
    /// Blocked, when the deployment cannot be reached.
    pub async fn deliver_while_rotating(&mut self, event: &Event) -> Result<(), StepError> {
        let user_id = self.user_id().await?;
        let message = Message::of_json(&event.payload(&user_id)?);
        let current = self.signing_secret().await?;
        let signer = Signer::new(SigningSecret::generate()).with_previous([current]);
        let request = signer.sign(&message, unix_seconds());
        self.billing.last = Some((message, event.name.clone()));
        self.send(request, Some("signed with two secrets")).await
    }

    /// What was delivered last was taken (2xx).
    ///
    /// # Errors
    /// Failed, when it was not; blocked, when nothing was delivered.
    pub fn last_was_taken(&self) -> Result<(), StepError> {
        let last = self.last_delivery()?;
        if last.status.is_some_and(|it| (200..300).contains(&it)) {
            return Ok(());
        }
        let wanted = format!("the delivery of {} is answered with 2xx", last.event);
        Err(StepError::failed(wanted, came_back(last)))
    }

    /// Everything that was delivered was taken (2xx), in time.
    ///
    /// # Errors
    /// Failed, when something was not; blocked, when nothing was delivered.
    pub fn all_were_taken(&self) -> Result<(), StepError> {
        self.last_delivery()?;
        let taken = |it: &&Delivery| it.status.is_some_and(|it| (200..300).contains(&it));
        let all = &self.billing.deliveries;
        let taken_number = all.iter().filter(taken).count();
        match all.iter().find(|it| !taken(it)) {
            None => Ok(()),
            Some(other) => Err(StepError::failed(
                format!("each of {} deliveries is answered with 2xx", all.len()),
                format!("{taken_number} are; of one more, {}", came_back(other)),
            )),
        }
    }

    /// What was delivered last was answered with this status, and with these words in it.
    ///
    /// # Errors
    /// Failed, when it was not; blocked, when nothing was delivered.
    pub fn last_answer_is(&self, status: u16, words: &str) -> Result<(), StepError> {
        let last = self.last_delivery()?;
        let told = last.answer.as_deref().unwrap_or_default();
        if last.status == Some(status) && told.contains(words) {
            return Ok(());
        }
        let wanted = match words {
            "" => format!("the delivery is answered with {status}"),
            words => format!("the delivery is answered with {status} and “{words}”"),
        };
        Err(StepError::failed(wanted, came_back(last)))
    }

    /// What was delivered last was answered as a fault of the server (5xx).
    ///
    /// # Errors
    /// Failed, when it was not; blocked, when nothing was delivered.
    pub fn last_answer_is_a_server_fault(&self) -> Result<(), StepError> {
        let last = self.last_delivery()?;
        if last.status.is_some_and(|it| (500..600).contains(&it)) {
            return Ok(());
        }
        let wanted = "the delivery is answered with 5xx, so that it comes again";
        Err(StepError::failed(wanted, came_back(last)))
    }

    fn last_delivery(&self) -> Result<&Delivery, StepError> {
        self.billing.deliveries.last().ok_or_else(|| {
            StepError::Blocked("no step before this one delivers anything".to_owned())
        })
    }

    fn last_message(&self) -> Result<(Message, String), StepError> {
        self.billing.last.clone().ok_or_else(|| {
            StepError::Blocked("no step before this one delivers a message".to_owned())
        })
    }

    async fn signer(&mut self) -> Result<Signer, StepError> {
        Ok(Signer::new(self.signing_secret().await?))
    }

    async fn signing_secret(&mut self) -> Result<SigningSecret, StepError> {
        self.must_say_that_it_needs(Capability::Webhooks)?;
        let secret = self.deployment().await?.billing.signing_secret.clone();
        let secret = secret.ok_or_else(|| {
            StepError::Blocked("the target has no signing secret to sign with".to_owned())
        })?;
        let secret = SigningSecret::try_from(secret.expose_secret());
        Ok(secret.map_err(|error| EnvironmentError::because("the signing secret", &error))?)
    }

    async fn webhook_url(&mut self) -> Result<Url, StepError> {
        let path = self.profile()?.routes.webhooks.clone();
        Ok(self.deployment().await?.page(&path)?)
    }

    async fn send(&mut self, request: Request, distortion: Option<&str>) -> Result<(), StepError> {
        let url = self.webhook_url().await?;
        let event = self.last_message()?.1;
        let at_ms = self.billing.since_begin();
        let attempt = self.without_secrets(sender().send(&url, &request).await);
        reached(&attempt)?;
        let delivery = delivery(&event, &request, distortion, at_ms, &attempt);
        self.billing.deliveries.push(delivery);
        Ok(())
    }

    async fn send_at_once(&mut self, requests: Vec<Request>, event: &str) -> Result<(), StepError> {
        let url = self.webhook_url().await?;
        let at_ms = self.billing.since_begin();
        let sent = requests.iter().map(|request| sender().send(&url, request));
        for (request, attempt) in requests.iter().zip(join_all(sent).await) {
            let attempt = self.without_secrets(attempt);
            reached(&attempt)?;
            let delivery = delivery(event, request, None, at_ms, &attempt);
            self.billing.deliveries.push(delivery);
        }
        Ok(())
    }
}

/// The sender of this process.
fn sender() -> &'static Sender {
    static SENDER: OnceLock<Sender> = OnceLock::new();
    SENDER.get_or_init(Sender::default)
}

fn unix_seconds() -> i64 {
    i64::try_from(now_ms() / 1_000).unwrap_or(i64::MAX)
}

/// # Errors
/// Blocked, when there was no connection: then nothing is known.
fn reached(attempt: &Attempt) -> Result<(), StepError> {
    if attempt.connected {
        return Ok(());
    }
    let why = attempt.error.as_deref().unwrap_or("no connection");
    Err(StepError::Blocked(format!(
        "the deployment's webhook route cannot be reached: {why}"
    )))
}

fn delivery(
    event: &str,
    request: &Request,
    distortion: Option<&str>,
    at_ms: u64,
    attempt: &Attempt,
) -> Delivery {
    let header = |name: &str| request.header(name).map(str::to_owned);
    Delivery {
        at_ms,
        id: header("svix-id").unwrap_or_default(),
        event: event.to_owned(),
        timestamp: header("svix-timestamp"),
        distortion: distortion.map(str::to_owned),
        status: attempt.status,
        answer: (!attempt.answer.is_empty()).then(|| answer(&attempt.answer)),
        error: attempt.error.clone(),
        took_ms: u64::try_from(attempt.took.as_millis()).unwrap_or(u64::MAX),
    }
}

/// What came back, in words.
fn came_back(delivery: &Delivery) -> String {
    match (delivery.status, &delivery.answer, &delivery.error) {
        (Some(status), Some(answer), _) => format!("the answer is {status}: {}", answer.trim()),
        (Some(status), None, _) => format!("the answer is {status}"),
        (None, _, error) => error.clone().unwrap_or_else(|| "no answer".to_owned()),
    }
}

/// Puts a user in the place of the catalogue's, wherever a payload names one.
fn make_about(payload: &mut Value, user_id: &str) {
    match payload {
        Value::Object(members) => {
            for (name, value) in members {
                if name == "user_id" && value.is_string() {
                    *value = json!(user_id);
                } else {
                    make_about(value, user_id);
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                make_about(item, user_id);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_names_the_person_wherever_it_names_anybody() {
        let mut payload = json!({ "data": { "user_id": "a", "payer": { "user_id": "b", "organization_id": null },
            "items": [{ "payer": { "user_id": null } }] } });
        make_about(&mut payload, "user_1");
        let expected = json!({ "data": { "user_id": "user_1", "payer": { "user_id": "user_1", "organization_id": null },
            "items": [{ "payer": { "user_id": null } }] } });
        assert_eq!(payload, expected);
    }

    #[test]
    fn a_type_that_nobody_knows_has_a_payload_all_the_same() {
        let payload = Event::named("invoice.created").payload("user_1");
        let payload = payload.expect("a payload");
        assert_eq!(payload["type"], "invoice.created");
        assert_eq!(payload["data"], json!({}));
    }
}
