//! What the application does with the code, and what it is given.

use std::collections::BTreeMap;

use conformance_harness::step_error::StepError;
use conformance_harness::world::{Exchange, World};
use cucumber::gherkin::Step;
use cucumber::{given, then, when};

use super::{changes, errors, wanted};

/// The application has exchanged its code before, and has tokens.
#[given("the application has exchanged the code")]
async fn has_exchanged(world: &mut World) -> Result<(), StepError> {
    exchange(world).await?;
    world.has_got_tokens()
}

/// The application exchanges its code for tokens, in the way in which it is registered.
#[when("the application exchanges the code")]
#[when("the application exchanges the code again")]
async fn exchange(world: &mut World) -> Result<(), StepError> {
    exchange_as(world, Exchange::AsRegistered).await
}

/// The application exchanges its code, by a request with these parameters. The table has a name and a value per row;
/// `absent` leaves a usual one out.
#[when("the application exchanges the code with:")]
async fn exchange_with(world: &mut World, step: &Step) -> Result<(), StepError> {
    world
        .exchange_code(Exchange::AsRegistered, &changes(step)?)
        .await
}

/// The application exchanges its code, with its secret in the form of the request (`client_secret_post`).
#[when("the application exchanges the code with its secret in the form")]
async fn exchange_by_form(world: &mut World) -> Result<(), StepError> {
    exchange_as(world, Exchange::InForm).await
}

/// The application exchanges its code with a secret that is not its own.
#[when("the application exchanges the code with a wrong secret")]
async fn exchange_with_wrong_secret(world: &mut World) -> Result<(), StepError> {
    exchange_as(world, Exchange::WrongSecret).await
}

/// The application exchanges its code, and says who it is without proving it by its secret.
#[when("the application exchanges the code without its secret")]
async fn exchange_without_secret(world: &mut World) -> Result<(), StepError> {
    exchange_as(world, Exchange::NoSecret).await
}

/// Somebody whom the provider does not know exchanges the code.
#[when("somebody unknown exchanges the code")]
async fn exchange_as_unknown(world: &mut World) -> Result<(), StepError> {
    exchange_as(world, Exchange::Unknown).await
}

async fn exchange_as(world: &mut World, how: Exchange) -> Result<(), StepError> {
    world.exchange_code(how, &BTreeMap::new()).await
}

/// The application has used its refresh token before, and has new tokens.
#[given("the application has used its refresh token")]
async fn has_refreshed(world: &mut World) -> Result<(), StepError> {
    refresh(world).await?;
    world.has_got_tokens()
}

/// The application uses its newest refresh token.
#[when("the application uses its refresh token")]
async fn refresh(world: &mut World) -> Result<(), StepError> {
    world.refresh(false, &BTreeMap::new()).await
}

/// The application uses the refresh token that it had before the newest one.
#[when("the application uses the refresh token that it had before")]
async fn refresh_with_older(world: &mut World) -> Result<(), StepError> {
    world.refresh(true, &BTreeMap::new()).await
}

/// The application uses its newest refresh token, by a request with these parameters. The table has a name and a value
/// per row; `absent` leaves a usual one out.
#[when("the application uses its refresh token with:")]
async fn refresh_with(world: &mut World, step: &Step) -> Result<(), StepError> {
    world.refresh(false, &changes(step)?).await
}

/// The application sends this text to the token endpoint, and says that it is of this media type.
#[when(expr = "the application sends {string} as {string} to the token endpoint")]
async fn sends(world: &mut World, body: String, media_type: String) -> Result<(), StepError> {
    world.send_to_token_endpoint(&media_type, &body).await
}

/// The application gets tokens. The answer is judged clause by clause.
#[then("the application gets tokens")]
async fn gets_tokens(world: &mut World) -> Result<(), StepError> {
    world.token_response_holds()
}

/// The application is refused with this error, or one of several with `or` between them. The answer is judged clause
/// by clause.
#[then(expr = "the application is refused with {string}")]
async fn is_refused(world: &mut World, error: String) -> Result<(), StepError> {
    world.is_refused(&errors(&error))
}

/// The last answer has no such member.
#[then(expr = "the application gets no {string}")]
async fn gets_none(world: &mut World, member: String) -> Result<(), StepError> {
    world.answer_has(&member, false)
}

/// The last answer has this member.
#[then(expr = "the application gets the {string}")]
async fn gets(world: &mut World, member: String) -> Result<(), StepError> {
    world.answer_has(&member, true)
}

/// The ID token has all that its specification asks for, and is signed by one of the published keys. It is judged
/// clause by clause.
#[then("the ID token keeps to its specification")]
async fn id_token_holds(world: &mut World) -> Result<(), StepError> {
    world.id_token_holds()
}

/// The ID token has these claims. The table has a name per row, and a value, `present`, `absent`, or a value in words.
#[then("the ID token says:")]
async fn id_token_says(world: &mut World, step: &Step) -> Result<(), StepError> {
    world.id_token_says(&wanted(step)?).await
}

/// This member of the last answer is another one than in the answer before.
#[then(expr = "the new {string} is another one")]
async fn is_new(world: &mut World, member: String) -> Result<(), StepError> {
    world.tokens_differ(&member)
}

/// The new ID token is about the same person and the same login as the one before (OpenID Connect Core, section 12.2).
#[then("the new ID token is about the same login")]
async fn same_login(world: &mut World) -> Result<(), StepError> {
    world.id_tokens_agree(&["iss", "sub", "aud", "azp", "auth_time"])
}

/// The new ID token is about the same person as the one before (its `sub`).
#[then("the new ID token is about the same person")]
async fn same_person(world: &mut World) -> Result<(), StepError> {
    world.id_tokens_agree(&["sub"])
}

/// The new ID token says that they signed in later than the one before says (its `auth_time`).
#[then("the new ID token says that they signed in anew")]
async fn signed_in_anew(world: &mut World) -> Result<(), StepError> {
    world.authenticated_anew()
}

/// The new ID token says that they signed in when the one before says they did (its `auth_time`).
#[then("the new ID token says that they signed in when they did")]
async fn signed_in_before(world: &mut World) -> Result<(), StepError> {
    world.id_tokens_agree(&["sub", "auth_time"])
}
