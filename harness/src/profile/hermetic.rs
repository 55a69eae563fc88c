//! Profiles of apps for which the run brings everything: what they have to say, and what cannot be tested with them.

use super::{Billing, Clerk, Name, Profile, Start};
use crate::capability::Capability;

/// What is wrong with a profile that has a stand-in, or with one that takes what only a stand-in gives.
pub(super) fn problem(profile: &Profile) -> Option<String> {
    let Some(start) = profile.hermetic() else {
        if profile.clerk.as_ref().and_then(Clerk::stand_in).is_some() {
            let slip = "a stand-in for Clerk needs an app that the run starts, so that it can be told of it: \
                        [app] kind = \"command\"";
            return Some(slip.to_owned());
        }
        let start = profile.app.start()?;
        let name = Name::ALL.into_iter().find(|name| start.takes(*name))?;
        return Some(format!(
            "{name} is filled in for apps whose Clerk the run brings: [clerk] kind = \"stand-in\""
        ));
    };
    if profile.identity_provider.is_some() {
        let slip = "with a stand-in for Clerk the run brings the identity provider, too: leave [identity_provider] out";
        return Some(slip.to_owned());
    }
    let needed = [Name::PublishableKey, Name::SecretKey, Name::BackendApi];
    let missing = needed.into_iter().find(|name| !start.takes(*name))?;
    Some(format!(
        "the app does not get {missing} of the stand-in for Clerk: say under [app.environment] which variable takes it"
    ))
}

/// Why an app for which the run brings everything cannot do something.
pub(super) fn lacks(
    start: &Start,
    billing: Option<&Billing>,
    capability: Capability,
) -> Option<&'static str> {
    let takes = |name| start.takes(name);
    match capability {
        Capability::Webhooks | Capability::Deliveries if !takes(Name::WebhookSigningSecret) => {
            Some("no variable under [app.environment] takes {webhook_signing_secret}")
        }
        Capability::PlanStore
            if !takes(Name::PlanStore) && billing.is_none_or(|it| it.plan_store.is_none()) =>
        {
            Some("the profile has no [billing.plan_store], and no variable takes {plan_store}")
        }
        Capability::PlanRecords | Capability::PlanList => {
            billing?.plan_store.as_ref()?.lacks(capability)
        }
        Capability::Environment
            if !takes(Name::WebhookSigningSecret) || !takes(Name::SyncSecret) =>
        {
            Some(
                "no variables under [app.environment] take {webhook_signing_secret} and {sync_secret}",
            )
        }
        Capability::OpenidProvider
        | Capability::OauthApplications
        | Capability::FormPost
        | Capability::Introspection
        | Capability::Revocation => {
            Some("only the browsers of the run find the Frontend API, and no application does")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::profile::Profile;

    fn load(text: &str) -> Result<Profile, String> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("mine.toml");
        std::fs::write(&path, text).expect("a file");
        Profile::load("mine", folder.path()).map_err(|error| error.to_string())
    }

    const APP: &str =
        "[app]\nkind = \"command\"\nurl = \"http://localhost:{port}\"\ncommand = [\"serve\"]\n";
    const KEYS: &str = "[app.environment]\nA = \"{publishable_key}\"\nB = \"{secret_key}\"\nC = \"{backend_api}\"\n";
    const STAND_IN: &str = "[clerk]\nkind = \"stand-in\"\n";

    #[test]
    fn an_app_and_its_keys_are_enough() {
        let profile = load(&format!("{APP}{KEYS}{STAND_IN}")).expect("a profile");
        assert!(profile.hermetic().is_some());
    }

    #[test]
    fn what_is_missing_or_too_much_is_told_with_what_to_write() {
        let url = "[app]\nkind = \"url\"\nurl = \"http://localhost:1\"\n";
        let idp =
            "[identity_provider]\nurl = \"http://127.0.0.1:1\"\nstrategy = \"oauth_custom_a\"\n";
        for (text, told) in [
            (format!("{APP}{STAND_IN}"), "{publishable_key}"),
            (format!("{url}{STAND_IN}"), "[app] kind = \"command\""),
            (format!("{APP}{KEYS}"), "[clerk] kind = \"stand-in\""),
            (
                format!("{APP}{KEYS}{STAND_IN}{idp}"),
                "leave [identity_provider] out",
            ),
        ] {
            let slip = load(&text).expect_err("a slip");
            assert!(slip.contains(told), "{slip}");
        }
    }

    #[test]
    fn what_the_app_is_not_told_cannot_be_tested() {
        use crate::capability::Capability;
        let profile = load(&format!("{APP}{KEYS}{STAND_IN}")).expect("a profile");
        for (capability, told) in [
            (Capability::Webhooks, "{webhook_signing_secret}"),
            (Capability::Environment, "{sync_secret}"),
            (Capability::PlanStore, "{plan_store}"),
        ] {
            let why = profile.cannot(capability).expect("a reason");
            assert!(why.contains(told), "{why}");
        }
        assert_eq!(profile.cannot(Capability::InstanceSettings), None);
        assert_eq!(profile.cannot(Capability::Logs), None);
    }
}
