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

/// By the names of events that the deployment understands.
#[given(expr = "the {happening} has been delivered")]
async fn has_been_delivered(world: &mut World, what: What) -> Result<(), StepError> {
    delivered(world, what).await?;
    world.last_was_taken()
}

/// By the names of events that the deployment understands.
#[when(expr = "the {happening} is delivered")]
async fn delivered(world: &mut World, what: What) -> Result<(), StepError> {
    let event = world.event_of(&what.0);
    world.deliver(&event, None).await
}

/// With one thing that is odd about it: a name that `conformance send --help` lists.
#[when(expr = "the {happening} is delivered, distorted by {string}")]
async fn distorted(world: &mut World, what: What, how: String) -> Result<(), StepError> {
    let how: Distortion = how
        .parse()
        .map_err(|error: <Distortion as FromStr>::Err| StepError::Blocked(error.to_string()))?;
    let event = world.event_of(&what.0);
    world.deliver(&event, Some(how)).await
}

/// By a new secret and by the one that the deployment has, as while secrets are rotated.
#[when(expr = "the {happening} is delivered, signed with two secrets")]
async fn rotating(world: &mut World, what: What) -> Result<(), StepError> {
    let event = world.event_of(&what.0);
    world.deliver_while_rotating(&event).await
}

/// Two copies with the same id.
#[when(expr = "the {happening} is delivered twice at the same moment")]
async fn twice(world: &mut World, what: What) -> Result<(), StepError> {
    let event = world.event_of(&what.0);
    world.deliver_twice_at_once(&event).await
}

/// As when the sender has tried for a long time: the same id, other time stamps and signatures.
#[when(expr = "the {happening} of {int} seconds ago is delivered {int} times")]
async fn old(world: &mut World, what: What, seconds: u64, times: u8) -> Result<(), StepError> {
    let event = Event {
        seconds_ago: seconds,
        ..world.event_of(&what.0)
    };
    world.deliver_as_retried(&event, times).await
}

/// As the catalogue has it, about them.
#[given(expr = "the event {string} has been delivered")]
async fn event_has_been_delivered(world: &mut World, name: String) -> Result<(), StepError> {
    event_delivered(world, name).await?;
    world.last_was_taken()
}

/// As the catalogue has it, about them.
#[when(expr = "the event {string} is delivered")]
async fn event_delivered(world: &mut World, name: String) -> Result<(), StepError> {
    world.deliver(&Event::named(&name), None).await
}

/// One that the catalogue does not know, either; it has no data.
#[when(expr = "an event of the unknown type {string} is delivered")]
async fn unknown_event(world: &mut World, name: String) -> Result<(), StepError> {
    world.deliver(&Event::named(&name), None).await
}

/// As the catalogue has it, about them, but for a table of dotted paths and JSON values.
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

/// A table of events with how many `minutes ago` each happened; they are delivered `in reverse order`, with `the last one
/// first`, or in order `and then the first one again`.
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

/// At the same time.
#[when(expr = "{int} purchases are delivered at the same time")]
async fn burst(world: &mut World, number: usize) -> Result<(), StepError> {
    world.deliver_burst(number).await
}

/// As after an answer that got lost: the same id, a new time stamp and signature.
#[when("the same message is delivered again")]
async fn again(world: &mut World) -> Result<(), StepError> {
    world.deliver_again(Repetition::SameId).await
}

/// The same body, with an id of its own.
#[when("the same body is delivered under a new id")]
async fn new_id(world: &mut World) -> Result<(), StepError> {
    world.deliver_again(Repetition::NewId).await
}

/// With the headers that it had then.
#[when(expr = "the first message is replayed as it was recorded {int} seconds ago")]
async fn replayed(world: &mut World, seconds: i64) -> Result<(), StepError> {
    world.replay_first(seconds).await
}

/// With 2xx.
#[then("the delivery is taken")]
async fn taken(world: &mut World) -> Result<(), StepError> {
    world.last_was_taken()
}

/// With 2xx, and in time.
#[then("each delivery is taken")]
async fn all_taken(world: &mut World) -> Result<(), StepError> {
    world.all_were_taken()
}

/// Whatever it says.
#[then(expr = "the delivery is answered with {int}")]
async fn answered(world: &mut World, status: u16) -> Result<(), StepError> {
    world.last_answer_is(status, "")
}

/// And these words in it.
#[then(expr = "the delivery is answered with {int} and {string}")]
async fn answered_with(world: &mut World, status: u16, words: String) -> Result<(), StepError> {
    world.last_answer_is(status, &words)
}

/// With 5xx, so that it comes again when the server has been mended.
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
