//! How the Clerk instance is set up. Scenarios that say so are tagged `@needs-instance-settings`.

use conformance_harness::step_error::StepError;
use conformance_harness::world::World;
use cucumber::gherkin::Step;
use cucumber::{given, when};
use serde_json::{Value, json};

/// The names in a list such as `"username, legal_accepted"`.
pub(crate) fn fields(list: &str) -> Vec<String> {
    list.split(',')
        .map(|field| field.trim().to_owned())
        .filter(|field| !field.is_empty())
        .collect()
}

/// What every sign-up must have, beside an email address; names as on the wire, e.g. `"username, legal_accepted"`.
#[given(expr = "the instance requires {string}")]
#[when(expr = "the instance comes to require {string}")]
async fn requires(world: &mut World, wanted: String) -> Result<(), StepError> {
    let mut required = vec!["email_address".to_owned()];
    required.extend(fields(&wanted));
    world
        .change_instance(&json!({ "required_fields": required }))
        .await
}

/// A table of providers: `name`, and whether they are `enabled`.
#[given("the instance has these providers:")]
async fn providers(world: &mut World, step: &Step) -> Result<(), StepError> {
    let settings = world.deployment().await?.clerk.settings().await?;
    let template = settings["providers"][0].clone();
    let rows = step
        .table
        .as_ref()
        .map(|table| table.rows.as_slice())
        .unwrap_or_default();
    let providers: Vec<Value> = rows
        .iter()
        .skip(1)
        .map(|row| {
            let mut provider = template.clone();
            provider["slug"] = json!(row[0].to_lowercase());
            provider["name"] = json!(row[0]);
            provider["enabled"] = json!(row.get(1).is_none_or(|enabled| enabled == "yes"));
            provider
        })
        .collect();
    world
        .change_instance(&json!({ "providers": providers }))
        .await
}

/// Each new session has to go through this task first, e.g. `choose-organization`.
#[given(expr = "new sessions have the task {string}")]
async fn session_task(world: &mut World, task: String) -> Result<(), StepError> {
    world
        .change_instance(&json!({ "session_tasks": [task] }))
        .await
}

/// Clerk's servers are said to send a finished attempt past the callback page; here they do not.
#[given("finished attempts come back to the callback page")]
async fn callback_for_finished(world: &mut World) -> Result<(), StepError> {
    let policies =
        json!({ "finished_attempts_return_to": "callback_url", "keep_finished_attempts": true });
    world
        .change_instance(&json!({ "policies": policies }))
        .await
}

/// Whether Clerk's servers drop the attempt that a transfer started from is not known; here they do not.
#[given("attempts stay on the client")]
async fn attempts_stay(world: &mut World) -> Result<(), StepError> {
    let policies = json!({ "keep_source_on_transfer": true, "keep_finished_attempts": true });
    world
        .change_instance(&json!({ "policies": policies }))
        .await
}
