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

/// They have signed in through the provider with this name before the scenario begins, and have a session.
#[given(expr = "they have signed in with {string}")]
async fn have_signed_in_with(world: &mut World, name: String) -> Result<(), StepError> {
    sign_in_with(world, name).await?;
    world.has_session().await
}

/// They go from the sign-in page to the provider with this name, allow the login there, and come back.
#[when(expr = "they sign in with {string}")]
#[when(expr = "they sign in with {string} under that email address")]
async fn sign_in_with(world: &mut World, name: String) -> Result<(), StepError> {
    let path = Place::SignIn.path(world)?;
    world.open(&path).await?;
    world.press_provider_named(&name).await?;
    world.answer_provider(Answer::Allow).await
}

/// They connect the provider with this name to their account, from the profile, and are somebody with another email
/// address there.
#[given(expr = "they have connected {string} as somebody with another email address")]
#[when(expr = "they connect {string} as somebody with another email address")]
async fn connect(world: &mut World, name: String) -> Result<(), StepError> {
    world.connect(&name, true, Answer::Allow).await?;
    let path = Place::Profile.path(world)?;
    world.ends_at(&path, Place::Profile.name()).await
}

/// They press the button on the profile that connects the provider with this name, and refuse at the provider.
#[when(expr = "they go to connect {string} and refuse there")]
async fn refuse_to_connect(world: &mut World, name: String) -> Result<(), StepError> {
    world.connect(&name, false, Answer::Deny).await
}

/// Their account is connected with these providers and no others: names as people read them, separated by commas.
#[then(expr = "the account is connected with {string}")]
async fn is_connected_with(world: &mut World, names: String) -> Result<(), StepError> {
    world.is_connected_with(&words(&names)).await
}

/// Their account is connected with no provider.
#[then("their account is connected with nothing")]
async fn is_connected_with_nothing(world: &mut World) -> Result<(), StepError> {
    world.is_connected_with(&[]).await
}

/// The profile shows these providers and no others. The table says of each whether it is `connected` or `not
/// connected`.
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

/// The app's server asks Clerk for the access token that the provider has given out for them.
#[when("the backend asks for the provider's access token")]
async fn ask_for_token(world: &mut World) -> Result<(), StepError> {
    let token = world.provider_token().await?;
    world.state::<Tokens>().0.push(token);
    Ok(())
}

/// The provider takes the access token that the server was given, and answers with who they are.
#[then("the provider takes it")]
async fn provider_takes(world: &mut World) -> Result<(), StepError> {
    let token = latest_token(world)?;
    world.provider_takes(&token).await
}

/// The access token came to the browser nowhere: not in an answer, an address or a cookie.
#[then("no page has seen it")]
async fn no_page_has_seen(world: &mut World) -> Result<(), StepError> {
    let token = latest_token(world)?;
    world.no_page_has_seen(&token).await
}

/// The server was given a different access token each time, so none of them had expired.
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

/// A native app has them sign in through the system's browser, and asks to be called back at this address.
#[when(expr = "a native app signs them in with the redirect URL {string}")]
async fn sign_in_natively(world: &mut World, address: String) -> Result<(), StepError> {
    world.sign_in_natively(&address).await
}

/// They start a sign-in with this provider by a call to Clerk, without a page that offers it.
#[when(expr = "they start a sign-in with {string} by hand")]
async fn start_by_hand(world: &mut World, name: String) -> Result<(), StepError> {
    world.start_by_hand(&name).await
}

/// The native app is given a nonce that signs them in, and is refused the second time.
#[then("the native app is given a nonce that works once")]
async fn nonce_works_once(world: &mut World) -> Result<(), StepError> {
    world.native_nonce_works_once().await
}

/// Clerk answered with an address to go on to.
#[then("Clerk agrees")]
async fn clerk_agrees(world: &mut World) -> Result<(), StepError> {
    world.clerk_agreed()
}

/// Clerk answered with an error instead of an address to go on to.
#[then("Clerk refuses")]
async fn clerk_refuses(world: &mut World) -> Result<(), StepError> {
    world.clerk_refused()
}

/// None of the addresses that the browser was led to carries a nonce.
#[then("no address that they came by carries a nonce")]
async fn saw_no_nonce(world: &mut World) -> Result<(), StepError> {
    world.saw_no_nonce().await
}
