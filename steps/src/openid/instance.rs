//! How the instance is set up as provider.

use conformance_harness::step_error::StepError;
use conformance_harness::world::{Answer, World};
use cucumber::{given, when};
use serde_json::json;

use crate::places::Place;

/// The provider gives out access tokens that say nothing by themselves, so that a revoked one is of no use at once.
#[given("the provider gives out opaque access tokens")]
async fn opaque(world: &mut World) -> Result<(), StepError> {
    set(world, json!({ "access_tokens": "opaque" })).await
}

/// The provider lets any application register itself (RFC 7591).
#[given("the provider lets applications register themselves")]
async fn open_registration(world: &mut World) -> Result<(), StepError> {
    set(world, json!({ "dynamic_registration": true })).await
}

async fn set(world: &mut World, provider: serde_json::Value) -> Result<(), StepError> {
    let changes = json!({ "oauth_provider": provider });
    world.change_instance(&changes).await
}

/// Accounts of this instance can belong to organizations, or cannot.
#[given(regex = "^the instance has (no )?organizations$")]
async fn organizations(world: &mut World, no: String) -> Result<(), StepError> {
    let changes = json!({ "organizations": no.is_empty() });
    world.change_instance(&changes).await
}

/// They have signed in before the scenario begins, and have chosen an organization when they were asked to.
#[given("they have signed in with the provider and chosen an organization")]
async fn with_organization(world: &mut World) -> Result<(), StepError> {
    let path = Place::SignIn.path(world)?;
    world.go_through_provider(&path, Answer::Allow).await?;
    world.make_organization().await?;
    world.has_session().await
}

/// As many minutes or days go by at Clerk at once.
#[when(regex = "^(\\d+) (minutes|days) pass at the provider$")]
async fn time_passes(world: &mut World, number: u64, unit: String) -> Result<(), StepError> {
    let seconds = match unit.as_str() {
        "minutes" => 60,
        _ => 24 * 60 * 60,
    };
    world.move_clock(number * seconds).await
}
