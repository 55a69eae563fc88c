//! Keys of production instances, known by how they begin.

use std::fmt;

/// Which key of a production instance it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LiveKey {
    /// Of the Backend API.
    Secret,
    /// Of the Frontend API; every visitor has it.
    Publishable,
}

impl LiveKey {
    /// Whether nobody may see it.
    pub(crate) fn is_secret(self) -> bool {
        self == Self::Secret
    }
}

impl fmt::Display for LiveKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Secret => "secret key",
            Self::Publishable => "publishable key",
        })
    }
}

/// The key of a production instance that is somewhere in `text`.
pub(crate) fn live_key(text: &str) -> Option<LiveKey> {
    if text.contains("sk_live_") {
        Some(LiveKey::Secret)
    } else if text.contains("pk_live_") {
        Some(LiveKey::Publishable)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_production_instances_are_known_and_those_of_others_are_not() {
        assert_eq!(live_key(" sk_live_fake\n"), Some(LiveKey::Secret));
        assert_eq!(live_key("key=pk_live_fake"), Some(LiveKey::Publishable));
        assert_eq!(live_key("sk_test_fake pk_test_fake live"), None);
    }
}
