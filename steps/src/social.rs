//! Providers beside the first one, and what they give the backend.

use conformance_harness::step_error::StepError;
use conformance_harness::world::{Answer, World};
use cucumber::gherkin::Step;
use cucumber::{given, then, when};
use secrecy::{ExposeSecret as _, SecretString};

use crate::instance::words;
use crate::places::Place;

/// The provider's access tokens that the backend was told.
#[derive(Default)]
struct Tokens(Vec<SecretString>);

/// From the sign-in page through the provider with this name and back, to the page that they wanted to see.
#[given(expr = "they have signed in with {string}")]
async fn have_signed_in_with(world: &mut World, name: String) -> Result<(), StepError> {
    sign_in_with(world, name).await?;
    world.has_session().await
}

/// From the sign-in page through the provider with this name and back.
#[when(expr = "they sign in with {string}")]
#[when(expr = "they sign in with {string} under that email address")]
async fn sign_in_with(world: &mut World, name: String) -> Result<(), StepError> {
    let path = Place::SignIn.path(world)?;
    world.open(&path).await?;
    world.press_provider_named(&name).await?;
    world.answer_provider(Answer::Allow).await
}

/// From the profile through the provider and back, as somebody whose email address is not that of the account.
#[given(expr = "they have connected {string} as somebody with another email address")]
#[when(expr = "they connect {string} as somebody with another email address")]
async fn connect(world: &mut World, name: String) -> Result<(), StepError> {
    world.connect(&name, true, Answer::Allow).await?;
    let path = Place::Profile.path(world)?;
    world.ends_at(&path, Place::Profile.name()).await
}

/// From the profile to the provider and, by refusing there, back.
#[when(expr = "they go to connect {string} and refuse there")]
async fn refuse_to_connect(world: &mut World, name: String) -> Result<(), StepError> {
    world.connect(&name, false, Answer::Deny).await
}

/// These and no others, by the names that people read.
#[then(expr = "the account is connected with {string}")]
async fn is_connected_with(world: &mut World, names: String) -> Result<(), StepError> {
    world.is_connected_with(&words(&names)).await
}

/// No provider has been joined to it.
#[then("their account is connected with nothing")]
async fn is_connected_with_nothing(world: &mut World) -> Result<(), StepError> {
    world.is_connected_with(&[]).await
}

/// A table of names, and whether they are `connected` or `not connected`; these and no others.
#[then("the profile shows these providers:")]
async fn profile_shows(world: &mut World, step: &Step) -> Result<(), StepError> {
    let rows = step
        .table
        .as_ref()
        .map(|table| table.rows.as_slice())
        .unwrap_or_default();
    for row in rows {
        let connected = row.get(1).is_some_and(|state| state == "connected");
        world.profile_shows(&row[0], connected).await?;
    }
    let found = world.providers_on_profile().await?;
    if found == rows.len() {
        return Ok(());
    }
    Err(StepError::failed(
        format!("the profile shows {} providers", rows.len()),
        format!("it shows {found}"),
    ))
}

/// By the Backend API.
#[when("the backend asks for the provider's access token")]
async fn ask_for_token(world: &mut World) -> Result<(), StepError> {
    let token = world.provider_token().await?;
    world.state::<Tokens>().0.push(token);
    Ok(())
}

/// At its user info endpoint, as theirs.
#[then("the provider takes it")]
async fn provider_takes(world: &mut World) -> Result<(), StepError> {
    let token = latest_token(world)?;
    world.provider_takes(&token).await
}

/// Neither in an answer nor in an address nor in a cookie.
#[then("no page has seen it")]
async fn no_page_has_seen(world: &mut World) -> Result<(), StepError> {
    let token = latest_token(world)?;
    world.no_page_has_seen(&token).await
}

/// No token twice: one that has expired is of no use.
#[then("the backend was given another one each time")]
async fn renewed(world: &mut World) -> Result<(), StepError> {
    let tokens = &world.state::<Tokens>().0;
    let mut distinct: Vec<&str> = tokens.iter().map(|it| it.expose_secret()).collect();
    distinct.sort_unstable();
    distinct.dedup();
    if tokens.len() > 1 && distinct.len() == tokens.len() {
        return Ok(());
    }
    Err(StepError::failed(
        "the backend is given a fresh access token each time",
        format!(
            "it was given {} different ones in {} times",
            distinct.len(),
            tokens.len()
        ),
    ))
}

fn latest_token(world: &mut World) -> Result<SecretString, StepError> {
    let token = world.state::<Tokens>().0.last().cloned();
    token.ok_or_else(|| {
        StepError::Blocked("no step before this one asks for the access token".to_owned())
    })
}

/// Through the system's browser.
#[when(expr = "a native app signs them in with the redirect URL {string}")]
async fn sign_in_natively(world: &mut World, address: String) -> Result<(), StepError> {
    world.sign_in_natively(&address).await
}

/// By the Frontend API, without a page that offers it.
#[when(expr = "they start a sign-in with {string} by hand")]
async fn start_by_hand(world: &mut World, name: String) -> Result<(), StepError> {
    world.start_by_hand(&name).await
}

/// It tells who they are, once.
#[then("the native app is given a nonce that works once")]
async fn nonce_works_once(world: &mut World) -> Result<(), StepError> {
    world.native_nonce_works_once().await
}

/// With an address to go on to.
#[then("Clerk agrees")]
async fn clerk_agrees(world: &mut World) -> Result<(), StepError> {
    world.clerk_agreed()
}

/// With an error, instead of an address to go on to.
#[then("Clerk refuses")]
async fn clerk_refuses(world: &mut World) -> Result<(), StepError> {
    world.clerk_refused()
}

/// Of all addresses that an answer sent the browser to.
#[then("no address that they came by carries a nonce")]
async fn saw_no_nonce(world: &mut World) -> Result<(), StepError> {
    world.saw_no_nonce().await
}
