//! Attempts in a state that the scenario chooses, and trouble on the way to Clerk.
//!
//! States are those of `fixtures/attempts.toml`; scenarios that place them are tagged `@needs-state-injection`,
//! those that make Clerk fail `@needs-clerk-faults`.

use std::str::FromStr;

use conformance_harness::attempts::{AttemptKind, AttemptState};
use conformance_harness::step_error::StepError;
use conformance_harness::world::{ClerkCall, Deed, Trouble, World};
use cucumber::{Parameter, given, then, when};

use crate::instance::words;
use crate::places::Place;

/// A call of Clerk's Frontend API, by what it is for, in quotes.
#[derive(Debug, Clone, Copy, Parameter)]
#[param(
    name = "call",
    regex = "\"(reading the client|starting a sign-in|starting a sign-up|a transfer to sign-in|a transfer to sign-up|the update of a sign-up|the activation of a session)\""
)]
pub struct Call(ClerkCall);

impl FromStr for Call {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Ok(Self(match name {
            "reading the client" => ClerkCall::ReadingTheClient,
            "starting a sign-in" => ClerkCall::StartingASignIn,
            "starting a sign-up" => ClerkCall::StartingASignUp,
            "a transfer to sign-in" => ClerkCall::TransferToSignIn,
            "a transfer to sign-up" => ClerkCall::TransferToSignUp,
            "the update of a sign-up" => ClerkCall::UpdatingTheSignUp,
            "the activation of a session" => ClerkCall::Activation,
            _ => return Err(format!("there is no call for “{name}”")),
        }))
    }
}

/// The browser holds a sign-in and a sign-up in these states, which are listed in `fixtures/attempts.toml`; `none`
/// means that there is none. From now on “they” are the person whose sign-in it is, or else whose sign-up.
#[given(expr = "a browser whose sign-in is {string} and whose sign-up is {string}")]
async fn placed(world: &mut World, sign_in: String, sign_up: String) -> Result<(), StepError> {
    world.place_attempts(&sign_in, &sign_up).await
}

/// Somebody else has used the same browser, and has left a sign-in in this state. The states are listed in
/// `fixtures/attempts.toml`.
#[given(expr = "somebody else has left a sign-in behind here that is {string}")]
async fn sign_in_left(world: &mut World, state: String) -> Result<(), StepError> {
    world.leave_behind(AttemptKind::SignIn, &state).await
}

/// Somebody else has used the same browser, and has left a sign-up in this state. The states are listed in
/// `fixtures/attempts.toml`.
#[given(expr = "somebody else has left a sign-up behind here that is {string}")]
async fn sign_up_left(world: &mut World, state: String) -> Result<(), StepError> {
    world.leave_behind(AttemptKind::SignUp, &state).await
}

/// Clerk fails with this HTTP status the next time that the page makes this call. Later calls are answered as usual.
#[given(expr = "Clerk will answer {call} with status {int}")]
async fn answers(world: &mut World, call: Call, status: u16) -> Result<(), StepError> {
    world.trouble(call.0, Trouble::Status(status)).await
}

/// Clerk fails with this HTTP status every time that the page makes this call.
#[given(expr = "Clerk will answer {call} with status {int} again and again")]
async fn answers_each_time(world: &mut World, call: Call, status: u16) -> Result<(), StepError> {
    world.trouble(call.0, Trouble::StatusEachTime(status)).await
}

/// Clerk takes this long to answer the call, every time.
#[given(expr = "Clerk takes {int} ms to answer {call}")]
async fn is_slow(world: &mut World, ms: u64, call: Call) -> Result<(), StepError> {
    world.trouble(call.0, Trouble::SlowBy(ms)).await
}

/// The next call of this kind gets lost on the way to Clerk: nothing happens there, and the page learns that the
/// connection broke.
#[given(expr = "{call} will not reach Clerk")]
async fn never_arrives(world: &mut World, call: Call) -> Result<(), StepError> {
    world.trouble(call.0, Trouble::NeverArrives).await
}

/// Clerk does what the next call of this kind asks for, but its answer gets lost: the page learns only that the
/// connection broke.
#[given(expr = "the answer to {call} will be lost")]
async fn answer_lost(world: &mut World, call: Call) -> Result<(), StepError> {
    world.trouble(call.0, Trouble::AnswerLost).await
}

/// They reload the page as soon as it has asked Clerk to activate the session.
#[when("they reload the page while the session is being activated")]
async fn reload_during(world: &mut World) -> Result<(), StepError> {
    let activates = |request: &_| Deed::of(request) == Some(Deed::Activation);
    world.reload_during("activate a session", activates).await
}

/// The page made exactly these transfers and activations at Clerk, in this order. Write `nothing` if it must make
/// none.
#[then(expr = "the page did exactly this: {string}")]
async fn did(world: &mut World, list: String) -> Result<(), StepError> {
    let deeds = deeds(&list).map_err(StepError::Blocked)?;
    world.did(&deeds).await
}

/// # Errors
/// When one of them is nothing that a page does: what there is.
fn deeds(list: &str) -> Result<Vec<Deed>, String> {
    let every = [
        Deed::TransferToSignIn,
        Deed::TransferToSignUp,
        Deed::Activation,
    ];
    let names = words(list).into_iter().filter(|name| name != "nothing");
    names
        .map(|name| {
            let deed = every.into_iter().find(|deed| deed.name() == name);
            deed.ok_or_else(|| {
                let known = every.map(Deed::name).join(", ");
                format!("“{name}” is nothing that a page does; there are nothing, {known}")
            })
        })
        .collect()
}

/// What a step of this module is told in quotes and does not know, so that it is found before anything is played.
pub(crate) fn slip_in(step: &str) -> Option<String> {
    let quoted: Vec<&str> = step.split('"').skip(1).step_by(2).collect();
    let unknown = |kind, name: &str| AttemptState::named(kind, name).err();
    match quoted.as_slice() {
        [sign_in, sign_up] if step.starts_with("a browser whose sign-in is ") => {
            unknown(AttemptKind::SignIn, sign_in).or_else(|| unknown(AttemptKind::SignUp, sign_up))
        }
        [state] if step.starts_with("somebody else has left a sign-in behind") => {
            unknown(AttemptKind::SignIn, state)
        }
        [state] if step.starts_with("somebody else has left a sign-up behind") => {
            unknown(AttemptKind::SignUp, state)
        }
        [list] if step.starts_with("the page did exactly this") => deeds(list).err(),
        _ => None,
    }
}

/// The callback page leads to this page by itself. What that page does next does not matter.
#[then(expr = "the callback page leads to the {place}")]
async fn callback_leads_to(world: &mut World, place: Place) -> Result<(), StepError> {
    let path = place.path(world)?;
    world.callback_leads_to(&path, place.name()).await
}

/// The page made no transfer and activated no session before Clerk had said how things stand.
#[then("the page did nothing before Clerk had answered")]
async fn waited(world: &mut World) -> Result<(), StepError> {
    world.waited_for_clerk().await
}

/// No script of the page ended with an error that nobody caught.
#[then("no error was thrown on the page")]
async fn threw_nothing(world: &mut World) -> Result<(), StepError> {
    world.threw_nothing().await
}

#[cfg(test)]
mod tests {
    use super::slip_in;

    #[test]
    fn a_state_or_deed_that_does_not_exist_is_told_with_what_does() {
        let placed = |state: &str| {
            slip_in(&format!(
                "a browser whose sign-in is \"{state}\" and whose sign-up is \"none\""
            ))
        };
        assert_eq!(placed("complete"), None);
        let told = placed("needs_2nd_factor").expect("a slip");
        assert!(
            told.contains("did you mean “needs_second_factor”?"),
            "{told}"
        );
        assert_eq!(slip_in("the page did exactly this: \"nothing\""), None);
        let told = slip_in("the page did exactly this: \"activatoin\"").expect("a slip");
        assert!(
            told.contains("there are nothing, transfer to sign-in"),
            "{told}"
        );
    }
}
