//! Applications that send people to the deployment, and the people.

use conformance_harness::openid::Wish;
use conformance_harness::step_error::StepError;
use conformance_harness::world::World;
use cucumber::{given, when};

/// There is an application, with a secret, that people can sign in to with their account. It asks them whether it may
/// know who they are.
#[given("an application")]
#[given("another application")]
async fn application(world: &mut World) -> Result<(), StepError> {
    world.register(Wish::default()).await
}

/// There is an application that cannot keep a secret, such as a page in a browser or an app on a phone.
#[given("an application that keeps no secret")]
async fn public_application(world: &mut World) -> Result<(), StepError> {
    let wish = Wish {
        public: true,
        ..Wish::default()
    };
    world.register(wish).await
}

/// There is an application that its owner trusts, so that nobody is asked whether it may know who they are.
#[given("an application that needs no consent")]
async fn without_consent(world: &mut World) -> Result<(), StepError> {
    let wish = Wish {
        without_consent: true,
        ..Wish::default()
    };
    world.register(wish).await
}

/// The steps that follow are about the first application of the scenario again.
#[when("the first application goes on")]
async fn first_again(world: &mut World) -> Result<(), StepError> {
    world.act_as(0)
}

/// The steps that follow are about the second application of the scenario again.
#[when("the other application goes on")]
async fn second_again(world: &mut World) -> Result<(), StepError> {
    world.act_as(1)
}

/// The scenario is about somebody who can sign in at the provider: somebody new with an account, or whom the profile
/// names.
#[given("somebody who can sign in at the provider")]
async fn somebody(world: &mut World) -> Result<(), StepError> {
    world.somebody_to_sign_in().await
}
