//! What people have: sessions and accounts.

use conformance_harness::browser::Request;
use conformance_harness::step_error::StepError;
use conformance_harness::world::{SessionState, World};
use cucumber::then;

/// A protected page opens, for their own account.
#[then("they have a session")]
async fn have_session(world: &mut World) -> Result<(), StepError> {
    world.has_session().await
}

/// No protected page opens, and the instance knows of no session of theirs.
#[then("they have no session")]
async fn have_no_session(world: &mut World) -> Result<(), StepError> {
    world.has_no_session().await
}

/// A session exists, and a task stands before it.
#[then("their session waits for a task")]
async fn session_waits(world: &mut World) -> Result<(), StepError> {
    match world.session().await? {
        SessionState::Pending => Ok(()),
        other => Err(StepError::failed(
            "a session task stands before the protected page",
            format!("{other:?}"),
        )),
    }
}

/// With their email address.
#[then("they have exactly one account")]
async fn have_one_account(world: &mut World) -> Result<(), StepError> {
    world.has_accounts(1).await
}

/// With their email address.
#[then("they have no account")]
async fn have_no_account(world: &mut World) -> Result<(), StepError> {
    world.has_accounts(0).await
}

/// Whoever it might be for; for scenarios that have the instance to themselves.
#[then("nobody has got an account by it")]
async fn no_account_by_it(world: &mut World) -> Result<(), StepError> {
    world.has_as_many_accounts_as_before().await
}

/// From a sign-in to a sign-up, or the other way round.
#[then("exactly one transfer was made")]
async fn one_transfer(world: &mut World) -> Result<(), StepError> {
    world
        .made_calls("transfers an attempt", 1, is_transfer)
        .await
}

/// Whatever the page does, it makes a session the active one once.
#[then("the session was activated exactly once")]
async fn one_activation(world: &mut World) -> Result<(), StepError> {
    world
        .made_calls("activates a session", 1, is_activation)
        .await
}

fn is_transfer(request: &Request) -> bool {
    let path = request.path();
    request.meant_method() == "POST"
        && (path.ends_with("/v1/client/sign_ins") || path.ends_with("/v1/client/sign_ups"))
        && request
            .form()
            .any(|(name, value)| name == "transfer" && value == "true")
}

fn is_activation(request: &Request) -> bool {
    request.path().contains("/v1/client/sessions/") && request.path().ends_with("/touch")
}
