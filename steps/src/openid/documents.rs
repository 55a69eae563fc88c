//! What the provider says of itself.

use conformance_harness::step_error::StepError;
use conformance_harness::world::World;
use cucumber::{then, when};

/// An application reads the discovery document, at `/.well-known/openid-configuration` below the issuer.
#[when("an application reads the discovery document")]
async fn reads_discovery(world: &mut World) -> Result<(), StepError> {
    world.read_discovery().await
}

/// An application reads the provider's public keys, at the address that the discovery document names.
#[when("an application reads the key set")]
async fn reads_keys(world: &mut World) -> Result<(), StepError> {
    world.read_keys().await
}

/// An application reads the document that OAuth 2.0 has for the same purpose (RFC 8414, section 3.1).
#[when("an application reads the authorization server metadata")]
async fn reads_server_metadata(world: &mut World) -> Result<(), StepError> {
    world.read_server_metadata().await
}

/// The discovery document has all that its specification asks for. It is judged clause by clause.
#[then("the discovery document keeps to its specification")]
async fn discovery_holds(world: &mut World) -> Result<(), StepError> {
    world.discovery_holds().await
}

/// The key set has all that its specification asks for. It is judged clause by clause.
#[then("the key set keeps to its specification")]
async fn keys_hold(world: &mut World) -> Result<(), StepError> {
    world.keys_hold()
}

/// The authorization server metadata has all that its specification asks for. It is judged clause by clause.
#[then("the authorization server metadata keeps to its specification")]
async fn server_metadata_holds(world: &mut World) -> Result<(), StepError> {
    world.server_metadata_holds().await
}

/// The discovery document, the authorization server metadata, the response and the ID token all name the same issuer.
#[then("everything names one issuer")]
async fn one_issuer(world: &mut World) -> Result<(), StepError> {
    world.one_issuer().await
}

/// The provider takes each response type and each challenge method that its discovery document lists. Each of them is
/// tried.
#[then("the provider takes every response type and challenge method that it offers")]
async fn takes_offers(world: &mut World) -> Result<(), StepError> {
    let methods = "code_challenge_methods_supported";
    world
        .takes_what_it_lists(methods, "code_challenge_method", "invalid_request")
        .await?;
    let types = "response_types_supported";
    world
        .takes_what_it_lists(types, "response_type", "unsupported_response_type")
        .await
}
