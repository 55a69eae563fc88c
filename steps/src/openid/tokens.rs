//! What the application does with the code, and what it is given.

use std::collections::BTreeMap;

use conformance_harness::step_error::StepError;
use conformance_harness::world::{Exchange, World};
use cucumber::gherkin::Step;
use cucumber::{given, then, when};

use super::{changes, errors, wanted};

/// And has tokens.
#[given("the application has exchanged the code")]
async fn has_exchanged(world: &mut World) -> Result<(), StepError> {
    exchange(world).await?;
    world.has_got_tokens()
}

/// As the application is registered.
#[when("the application exchanges the code")]
#[when("the application exchanges the code again")]
async fn exchange(world: &mut World) -> Result<(), StepError> {
    exchange_as(world, Exchange::AsRegistered).await
}

/// A table of parameters that are other than usual; `absent` leaves one out.
#[when("the application exchanges the code with:")]
async fn exchange_with(world: &mut World, step: &Step) -> Result<(), StepError> {
    world
        .exchange_code(Exchange::AsRegistered, &changes(step)?)
        .await
}

/// By `client_secret_post`.
#[when("the application exchanges the code with its secret in the form")]
async fn exchange_by_form(world: &mut World) -> Result<(), StepError> {
    exchange_as(world, Exchange::InForm).await
}

/// In the header.
#[when("the application exchanges the code with a wrong secret")]
async fn exchange_with_wrong_secret(world: &mut World) -> Result<(), StepError> {
    exchange_as(world, Exchange::WrongSecret).await
}

/// With its `client_id` alone.
#[when("the application exchanges the code without its secret")]
async fn exchange_without_secret(world: &mut World) -> Result<(), StepError> {
    exchange_as(world, Exchange::NoSecret).await
}

/// With a `client_id` that nobody has registered.
#[when("somebody unknown exchanges the code")]
async fn exchange_as_unknown(world: &mut World) -> Result<(), StepError> {
    exchange_as(world, Exchange::Unknown).await
}

async fn exchange_as(world: &mut World, how: Exchange) -> Result<(), StepError> {
    world.exchange_code(how, &BTreeMap::new()).await
}

/// And has tokens.
#[given("the application has used its refresh token")]
async fn has_refreshed(world: &mut World) -> Result<(), StepError> {
    refresh(world).await?;
    world.has_got_tokens()
}

/// The newest.
#[when("the application uses its refresh token")]
async fn refresh(world: &mut World) -> Result<(), StepError> {
    world.refresh(false, &BTreeMap::new()).await
}

/// The one before the newest.
#[when("the application uses the refresh token that it had before")]
async fn refresh_with_older(world: &mut World) -> Result<(), StepError> {
    world.refresh(true, &BTreeMap::new()).await
}

/// The newest, with a table of parameters.
#[when("the application uses its refresh token with:")]
async fn refresh_with(world: &mut World, step: &Step) -> Result<(), StepError> {
    world.refresh(false, &changes(step)?).await
}

/// A body that is none, or a form that lacks something.
#[when(expr = "the application sends {string} as {string} to the token endpoint")]
async fn sends(world: &mut World, body: String, media_type: String) -> Result<(), StepError> {
    world.send_to_token_endpoint(&media_type, &body).await
}

/// Clause by clause.
#[then("the application gets tokens")]
async fn gets_tokens(world: &mut World) -> Result<(), StepError> {
    world.token_response_holds()
}

/// One of several errors, where they are named with `or`; clause by clause.
#[then(expr = "the application is refused with {string}")]
async fn is_refused(world: &mut World, error: String) -> Result<(), StepError> {
    world.is_refused(&errors(&error))
}

/// In the last answer.
#[then(expr = "the application gets no {string}")]
async fn gets_none(world: &mut World, member: String) -> Result<(), StepError> {
    world.answer_has(&member, false)
}

/// In the last answer.
#[then(expr = "the application gets the {string}")]
async fn gets(world: &mut World, member: String) -> Result<(), StepError> {
    world.answer_has(&member, true)
}

/// Clause by clause, its signature with the published keys.
#[then("the ID token keeps to its specification")]
async fn id_token_holds(world: &mut World) -> Result<(), StepError> {
    world.id_token_holds()
}

/// A table of claims: a value, `present`, `absent`, or one in words.
#[then("the ID token says:")]
async fn id_token_says(world: &mut World, step: &Step) -> Result<(), StepError> {
    world.id_token_says(&wanted(step)?).await
}

/// Than the one before.
#[then(expr = "the new {string} is another one")]
async fn is_new(world: &mut World, member: String) -> Result<(), StepError> {
    world.tokens_differ(&member)
}

/// `OpenID` Connect Core 1.0, section 12.2.
#[then("the new ID token is about the same login")]
async fn same_login(world: &mut World) -> Result<(), StepError> {
    world.id_tokens_agree(&["iss", "sub", "aud", "azp", "auth_time"])
}

/// By `sub`.
#[then("the new ID token is about the same person")]
async fn same_person(world: &mut World) -> Result<(), StepError> {
    world.id_tokens_agree(&["sub"])
}

/// By `auth_time`.
#[then("the new ID token says that they signed in anew")]
async fn signed_in_anew(world: &mut World) -> Result<(), StepError> {
    world.authenticated_anew()
}

/// By `auth_time`.
#[then("the new ID token says that they signed in when they did")]
async fn signed_in_before(world: &mut World) -> Result<(), StepError> {
    world.id_tokens_agree(&["sub", "auth_time"])
}
