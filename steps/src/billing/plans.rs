//! What is stored of a person.

use conformance_harness::step_error::StepError;
use conformance_harness::world::{Answer, World};
use cucumber::{given, then, when};

use crate::places::Place;

/// A newcomer who has signed in and has seen the dashboard.
#[given("somebody who is on the free plan")]
async fn on_free_plan(world: &mut World) -> Result<(), StepError> {
    world.newcomer(serde_json::json!({})).await?;
    sign_in_and_look(world).await?;
    world.stored_plan_is("free").await
}

/// Somebody on the free plan who has then bought another one, which is stored.
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

/// For the first time: now the deployment comes to know them.
#[when("they sign in and open the dashboard")]
async fn sign_in_and_look(world: &mut World) -> Result<(), StepError> {
    let sign_in = Place::SignIn.path(world)?;
    world.go_through_provider(&sign_in, Answer::Allow).await?;
    world.has_session().await?;
    let dashboard = Place::Dashboard.path(world)?;
    world.open(&dashboard).await?;
    world.ends_at(&dashboard, Place::Dashboard.name()).await
}

/// Now.
#[then(expr = "the plan that is stored for them is {string}")]
async fn is(world: &mut World, plan: String) -> Result<(), StepError> {
    world.stored_plan_is(&plan).await
}

/// By itself, and within the time that the profile gives (60 s, unless it says otherwise).
#[given(expr = "the plan that is stored for them becomes {string}")]
#[then(expr = "the plan that is stored for them becomes {string}")]
async fn becomes(world: &mut World, plan: String) -> Result<(), StepError> {
    world.stored_plan_becomes(&plan).await
}

/// The plan store does not know them.
#[then("nothing is stored for them")]
async fn nothing(world: &mut World) -> Result<(), StepError> {
    world.is_not_stored().await
}

/// However often somebody has told of them.
#[then("they are stored once")]
async fn once(world: &mut World) -> Result<(), StepError> {
    world.is_stored_once().await
}

/// To compare with it later.
#[given("what is stored for them is remembered")]
#[when("what is stored for them is remembered")]
async fn remember(world: &mut World) -> Result<(), StepError> {
    world.remember_what_is_stored().await
}

/// But for a count of deliveries.
#[then("nothing that is stored has changed")]
async fn unchanged(world: &mut World) -> Result<(), StepError> {
    world.nothing_stored_has_changed().await
}

/// Through the checkout, and from the payment to the event, the stored plan and the page, each timed.
#[when(expr = "they buy {string}, which is followed by {string} to the plan {string}")]
async fn follow(
    world: &mut World,
    plan: String,
    event: String,
    stored: String,
) -> Result<(), StepError> {
    world.follow_payment(&plan, &event, &stored).await
}

/// Of the payment that was followed.
#[then(expr = "it took at most {int} seconds from the payment to the page")]
async fn took(world: &mut World, seconds: u64) -> Result<(), StepError> {
    world.payment_took_at_most(seconds)
}
