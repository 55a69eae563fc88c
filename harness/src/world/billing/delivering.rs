//! Webhooks that the harness delivers itself: signed as Clerk's are, as often and as oddly as a scenario says.

use std::sync::OnceLock;

use futures::future::join_all;
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use url::Url;
use webhooks::{
    Attempt, Catalogue, Distortion, End, Message, Request, Sender, Signer, SigningSecret,
};

use super::evidence::answer;
use super::happening::Happening;
use crate::capability::Capability;
use crate::environment_error::EnvironmentError;
use crate::results::Delivery;
use crate::safety;
use crate::step_error::StepError;
use crate::time::now_ms;
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
        let message = self.message_of(event).await?;
        let signer = self.signer().await?;
        let now = unix_seconds();
        let request = match distortion {
            Some(distortion) => distortion.apply(&signer, &message, now),
            None => signer.sign(&message, now),
        };
        self.send(
            message,
            &event.name,
            request,
            distortion.map(Distortion::name),
        )
        .await
    }

    /// Delivers events about them, in this order of their numbers: the same message for the same number.
    ///
    /// # Errors
    /// Blocked, when the deployment cannot be reached; failed, when it does not take one of them.
    pub async fn deliver_all(
        &mut self,
        events: &[Event],
        order: &[usize],
    ) -> Result<(), StepError> {
        let signer = self.signer().await?;
        let mut made = Vec::new();
        for event in events {
            made.push((self.message_of(event).await?, &event.name));
        }
        for (message, event) in order.iter().filter_map(|number| made.get(*number)) {
            let request = signer.sign(message, unix_seconds());
            self.send(message.clone(), event, request, None).await?;
            self.last_was_taken()?;
        }
        Ok(())
    }

    /// Delivers what was delivered last once more.
    ///
    /// # Errors
    /// Blocked, when nothing was, or the deployment cannot be reached.
    pub async fn deliver_again(&mut self, how: Repetition) -> Result<(), StepError> {
        let last = self.billing.messages.last().cloned();
        let (last, event) = last.ok_or_else(nothing_delivered)?;
        let message = match how {
            Repetition::SameId => last,
            Repetition::NewId => last.again(),
        };
        let request = self.signer().await?.sign(&message, unix_seconds());
        self.send(message, &event, request, None).await
    }

    /// Delivers an event about them in two copies at the same moment.
    ///
    /// # Errors
    /// Blocked, when the deployment cannot be reached.
    pub async fn deliver_twice_at_once(&mut self, event: &Event) -> Result<(), StepError> {
        let message = self.message_of(event).await?;
        let request = self.signer().await?.sign(&message, unix_seconds());
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

    /// Delivers the first message again as somebody who has recorded it would: with the headers that it had then.
    ///
    /// # Errors
    /// Blocked, when nothing was delivered, or the deployment cannot be reached.
    pub async fn replay_first(&mut self, seconds_old: i64) -> Result<(), StepError> {
        let first = self.billing.messages.first().cloned();
        let (message, event) = first.ok_or_else(nothing_delivered)?;
        let then = unix_seconds() - seconds_old;
        let request = self.signer().await?.sign(&message, then);
        self.send(message, &event, request, Some("recorded earlier"))
            .await
    }

    /// Delivers an event about them so many times, as a sender does that is not answered: the same id, each time with a
    /// time stamp of its own and so with another signature.
    ///
    /// # Errors
    /// Blocked, when the deployment cannot be reached; failed, when it does not take one of them.
    pub async fn deliver_as_retried(&mut self, event: &Event, times: u8) -> Result<(), StepError> {
        let message = self.message_of(event).await?;
        let signer = self.signer().await?;
        let last = unix_seconds();
        for before_last in (0..i64::from(times)).rev() {
            let request = signer.sign(&message, last - before_last);
            self.send(message.clone(), &event.name, request, None)
                .await?;
            self.last_was_taken()?;
        }
        Ok(())
    }

    /// Delivers a message as while signing secrets are rotated: signed with a new one and with the one that the
    /// deployment still has.
    ///
    /// # Errors
    /// Blocked, when the deployment cannot be reached.
    pub async fn deliver_while_rotating(&mut self, event: &Event) -> Result<(), StepError> {
        let message = self.message_of(event).await?;
        let current = self.signing_secret().await?;
        let signer = Signer::new(SigningSecret::generate()).with_previous([current]);
        let request = signer.sign(&message, unix_seconds());
        self.send(
            message,
            &event.name,
            request,
            Some("signed with two secrets"),
        )
        .await
    }

    /// A message of its own, that an event has happened to them.
    async fn message_of(&mut self, event: &Event) -> Result<Message, StepError> {
        let user_id = self.user_id().await?;
        Ok(Message::of_json(&event.payload(&user_id)?))
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

    /// Sends `request`, which is how `message` about `event` goes onto the wire, and remembers both.
    async fn send(
        &mut self,
        message: Message,
        event: &str,
        request: Request,
        distortion: Option<&str>,
    ) -> Result<(), StepError> {
        let url = self.webhook_url().await?;
        let request = self.let_in(request)?;
        self.billing.messages.push((message, event.to_owned()));
        self.begin_deed().await?;
        let at_ms = self.billing.since_begin();
        let attempt = self.without_secrets(sender().send(&url, &request).await);
        reached(&attempt)?;
        let delivery = delivery(event, &request, distortion, at_ms, &attempt);
        self.billing.deliveries.push(delivery);
        Ok(())
    }

    async fn send_at_once(&mut self, requests: Vec<Request>, event: &str) -> Result<(), StepError> {
        let url = self.webhook_url().await?;
        let requests = requests.into_iter().map(|request| self.let_in(request));
        let requests = requests.collect::<Result<Vec<Request>, StepError>>()?;
        self.begin_deed().await?;
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

impl World {
    /// A request as it may go to the deployment: with the header that opens it, if it is protected.
    ///
    /// # Errors
    /// Blocked, when the scenario may not change state.
    fn let_in(&self, mut request: Request) -> Result<Request, StepError> {
        safety::may(|| "send a webhook to the deployment".to_owned())?;
        if let Some(bypass) = self.stage()?.target.bypass() {
            let (name, value) = bypass.header();
            request.headers.push((name.to_owned(), value.to_owned()));
        }
        Ok(request)
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

fn nothing_delivered() -> StepError {
    StepError::Blocked("no step before this one delivers a message".to_owned())
}

/// # Errors
/// Blocked, when there was no connection, or it broke: then nothing is known. Who says nothing in time has been heard.
fn reached(attempt: &Attempt) -> Result<(), StepError> {
    let (what, why) = match &attempt.end {
        End::NotConnected(why) => ("cannot be reached", why),
        End::Broke(why) => ("could not answer, because the connection broke", why),
        End::Answered | End::TimedOut(_) => return Ok(()),
    };
    Err(StepError::Blocked(format!(
        "the deployment's webhook route {what}: {why}"
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
        error: attempt.end.error().map(str::to_owned),
        took_ms: u64::try_from(attempt.took.as_millis()).unwrap_or(u64::MAX),
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
    use std::time::Duration;

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
    fn only_who_had_the_time_to_answer_is_judged() {
        let why = |end| {
            let attempt = Attempt {
                status: None,
                answer: String::new(),
                end,
                took: Duration::ZERO,
            };
            reached(&attempt).err().map(|it| it.to_string())
        };
        assert_eq!(why(End::Answered), None);
        assert_eq!(why(End::TimedOut("no whole answer".to_owned())), None);
        let broke = why(End::Broke("closed".to_owned())).expect("it broke");
        assert!(broke.contains("the connection broke: closed"), "{broke}");
        let nobody = why(End::NotConnected("refused".to_owned())).expect("nobody was there");
        assert!(nobody.contains("cannot be reached: refused"), "{nobody}");
    }

    #[test]
    fn a_type_that_nobody_knows_has_a_payload_all_the_same() {
        let payload = Event::named("invoice.created").payload("user_1");
        let payload = payload.expect("a payload");
        assert_eq!(payload["type"], "invoice.created");
        assert_eq!(payload["data"], json!({}));
    }
}
