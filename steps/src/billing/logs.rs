//! What the deployment logs about its webhooks.

use conformance_harness::step_error::StepError;
use conformance_harness::world::{Line, World};
use cucumber::then;

/// Before what was done about it.
#[then(expr = "the log says that {string} was received")]
async fn received(world: &mut World, event: String) -> Result<(), StepError> {
    world.log_has(&Line::Received(event)).await
}

/// Of each copy, too.
#[then(expr = "the log says {int} times that {string} was received")]
async fn received_often(world: &mut World, times: usize, event: String) -> Result<(), StepError> {
    world.log_has_so_often(&Line::Received(event), times).await
}

/// `[Webhook] Updating plan for … → pro`.
#[then(expr = "the log says that their plan was updated to {string}")]
async fn updating(world: &mut World, plan: String) -> Result<(), StepError> {
    world.log_has(&Line::Updating(plan)).await
}

/// At no time.
#[then(expr = "the log does not say that their plan was updated to {string}")]
async fn not_updating(world: &mut World, plan: String) -> Result<(), StepError> {
    world.log_lacks(&Line::Updating(plan)).await
}

/// `[Webhook] Subscription cancelled for …`.
#[then("the log says that their subscription was cancelled")]
async fn cancelled(world: &mut World) -> Result<(), StepError> {
    world.log_has(&Line::Cancelled).await
}

/// At no time.
#[then("the log does not say that their subscription was cancelled")]
async fn not_cancelled(world: &mut World) -> Result<(), StepError> {
    world.log_lacks(&Line::Cancelled).await
}

/// `User not found for clerkId=…`.
#[then("the log warns that the user was not found")]
async fn not_found(world: &mut World) -> Result<(), StepError> {
    world.log_has(&Line::UserNotFound).await
}

/// With the person's ID, so that somebody can look at it.
#[then(expr = "the log asks for a review of {string}")]
async fn for_review(world: &mut World, what: String) -> Result<(), StepError> {
    world.log_has(&Line::ForReview(what)).await
}

/// In any line.
#[then(expr = "the log says {string}")]
async fn says(world: &mut World, text: String) -> Result<(), StepError> {
    world.log_has(&Line::Containing(text)).await
}

/// For each event that came.
#[then("for each event the log says what was done")]
async fn what_was_done(world: &mut World) -> Result<(), StepError> {
    world.log_says_what_was_done().await
}

/// Neither `Error processing` nor an answer with 5xx.
#[then("the log tells of no fault")]
async fn no_trouble(world: &mut World) -> Result<(), StepError> {
    world.log_has_no_trouble().await
}
