//! What people do.

use conformance_harness::step_error::StepError;
use conformance_harness::world::{Answer, World};
use cucumber::{given, when};

use crate::places::Place;

/// They type the address of a page of the app into the browser.
#[given(expr = "they are visiting the {place}")]
#[when(expr = "they open the {place}")]
async fn open(world: &mut World, place: Place) -> Result<(), StepError> {
    let path = place.path(world)?;
    world.open(&path).await
}

/// They have signed in before the scenario begins: from the sign-in page through the identity provider and back, and
/// they have a session.
#[given("they have signed in with the provider")]
async fn have_signed_in(world: &mut World) -> Result<(), StepError> {
    sign_in(world).await?;
    world.has_session().await
}

/// They go from the sign-in page to the identity provider, allow the login there, and come back.
#[when("they sign in with the provider")]
async fn sign_in(world: &mut World) -> Result<(), StepError> {
    let path = Place::SignIn.path(world)?;
    world.go_through_provider(&path, Answer::Allow).await
}

/// They go from the sign-up page to the identity provider, allow the login there, and come back.
#[when("they sign up with the provider")]
async fn sign_up(world: &mut World) -> Result<(), StepError> {
    let path = Place::SignUp.path(world)?;
    world.go_through_provider(&path, Answer::Allow).await
}

/// They have gone from the sign-in page to the identity provider, have refused there, and are back at the app.
#[given("they have refused at the identity provider")]
async fn have_refused(world: &mut World) -> Result<(), StepError> {
    refuse(world).await?;
    world.is_back_from_provider().await
}

/// They go from the sign-in page to the identity provider, and refuse there.
#[when("they sign in with the provider but refuse there")]
async fn refuse(world: &mut World) -> Result<(), StepError> {
    let path = Place::SignIn.path(world)?;
    world.go_through_provider(&path, Answer::Deny).await
}

/// They press the button of the provider on the page that they are on, and nothing more.
#[when("they press the provider's button")]
async fn press(world: &mut World) -> Result<(), StepError> {
    world.press_provider().await
}

/// They press the button of the provider on the page that they were led to, and allow the login. They do not open
/// another page for it.
#[when("they go through the provider from there")]
async fn go_through_from_here(world: &mut World) -> Result<(), StepError> {
    world.press_provider().await?;
    world.answer_provider(Answer::Allow).await
}

/// They press the button that signs them out, on the page that they are on.
#[when("they sign out")]
async fn sign_out(world: &mut World) -> Result<(), StepError> {
    world.sign_out().await
}

/// They press the browser's back button.
#[when("they go back")]
async fn back(world: &mut World) -> Result<(), StepError> {
    Ok(world.open_tab()?.back().await?)
}

/// They open a page with an address to come back to after signing in, written in the way in which the app itself
/// writes it.
#[when(expr = "they open the {place} with the way back {string}")]
async fn open_with_way_back(
    world: &mut World,
    place: Place,
    address: String,
) -> Result<(), StepError> {
    let path = place.path(world)?;
    world.open_with_way_back(&path, &address).await
}

/// They press the browser's reload button.
#[when("they reload the page")]
async fn reload(world: &mut World) -> Result<(), StepError> {
    Ok(world.open_tab()?.reload().await?)
}

/// They open a page in a second tab of the same browser, which shares all cookies with the first. The scenario goes on
/// there.
#[when(expr = "they open the {place} in a second tab")]
async fn second_tab(world: &mut World, place: Place) -> Result<(), StepError> {
    let path = place.path(world)?;
    world.open_in_second_tab(&path).await
}

/// They go back to the tab that they opened first, and find it as they left it.
#[when("they return to the first tab")]
async fn first_tab(world: &mut World) -> Result<(), StepError> {
    world.return_to_first_browser().await
}

/// They sign in through the identity provider in a second tab of the same browser, and have a session there.
#[when("they sign in with the provider in a second tab")]
async fn sign_in_in_second_tab(world: &mut World) -> Result<(), StepError> {
    let path = Place::SignIn.path(world)?;
    world.open_in_second_tab(&path).await?;
    world.press_provider().await?;
    world.answer_provider(Answer::Allow).await?;
    world.has_session().await
}

/// They press the provider's button if they are still on the sign-in page. A page may notice by itself that they have
/// signed in elsewhere.
#[when("they press the provider's button unless they are in already")]
async fn press_unless_in(world: &mut World) -> Result<(), StepError> {
    let path = Place::SignIn.path(world)?;
    if world.is_at(&path).await? {
        world.press_provider().await?;
    }
    Ok(())
}
