//! The form that asks for what a sign-up still lacks.

use conformance_harness::browser::Request;
use conformance_harness::step_error::StepError;
use conformance_harness::world::{World, unused_username};
use cucumber::{then, when};

use crate::instance::words;

/// For these fields and no others, each with a label; names as on the wire.
#[then(expr = "the form asks for {string}")]
async fn asks_for(world: &mut World, list: String) -> Result<(), StepError> {
    world.asks_for(&words(&list)).await
}

/// In exactly these words.
#[then(expr = "the form has an input named {string}")]
async fn has_input(world: &mut World, name: String) -> Result<(), StepError> {
    let form = world.profile()?.selectors.missing_requirements_form.clone();
    let found = world.count(&format!("{form} [name='{name}']")).await?;
    if found == 1 {
        return Ok(());
    }
    let page = world.open_tab()?.page().await?;
    Err(StepError::failed(
        format!("the form has one input named {name}"),
        page.describe(),
    ))
}

/// Nothing is asked for.
#[then("there is no form")]
async fn no_form(world: &mut World) -> Result<(), StepError> {
    let form = world.profile()?.selectors.missing_requirements_form.clone();
    if world.count(&form).await? == 0 {
        return Ok(());
    }
    let inputs = world.count(&format!("{form} [name]")).await?;
    Err(StepError::failed(
        "the page asks for nothing",
        format!("there is a form with {inputs} inputs"),
    ))
}

/// Inside of it, where a sign-up that is completed may need it.
#[then("the form holds the bot-protection element")]
async fn form_holds_captcha(world: &mut World) -> Result<(), StepError> {
    let selectors = &world.profile()?.selectors;
    let selector = format!(
        "{} {}",
        selectors.missing_requirements_form, selectors.captcha
    );
    let found = world.count(&selector).await?;
    if found == 1 {
        return Ok(());
    }
    Err(StepError::failed(
        format!("the form holds one {selector}"),
        format!("it holds {found}"),
    ))
}

/// One that nobody has.
#[when("they choose a username")]
async fn choose_username(world: &mut World) -> Result<(), StepError> {
    world.fill_in("username", &unused_username()).await
}

/// By the box beside them.
#[when("they accept the terms")]
async fn accept_terms(world: &mut World) -> Result<(), StepError> {
    world.fill_in("legal_accepted", "true").await
}

/// With what they have filled in.
#[when("they send the form")]
async fn send(world: &mut World) -> Result<(), StepError> {
    world.submit().await
}

/// Whatever there stands in quotes.
#[when(expr = "they fill in {string} with {string}")]
async fn fill_in(world: &mut World, field: String, value: String) -> Result<(), StepError> {
    if field == "phone_number" {
        return world.fill_in_this_phone_number(&value).await;
    }
    world.fill_in(&field, &value).await
}

/// Which is taken.
#[when("they choose the username that somebody else has")]
async fn choose_taken_username(world: &mut World) -> Result<(), StepError> {
    let username = world.taken_username()?;
    world.fill_in("username", &username).await
}

/// Letters, digits, `_` and `-`; nobody has it.
#[when(expr = "they fill in {string} with {int} characters")]
async fn fill_in_characters(
    world: &mut World,
    field: String,
    length: usize,
) -> Result<(), StepError> {
    let unique = format!("_{:x}-z", rand::random::<u64>());
    let value: String = unique.chars().cycle().take(length).collect();
    world.fill_in(&field, &value).await
}

/// One that nobody has, and that codes are sent to.
#[when("they fill in \"phone_number\" with a phone number")]
async fn fill_in_phone_number(world: &mut World) -> Result<(), StepError> {
    world.fill_in_phone_number().await
}

/// Fills in all of it, sends it, and enters the codes that come of it.
#[when(expr = "they give {string}")]
async fn give(world: &mut World, list: String) -> Result<(), StepError> {
    world.give(&words(&list)).await
}

/// The page has asked, and they look at it.
#[when("they have seen the form")]
async fn see(world: &mut World) -> Result<(), StepError> {
    let form = world.profile()?.selectors.missing_requirements_form.clone();
    world.is_there(&form, "the form").await
}

/// A username, and not the rest.
#[when("they have sent half of the form")]
async fn send_half(world: &mut World) -> Result<(), StepError> {
    world.fill_in("username", &unused_username()).await?;
    world.submit().await?;
    world.asks_for(&["last_name".to_owned()]).await
}

/// On the sign-up page, if they are not there yet.
#[when("they go on to the form")]
async fn go_on_to_form(world: &mut World) -> Result<(), StepError> {
    let form = world.profile()?.selectors.missing_requirements_form.clone();
    let way_on = world.profile()?.selectors.way_on.clone();
    if world.count(&form).await? == 0 {
        world.open_tab()?.press(&way_on, "the way on").await?;
    }
    world.is_there(&form, "the form").await
}

/// Marked, and with a message.
#[then(expr = "the field for {string} says what is wrong")]
async fn field_is_wrong(world: &mut World, field: String) -> Result<(), StepError> {
    world.field_says_what_is_wrong(&field).await
}

/// To tick, not to write into.
#[then(expr = "the field for {string} is a checkbox")]
async fn is_checkbox(world: &mut World, field: String) -> Result<(), StepError> {
    let kind = world.kind_of_input(&field).await?;
    if kind == "checkbox" {
        return Ok(());
    }
    Err(StepError::failed(
        format!("the field for {field} is a checkbox"),
        format!("it is of type {kind}"),
    ))
}

/// To Clerk, in the call that updates the sign-up.
#[then(expr = "the page sent {string} as {string}")]
async fn sent(world: &mut World, field: String, value: String) -> Result<(), StepError> {
    let has = |request: &Request| {
        request
            .form()
            .any(|it| it == (field.clone(), value.clone()))
    };
    let updates = |request: &Request| {
        request.meant_method() == "PATCH" && request.path().contains("/v1/client/sign_ups/")
    };
    let what = format!("sends {field} as {value}");
    world
        .made_calls(&what, 1, |request| updates(request) && has(request))
        .await
}

/// As the backend sees it, with the values that they gave; names as on the wire.
#[then(expr = "the account has {string}")]
async fn account_has(world: &mut World, list: String) -> Result<(), StepError> {
    world.account_has(&words(&list)).await
}
