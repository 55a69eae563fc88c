//! How the provider is set up at the deployment, and which provider it is. Scenarios that say so are tagged
//! `@needs-instance-settings`.

use conformance_harness::step_error::StepError;
use conformance_harness::world::World;
use cucumber::{given, when};
use serde_json::json;

/// The scenario has a provider for itself, with people, keys, a clock and a journal of its own. Whoever the scenario
/// is about from now on can log in there.
#[given("a provider that nobody else uses")]
async fn own(world: &mut World) -> Result<(), StepError> {
    world.use_own_issuer(&json!({})).await
}

/// The scenario has a provider for itself that signs with this algorithm (RFC 7518, section 3.1).
#[given(expr = "a provider that signs with {word}")]
async fn signing(world: &mut World, algorithm: String) -> Result<(), StepError> {
    let settings = json!({ "algorithm": algorithm });
    world.use_own_issuer(&settings).await
}

/// The scenario has a provider for itself that publishes several keys, and signs with one of them.
#[given(expr = "a provider that publishes {int} key(s)")]
async fn several_keys(world: &mut World, number: usize) -> Result<(), StepError> {
    world.use_own_issuer(&json!({ "keys": number })).await
}

/// The scenario has a provider for itself that does not say who its answers come from, and does not promise to (RFC
/// 9207).
#[given("a provider that does not promise to say who answers")]
async fn without_response_issuer(world: &mut World) -> Result<(), StepError> {
    world
        .use_own_issuer(&json!({ "response_iss": false }))
        .await
}

/// The scenario has a provider for itself whose clock is slow, so that its tokens look as old as that when they come.
#[given(expr = "a provider whose clock is {int} minutes behind")]
async fn clock_behind(world: &mut World, minutes: i64) -> Result<(), StepError> {
    world.use_own_issuer(&json!({})).await?;
    world.advance_provider_clock(-60 * minutes).await
}

/// The owner of the instance has typed in all endpoints of the provider, and no discovery URL.
#[given("the provider's endpoints are set by hand")]
async fn by_hand(world: &mut World) -> Result<(), StepError> {
    world.set_endpoints_by_hand().await
}

/// The owner of the instance has typed in the provider's discovery URL, and nothing else about its endpoints.
#[given("only the provider's discovery URL is set")]
async fn discovery_url_alone(world: &mut World) -> Result<(), StepError> {
    world.set_discovery_url_alone().await
}

/// The provider's discovery document says that its keys are at an address that nobody could guess.
#[given("the discovery document says that the keys are somewhere else")]
async fn keys_elsewhere(world: &mut World) -> Result<(), StepError> {
    world.move_discovery(&json!({})).await
}

/// The provider's discovery document names another issuer than the one that Clerk was told.
#[given("the discovery document is of another issuer")]
async fn other_issuer(world: &mut World) -> Result<(), StepError> {
    let other = json!({ "issuer": "http://another-issuer.example" });
    world.move_discovery(&other).await
}

/// The conformance suite plays the provider's token endpoint, gives out no tokens, and notes what it is sent.
#[given("a token endpoint at which one can see what it is sent")]
async fn watched_token_endpoint(world: &mut World) -> Result<(), StepError> {
    world.watch_token_endpoint().await
}

/// The provider takes the client secret in the form of the token request (`client_secret_post`), not in its header.
#[given("the provider wants the client secret in the form")]
async fn secret_in_form(world: &mut World) -> Result<(), StepError> {
    world
        .set_up_provider(json!({ "token_auth": "client_secret_post" }))
        .await
}

/// PKCE is switched off for the provider, as for one that does not know it.
#[given("PKCE is switched off for the provider")]
async fn pkce_off(world: &mut World) -> Result<(), StepError> {
    world.set_up_provider(json!({ "pkce": false })).await
}

/// The owner of the instance has switched the provider on or off. Its settings stay.
#[given(regex = "^the provider is switched (on|off)$")]
#[when(regex = "^the provider is switched (on|off)$")]
async fn switched(world: &mut World, how: String) -> Result<(), StepError> {
    world
        .set_up_provider(json!({ "enabled": how == "on" }))
        .await
}
