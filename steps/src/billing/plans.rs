//! What is stored of a person.

use conformance_harness::step_error::StepError;
use conformance_harness::world::{Answer, World};
use cucumber::{given, then, when};

use crate::places::Place;

/// The scenario is about somebody new who has signed in, has seen the dashboard, and pays nothing.
#[given("somebody who is on the free plan")]
async fn on_free_plan(world: &mut World) -> Result<(), StepError> {
    world.comes_in().await?;
    look(world).await?;
    world.stored_plan_is("free").await
}

/// The scenario is about somebody who has signed in and has bought this plan, which the app has stored already.
#[given(expr = "somebody who has {string}")]
async fn has(world: &mut World, plan: String) -> Result<(), StepError> {
    on_free_plan(world).await?;
    if plan == "free" {
        return Ok(());
    }
    world.let_them_have_bought(&plan).await?;
    let stored = if plan == "lifetime" {
        "lifetime"
    } else {
        "pro"
    };
    world.stored_plan_becomes(stored).await
}

/// They sign in through the provider for the first time, and open the dashboard, by which the app comes to know them.
#[when("they sign in and open the dashboard")]
async fn sign_in_and_look(world: &mut World) -> Result<(), StepError> {
    let sign_in = Place::SignIn.path(world)?;
    world.go_through_provider(&sign_in, Answer::Allow).await?;
    look(world).await
}

/// With a session, they open the dashboard.
async fn look(world: &mut World) -> Result<(), StepError> {
    world.has_session().await?;
    let dashboard = Place::Dashboard.path(world)?;
    world.open(&dashboard).await?;
    world.ends_at(&dashboard, Place::Dashboard.name()).await
}

/// The app has stored this plan for them, at this moment.
#[then(expr = "the plan that is stored for them is {string}")]
async fn is(world: &mut World, plan: String) -> Result<(), StepError> {
    world.stored_plan_is(&plan).await
}

/// The app stores this plan for them by itself, within the time that the profile gives (60 seconds, unless it says
/// otherwise).
#[given(expr = "the plan that is stored for them becomes {string}")]
#[then(expr = "the plan that is stored for them becomes {string}")]
async fn becomes(world: &mut World, plan: String) -> Result<(), StepError> {
    world.stored_plan_becomes(&plan).await
}

/// The app has stored nothing for them: its plan store does not know them.
#[then("nothing is stored for them")]
async fn nothing(world: &mut World) -> Result<(), StepError> {
    world.is_not_stored().await
}

/// The app has stored them once, however often it was told of them.
#[then("they are stored once")]
async fn once(world: &mut World) -> Result<(), StepError> {
    world.is_stored_once().await
}

/// What the app has stored for them is noted, to compare with it later.
#[given("what is stored for them is remembered")]
#[when("what is stored for them is remembered")]
async fn remember(world: &mut World) -> Result<(), StepError> {
    world.remember_what_is_stored().await
}

/// What the app has stored for them is as it was when it was noted. A count of deliveries may be higher.
#[then("nothing that is stored has changed")]
async fn unchanged(world: &mut World) -> Result<(), StepError> {
    world.nothing_stored_has_changed().await
}

/// They buy this plan, and each moment is timed from the payment to this event, to this stored plan and to the page
/// that shows it.
#[when(expr = "they buy {string}, which is followed by {string} to the plan {string}")]
async fn follow(
    world: &mut World,
    plan: String,
    event: String,
    stored: String,
) -> Result<(), StepError> {
    world.follow_payment(&plan, &event, &stored).await
}

/// The page showed what was bought within this time after the payment that was followed.
#[then(expr = "it took at most {int} seconds from the payment to the page")]
async fn took(world: &mut World, seconds: u64) -> Result<(), StepError> {
    world.payment_took_at_most(seconds)
}
