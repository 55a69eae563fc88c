//! What a scenario may need of a target, by tag: `@needs-<capability>`.

use serde::{Deserialize, Serialize};

/// Something that not every target can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Capability {
    /// Change the settings of the Clerk instance for the time of a scenario.
    InstanceSettings,
    /// Make the identity provider answer as a scenario says.
    ProviderFaults,
}

impl Capability {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::InstanceSettings, Self::ProviderFaults];

    /// The tag, without the `@`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::InstanceSettings => "needs-instance-settings",
            Self::ProviderFaults => "needs-provider-faults",
        }
    }

    /// The capability that a tag without its `@` names.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|capability| capability.tag() == tag)
    }
}
