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
    /// Place sign-ins and sign-ups on a browser's client in any state.
    StateInjection,
    /// Make calls of Clerk's Frontend API fail, be slow or break off.
    ClerkFaults,
    /// Read the email and SMS that the instance would have sent.
    Outbox,
    /// Know the codes that people are sent: from the outbox, or because test mode has them take 424242.
    Codes,
    /// Set the instance's clock, and let session tokens expire.
    Clock,
    /// Send signed webhooks to the deployment.
    Webhooks,
    /// Read what plan the deployment has stored for somebody.
    PlanStore,
    /// Read what is stored for somebody who is not signed in, and that somebody is not stored.
    PlanRecords,
    /// Count how often somebody is stored.
    PlanList,
    /// Read what the deployment logs.
    Logs,
    /// Start the deployment with another environment.
    Environment,
    /// See the deliveries that the instance makes, hold them back and lose them.
    Deliveries,
    /// Give people plans without a checkout.
    Sales,
    /// Be an OpenID provider for other applications.
    OpenidProvider,
    /// Register applications of any kind with that provider.
    OauthApplications,
    /// Answer authorization requests as a form (`response_mode=form_post`).
    FormPost,
    /// Tell about tokens (RFC 7662).
    Introspection,
    /// Revoke tokens (RFC 7009).
    Revocation,
}

impl Capability {
    /// All of them.
    pub const ALL: [Self; 20] = [
        Self::InstanceSettings,
        Self::ProviderFaults,
        Self::StateInjection,
        Self::ClerkFaults,
        Self::Outbox,
        Self::Codes,
        Self::Clock,
        Self::Webhooks,
        Self::PlanStore,
        Self::PlanRecords,
        Self::PlanList,
        Self::Logs,
        Self::Environment,
        Self::Deliveries,
        Self::Sales,
        Self::OpenidProvider,
        Self::OauthApplications,
        Self::FormPost,
        Self::Introspection,
        Self::Revocation,
    ];

    /// The tag, without the `@`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::InstanceSettings => "needs-instance-settings",
            Self::ProviderFaults => "needs-provider-faults",
            Self::StateInjection => "needs-state-injection",
            Self::ClerkFaults => "needs-clerk-faults",
            Self::Outbox => "needs-outbox",
            Self::Codes => "needs-codes",
            Self::Clock => "needs-clock",
            Self::Webhooks => "needs-webhooks",
            Self::PlanStore => "needs-plan-store",
            Self::PlanRecords => "needs-plan-records",
            Self::PlanList => "needs-plan-list",
            Self::Logs => "needs-logs",
            Self::Environment => "needs-environment",
            Self::Deliveries => "needs-deliveries",
            Self::Sales => "needs-sales",
            Self::OpenidProvider => "needs-openid-provider",
            Self::OauthApplications => "needs-oauth-applications",
            Self::FormPost => "needs-form-post",
            Self::Introspection => "needs-introspection",
            Self::Revocation => "needs-revocation",
        }
    }

    /// Whether a scenario that uses it is noticed by others at the same instance.
    #[must_use]
    pub fn takes_turns(self) -> bool {
        matches!(
            self,
            Self::InstanceSettings
                | Self::ClerkFaults
                | Self::Clock
                | Self::Logs
                | Self::Environment
                | Self::Deliveries
        )
    }

    /// The capability that a tag without its `@` names.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|capability| capability.tag() == tag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_writes_scenarios_is_told_of_each() {
        let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/teams.md");
        let page = std::fs::read_to_string(page).expect("the page");
        let rows = page.lines().filter(|line| line.starts_with("| `@needs-"));
        let listed: Vec<&str> = rows.filter_map(|row| row.split('`').nth(1)).collect();
        for capability in Capability::ALL {
            let tag = format!("@{}", capability.tag());
            assert!(listed.contains(&tag.as_str()), "{tag} is not in {listed:?}");
            assert_eq!(Capability::of_tag(capability.tag()), Some(capability));
        }
    }
}
