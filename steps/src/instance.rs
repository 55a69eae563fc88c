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

/// A sign-up at this Clerk instance is complete only with these fields, beside an email address. Fields are called as
/// Clerk calls them, separated by commas.
#[given(expr = "the instance requires {string}")]
#[when(expr = "the instance comes to require {string}")]
async fn requires(world: &mut World, wanted: String) -> Result<(), StepError> {
    let mut required = vec!["email_address".to_owned()];
    required.extend(words(&wanted));
    world
        .change_instance(&json!({ "required_fields": required }))
        .await
}

/// The instance has these identity providers and no others. The table says whether each is `enabled`, and what it is
/// `for`: `signing in` or `connecting only`.
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

/// Each new session has to go through this task before it is good for anything, e.g. `choose-organization`.
#[given(expr = "new sessions have the task {string}")]
async fn session_task(world: &mut World, task: String) -> Result<(), StepError> {
    world
        .change_instance(&json!({ "session_tasks": [task] }))
        .await
}

/// The instance asks the provider for these scopes, separated by spaces, beside the usual ones.
#[given(expr = "the instance asks for the additional scopes {string}")]
async fn additional_scopes(world: &mut World, scopes: String) -> Result<(), StepError> {
    let mut providers = world.deployment().await?.clerk.settings().await?["providers"].take();
    providers[0]["additional_scopes"] = scopes.split(' ').collect();
    world
        .change_instance(&json!({ "providers": providers }))
        .await
}

/// Clerk may send people back to this address, which is one of a native app.
#[given(expr = "the instance allows the redirect URL {string}")]
async fn redirect_url(world: &mut World, url: String) -> Result<(), StepError> {
    world
        .change_instance(&json!({ "redirect_urls": [url] }))
        .await
}

/// The instance checks newcomers by Turnstile, Clerk's bot protection. A stand-in for it is on every page from now on.
#[given("the instance wants newcomers checked for being people")]
async fn captcha(world: &mut World) -> Result<(), StepError> {
    world.change_instance(&json!({ "captcha": true })).await?;
    world.stand_in_for_turnstile().await
}

/// People who sign in with a password have to enter a code, too, in a browser in which they have never signed in
/// before.
#[given("the instance asks for a code in browsers that it does not know")]
async fn client_trust(world: &mut World) -> Result<(), StepError> {
    world
        .change_instance(&json!({ "client_trust": true, "first_factors": ["password"] }))
        .await
}

/// A browser can have one session at a time: whoever has one cannot begin a second.
#[given("the instance allows a browser one session")]
async fn single_session(world: &mut World) -> Result<(), StepError> {
    world
        .change_instance(&json!({ "single_session": true }))
        .await
}

/// People prove their email address by a link that they are sent, not by a code.
#[given("the instance offers email links")]
async fn email_links(world: &mut World) -> Result<(), StepError> {
    world
        .change_instance(&json!({ "first_factors": ["email_link"] }))
        .await
}

/// A link that was sent is good only in the browser in which it was asked for.
#[given("links are good in the same browser only")]
async fn same_browser(world: &mut World) -> Result<(), StepError> {
    world
        .change_instance(&json!({ "email_links": { "same_client_only": true } }))
        .await
}

/// Clerk sends SMS to phone numbers of these countries only: two letters each (ISO 3166-1), separated by commas.
#[given(expr = "the instance sends SMS to {string}")]
async fn sms_countries(world: &mut World, countries: String) -> Result<(), StepError> {
    world
        .change_instance(&json!({ "sms_countries": words(&countries) }))
        .await
}

/// Clerk takes consent to the terms only if it is sent as `true`. The `yes` of a plain text field does not count.
#[given("nothing but true counts as consent")]
async fn strict_consent(world: &mut World) -> Result<(), StepError> {
    change_policies(world, json!({ "consent_must_be_true": true })).await
}

/// Somebody whose password has become known has to replace it in the middle of signing in, as it was before Clerk made
/// a task of it.
#[given("a password that is compromised has to be replaced before signing in")]
async fn forced_reset(world: &mut World) -> Result<(), StepError> {
    change_policies(world, json!({ "forced_reset_by": "needs_new_password" })).await
}

// What is not known of Clerk's servers. By default a finished attempt goes past the callback page and is
// forgotten, a transfer takes its source with it, and each attempt has nothing to do with the other.

/// Clerk sends people to the callback page even if nothing more is needed of them. How its servers do it is not known,
/// so both ways are played.
#[given("finished attempts come back to the callback page")]
async fn callback_for_finished(world: &mut World) -> Result<(), StepError> {
    let policies =
        json!({ "finished_attempts_return_to": "callback_url", "keep_finished_attempts": true });
    change_policies(world, policies).await
}

/// Clerk keeps the attempt from which a transfer started. Whether its servers do so is not known, so both ways are
/// played.
#[given("attempts stay on the client")]
async fn attempts_stay(world: &mut World) -> Result<(), StepError> {
    let policies = json!({ "keep_source_on_transfer": true, "keep_finished_attempts": true });
    change_policies(world, policies).await
}

/// At Clerk, starting a sign-in takes the sign-up away, and the other way round. Whether its servers do so is not
/// known, so both ways are played.
#[given("starting an attempt clears the other one")]
async fn attempts_clear_each_other(world: &mut World) -> Result<(), StepError> {
    change_policies(world, json!({ "starting_drops_other_attempt": true })).await
}

/// Clerk still says where it sent somebody once they are back. Whether its servers do so is not known, so both ways
/// are played.
#[given("verifications keep their redirect URL")]
async fn redirect_urls_stay(world: &mut World) -> Result<(), StepError> {
    change_policies(world, json!({ "keep_verification_redirect_url": true })).await
}

async fn change_policies(world: &mut World, policies: Value) -> Result<(), StepError> {
    world
        .change_instance(&json!({ "policies": policies }))
        .await
}
