//! Scenarios, feature by feature.

use conformance_harness::results::{Results, ScenarioResult};

/// The scenarios of each feature path, in the order of the results.
pub(crate) fn by_feature(results: &Results) -> Vec<(&str, Vec<&ScenarioResult>)> {
    let mut features: Vec<(&str, Vec<&ScenarioResult>)> = Vec::new();
    for scenario in &results.scenarios {
        match features
            .iter_mut()
            .find(|(path, _)| *path == scenario.feature)
        {
            Some((_, scenarios)) => scenarios.push(scenario),
            None => features.push((&scenario.feature, vec![scenario])),
        }
    }
    features
}
