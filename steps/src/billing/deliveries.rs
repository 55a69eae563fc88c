//! Webhooks that the harness delivers itself, signed as Clerk's are.

use std::str::FromStr;

use conformance_harness::step_error::StepError;
use conformance_harness::world::{Event, Happening, Repetition, World};
use cucumber::gherkin::Step;
use cucumber::{Parameter, given, then, when};
use serde_json::Value;
use webhooks::{Catalogue, Distortion};

use crate::table;

/// Something that happens to a subscription.
#[derive(Debug, Clone, Parameter)]
#[param(
    name = "happening",
    regex = "purchase of \"[^\"]+\"|change to \"[^\"]+\"|cancellation"
)]
struct What(Happening);

impl FromStr for What {
    type Err = String;

    fn from_str(words: &str) -> Result<Self, String> {
        words.parse().map(Self)
    }
}

/// The webhooks about this have come to the app before, and it has taken them.
#[given(expr = "the {happening} has been delivered")]
async fn has_been_delivered(world: &mut World, what: What) -> Result<(), StepError> {
    delivered(world, what).await?;
    world.last_was_taken()
}

/// The webhooks about this come to the app, signed as Clerk signs them.
#[when(expr = "the {happening} is delivered")]
async fn delivered(world: &mut World, what: What) -> Result<(), StepError> {
    let event = world.event_of(&what.0);
    world.deliver(&event, None).await
}

/// The webhooks about this come to the app with one thing wrong. `cargo conformance send --help` lists what can be.
#[when(expr = "the {happening} is delivered, distorted by {string}")]
async fn distorted(world: &mut World, what: What, how: String) -> Result<(), StepError> {
    let how: Distortion = how
        .parse()
        .map_err(|error: <Distortion as FromStr>::Err| StepError::Blocked(error.to_string()))?;
    let event = world.event_of(&what.0);
    world.deliver(&event, Some(how)).await
}

/// The webhooks about this come to the app with two signatures: by a new secret, and by the one that the app has, as
/// while secrets are exchanged.
#[when(expr = "the {happening} is delivered, signed with two secrets")]
async fn rotating(world: &mut World, what: What) -> Result<(), StepError> {
    let event = world.event_of(&what.0);
    world.deliver_while_rotating(&event).await
}

/// Two copies of the webhook about this, with the same ID, come to the app at the same moment.
#[when(expr = "the {happening} is delivered twice at the same moment")]
async fn twice(world: &mut World, what: What) -> Result<(), StepError> {
    let event = world.event_of(&what.0);
    world.deliver_twice_at_once(&event).await
}

/// The webhook about this comes late and more than once: with the same ID each time, but a new time stamp and
/// signature.
#[when(expr = "the {happening} of {int} seconds ago is delivered {int} times")]
async fn old(world: &mut World, what: What, seconds: u64, times: u8) -> Result<(), StepError> {
    let event = Event {
        seconds_ago: seconds,
        ..world.event_of(&what.0)
    };
    world.deliver_as_retried(&event, times).await
}

/// A webhook about this event has come to the app before, and it has taken it. Events are called as Clerk calls them.
#[given(expr = "the event {string} has been delivered")]
async fn event_has_been_delivered(world: &mut World, name: String) -> Result<(), StepError> {
    event_delivered(world, name).await?;
    world.last_was_taken()
}

/// A webhook about this event comes to the app. Events are called as Clerk calls them.
#[when(expr = "the event {string} is delivered")]
async fn event_delivered(world: &mut World, name: String) -> Result<(), StepError> {
    world.deliver(&Event::named(&name), None).await
}

/// A webhook about an event of which nobody has ever heard comes to the app. It has no data.
#[when(expr = "an event of the unknown type {string} is delivered")]
async fn unknown_event(world: &mut World, name: String) -> Result<(), StepError> {
    world.deliver(&Event::named(&name), None).await
}

/// A webhook about this event comes to the app, and some of its data is other than usual. The table has a dotted path
/// and a JSON value per row.
#[when(expr = "the event {string} is delivered with:")]
async fn event_delivered_with(
    world: &mut World,
    name: String,
    step: &Step,
) -> Result<(), StepError> {
    let mut changes = Vec::new();
    for row in table::rows(step)? {
        let [path, changed] = table::cells(row)?;
        changes.push((path.clone(), value(changed)));
    }
    let event = Event {
        changes,
        ..Event::named(&name)
    };
    world.deliver(&event, None).await
}

/// JSON, or else text.
fn value(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
}

/// Webhooks about these events come to the app in this order. The table says how many `minutes ago` each event
/// happened.
#[when(
    regex = "^these events are delivered (in reverse order|the last one first|and then the first one again):$"
)]
async fn story(world: &mut World, order: String, step: &Step) -> Result<(), StepError> {
    let mut events = Vec::new();
    for row in table::rows_below_names(step)? {
        let [event, minutes] = table::cells(row)?;
        let minutes: u64 = minutes
            .parse()
            .map_err(|_| StepError::Blocked(format!("{minutes} is no number of minutes")))?;
        let mut event = match event.parse::<Happening>() {
            Ok(happening) => world.event_of(&happening),
            Err(_) => Event::named(event),
        };
        event.seconds_ago = minutes * 60;
        events.push(event);
    }
    let mut numbers: Vec<usize> = (0..events.len()).collect();
    match order.as_str() {
        "in reverse order" => numbers.reverse(),
        "the last one first" => numbers.rotate_right(1),
        _ => numbers.push(0),
    }
    world.deliver_all(&events, &numbers).await
}

/// Webhooks about as many purchases, each by somebody else, come to the app at the same time.
#[when(expr = "{int} purchases are delivered at the same time")]
async fn burst(world: &mut World, number: usize) -> Result<(), StepError> {
    world.deliver_burst(number).await
}

/// The last webhook comes once more, as after an answer that got lost: the same ID, a new time stamp and signature.
#[when("the same message is delivered again")]
async fn again(world: &mut World) -> Result<(), StepError> {
    world.deliver_again(Repetition::SameId).await
}

/// The body of the last webhook comes once more, under another ID.
#[when("the same body is delivered under a new id")]
async fn new_id(world: &mut World) -> Result<(), StepError> {
    world.deliver_again(Repetition::NewId).await
}

/// The first webhook comes once more with the headers that it had then, as if somebody had recorded it so many seconds
/// ago.
#[when(expr = "the first message is replayed as it was recorded {int} seconds ago")]
async fn replayed(world: &mut World, seconds: i64) -> Result<(), StepError> {
    world.replay_first(seconds).await
}

/// The app answered the last webhook with success (2xx).
#[then("the delivery is taken")]
async fn taken(world: &mut World) -> Result<(), StepError> {
    world.last_was_taken()
}

/// The app answered each webhook with success (2xx), and in time.
#[then("each delivery is taken")]
async fn all_taken(world: &mut World) -> Result<(), StepError> {
    world.all_were_taken()
}

/// The app answered the last webhook with this HTTP status.
#[then(expr = "the delivery is answered with {int}")]
async fn answered(world: &mut World, status: u16) -> Result<(), StepError> {
    world.last_answer_is(status, "")
}

/// The app answered the last webhook with this HTTP status, and with these words.
#[then(expr = "the delivery is answered with {int} and {string}")]
async fn answered_with(world: &mut World, status: u16, words: String) -> Result<(), StepError> {
    world.last_answer_is(status, &words)
}

/// The app answered the last webhook with a fault of its own (5xx), so that it comes again when the fault has been
/// mended.
#[then("the delivery is answered as a fault of the server")]
async fn server_fault(world: &mut World) -> Result<(), StepError> {
    world.last_answer_is_a_server_fault()
}

/// What a step of this module is told in quotes and does not know, so that it is found before anything is played.
pub(crate) fn slip_in(step: &str) -> Option<String> {
    let quoted: Vec<&str> = step.split('"').skip(1).step_by(2).collect();
    let unknown_event = |name: &str| {
        let catalogue = Catalogue::builtin();
        let meant = catalogue
            .nearest(name)
            .map(|it| format!("; is {it} meant?"));
        catalogue.find(name).is_none().then(|| {
            format!(
                "the catalogue has no event {name}{}",
                meant.unwrap_or_default()
            )
        })
    };
    match quoted.as_slice() {
        [.., how] if step.contains(" is delivered, distorted by ") => {
            let error = how.parse::<Distortion>().err()?;
            Some(error.to_string())
        }
        [name, ..] if step.starts_with("the event ") => unknown_event(name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::slip_in;

    #[test]
    fn an_event_or_distortion_that_does_not_exist_is_a_slip_that_names_one_that_does() {
        let told = slip_in("the event \"subscriptionItem.actve\" is delivered").expect("a slip");
        assert!(
            told.ends_with("is subscriptionItem.active meant?"),
            "{told}"
        );
        let odd = "the purchase of \"pro_monthly\" is delivered, distorted by \"tampred-body\"";
        let told = slip_in(odd).expect("a slip");
        assert!(told.contains("tampred-body"), "{told}");
        for right in [
            "the event \"subscriptionItem.active\" is delivered with:",
            "the event \"billing.subscription.created\" arrives",
            "an event of the unknown type \"x.y\" is delivered",
            "the purchase of \"enterprise\" is delivered",
        ] {
            assert_eq!(slip_in(right), None, "{right}");
        }
    }
}
