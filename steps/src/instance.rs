//! How the Clerk instance is set up. Scenarios that say so are tagged `@needs-instance-settings`.

use conformance_harness::step_error::StepError;
use conformance_harness::world::World;
use cucumber::gherkin::Step;
use cucumber::{given, when};
use serde_json::{Value, json};

/// The names in a list such as `"username, legal_accepted"`.
pub(crate) fn words(list: &str) -> Vec<String> {
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
    required.extend(words(&wanted));
    world
        .change_instance(&json!({ "required_fields": required }))
        .await
}

/// A table of providers: `name`, whether they are `enabled`, and what they are `for`: `signing in`, or `connecting
/// only`.
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
            let slug = json!(row[0].to_lowercase());
            if slug != template["slug"] {
                // A strategy of its own is of the provider that the target names.
                provider["strategy"] = Value::Null;
            }
            provider["slug"] = slug;
            provider["name"] = json!(row[0]);
            provider["enabled"] = json!(row.get(1).is_none_or(|enabled| enabled == "yes"));
            provider["authenticatable"] =
                json!(row.get(2).is_none_or(|purpose| purpose == "signing in"));
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

/// Asked for beside the base ones, separated by spaces.
#[given(expr = "the instance asks for the additional scopes {string}")]
async fn additional_scopes(world: &mut World, scopes: String) -> Result<(), StepError> {
    let mut providers = world.deployment().await?.clerk.settings().await?["providers"].take();
    providers[0]["additional_scopes"] = scopes.split(' ').collect();
    world
        .change_instance(&json!({ "providers": providers }))
        .await
}

/// An address of a native app, which is called back there.
#[given(expr = "the instance allows the redirect URL {string}")]
async fn redirect_url(world: &mut World, url: String) -> Result<(), StepError> {
    world
        .change_instance(&json!({ "redirect_urls": [url] }))
        .await
}

/// By Turnstile, of which a stand-in is on every page from now on.
#[given("the instance wants newcomers checked for being people")]
async fn captcha(world: &mut World) -> Result<(), StepError> {
    world.change_instance(&json!({ "captcha": true })).await?;
    world.stand_in_for_turnstile().await
}

/// Beside the password, until somebody has signed in there once.
#[given("the instance asks for a code in browsers that it does not know")]
async fn client_trust(world: &mut World) -> Result<(), StepError> {
    world
        .change_instance(&json!({ "client_trust": true, "first_factors": ["password"] }))
        .await
}

/// Whoever has one cannot begin a second.
#[given("the instance allows a browser one session")]
async fn single_session(world: &mut World) -> Result<(), StepError> {
    world
        .change_instance(&json!({ "single_session": true }))
        .await
}

/// Instead of codes.
#[given("the instance offers email links")]
async fn email_links(world: &mut World) -> Result<(), StepError> {
    world
        .change_instance(&json!({ "first_factors": ["email_link"] }))
        .await
}

/// In others they are refused.
#[given("links are good in the same browser only")]
async fn same_browser(world: &mut World) -> Result<(), StepError> {
    world
        .change_instance(&json!({ "email_links": { "same_client_only": true } }))
        .await
}

/// Countries by their two letters (ISO 3166-1).
#[given(expr = "the instance sends SMS to {string}")]
async fn sms_countries(world: &mut World, countries: String) -> Result<(), StepError> {
    world
        .change_instance(&json!({ "sms_countries": words(&countries) }))
        .await
}

/// The `yes` that a form of text fields sends does not.
#[given("nothing but true counts as consent")]
async fn strict_consent(world: &mut World) -> Result<(), StepError> {
    change_policies(world, json!({ "consent_must_be_true": true })).await
}

/// As it was before Clerk made a session task of it.
#[given("a password that is compromised has to be replaced before signing in")]
async fn forced_reset(world: &mut World) -> Result<(), StepError> {
    change_policies(world, json!({ "forced_reset_by": "needs_new_password" })).await
}

// What is not known of Clerk's servers. By default a finished attempt goes past the callback page and is
// forgotten, a transfer takes its source with it, and each attempt has nothing to do with the other.

/// Clerk's servers are said to send a finished attempt past the callback page; here they do not.
#[given("finished attempts come back to the callback page")]
async fn callback_for_finished(world: &mut World) -> Result<(), StepError> {
    let policies =
        json!({ "finished_attempts_return_to": "callback_url", "keep_finished_attempts": true });
    change_policies(world, policies).await
}

/// Whether Clerk's servers drop the attempt that a transfer started from is not known; here they do not.
#[given("attempts stay on the client")]
async fn attempts_stay(world: &mut World) -> Result<(), StepError> {
    let policies = json!({ "keep_source_on_transfer": true, "keep_finished_attempts": true });
    change_policies(world, policies).await
}

/// Whether starting a sign-in takes a sign-up off the client is not known; here it does, and the other way round.
#[given("starting an attempt clears the other one")]
async fn attempts_clear_each_other(world: &mut World) -> Result<(), StepError> {
    change_policies(world, json!({ "starting_drops_other_attempt": true })).await
}

/// Whether a verification still says where it sent the person once they are back is not known; here it does.
#[given("verifications keep their redirect URL")]
async fn redirect_urls_stay(world: &mut World) -> Result<(), StepError> {
    change_policies(world, json!({ "keep_verification_redirect_url": true })).await
}

async fn change_policies(world: &mut World, policies: Value) -> Result<(), StepError> {
    world
        .change_instance(&json!({ "policies": policies }))
        .await
}
