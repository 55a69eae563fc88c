//! The secrets that a profile names. What they are is not shown.

use conformance_harness::profile::{App, Profile, Start};
use secrecy::ExposeSecret as _;
use webhooks::SigningSecret;

use super::check::Check;

/// How many characters a secret has that nobody guesses (PRE-1).
const LEAST: usize = 32;

/// The member that names the variable of the signing secret.
const SIGNING_SECRET: &str = "billing.signing_secret_env";

/// Whether each environment variable that should hold a secret is set, and holds one.
pub(super) fn checks(profile: &Profile) -> Vec<Check> {
    let secrets = profile.secrets().into_iter();
    let named = secrets.map(|(member, variable)| {
        let value = std::env::var(&variable).ok();
        check(member, &variable, value.as_deref())
    });
    let mut checks: Vec<Check> = named.collect();
    if let Some(instance) = profile.instance() {
        checks.extend(of_another_kind(
            profile,
            instance.secret_key().expose_secret(),
        ));
    }
    if profile.billing.is_none() {
        return checks;
    }
    match &profile.app {
        App::Command(start) => checks.extend(of_environment(start)),
        App::Url { .. } => checks.push(Check::note(
            "checkout and portal URLs, and the sync secret (PRE-1)",
            "only the app knows them; the scenarios of PRE-1 look at its pages, and TC-02 at what the route may store",
        )),
        _ => {}
    }
    checks
}

/// What is odd about a secret key of Clerk's in the environment of the profile. The reverse is refused everywhere.
fn of_another_kind(profile: &Profile, key: &str) -> Option<Check> {
    let is_odd = profile.is_production() && key.starts_with("sk_test_");
    is_odd.then(|| {
        Check::note(
            "environment = \"production\"",
            "the secret key is of a development instance; is the profile about another deployment?",
        )
    })
}

fn check(member: &str, variable: &str, value: Option<&str>) -> Check {
    let checked = format!("{variable} ({member})");
    let export = format!("export {variable}=…");
    let Some(value) = value.filter(|it| !it.trim().is_empty()) else {
        return Check::missing(checked, "is not set", export);
    };
    if value.trim() != value {
        let saw = "is set, and has white space around it";
        return Check::missing(checked, saw, format!("{export}, without white space"));
    }
    let length = value.chars().count();
    if member == SIGNING_SECRET {
        return match value.parse::<SigningSecret>() {
            Err(slip) => Check::missing(
                checked,
                slip.to_string(),
                format!("{export}, as the endpoint's page in the dashboard shows it"),
            ),
            Ok(_) => Check::there(checked, format!("is set, to {length} characters")),
        };
    }
    Check::there(checked, "is set")
}

/// PRE-1, as far as the profile says what the app's environment is.
fn of_environment(start: &Start) -> Vec<Check> {
    let literal = |name: &str| {
        let filling = start.environment.get(name)?;
        filling.fill(&std::collections::BTreeMap::new()).ok()
    };
    let sync = start
        .environment
        .keys()
        .filter(|name| name.contains("SYNC_SECRET"));
    let lengths = sync.filter_map(|name| {
        let length = literal(name)?.chars().count();
        let checked = format!("{name} ([app.environment], PRE-1)");
        Some(if length < LEAST {
            Check::missing(
                checked,
                format!("has {length} characters"),
                format!("take one of {LEAST} or more, the same for app and plan store"),
            )
        } else {
            Check::there(checked, format!("has {length} characters"))
        })
    });
    let is_url = |name: &&String| name.contains("CHECKOUT_URL") || name.contains("PORTAL_URL");
    let urls = start.environment.keys().filter(is_url);
    let set = urls.filter_map(|name| {
        let value = literal(name)?;
        let checked = format!("{name} ([app.environment], PRE-1)");
        Some(match url::Url::parse(&value) {
            Ok(_) => Check::there(checked, "is an address"),
            Err(_) => Check::missing(
                checked,
                "is no address",
                format!("correct {name} under [app.environment]"),
            ),
        })
    });
    lengths.chain(set).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_set_or_not_and_never_shown() {
        let set = check("clerk.secret_key_env", "KEY", Some("sk_test_planted"));
        assert_eq!(set, Check::there("KEY (clerk.secret_key_env)", "is set"));
        for value in [None, Some(""), Some(" ")] {
            let check = check("clerk.secret_key_env", "KEY", value);
            assert!(check.is_missing(), "{check:?}");
        }
        let spaced = check("clerk.secret_key_env", "KEY", Some("sk_test_planted\n"));
        assert!(spaced.is_missing() && !format!("{spaced:?}").contains("planted"));
    }

    #[test]
    fn a_development_key_in_production_is_told() {
        let note = |environment: &str, key: &str| {
            let app = "[app]\nkind = \"url\"\nurl = \"http://localhost:1\"\n";
            let profile = toml::from_str(&format!("{environment}{app}"));
            of_another_kind(&profile.expect("a profile"), key).is_some()
        };
        let production = "environment = \"production\"\n";
        assert!(note(production, "sk_test_fake"));
        assert!(!note(production, "sk_live_fake"));
        assert!(!note("", "sk_test_fake"));
    }

    #[test]
    fn a_signing_secret_is_one_and_long_enough() {
        let of = |value: &str| check(SIGNING_SECRET, "SECRET", Some(value));
        let right = of("whsec_ZW1iZWRkZWQtc2lnbmluZy1zZWNyZXQtZm9yLXRlc3Rz");
        assert!(!right.is_missing(), "{right:?}");
        let short = of("whsec_cGxhbnRlZA==");
        assert!(
            short.is_missing() && short.saw.contains("24 to 64"),
            "{short:?}"
        );
        assert!(!format!("{short:?}").contains("cGxhbnRlZA"));
    }

    #[test]
    fn a_sync_secret_in_the_profile_is_long_enough_and_urls_are_addresses() {
        let of = |environment: &str| {
            let text = format!(
                "url = \"http://localhost:1\"\ncommand = [\"serve\"]\nenvironment = {{ {environment} }}"
            );
            let start: Start = toml::from_str(&text).expect("a start");
            of_environment(&start).remove(0)
        };
        assert!(of("BILLING_WEBHOOK_SYNC_SECRET = \"fake-and-short\"").is_missing());
        let long = of("SYNC_SECRET = \"fake-sync-secret-of-32-characters\"");
        assert!(!long.is_missing(), "{long:?}");
        assert!(of("CHECKOUT_URL_PRO_MONTHLY = \"later\"").is_missing());
        assert!(!of("PORTAL_URL = \"https://billing.example.test/portal\"").is_missing());
    }
}
