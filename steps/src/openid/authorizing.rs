//! People on their way to the provider and back.

use std::collections::BTreeMap;

use conformance_harness::step_error::StepError;
use conformance_harness::world::{Manner, World};
use cucumber::gherkin::Step;
use cucumber::{given, then, when};

use super::{changes, errors};

/// And the application has a code.
#[given("they have signed in at the application")]
async fn have_signed_in(world: &mut World) -> Result<(), StepError> {
    sign_in(world).await?;
    world.has_brought_code()
}

/// And the application has a code. A table of parameters that are other than usual; `absent` leaves one out.
#[given("they have signed in at the application with:")]
async fn have_signed_in_with(world: &mut World, step: &Step) -> Result<(), StepError> {
    sign_in_with(world, step).await?;
    world.has_brought_code()
}

/// All the way: they say who they are, and let the application know.
#[when("they sign in at the application")]
async fn sign_in(world: &mut World) -> Result<(), StepError> {
    world
        .authorize(Manner::Agree, false, &BTreeMap::new())
        .await
}

/// A table of parameters that are other than usual; `absent` leaves one out.
#[when("they sign in at the application with:")]
async fn sign_in_with(world: &mut World, step: &Step) -> Result<(), StepError> {
    world.authorize(Manner::Agree, false, &changes(step)?).await
}

/// `OpenID` Connect Core 1.0, section 3.1.2.1: the request may be a form.
#[when("they sign in at the application, which asks by POST")]
async fn sign_in_by_post(world: &mut World) -> Result<(), StepError> {
    world.authorize(Manner::Agree, true, &BTreeMap::new()).await
}

/// They say who they are, and do not let the application know.
#[when("they refuse to let the application know who they are")]
async fn refuse(world: &mut World) -> Result<(), StepError> {
    world
        .authorize(Manner::Refuse, false, &BTreeMap::new())
        .await
}

/// A table of parameters, with which they refuse.
#[when("they refuse to let the application know who they are with:")]
async fn refuse_with(world: &mut World, step: &Step) -> Result<(), StepError> {
    world
        .authorize(Manner::Refuse, false, &changes(step)?)
        .await
}

/// Nobody touches a page of the provider.
#[when("the application sends them to the provider with:")]
async fn send_with(world: &mut World, step: &Step) -> Result<(), StepError> {
    world.authorize(Manner::Watch, false, &changes(step)?).await
}

/// Which is not registered; `{redirect_uri}` stands for the one that is.
#[when(expr = "the application sends them to the provider, and wants them back at {string}")]
async fn send_for(world: &mut World, redirect_uri: String) -> Result<(), StepError> {
    let changes = BTreeMap::from([("redirect_uri".to_owned(), Some(redirect_uri))]);
    world.authorize(Manner::Agree, false, &changes).await
}

/// Who is somebody else, and has a browser of their own.
#[when("somebody else signs in at the application in another browser")]
async fn somebody_else(world: &mut World) -> Result<(), StepError> {
    world.go_on_as_somebody_else().await?;
    sign_in(world).await?;
    world.has_brought_code()
}

/// With its state, at exactly the redirect URI; clause by clause.
#[then("the application gets a code")]
async fn gets_code(world: &mut World) -> Result<(), StepError> {
    world.response_holds(&[]).await
}

/// One of several, where they are named with `or`; clause by clause.
#[then(expr = "the application gets the error {string}")]
async fn gets_error(world: &mut World, error: String) -> Result<(), StepError> {
    world.response_holds(&errors(&error)).await
}

/// With the status of an error.
#[then("nothing reaches the application, and a page tells what is wrong")]
async fn stays(world: &mut World) -> Result<(), StepError> {
    world.stayed_with_an_explanation()
}

/// On a page of the provider.
#[then("they were asked to sign in")]
async fn asked_to_sign_in(world: &mut World) -> Result<(), StepError> {
    world.was_asked_for("sign-in", true)
}

/// The provider knew them.
#[then("they were not asked to sign in")]
async fn not_asked_to_sign_in(world: &mut World) -> Result<(), StepError> {
    world.was_asked_for("sign-in", false)
}

/// On a page of the provider.
#[then("they were asked for consent")]
async fn asked_for_consent(world: &mut World) -> Result<(), StepError> {
    world.was_asked_for("consent", true)
}

/// The application came through without.
#[then("they were not asked for consent")]
async fn not_asked_for_consent(world: &mut World) -> Result<(), StepError> {
    world.was_asked_for("consent", false)
}

/// So that a session has an age. No longer than `max_age` needs.
#[when(expr = "{int} seconds pass at the provider")]
async fn seconds_pass(world: &mut World, seconds: u64) -> Result<(), StepError> {
    world.let_seconds_pass(seconds).await
}
