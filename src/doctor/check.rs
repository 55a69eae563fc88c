//! One line of the diagnosis.

/// Something that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Check {
    /// What it is, and what was seen.
    pub(super) what: String,
    pub(super) state: State,
}

/// How it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    There,
    /// Nothing is wrong, and it should be known.
    Note,
    /// A run cannot do without it.
    Missing {
        /// What to type or to write.
        mend: String,
    },
}

impl Check {
    pub(super) fn there(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            state: State::There,
        }
    }

    pub(super) fn note(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            state: State::Note,
        }
    }

    pub(super) fn missing(what: impl Into<String>, mend: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            state: State::Missing { mend: mend.into() },
        }
    }

    pub(super) fn is_missing(&self) -> bool {
        matches!(self.state, State::Missing { .. })
    }
}
