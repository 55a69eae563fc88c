//! One line of the diagnosis.

use serde::Serialize;

/// Something that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Check {
    /// What was checked.
    pub(super) checked: String,
    /// What was seen.
    pub(super) saw: String,
    #[serde(flatten)]
    pub(super) state: State,
}

/// How it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub(super) enum State {
    There,
    /// Nothing is wrong, and it should be known.
    Note,
    /// A run cannot do without it.
    Missing {
        /// What to type or to write.
        #[serde(rename = "do")]
        mend: String,
    },
}

impl Check {
    pub(super) fn there(checked: impl Into<String>, saw: impl Into<String>) -> Self {
        Self::new(checked, saw, State::There)
    }

    pub(super) fn note(checked: impl Into<String>, saw: impl Into<String>) -> Self {
        Self::new(checked, saw, State::Note)
    }

    pub(super) fn missing(
        checked: impl Into<String>,
        saw: impl Into<String>,
        mend: impl Into<String>,
    ) -> Self {
        let mend = mend.into();
        Self::new(checked, saw, State::Missing { mend })
    }

    fn new(checked: impl Into<String>, saw: impl Into<String>, state: State) -> Self {
        Self {
            checked: checked.into(),
            saw: saw.into(),
            state,
        }
    }

    pub(super) fn is_missing(&self) -> bool {
        matches!(self.state, State::Missing { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_is_written_with_what_was_checked_what_was_seen_and_what_to_do() {
        let check = Check::missing("the app", "does not answer", "start it");
        assert_eq!(
            serde_json::to_string(&check).expect("JSON"),
            r#"{"checked":"the app","saw":"does not answer","state":"missing","do":"start it"}"#
        );
        let check = Check::there("the app", "answers");
        assert_eq!(
            serde_json::to_string(&check).expect("JSON"),
            r#"{"checked":"the app","saw":"answers","state":"there"}"#
        );
    }
}
