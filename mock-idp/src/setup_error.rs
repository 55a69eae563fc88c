//! Why a person or a client could not be added.

/// A person or a client was not added.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SetupError {
    /// A member has a value that it must not have.
    #[error("`{member}` {why}")]
    Invalid {
        /// The member's name as in the admin API, such as `redirect_uris`.
        member: &'static str,
        /// What is wrong with its value, to be read after the member's name.
        why: String,
    },
    /// A member must be unique among all persons and is not.
    #[error("`{member}` belongs to another person: {value}")]
    Taken {
        /// The member's name as in the admin API.
        member: &'static str,
        /// The value that two persons would share.
        value: String,
    },
    /// What is to be changed is not there.
    #[error("nothing here has this `{member}`: {value}")]
    Unknown {
        /// The member's name as in the admin API.
        member: &'static str,
        /// The value that nothing has.
        value: String,
    },
}

impl SetupError {
    pub(crate) fn invalid(member: &'static str, why: impl Into<String>) -> Self {
        Self::Invalid {
            member,
            why: why.into(),
        }
    }
}
