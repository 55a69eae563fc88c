//! Where each step stands in the code.

use conformance_harness::world::World;
use cucumber::codegen::{StepConstructor, WorldInventory, inventory};

/// Every step that is linked into this program: its place in the code, `path:line`, and the regular expression of what it
/// understands. In no order.
pub fn all() -> impl Iterator<Item = (String, String)> {
    let given = inventory::iter::<<World as WorldInventory>::Given>
        .into_iter()
        .map(definition);
    let when = inventory::iter::<<World as WorldInventory>::When>
        .into_iter()
        .map(definition);
    let then = inventory::iter::<<World as WorldInventory>::Then>
        .into_iter()
        .map(definition);
    given.chain(when).chain(then)
}

fn definition(step: &impl StepConstructor<World>) -> (String, String) {
    let (place, regex, _) = step.inner();
    let place = format!("{}:{}", place.path, place.line);
    (place, regex().as_str().to_owned())
}
