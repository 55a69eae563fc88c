//! What the deployment logs about its webhooks.

use conformance_harness::step_error::StepError;
use conformance_harness::world::{Line, World};
use cucumber::then;

/// The app's log says that this event came, before it says what was done about it.
#[then(expr = "the log says that {string} was received")]
async fn received(world: &mut World, event: String) -> Result<(), StepError> {
    world.log_has(&Line::Received(event)).await
}

/// The app's log says as many times that this event came: once for each copy.
#[then(expr = "the log says {int} times that {string} was received")]
async fn received_often(world: &mut World, times: usize, event: String) -> Result<(), StepError> {
    world.log_has_so_often(&Line::Received(event), times).await
}

/// The app's log says that their plan became this one (`[Webhook] Updating plan for … → pro`).
#[then(expr = "the log says that their plan was updated to {string}")]
async fn updating(world: &mut World, plan: String) -> Result<(), StepError> {
    world.log_has(&Line::Updating(plan)).await
}

/// The app's log never says that their plan became this one.
#[then(expr = "the log does not say that their plan was updated to {string}")]
async fn not_updating(world: &mut World, plan: String) -> Result<(), StepError> {
    world.log_lacks(&Line::Updating(plan)).await
}

/// The app's log says that their subscription ended (`[Webhook] Subscription cancelled for …`).
#[then("the log says that their subscription was cancelled")]
async fn cancelled(world: &mut World) -> Result<(), StepError> {
    world.log_has(&Line::Cancelled).await
}

/// The app's log never says that their subscription ended.
#[then("the log does not say that their subscription was cancelled")]
async fn not_cancelled(world: &mut World) -> Result<(), StepError> {
    world.log_lacks(&Line::Cancelled).await
}

/// The app's log says that there is nobody for the event (`User not found for clerkId=…`).
#[then("the log warns that the user was not found")]
async fn not_found(world: &mut World) -> Result<(), StepError> {
    world.log_has(&Line::UserNotFound).await
}

/// The app's log asks that a person looks at this, and names whom it is about.
#[then(expr = "the log asks for a review of {string}")]
async fn for_review(world: &mut World, what: String) -> Result<(), StepError> {
    world.log_has(&Line::ForReview(what)).await
}

/// The app's log has a line with these words.
#[then(expr = "the log says {string}")]
async fn says(world: &mut World, text: String) -> Result<(), StepError> {
    world.log_has(&Line::Containing(text)).await
}

/// The app's log says of each event that came what was done about it.
#[then("for each event the log says what was done")]
async fn what_was_done(world: &mut World) -> Result<(), StepError> {
    world.log_says_what_was_done().await
}

/// The app's log tells neither of an error in the webhooks nor of an answer with 5xx.
#[then("the log tells of no fault")]
async fn no_trouble(world: &mut World) -> Result<(), StepError> {
    world.log_has_no_trouble().await
}
