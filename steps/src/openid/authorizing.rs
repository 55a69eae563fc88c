//! People on their way to the provider and back.

use std::collections::BTreeMap;

use conformance_harness::step_error::StepError;
use conformance_harness::world::{Manner, World};
use cucumber::gherkin::Step;
use cucumber::{given, then, when};

use super::{changes, errors};

/// They have signed in at the application before, and it has a code.
#[given("they have signed in at the application")]
async fn have_signed_in(world: &mut World) -> Result<(), StepError> {
    sign_in(world).await?;
    world.has_brought_code()
}

/// They have signed in at the application before, by a request with these parameters, and it has a code. The table has
/// a name and a value per row; `absent` leaves a usual one out.
#[given("they have signed in at the application with:")]
async fn have_signed_in_with(world: &mut World, step: &Step) -> Result<(), StepError> {
    sign_in_with(world, step).await?;
    world.has_brought_code()
}

/// They sign in at the application: it sends them to the provider, they say who they are there, and let the
/// application know.
#[when("they sign in at the application")]
async fn sign_in(world: &mut World) -> Result<(), StepError> {
    world
        .authorize(Manner::Agree, false, &BTreeMap::new())
        .await
}

/// They sign in at the application, by a request with these parameters. The table has a name and a value per row;
/// `absent` leaves a usual one out.
#[when("they sign in at the application with:")]
async fn sign_in_with(world: &mut World, step: &Step) -> Result<(), StepError> {
    world.authorize(Manner::Agree, false, &changes(step)?).await
}

/// They sign in at the application, which sends them to the provider with a form instead of a link (OpenID Connect
/// Core, section 3.1.2.1).
#[when("they sign in at the application, which asks by POST")]
async fn sign_in_by_post(world: &mut World) -> Result<(), StepError> {
    world.authorize(Manner::Agree, true, &BTreeMap::new()).await
}

/// They say at the provider who they are, and do not let the application know.
#[when("they refuse to let the application know who they are")]
async fn refuse(world: &mut World) -> Result<(), StepError> {
    world
        .authorize(Manner::Refuse, false, &BTreeMap::new())
        .await
}

/// They do not let the application know who they are, in a request with these parameters. The table has a name and a
/// value per row; `absent` leaves a usual one out.
#[when("they refuse to let the application know who they are with:")]
async fn refuse_with(world: &mut World, step: &Step) -> Result<(), StepError> {
    world
        .authorize(Manner::Refuse, false, &changes(step)?)
        .await
}

/// The application sends them to the provider by a request with these parameters, and nobody touches a page there. The
/// table has a name and a value per row; `absent` leaves a usual one out.
#[when("the application sends them to the provider with:")]
async fn send_with(world: &mut World, step: &Step) -> Result<(), StepError> {
    world.authorize(Manner::Watch, false, &changes(step)?).await
}

/// The application sends them to the provider and names this redirect URI, which is not registered. `{redirect_uri}`
/// stands for the one that is.
#[when(expr = "the application sends them to the provider, and wants them back at {string}")]
async fn send_for(world: &mut World, redirect_uri: String) -> Result<(), StepError> {
    let changes = BTreeMap::from([("redirect_uri".to_owned(), Some(redirect_uri))]);
    world.authorize(Manner::Agree, false, &changes).await
}

/// Somebody else signs in at the same application, in a browser of their own.
#[when("somebody else signs in at the application in another browser")]
async fn somebody_else(world: &mut World) -> Result<(), StepError> {
    world.go_on_as_somebody_else().await?;
    sign_in(world).await?;
    world.has_brought_code()
}

/// The application gets a code, with the state that it sent, at exactly its redirect URI. The answer is judged clause
/// by clause.
#[then("the application gets a code")]
async fn gets_code(world: &mut World) -> Result<(), StepError> {
    world.response_holds(&[]).await
}

/// The application gets this error, or one of several with `or` between them. The answer is judged clause by clause.
#[then(expr = "the application gets the error {string}")]
async fn gets_error(world: &mut World, error: String) -> Result<(), StepError> {
    world.response_holds(&errors(&error)).await
}

/// The application gets nothing. The provider shows a page with an error status that tells what is wrong.
#[then("nothing reaches the application, and a page tells what is wrong")]
async fn stays(world: &mut World) -> Result<(), StepError> {
    world.stayed_with_an_explanation()
}

/// The provider showed them a page on which they had to sign in.
#[then("they were asked to sign in")]
async fn asked_to_sign_in(world: &mut World) -> Result<(), StepError> {
    world.was_asked_for("sign-in", true)
}

/// The provider knew them, and did not have them sign in.
#[then("they were not asked to sign in")]
async fn not_asked_to_sign_in(world: &mut World) -> Result<(), StepError> {
    world.was_asked_for("sign-in", false)
}

/// The provider asked them whether the application may know who they are.
#[then("they were asked for consent")]
async fn asked_for_consent(world: &mut World) -> Result<(), StepError> {
    world.was_asked_for("consent", true)
}

/// The provider did not ask them whether the application may know who they are.
#[then("they were not asked for consent")]
async fn not_asked_for_consent(world: &mut World) -> Result<(), StepError> {
    world.was_asked_for("consent", false)
}

/// As many seconds go by, so that their session at the provider has an age.
#[when(expr = "{int} seconds pass at the provider")]
async fn seconds_pass(world: &mut World, seconds: u64) -> Result<(), StepError> {
    world.let_seconds_pass(seconds).await
}
