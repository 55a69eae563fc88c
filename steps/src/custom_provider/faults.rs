//! What goes wrong at the provider. Scenarios that say so are tagged `@needs-provider-faults`.

use conformance_harness::step_error::StepError;
use conformance_harness::world::{AccountFacts, World};
use cucumber::{given, when};
use serde_json::{Value, json};

use super::wording::{endpoint, fault, trouble};

/// The scenario is about somebody new in all of whose logins this one thing is wrong. What can be wrong is listed in
/// `steps/src/custom_provider/wording.rs`.
#[given(regex = "^a newcomer whose (ID token|token answer|authorization response|user info) (.+)$")]
async fn newcomer_with_fault(
    world: &mut World,
    place: String,
    words: String,
) -> Result<(), StepError> {
    let facts = faulty(world, &place, &words)?;
    world.newcomer(facts).await
}

/// The scenario is about somebody with an account under a verified email address, in all of whose logins this one
/// thing is wrong.
#[given(
    regex = "^somebody with an account whose (ID token|token answer|authorization response|user info) (.+)$"
)]
async fn account_holder_with_fault(
    world: &mut World,
    place: String,
    words: String,
) -> Result<(), StepError> {
    let facts = faulty(world, &place, &words)?;
    world.account_holder(facts, AccountFacts::default()).await
}

fn faulty(world: &mut World, place: &str, words: &str) -> Result<Value, StepError> {
    let fault = fault(place, words).map_err(StepError::Blocked)?;
    world.expect_at_provider(fault)?;
    Ok(json!({ "faults": [fault] }))
}

/// This one thing is wrong in their next login. Later ones are sound.
#[when(regex = "^their next (ID token|token answer|authorization response|user info) (.+)$")]
#[given(regex = "^their next (ID token|token answer|authorization response|user info) (.+)$")]
async fn next_login_with_fault(
    world: &mut World,
    place: String,
    words: String,
) -> Result<(), StepError> {
    let order = faulty(world, &place, &words)?;
    world.order_next_login(&order).await
}

/// The provider answers this request of their next login badly, in this way. Later logins are answered as they should
/// be.
#[given(regex = "^the provider answers their next (token request|user info request) (.+)$")]
async fn next_login_with_trouble(
    world: &mut World,
    request: String,
    words: String,
) -> Result<(), StepError> {
    let trouble = expected(world, &request, &words)?;
    world.order_next_login(&json!({ "trouble": trouble })).await
}

/// The provider answers all requests of this kind badly, in this way, until it is well again. It has to be a provider
/// that nobody else uses.
#[given(
    regex = "^the provider answers (requests for its discovery document|requests for its keys) (.+)$"
)]
async fn trouble_for_all(
    world: &mut World,
    request: String,
    words: String,
) -> Result<(), StepError> {
    let trouble = expected(world, &request, &words)?;
    world.order_trouble(&trouble).await
}

/// The order for trouble at the endpoint of `request`, which the scenario has to meet from now on.
fn expected(world: &mut World, request: &str, words: &str) -> Result<Value, StepError> {
    let endpoint = endpoint(request).map_err(StepError::Blocked)?;
    let (kind, order) = trouble(words).map_err(StepError::Blocked)?;
    world.expect_at_provider(kind)?;
    Ok(json!({ endpoint: order }))
}

/// The provider has no discovery document: whoever asks for it gets status 404.
#[given("the provider publishes no discovery document")]
async fn no_discovery(world: &mut World) -> Result<(), StepError> {
    let gone = json!({ "kind": "status", "status": 404 });
    world.order_trouble(&json!({ "discovery": gone })).await
}

/// The provider answers everything as it should, from now on.
#[when("the provider is well again")]
async fn well_again(world: &mut World) -> Result<(), StepError> {
    world.order_trouble(&json!({})).await
}

/// The provider signs with a new key from now on, and no longer publishes the old one.
#[when("the provider changes its key")]
async fn rotates(world: &mut World) -> Result<(), StepError> {
    world.rotate_provider_keys().await
}

/// What a step of this module says and nobody knows.
pub(super) fn slip_in(step: &str) -> Option<String> {
    const PLACES: [&str; 4] = [
        "ID token ",
        "token answer ",
        "authorization response ",
        "user info ",
    ];
    let fault_of = |rest: &str| {
        let place = PLACES.into_iter().find(|place| rest.starts_with(place))?;
        fault(place.trim_end(), &rest[place.len()..]).err()
    };
    let whose = [
        "a newcomer whose ",
        "somebody with an account whose ",
        "their next ",
    ];
    if let Some(rest) = whose.into_iter().find_map(|it| step.strip_prefix(it)) {
        return fault_of(rest);
    }
    let rest = step.strip_prefix("the provider answers ")?;
    let requests = [
        "their next token request ",
        "their next user info request ",
        "requests for its discovery document ",
        "requests for its keys ",
    ];
    let words = requests.into_iter().find_map(|it| rest.strip_prefix(it))?;
    trouble(words).err()
}

#[cfg(test)]
mod tests {
    use super::slip_in;

    #[test]
    fn a_fault_or_trouble_that_nobody_knows_is_a_slip_that_names_the_nearest() {
        for (slip, meant) in [
            (
                "a newcomer whose ID token has a wrong issuar",
                "has a wrong issuer",
            ),
            (
                "somebody with an account whose user info is refuse",
                "is refused",
            ),
            (
                "their next authorization response has a wrong stat",
                "has a wrong state",
            ),
            (
                "the provider answers their next token request with status 50",
                "with status 500",
            ),
            ("the provider answers requests for its keys nevr", "never"),
        ] {
            let told = slip_in(slip).expect("a slip");
            assert!(told.contains(&format!("is “{meant}” meant?")), "{told}");
        }
        for right in [
            "a newcomer whose ID token has a wrong issuer",
            "a newcomer whose name the identity provider does not tell",
            "somebody with an account whose password is compromised",
            "the provider answers their next user info request never",
            "the page tells them what happened",
        ] {
            assert_eq!(slip_in(right), None, "{right}");
        }
    }
}
