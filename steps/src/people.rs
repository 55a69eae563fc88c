//! Who the scenario is about. Everybody is made for one scenario, so that scenarios run side by side.

use conformance_harness::step_error::StepError;
use conformance_harness::world::World;
use cucumber::given;
use serde_json::json;

/// Somebody whom the instance does not know.
#[given("a newcomer at the identity provider")]
async fn newcomer(world: &mut World) -> Result<(), StepError> {
    world.newcomer(json!({})).await
}

/// Somebody whose login ends with an OAuth error when they allow it (RFC 6749, section 4.1.2.1).
#[given(expr = "a newcomer for whom the identity provider answers {string}")]
async fn newcomer_with_error(world: &mut World, error: String) -> Result<(), StepError> {
    world
        .newcomer(json!({ "authorization_error": error }))
        .await
}

/// Somebody of whom the identity provider tells an email address and no name.
#[given("a newcomer whose name the identity provider does not tell")]
async fn nameless_newcomer(world: &mut World) -> Result<(), StepError> {
    world
        .newcomer(json!({ "given_name": null, "family_name": null }))
        .await
}

/// Somebody with an account under the same verified email address.
#[given("somebody with an account")]
async fn account_holder(world: &mut World) -> Result<(), StepError> {
    world.account_holder(false).await
}

/// Somebody whose account asks for a code from an authenticator app.
#[given("somebody with an account and a second factor")]
async fn account_holder_with_second_factor(world: &mut World) -> Result<(), StepError> {
    world.account_holder(true).await
}
