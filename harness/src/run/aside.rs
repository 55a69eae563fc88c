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
    // What is about another choice than the deployment's would not apply whatever the target could do.
    let readings = case.readings();
    let other = readings.iter().find(|it| !profile.can_be_like(it));
    let other = other.map(|other| {
        let choices = profile.policies.choices();
        let choice = choices.get(&other.policy).map_or("", String::as_str);
        format!(
            "the profile says {} = {choice}, and this is about {}",
            other.policy, other.choice
        )
    });
    other.or_else(|| {
        let mut needs = needs.iter();
        needs.find_map(|need| Some(format!("@{}: {}", need.tag(), profile.cannot(*need)?)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::tests::{catalogue, suite};

    #[test]
    fn another_choice_is_the_reason_before_what_the_target_cannot_do() {
        let feature = "@CB-06 @needs-clock\nFeature: A\n\
                       \x20 Scenario: One\n    Given one\n\n\
                       \x20 @billing.events=plan\n  Scenario: Other\n    Given one\n\n\
                       \x20 @billing.events=platform\n  Scenario: Own\n    Given one\n";
        let profile = "[app]\nkind = \"url\"\nurl = \"http://localhost:1\"\n\
                       [cannot]\nclock = \"it is everybody's\"\n[policies]\n\"billing.events\" = \"platform\"\n";
        let profile: Profile = toml::from_str(profile).expect("a profile");
        let (_folder, written) = suite(feature).expect("Gherkin");
        let mut suite = written.complete(&catalogue()).expect("a suite");
        let aside = set_aside(&mut suite, &profile, &catalogue());
        let reasons: Vec<_> = aside.iter().filter_map(|it| it.reason.as_deref()).collect();
        let cannot = "@needs-clock: it is everybody's";
        let other = "the profile says billing.events = platform, and this is about plan";
        assert_eq!(reasons, [cannot, other, cannot]);
        assert_eq!(suite.scenarios().count(), 0);
    }
}
