//! What people write down on their way, to compare it later.

use conformance_harness::step_error::StepError;
use conformance_harness::world::World;
use cucumber::{then, when};

/// What a scenario remembers. Each scenario has one of its own, which is empty when it begins.
#[derive(Default)]
struct Notes {
    addresses: Vec<String>,
}

/// They write down the address of the page that they are on.
///
/// ```gherkin
/// When they note where they are
/// ```
#[when("they note where they are")]
async fn note(world: &mut World) -> Result<(), StepError> {
    let address = world.open_tab()?.page().await?.url;
    world.state::<Notes>().addresses.push(address);
    Ok(())
}

/// They are on the page whose address they wrote down as the first, second, … one.
///
/// ```gherkin
/// Then they are where they were at note 1
/// ```
#[then(expr = "they are where they were at note {int}")]
async fn are_back(world: &mut World, number: usize) -> Result<(), StepError> {
    let notes = &world.state::<Notes>().addresses;
    let wanted = number.checked_sub(1).and_then(|index| notes.get(index));
    // Not the app's fault: the scenario is blocked, not failed.
    let wanted = wanted
        .cloned()
        .ok_or_else(|| StepError::Blocked(format!("there is no note {number}")))?;
    let found = world.open_tab()?.page().await?.url;
    if found == wanted {
        return Ok(());
    }
    Err(StepError::failed(
        format!("they are at {wanted}"),
        format!("they are at {found}"),
    ))
}
