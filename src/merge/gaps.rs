//! What a target could not be asked, from runs on others.

use std::collections::HashMap;

use conformance_harness::gathered::Gathered;
use conformance_harness::results::{Outcome, ScenarioResult};
use conformance_harness::sign_off::is_a_gap;

use super::error::MergeError;
use super::part::Part;
use crate::console::count;

/// Takes from `other` the scenarios that the target of `found` could not be asked, and says how many. What `other` has taken
/// from elsewhere itself stays there, and what was approved for another target is nothing to compare with here.
///
/// # Errors
/// When both are about one target, or about two builds.
pub(super) fn fill(found: &mut Gathered, other: &Part) -> Result<usize, MergeError> {
    let target = &other.found.target;
    if *target == found.target {
        return Err(MergeError::SameTarget {
            report: other.name.clone(),
            target: target.clone(),
        });
    }
    other.is_of_the_build_of(found, "the reports before it")?;
    let played = other.found.scenarios.iter();
    let played = played.filter(|it| it.outcome != Outcome::NotApplicable && it.played_on.is_none());
    let played: HashMap<&str, &ScenarioResult> = played.map(|it| (it.id.as_str(), it)).collect();
    let mut taken = 0;
    for scenario in found.scenarios.iter_mut().filter(|it| is_a_gap(it)) {
        if let Some(answer) = played.get(scenario.id.as_str()) {
            *scenario = ScenarioResult {
                played_on: Some(target.clone()),
                drift: None,
                ..(*answer).clone()
            };
            taken += 1;
        }
    }
    if taken > 0 {
        let place = other.found.url.as_deref();
        found.warnings.push(format!(
            "{} could not be asked of {}, and {} played on {target} instead ({}, {})",
            count(taken, "scenario"),
            found.target,
            if taken == 1 { "was" } else { "were" },
            place.unwrap_or("a deployment for each"),
            other.found.started_at,
        ));
    }
    Ok(taken)
}
