//! Which scenarios are played where people use the deployment.

use std::collections::BTreeSet;

use crate::profile::Profile;

/// The tag, without its `@`, of a scenario that only looks.
pub(crate) const READ_ONLY: &str = "read-only";

/// Begins the reason why something is not played in production, or was refused there.
pub(crate) const IN_PRODUCTION: &str = "in production, ";

/// Whether a scenario with these tags may change state at the profile's target: anywhere but in production, and there if
/// the profile allows one of its tags.
pub(crate) fn may_change_state(profile: &Profile, tags: &[String]) -> bool {
    let allowed = profile.allowed_in_production();
    !profile.is_production() || tags.iter().any(|tag| allowed.contains(tag))
}

/// Why a scenario with these tags is not played at the profile's target; `None` if it is. Who says nothing of a
/// scenario has not said that it only looks.
pub(crate) fn refusal(profile: &Profile, tags: &[String]) -> Option<String> {
    let only_looks = tags.iter().any(|tag| tag == READ_ONLY);
    if only_looks || may_change_state(profile, tags) {
        return None;
    }
    Some(format!(
        "{IN_PRODUCTION}what may change state is not played unless `allow` under [production] names one of its tags; \
         what only looks is tagged @{READ_ONLY}"
    ))
}

/// A sentence for each tag that the profile allows in production and none of `borne` is: most likely a slip of the pen.
#[must_use]
pub fn warnings(profile: &Profile, borne: &BTreeSet<String>) -> Vec<String> {
    let allowed = profile.allowed_in_production().iter();
    let unborne = allowed.filter(|tag| !borne.contains(*tag));
    let warning = |tag| {
        format!(
            "`allow` under [production] names {tag}, and no scenario that was read bears that tag"
        )
    };
    unborne.map(warning).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(text: &str) -> Profile {
        let app = "[app]\nkind = \"url\"\nurl = \"http://localhost:1\"\n";
        toml::from_str(&text.replace("APP", app)).expect("a profile")
    }

    fn tags(tags: &[&str]) -> Vec<String> {
        tags.iter().map(|it| (*it).to_owned()).collect()
    }

    #[test]
    fn in_production_only_what_looks_and_what_is_allowed_is_played() {
        let profile =
            profile("environment = \"production\"\nAPP[production]\nallow = [\"TC-10\"]\n");
        let reason = refusal(&profile, &tags(&["billing", "TC-11"])).expect("it is refused");
        assert!(reason.starts_with(IN_PRODUCTION), "{reason}");
        assert!(refusal(&profile, &[]).is_some(), "a scenario without tags");
        assert_eq!(refusal(&profile, &tags(&["billing", "TC-10"])), None);
        assert_eq!(refusal(&profile, &tags(&["RT-1", "read-only"])), None);
    }

    #[test]
    fn a_tag_that_is_allowed_and_nobody_bears_is_told() {
        let profile = profile(
            "environment = \"production\"\nAPP[production]\nallow = [\"TC-10\", \"TC-110\"]\n",
        );
        let borne = ["TC-10", "billing"].map(str::to_owned).into();
        let [warning] = &warnings(&profile, &borne)[..] else {
            panic!("one of them is borne");
        };
        assert!(warning.contains("TC-110"), "{warning}");
    }

    #[test]
    fn what_only_looks_may_not_change_state_all_the_same() {
        let production = profile("environment = \"production\"\nAPP");
        assert!(!may_change_state(&production, &tags(&["read-only"])));
    }

    #[test]
    fn anywhere_else_everything_is_played() {
        let staging = profile("APP");
        assert_eq!(refusal(&staging, &tags(&["TC-11"])), None);
        assert!(may_change_state(&staging, &tags(&["TC-11"])));
    }
}
