//! Webhooks that Clerk makes by itself, and what else it does about subscriptions.

use conformance_harness::step_error::StepError;
use conformance_harness::world::World;
use cucumber::{given, then, when};

/// Clerk makes its webhooks, and keeps them instead of sending them.
#[given("Clerk holds its webhooks back")]
async fn hold(world: &mut World) -> Result<(), StepError> {
    world.hold_deliveries().await
}

/// Clerk sends the webhooks that it kept, the last one first.
#[when("Clerk sends the webhooks that it held back in reverse order")]
async fn release_reversed(world: &mut World) -> Result<(), StepError> {
    world.release_deliveries(|held| held.reverse()).await
}

/// The webhooks that Clerk kept never come, as when the sender gives up after days of failures.
#[when("the webhooks that Clerk held back are lost")]
async fn lose(world: &mut World) -> Result<(), StepError> {
    world.lose_deliveries().await
}

/// Clerk has sent a webhook about this event, and the app has taken it.
#[then(expr = "the event {string} arrives")]
async fn arrives(world: &mut World, event: String) -> Result<(), StepError> {
    world.event_arrives(&event).await
}

/// The app has taken each webhook that Clerk sent, at the first attempt.
#[given("each of Clerk's webhooks is taken at the first attempt")]
#[then("each of Clerk's webhooks is taken at the first attempt")]
async fn taken(world: &mut World) -> Result<(), StepError> {
    world.all_arrived_at_once().await
}

/// The plan that is stored for them is this one all the time until the app has taken each of Clerk's webhooks.
#[then(
    expr = "the plan that is stored for them stays {string} until each of Clerk's webhooks is taken"
)]
async fn stays(world: &mut World, plan: String) -> Result<(), StepError> {
    world.plan_stays_until_all_arrived(&plan).await
}

/// They have bought this plan, directly at Clerk and without a browser.
#[given(expr = "they have bought {string} at Clerk")]
#[when(expr = "they buy {string} at Clerk")]
async fn bought(world: &mut World, plan: String) -> Result<(), StepError> {
    world.let_them_have_bought(&plan).await
}

/// As many days go by at Clerk at once. It does what is due by then: renewals, ends, reminders.
#[when(expr = "{int} days pass")]
async fn days_pass(world: &mut World, days: u64) -> Result<(), StepError> {
    world.let_days_pass(days).await
}

/// The plan that is stored for them is the one that follows from what Clerk says of their subscription.
#[then("Clerk and the plan store agree")]
async fn agree(world: &mut World) -> Result<(), StepError> {
    world.provider_and_store_agree().await
}

/// They have the plan at Clerk that everybody has who does not pay.
#[then("they are on Clerk's default plan")]
async fn on_default_plan(world: &mut World) -> Result<(), StepError> {
    world.is_on_default_plan().await
}
