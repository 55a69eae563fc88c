//! Applications that send people to the deployment, and the people.

use conformance_harness::openid::Wish;
use conformance_harness::step_error::StepError;
use conformance_harness::world::World;
use cucumber::{given, when};

/// With a secret, and asking people whether it may know who they are.
#[given("an application")]
#[given("another application")]
async fn application(world: &mut World) -> Result<(), StepError> {
    world.register(Wish::default()).await
}

/// As a page in a browser or an app on a phone.
#[given("an application that keeps no secret")]
async fn public_application(world: &mut World) -> Result<(), StepError> {
    let wish = Wish {
        public: true,
        ..Wish::default()
    };
    world.register(wish).await
}

/// One that its owner trusts, so that nobody is asked.
#[given("an application that needs no consent")]
async fn without_consent(world: &mut World) -> Result<(), StepError> {
    let wish = Wish {
        without_consent: true,
        ..Wish::default()
    };
    world.register(wish).await
}

/// Though it has a secret.
#[given("an application that has to use PKCE")]
async fn with_pkce(world: &mut World) -> Result<(), StepError> {
    let wish = Wish {
        pkce_required: true,
        ..Wish::default()
    };
    world.register(wish).await
}

/// The first that the scenario has registered.
#[when("the first application goes on")]
async fn first_again(world: &mut World) -> Result<(), StepError> {
    world.act_as(0)
}

/// The second that the scenario has registered.
#[when("the other application goes on")]
async fn second_again(world: &mut World) -> Result<(), StepError> {
    world.act_as(1)
}

/// With an account, where there is a Clerk; otherwise whoever the profile names.
#[given("somebody who can sign in at the provider")]
async fn somebody(world: &mut World) -> Result<(), StepError> {
    world.somebody_to_sign_in().await
}
