//! Which scenarios are played where people use the deployment.

use crate::profile::Profile;

/// The tag, without its `@`, of a scenario that only looks.
const READ_ONLY: &str = "read-only";

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
