//! How what a run makes at a real instance is known again.

use std::sync::OnceLock;

use regex::Regex;
use serde_json::{Value, json};

use super::Account;
use crate::time::now_ms;

/// The member of private metadata that marks an account.
const MARK: &str = "clerk_conformance";

/// How each email address begins that is made up for a real instance. Nobody can have one: `example.com` is nobody's
/// (RFC 2606).
pub(super) const PREFIX: &str = "conformance-";

/// How the name of each application begins that is registered at a real instance.
pub(super) const APPLICATION: &str = "Conformance run ";

/// What marks an account of the run with this ID: members of Clerk's request.
pub(super) fn mark(run: &str) -> Value {
    let made_at = jiff::Timestamp::now().to_string();
    json!({ "private_metadata": { MARK: { "run": run, "made_at": made_at } } })
}

/// An email address that nobody has, which says when it was made up; one of Clerk's test addresses, if the instance
/// knows such.
pub(super) fn fresh_email(test_mode: bool) -> String {
    let (now, unique): (_, u32) = (now_ms() / 1_000, rand::random());
    let tag = if test_mode { "+clerk_test" } else { "" };
    format!("{PREFIX}{now:08x}{unique:08x}{tag}@example.com")
}

/// When an address was made up, in seconds since 1970, if it is one of [`fresh_email`].
pub(crate) fn made_up_at(email: &str) -> Option<u64> {
    static FORM: OnceLock<Regex> = OnceLock::new();
    let form = FORM.get_or_init(|| {
        let form = format!(r"^{PREFIX}([0-9a-f]{{8}})[0-9a-f]{{8}}(\+clerk_test)?@example\.com$");
        Regex::new(&form).expect("a valid regular expression")
    });
    u64::from_str_radix(&form.captures(email)?[1], 16).ok()
}

/// Whether a run has made an account, or had somebody make it who was made up.
pub(super) fn is_marked(account: &Account) -> bool {
    let metadata = account.facts.get("private_metadata");
    if metadata.is_some_and(|it| it[MARK]["run"].is_string()) {
        return true;
    }
    // People who have signed up themselves bear no other mark than their address.
    let emails = account.facts.get("email_addresses");
    let emails = emails.and_then(Value::as_array).into_iter().flatten();
    emails
        .filter_map(|it| it["email_address"].as_str())
        .any(|email| made_up_at(email).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(facts: Value) -> Account {
        let mut account = facts;
        account["id"] = json!("user_1");
        serde_json::from_value(account).expect("an account")
    }

    fn with_email(email: &str) -> Account {
        account(json!({ "email_addresses": [{ "email_address": email }] }))
    }

    #[test]
    fn made_up_addresses_are_known_again_and_others_are_not() {
        for test_mode in [true, false] {
            let email = fresh_email(test_mode);
            assert_eq!(email.contains("+clerk_test"), test_mode);
            assert!(is_marked(&with_email(&email)), "{email}");
            let age = made_up_at(&email).map(|at| now_ms() / 1_000 - at);
            assert!(age.is_some_and(|age| age < 60), "{email}");
        }
        for email in [
            "conformance-team@example.com",
            "conformance-0123456789abcdef@example.org",
            "my-conformance-0123456789abcdef@example.com",
            "conformance-0123456789abcdef+clerk_test@example.com.test",
            "ada@example.com",
        ] {
            assert!(!is_marked(&with_email(email)), "{email}");
        }
    }

    #[test]
    fn an_account_that_a_run_has_made_is_known_by_its_metadata() {
        let mut facts = mark("fake-run");
        facts["email_addresses"] = json!([]);
        assert!(is_marked(&account(facts)));
        assert!(!is_marked(&account(
            json!({ "private_metadata": { "plan": "pro" } })
        )));
    }
}
