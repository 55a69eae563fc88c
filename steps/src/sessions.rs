//! What people have: sessions and accounts.

use conformance_harness::step_error::StepError;
use conformance_harness::world::{Deed, SessionState, World};
use cucumber::{then, when};

use crate::places::Place;

/// They are signed in: a protected page opens, for their own account.
#[then("they have a session")]
async fn have_session(world: &mut World) -> Result<(), StepError> {
    world.has_session().await
}

/// They are not signed in: no protected page opens, and Clerk knows of no session of theirs.
#[then("they have no session")]
async fn have_no_session(world: &mut World) -> Result<(), StepError> {
    world.has_no_session().await
}

/// They have signed in, but a task of Clerk's stands between them and the protected pages.
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

/// Clerk has exactly one account with their email address.
#[then("they have exactly one account")]
async fn have_one_account(world: &mut World) -> Result<(), StepError> {
    world.has_accounts(1).await
}

/// Clerk has no account with their email address.
#[then("they have no account")]
async fn have_no_account(world: &mut World) -> Result<(), StepError> {
    world.has_accounts(0).await
}

/// Clerk has as many accounts as before the scenario. It is for scenarios that have the instance to themselves.
#[then("nobody has got an account by it")]
async fn no_account_by_it(world: &mut World) -> Result<(), StepError> {
    world.has_as_many_accounts_as_before().await
}

/// Clerk has exactly one account more than before the scenario: theirs.
#[then("nobody else has got an account by it")]
async fn no_other_account(world: &mut World) -> Result<(), StepError> {
    world.has_more_accounts_than_before(1).await
}

/// No account at Clerk has their email address as a verified one. One that still waits for its verification does not
/// count.
#[then("they have no account with a verified email address")]
async fn no_verified_account(world: &mut World) -> Result<(), StepError> {
    let email = world.person()?.email.clone();
    let accounts = world.deployment().await?.clerk.accounts(&email).await?;
    if accounts.iter().any(|account| account.has_verified(&email)) {
        return Err(StepError::failed(
            format!("no account has {email} as verified address"),
            "one has",
        ));
    }
    Ok(())
}

/// No page of the app opens for them, whatever sign-in still waits at Clerk.
#[then("they have no active session")]
async fn have_no_active_session(world: &mut World) -> Result<(), StepError> {
    world.has_no_active_session().await
}

/// The browser in which they began is signed in.
#[then("their first browser has a session")]
async fn first_browser_has_session(world: &mut World) -> Result<(), StepError> {
    world.open_tab()?.settle(|_| true).await?;
    world.return_to_first_browser().await?;
    let path = Place::Protected.path(world)?;
    world.open(&path).await?;
    world.has_session().await
}

/// The session token in their browser expires, as when no page of the app has been open for an hour.
#[when("their session token expires")]
async fn token_expires(world: &mut World) -> Result<(), StepError> {
    world.let_session_token_expire().await
}

/// Somebody ends their session at Clerk, by its Backend API.
#[when("their session is revoked")]
async fn session_revoked(world: &mut World) -> Result<(), StepError> {
    world.revoke_sessions().await
}

/// The session token says of itself that it lives for no longer than this.
#[then(expr = "the session token lives for at most {int} seconds")]
async fn token_lifetime(world: &mut World, most: i64) -> Result<(), StepError> {
    let lifetime = world.session_token_lifetime_s().await?;
    if lifetime <= most {
        return Ok(());
    }
    Err(StepError::failed(
        format!("the session token lives for at most {most} seconds"),
        format!("it lives for {lifetime}"),
    ))
}

/// Scripts cannot read Clerk's cookie for the browser, and it does not travel unencrypted where Clerk is reached by
/// HTTPS.
#[then("the client cookie is HttpOnly, and Secure wherever Clerk is reached by HTTPS")]
async fn client_cookie_is_guarded(world: &mut World) -> Result<(), StepError> {
    let cookie = world.client_cookie().await?;
    let by_https = world.reaches_clerk_by_https().await?;
    match cookie.weakness(by_https) {
        None => Ok(()),
        Some(weakness) => Err(StepError::failed(
            format!("nobody but Clerk gets the cookie {}", cookie.name),
            weakness,
        )),
    }
}

/// The page made one transfer at Clerk, from a sign-in to a sign-up or the other way round, and no second one.
#[then("exactly one transfer was made")]
async fn one_transfer(world: &mut World) -> Result<(), StepError> {
    world
        .made_calls("transfers an attempt", 1, |request| {
            matches!(
                Deed::of(request),
                Some(Deed::TransferToSignIn | Deed::TransferToSignUp)
            )
        })
        .await
}

/// The page made a session the active one exactly once.
#[then("the session was activated exactly once")]
async fn one_activation(world: &mut World) -> Result<(), StepError> {
    world
        .made_calls("activates a session", 1, |request| {
            Deed::of(request) == Some(Deed::Activation)
        })
        .await
}
