//! The form that asks for what a sign-up still lacks.

use std::time::{SystemTime, UNIX_EPOCH};

use conformance_harness::step_error::StepError;
use conformance_harness::world::World;
use cucumber::{then, when};

use crate::instance::fields;

/// For these fields and no others, each with a label; names as on the wire.
#[then(expr = "the form asks for {string}")]
async fn asks_for(world: &mut World, list: String) -> Result<(), StepError> {
    world.asks_for(&fields(&list)).await
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
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_nanos();
    world.fill_in("username", &format!("robin-{now}")).await
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
