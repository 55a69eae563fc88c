//! Members that name an environment variable, in which a secret is.

use super::Profile;
use crate::slip;

/// What is wrong with a profile that has something else where the name of a variable belongs. That is not repeated: it may
/// be the secret itself. `text` is the profile as it is written, and `is_set` knows the variables that there are.
pub(super) fn problem(
    profile: &Profile,
    text: &str,
    is_set: impl Fn(&str) -> bool,
) -> Option<String> {
    let secrets = profile.secrets();
    let mut secrets = secrets.iter();
    let (member, wrong) = secrets.find(|(_, name)| !is_name(name) && !is_set(name))?;
    let place = text
        .find(wrong.as_str())
        .map(|start| slip::place(text, start));
    let place = place.map(|(line, column)| format!("line {line}, column {column}: "));
    Some(format!(
        "{}`{member}` has the name of an environment variable, like CLERK_SECRET_KEY, and not the secret itself: \
         export the secret under a name, and write that here",
        place.unwrap_or_default()
    ))
}

/// Whether it is written as the names of such variables usually are. Of any other, only one that is set is taken for one.
fn is_name(text: &str) -> bool {
    let is_part = |it: u8| it.is_ascii_uppercase() || it.is_ascii_digit() || it == b'_';
    !text.is_empty() && text.bytes().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, is_set: bool) -> Option<String> {
        let text =
            format!("[app]\nkind = \"embedded\"\n[billing]\nsigning_secret_env = \"{name}\"\n");
        problem(&toml::from_str(&text).expect("a profile"), &text, |_| {
            is_set
        })
    }

    #[test]
    fn a_secret_in_the_place_of_a_name_is_told_without_it() {
        for secret in ["whsec_dGVzdA", "sk_test_planted", "hunter22"] {
            let told = of(secret, false).expect("no name");
            let begin = "line 4, column 23: `billing.signing_secret_env` has the name of";
            assert!(told.starts_with(begin) && !told.contains(secret), "{told}");
        }
        assert!(of("", false).is_some());
    }

    #[test]
    fn a_name_is_one_as_names_usually_are_or_that_of_a_variable_that_is_set() {
        assert_eq!(of("CLERK_WEBHOOK_SIGNING_SECRET_2", false), None);
        assert_eq!(of("signingSecret", true), None);
    }
}
