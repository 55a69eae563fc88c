//! Where each step stands in the code.

use std::collections::BTreeSet;

use conformance_harness::results::Results;
use conformance_harness::world::World;
use cucumber::codegen::{StepConstructor, WorldInventory, inventory};

/// The steps that the results name, as far as they are linked into this program: the place in the code, `path:line`, and
/// the regular expression of what is understood. In no order.
#[must_use]
pub fn of(results: &Results) -> Vec<(String, String)> {
    let steps = results.scenarios.iter().flat_map(|it| &it.steps);
    let named: BTreeSet<&str> = steps.filter_map(|it| it.definition.as_deref()).collect();
    let mut found = Vec::with_capacity(named.len());
    add::<<World as WorldInventory>::Given>(&named, &mut found);
    add::<<World as WorldInventory>::When>(&named, &mut found);
    add::<<World as WorldInventory>::Then>(&named, &mut found);
    found
}

fn add<T: StepConstructor<World> + inventory::Collect>(
    named: &BTreeSet<&str>,
    found: &mut Vec<(String, String)>,
) {
    for step in inventory::iter::<T> {
        let (place, regex, _) = step.inner();
        let place = format!("{}:{}", place.path, place.line);
        if named.contains(place.as_str()) {
            found.push((place, regex().as_str().to_owned()));
        }
    }
}
