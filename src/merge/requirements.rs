//! The requirements of several runs.

use std::collections::BTreeMap;

use conformance_harness::gathered::{Asked, Gathered};
use conformance_harness::requirement::Catalogue;

/// Every requirement that a part knows, with the scenarios that any of them knows for it; in the order of the catalogue,
/// and then those that it does not have.
pub(super) fn together(parts: &[&Gathered], catalogue: &Catalogue) -> Vec<Asked> {
    let mut all: Vec<Asked> = Vec::new();
    // Of each, how many scenarios a part at most knows to exist, and not by name.
    let mut nameless: BTreeMap<String, usize> = BTreeMap::new();
    for asked in parts.iter().flat_map(|it| &it.requirements) {
        let id = &asked.requirement.id;
        let without_name = asked.of.saturating_sub(asked.scenarios.len());
        let most = nameless.entry(id.clone()).or_default();
        *most = without_name.max(*most);
        match all.iter_mut().find(|it| it.requirement.id == *id) {
            None => all.push(asked.clone()),
            Some(known) => {
                for scenario in &asked.scenarios {
                    if !known.scenarios.contains(scenario) {
                        known.scenarios.push(scenario.clone());
                    }
                }
            }
        }
    }
    for asked in &mut all {
        let nameless = nameless.get(&asked.requirement.id);
        asked.of = asked.scenarios.len() + nameless.copied().unwrap_or_default();
    }
    let place = |asked: &Asked| {
        let mut catalogue = catalogue.requirement.iter();
        let place = catalogue.position(|it| it.id == asked.requirement.id);
        place.unwrap_or(usize::MAX)
    };
    all.sort_by_key(place);
    all
}
