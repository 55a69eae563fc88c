//! What a target cannot do is not played, nor what must not be done to it.

use super::result;
use crate::capability::Capability;
use crate::profile::Profile;
use crate::requirement::Catalogue;
use crate::results::{Outcome, ScenarioResult};
use crate::safety;
use crate::suite::{Case, Suite};

/// Takes out of the suite what the target cannot do, and says why.
#[must_use]
pub fn set_aside(
    suite: &mut Suite,
    profile: &Profile,
    catalogue: &Catalogue,
) -> Vec<ScenarioResult> {
    let aside = suite
        .scenarios()
        .filter_map(|case| {
            let reason = reason(&case, profile)?;
            Some(ScenarioResult {
                reason: Some(reason),
                ..result::blank(&case, catalogue, Outcome::NotApplicable)
            })
        })
        .collect();
    suite.retain(|case| reason(case, profile).is_none());
    aside
}

/// Why a scenario does not apply to the target; `None` if it does.
fn reason(case: &Case<'_>, profile: &Profile) -> Option<String> {
    let needs = case.needs();
    if profile.is_provider_alone() && !needs.contains(&Capability::OpenidProvider) {
        let reason = "the target is an OpenID provider without [clerk], and this is not about one";
        return Some(reason.to_owned());
    }
    if let Some(refusal) = safety::refusal(profile, &case.tags()) {
        return Some(refusal);
    }
    let cannot = needs
        .iter()
        .find_map(|need| Some(format!("@{}: {}", need.tag(), profile.cannot(*need)?)));
    let readings = case.readings();
    let mut others = readings.iter().filter(|it| !profile.can_be_like(it));
    cannot.or_else(|| {
        let other = others.next()?;
        let choices = profile.policies.choices();
        let choice = choices.get(&other.policy).map_or("", String::as_str);
        Some(format!(
            "the profile says {} = {choice}, and this is about {}",
            other.policy, other.choice
        ))
    })
}
