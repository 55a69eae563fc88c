//! The form that asks for what a sign-up still lacks.

use conformance_harness::browser::Request;
use conformance_harness::step_error::StepError;
use conformance_harness::world::{World, unused_username};
use cucumber::{then, when};

use crate::instance::words;

/// The form that completes a sign-up has one labelled field for each of these, and no other. Fields are called as
/// Clerk calls them, separated by commas.
#[then(expr = "the form asks for {string}")]
async fn asks_for(world: &mut World, list: String) -> Result<(), StepError> {
    world.asks_for(&words(&list)).await
}

/// The form that completes a sign-up has exactly one input with this name, to the letter.
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

/// The page shows no form that asks for something to complete a sign-up.
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

/// Clerk's bot-protection element stands inside of the form, where a sign-up that is completed may need it.
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

/// They fill in a username that nobody has yet.
#[when("they choose a username")]
async fn choose_username(world: &mut World) -> Result<(), StepError> {
    world.fill_in("username", &unused_username()).await
}

/// They tick the box beside the terms.
#[when("they accept the terms")]
async fn accept_terms(world: &mut World) -> Result<(), StepError> {
    world.fill_in("legal_accepted", "true").await
}

/// They send the form with what they have filled in.
#[when("they send the form")]
async fn send(world: &mut World) -> Result<(), StepError> {
    world.submit().await
}

/// They fill in one field of the form with exactly this text. Fields are called as Clerk calls them.
#[when(expr = "they fill in {string} with {string}")]
async fn fill_in(world: &mut World, field: String, value: String) -> Result<(), StepError> {
    if field == "phone_number" {
        return world.fill_in_this_phone_number(&value).await;
    }
    world.fill_in(&field, &value).await
}

/// They fill in the username that somebody else has already, so that it must be refused.
#[when("they choose the username that somebody else has")]
async fn choose_taken_username(world: &mut World) -> Result<(), StepError> {
    let username = world.taken_username()?;
    world.fill_in("username", &username).await
}

/// They fill in one field with as many characters as this: letters, digits, `_` and `-`, a text that nobody else has.
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

/// They fill in a phone number that nobody else has, and that codes can be sent to.
#[when(r#"they fill in "phone_number" with a phone number"#)]
async fn fill_in_phone_number(world: &mut World) -> Result<(), StepError> {
    world.fill_in_phone_number().await
}

/// They fill in all of these fields, send the form, and enter the codes that they are sent because of it. Fields are
/// called as Clerk calls them, separated by commas.
#[when(expr = "they give {string}")]
async fn give(world: &mut World, list: String) -> Result<(), StepError> {
    world.give(&words(&list)).await
}

/// They wait until the page shows the form, and do nothing with it.
#[when("they have seen the form")]
async fn see(world: &mut World) -> Result<(), StepError> {
    let form = world.profile()?.selectors.missing_requirements_form.clone();
    world.is_there(&form, "the form").await
}

/// They fill in a username and send the form without the rest, which still asks for a last name then.
#[when("they have sent half of the form")]
async fn send_half(world: &mut World) -> Result<(), StepError> {
    world.fill_in("username", &unused_username()).await?;
    world.submit().await?;
    world.asks_for(&["last_name".to_owned()]).await
}

/// They press the way on to the form on the sign-up page, unless they see the form already.
#[when("they go on to the form")]
async fn go_on_to_form(world: &mut World) -> Result<(), StepError> {
    let form = world.profile()?.selectors.missing_requirements_form.clone();
    let way_on = world.profile()?.selectors.way_on.clone();
    if world.count(&form).await? == 0 {
        world.open_tab()?.press(&way_on, "the way on").await?;
    }
    world.is_there(&form, "the form").await
}

/// The field is marked as wrong, and a message tells why.
#[then(expr = "the field for {string} says what is wrong")]
async fn field_is_wrong(world: &mut World, field: String) -> Result<(), StepError> {
    world.field_says_what_is_wrong(&field).await
}

/// The field is a box to tick, not a text to write.
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

/// The page sent this value for this field to Clerk, in the one call that updates the sign-up.
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

/// Their account at Clerk has each of these, with the value that they gave. Fields are called as Clerk calls them,
/// separated by commas.
#[then(expr = "the account has {string}")]
async fn account_has(world: &mut World, list: String) -> Result<(), StepError> {
    world.account_has(&words(&list)).await
}
