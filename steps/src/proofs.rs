//! Codes, links and passwords, by which people prove who they are beside their provider.

use conformance_harness::step_error::StepError;
use conformance_harness::world::World;
use cucumber::{given, then, when};

/// They type their email address on the sign-in page, and go on without a provider.
#[when("they sign in with their email address")]
async fn identify(world: &mut World) -> Result<(), StepError> {
    world.identify_themselves().await
}

/// They enter this code where the page asks for one.
#[when(expr = "they enter the code {string}")]
async fn enter(world: &mut World, code: String) -> Result<(), StepError> {
    world.enter_code(&code).await
}

/// They enter the code from the latest message to their phone or email address.
#[when("they enter the code that they were sent")]
async fn enter_sent(world: &mut World) -> Result<(), StepError> {
    world.enter_sent_code().await
}

/// They enter a code that is not the one that they were sent.
#[when("they enter a wrong code")]
async fn enter_wrong(world: &mut World) -> Result<(), StepError> {
    world.enter_wrong_code().await
}

/// They enter the code that their authenticator app shows at this moment.
#[when("they enter the code of their authenticator")]
async fn enter_authenticator(world: &mut World) -> Result<(), StepError> {
    world.enter_authenticator_code().await
}

/// They enter one of their backup codes in place of the code that the page asks for. Within a scenario it is always
/// the same one.
#[when(regex = "^they enter (?:a|the same) backup code$")]
async fn enter_backup(world: &mut World) -> Result<(), StepError> {
    world.enter_backup_code().await
}

/// They have signed in before the scenario begins, through the identity provider and with a backup code, and have a
/// session.
#[given("they have signed in with the provider and a backup code")]
async fn signed_in_with_backup_code(world: &mut World) -> Result<(), StepError> {
    let path = world.profile()?.routes.sign_in.clone();
    world
        .go_through_provider(&path, conformance_harness::world::Answer::Allow)
        .await?;
    world.enter_backup_code().await?;
    world.has_session().await
}

/// They choose a new password where the page asks for one.
#[when("they choose a new password")]
async fn choose_password(world: &mut World) -> Result<(), StepError> {
    world.choose_password().await
}

/// They type their email address on the sign-in page, and are told that a link has been sent to them.
#[when("they ask for an email link")]
async fn ask_for_link(world: &mut World) -> Result<(), StepError> {
    world.identify_themselves().await?;
    world.tells(&[]).await
}

/// They open the link from the latest email, in the browser in which they asked for it.
#[when("they open the link that they were sent")]
async fn open_link(world: &mut World) -> Result<(), StepError> {
    world.open_sent_link().await
}

/// They open the link from the latest email in another browser, which has nothing of theirs.
#[when("they open the link that they were sent in another browser")]
async fn open_link_elsewhere(world: &mut World) -> Result<(), StepError> {
    world.open_sent_link_elsewhere().await
}

/// As many minutes go by at Clerk at once, so that what has a time limit may end.
#[when(expr = "{int} minutes pass")]
async fn minutes_pass(world: &mut World, minutes: u64) -> Result<(), StepError> {
    world.let_minutes_pass(minutes).await
}

/// The page has a field for a code.
#[then("they are asked for a code")]
async fn asked_for_code(world: &mut World) -> Result<(), StepError> {
    let input = world.profile()?.selectors.code.clone();
    world.is_there(&input, "a field for a code").await
}

/// The field for the code is marked as wrong, and a message tells why.
#[then("the field for the code says what is wrong")]
async fn code_is_wrong(world: &mut World) -> Result<(), StepError> {
    let input = world.profile()?.selectors.code.clone();
    world.says_what_is_wrong(&input).await
}

/// Clerk sent them nothing, neither by email nor by SMS.
#[then("they were sent nothing")]
async fn sent_nothing(world: &mut World) -> Result<(), StepError> {
    world.was_sent_nothing(None).await
}

/// Clerk sent nothing to this address or phone number.
#[then(expr = "nothing was sent to {string}")]
async fn nothing_sent_to(world: &mut World, address: String) -> Result<(), StepError> {
    world.was_sent_nothing(Some(&address)).await
}

/// They type their email address and their password on the sign-in page, without a provider.
#[when("they sign in with their password")]
async fn by_password(world: &mut World) -> Result<(), StepError> {
    world.sign_in_by_password().await
}

/// They do what the tasks page asks of them before their session is good for anything. Tasks are called as Clerk calls
/// them.
#[when(regex = r#"^they do the task "(choose-organization|reset-password|setup-mfa)"$"#)]
async fn do_task(world: &mut World, task: String) -> Result<(), StepError> {
    match task.as_str() {
        "choose-organization" => world.make_organization().await,
        "reset-password" => world.choose_password().await,
        _ => world.set_up_authenticator().await,
    }
}
