//! Codes, links and passwords, by which people prove who they are beside their provider.

use conformance_harness::step_error::StepError;
use conformance_harness::world::World;
use cucumber::{given, then, when};

/// On the sign-in page, without a provider.
#[when("they sign in with their email address")]
async fn identify(world: &mut World) -> Result<(), StepError> {
    world.identify_themselves().await
}

/// Where the page asks for one.
#[when(expr = "they enter the code {string}")]
async fn enter(world: &mut World, code: String) -> Result<(), StepError> {
    world.enter_code(&code).await
}

/// The one in the latest message to their phone or email address.
#[when("they enter the code that they were sent")]
async fn enter_sent(world: &mut World) -> Result<(), StepError> {
    world.enter_sent_code().await
}

/// One that they were not sent.
#[when("they enter a wrong code")]
async fn enter_wrong(world: &mut World) -> Result<(), StepError> {
    world.enter_wrong_code().await
}

/// The one that it shows now.
#[when("they enter the code of their authenticator")]
async fn enter_authenticator(world: &mut World) -> Result<(), StepError> {
    world.enter_authenticator_code().await
}

/// In place of the code that the page asks for; always the same one.
#[when(regex = "^they enter (?:a|the same) backup code$")]
async fn enter_backup(world: &mut World) -> Result<(), StepError> {
    world.enter_backup_code().await
}

/// And are on the page that they wanted to see.
#[given("they have signed in with the provider and a backup code")]
async fn signed_in_with_backup_code(world: &mut World) -> Result<(), StepError> {
    let path = world.profile()?.routes.sign_in.clone();
    world
        .go_through_provider(&path, conformance_harness::world::Answer::Allow)
        .await?;
    world.enter_backup_code().await?;
    world.has_session().await
}

/// Where the page asks for it.
#[when("they choose a new password")]
async fn choose_password(world: &mut World) -> Result<(), StepError> {
    world.choose_password().await
}

/// On the sign-in page, by their email address; it has been sent when this is over.
#[when("they ask for an email link")]
async fn ask_for_link(world: &mut World) -> Result<(), StepError> {
    world.identify_themselves().await?;
    world.tells(&[]).await
}

/// In the browser in which they asked for it.
#[when("they open the link that they were sent")]
async fn open_link(world: &mut World) -> Result<(), StepError> {
    world.open_sent_link().await
}

/// One that has nothing of theirs.
#[when("they open the link that they were sent in another browser")]
async fn open_link_elsewhere(world: &mut World) -> Result<(), StepError> {
    world.open_sent_link_elsewhere().await
}

/// By the instance's clock.
#[when(expr = "{int} minutes pass")]
async fn minutes_pass(world: &mut World, minutes: u64) -> Result<(), StepError> {
    world.let_minutes_pass(minutes).await
}

/// There is a field for it.
#[then("they are asked for a code")]
async fn asked_for_code(world: &mut World) -> Result<(), StepError> {
    let input = world.profile()?.selectors.code.clone();
    world.is_there(&input, "a field for a code").await
}

/// Marked, and with a message.
#[then("the field for the code says what is wrong")]
async fn code_is_wrong(world: &mut World) -> Result<(), StepError> {
    let input = world.profile()?.selectors.code.clone();
    world.says_what_is_wrong(&input).await
}

/// Neither by email nor by SMS.
#[then("they were sent nothing")]
async fn sent_nothing(world: &mut World) -> Result<(), StepError> {
    world.was_sent_nothing(None).await
}

/// Neither by email nor by SMS.
#[then(expr = "nothing was sent to {string}")]
async fn nothing_sent_to(world: &mut World, address: String) -> Result<(), StepError> {
    world.was_sent_nothing(Some(&address)).await
}

/// On the sign-in page, without a provider.
#[when("they sign in with their password")]
async fn by_password(world: &mut World) -> Result<(), StepError> {
    world.sign_in_by_password().await
}

/// On the tasks page; by Clerk's key of the task.
#[when(regex = r#"^they do the task "(choose-organization|reset-password|setup-mfa)"$"#)]
async fn do_task(world: &mut World, task: String) -> Result<(), StepError> {
    match task.as_str() {
        "choose-organization" => world.make_organization().await,
        "reset-password" => world.choose_password().await,
        _ => world.set_up_authenticator().await,
    }
}
