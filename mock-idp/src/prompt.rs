//! What a client wants its person to be asked (OpenID Connect Core, section 3.1.2.1).

/// The values of `prompt`; unknown ones are not ignored, since they ask for something that would not happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Prompt {
    /// Show no page.
    pub(crate) none: bool,
    /// Have the person prove again who they are.
    pub(crate) login: bool,
    /// Have the person allow again.
    pub(crate) consent: bool,
    /// Have the person choose who they are.
    pub(crate) select_account: bool,
}

impl Prompt {
    pub(crate) const VALUES: [&str; 4] = ["none", "login", "consent", "select_account"];

    /// Reads values with spaces in between.
    ///
    /// # Errors
    /// A description for `invalid_request`.
    pub(crate) fn read(values: &str) -> Result<Self, &'static str> {
        let mut prompt = Self::default();
        for value in values.split(' ').filter(|value| !value.is_empty()) {
            match value {
                "none" => prompt.none = true,
                "login" => prompt.login = true,
                "consent" => prompt.consent = true,
                "select_account" => prompt.select_account = true,
                _ => return Err("prompt must be none, or some of: login consent select_account"),
            }
        }
        if prompt.none && (prompt.login || prompt.consent || prompt.select_account) {
            return Err("prompt none excludes all others");
        }
        Ok(prompt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_is_known_and_none_stands_alone() {
        for value in Prompt::VALUES {
            assert_ne!(Prompt::read(value), Ok(Prompt::default()), "{value}");
        }
        let both = Prompt::read("login consent").expect("valid");
        assert!(both.login && both.consent && !both.none && !both.select_account);
        assert_eq!(Prompt::read(""), Ok(Prompt::default()));
        for wrong in ["none login", "consent none", "create", "LOGIN"] {
            assert!(Prompt::read(wrong).is_err(), "{wrong}");
        }
    }
}
