//! How the provider is set up at the deployment, and which provider it is. Scenarios that say so are tagged
//! `@needs-instance-settings`.

use conformance_harness::step_error::StepError;
use conformance_harness::world::World;
use cucumber::{given, when};
use serde_json::json;

/// With its own people, keys, clock and journal; people are made there from now on.
#[given("a provider that nobody else uses")]
async fn own(world: &mut World) -> Result<(), StepError> {
    world.use_own_issuer(&json!({})).await
}

/// By the name of the algorithm (RFC 7518, section 3.1).
#[given(expr = "a provider that signs with {word}")]
async fn signing(world: &mut World, algorithm: String) -> Result<(), StepError> {
    let settings = json!({ "algorithm": algorithm });
    world.use_own_issuer(&settings).await
}

/// It signs with one of them.
#[given(expr = "a provider that publishes {int} key(s)")]
async fn several_keys(world: &mut World, number: usize) -> Result<(), StepError> {
    world.use_own_issuer(&json!({ "keys": number })).await
}

/// Neither in its discovery document nor in its answers (RFC 9207).
#[given("a provider that does not promise to say who answers")]
async fn without_response_issuer(world: &mut World) -> Result<(), StepError> {
    world
        .use_own_issuer(&json!({ "response_iss": false }))
        .await
}

/// So its tokens look as old as that when they come.
#[given(expr = "a provider whose clock is {int} minutes behind")]
async fn clock_behind(world: &mut World, minutes: i64) -> Result<(), StepError> {
    world.use_own_issuer(&json!({})).await?;
    world.advance_provider_clock(-60 * minutes).await
}

/// As an owner does who knows them from the provider's own documentation.
#[given("the provider's endpoints are set by hand")]
async fn by_hand(world: &mut World) -> Result<(), StepError> {
    world.set_endpoints_by_hand().await
}

/// As an owner does who was told nothing else.
#[given("only the provider's discovery URL is set")]
async fn discovery_url_alone(world: &mut World) -> Result<(), StepError> {
    world.set_discovery_url_alone().await
}

/// Where nobody could guess that they are.
#[given("the discovery document says that the keys are somewhere else")]
async fn keys_elsewhere(world: &mut World) -> Result<(), StepError> {
    world.move_discovery(&json!({})).await
}

/// Than the one that the deployment was told.
#[given("the discovery document is of another issuer")]
async fn other_issuer(world: &mut World) -> Result<(), StepError> {
    let other = json!({ "issuer": "http://another-issuer.example" });
    world.move_discovery(&other).await
}

/// The harness plays it, and gives no tokens.
#[given("a token endpoint at which one can see what it is sent")]
async fn watched_token_endpoint(world: &mut World) -> Result<(), StepError> {
    world.watch_token_endpoint().await
}

/// `client_secret_post`.
#[given("the provider wants the client secret in the form")]
async fn secret_in_form(world: &mut World) -> Result<(), StepError> {
    world
        .set_up_provider(json!({ "token_auth": "client_secret_post" }))
        .await
}

/// For a provider that does not know it.
#[given("PKCE is switched off for the provider")]
async fn pkce_off(world: &mut World) -> Result<(), StepError> {
    world.set_up_provider(json!({ "pkce": false })).await
}

/// It is set up all the same.
#[given(regex = "^the provider is switched (on|off)$")]
#[when(regex = "^the provider is switched (on|off)$")]
async fn switched(world: &mut World, how: String) -> Result<(), StepError> {
    world
        .set_up_provider(json!({ "enabled": how == "on" }))
        .await
}
