//! What people do.

use conformance_harness::step_error::StepError;
use conformance_harness::world::{Answer, World};
use cucumber::{given, when};

use crate::places::Place;

/// By typing its address.
#[given(expr = "they are visiting the {place}")]
#[when(expr = "they open the {place}")]
async fn open(world: &mut World, place: Place) -> Result<(), StepError> {
    let path = place.path(world)?;
    world.open(&path).await
}

/// From the sign-in page through the identity provider and back, to the page that they wanted to see.
#[given("they have signed in with the provider")]
async fn have_signed_in(world: &mut World) -> Result<(), StepError> {
    sign_in(world).await?;
    world.has_session().await
}

/// From the sign-in page through the identity provider and back.
#[when("they sign in with the provider")]
async fn sign_in(world: &mut World) -> Result<(), StepError> {
    let path = Place::SignIn.path(world)?;
    world.go_through_provider(&path, Answer::Allow).await
}

/// From the sign-up page through the identity provider and back.
#[when("they sign up with the provider")]
async fn sign_up(world: &mut World) -> Result<(), StepError> {
    let path = Place::SignUp.path(world)?;
    world.go_through_provider(&path, Answer::Allow).await
}

/// From the sign-in page to the identity provider, where they refuse, and back.
#[given("they have refused at the identity provider")]
async fn have_refused(world: &mut World) -> Result<(), StepError> {
    refuse(world).await?;
    world.is_back_from_provider().await
}

/// From the sign-in page to the identity provider, where they refuse.
#[when("they sign in with the provider but refuse there")]
async fn refuse(world: &mut World) -> Result<(), StepError> {
    let path = Place::SignIn.path(world)?;
    world.go_through_provider(&path, Answer::Deny).await
}

/// On whatever page they are.
#[when("they press the provider's button")]
async fn press(world: &mut World) -> Result<(), StepError> {
    world.press_provider().await
}

/// On the page that they were sent to; not by opening another.
#[when("they go through the provider from there")]
async fn go_through_from_here(world: &mut World) -> Result<(), StepError> {
    world.press_provider().await?;
    world.answer_provider(Answer::Allow).await
}

/// By the button on the page that they are on.
#[when("they sign out")]
async fn sign_out(world: &mut World) -> Result<(), StepError> {
    world.sign_out().await
}

/// By the browser's button.
#[when("they go back")]
async fn back(world: &mut World) -> Result<(), StepError> {
    Ok(world.open_tab()?.back().await?)
}

/// With an address to come back to in the way that the deployment itself writes it.
#[when(expr = "they open the {place} with the way back {string}")]
async fn open_with_way_back(
    world: &mut World,
    place: Place,
    address: String,
) -> Result<(), StepError> {
    let path = place.path(world)?;
    world.open_with_way_back(&path, &address).await
}

/// By the browser's button.
#[when("they reload the page")]
async fn reload(world: &mut World) -> Result<(), StepError> {
    Ok(world.open_tab()?.reload().await?)
}

/// With everything that they have in the first one.
#[when(expr = "they open the {place} in a second tab")]
async fn second_tab(world: &mut World, place: Place) -> Result<(), StepError> {
    let path = place.path(world)?;
    world.open_in_second_tab(&path).await
}

/// The one that they opened first, as it was left.
#[when("they return to the first tab")]
async fn first_tab(world: &mut World) -> Result<(), StepError> {
    world.return_to_first_browser().await
}

/// From its sign-in page through the identity provider and back, to the page that they wanted to see.
#[when("they sign in with the provider in a second tab")]
async fn sign_in_in_second_tab(world: &mut World) -> Result<(), StepError> {
    let path = Place::SignIn.path(world)?;
    world.open_in_second_tab(&path).await?;
    world.press_provider().await?;
    world.answer_provider(Answer::Allow).await?;
    world.has_session().await
}

/// A page may notice by itself that they have signed in elsewhere.
#[when("they press the provider's button unless they are in already")]
async fn press_unless_in(world: &mut World) -> Result<(), StepError> {
    let path = Place::SignIn.path(world)?;
    if world.is_at(&path).await? {
        world.press_provider().await?;
    }
    Ok(())
}
