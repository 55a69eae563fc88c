//! The areas that requirements are grouped by.

/// A group of requirements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// The first part of its requirements' IDs, e.g. `CB`.
    pub id: &'static str,
    /// Its name in full, e.g. `SSO callback`.
    pub title: &'static str,
}

/// Every area, in the order of the catalogue (`fixtures/requirements.toml` says the same).
pub const AREAS: &[Area] = &[
    area("START", "Leaving for the identity provider"),
    area("CB", "SSO callback"),
    area("MR", "Missing requirements"),
    area("SOC", "Social connections"),
    area("CP", "Custom OIDC provider"),
    area("IDP", "App as identity provider"),
    area("TC", "Billing test cases"),
    area("GATE", "Feature gates"),
    area("PRE", "Billing prerequisites"),
    area("OBS", "Billing observations"),
    area("SIGN", "Sign-off"),
    area("WH", "Billing webhooks"),
    area("RT", "Routes and sessions"),
];

const fn area(id: &'static str, title: &'static str) -> Area {
    Area { id, title }
}

/// The areas that a sign-off is about.
const BILLING: [&str; 6] = ["TC", "GATE", "PRE", "OBS", "SIGN", "WH"];

/// Whether the area `id` is one that a sign-off is about.
pub(crate) fn is_billing(id: &str) -> bool {
    BILLING.contains(&id)
}

/// The full name of the area `id`; `id` itself for one that is not in [`AREAS`], because teams
/// may add requirements of their own.
#[must_use]
pub fn area_title(id: &str) -> &str {
    AREAS
        .iter()
        .find(|area| area.id == id)
        .map_or(id, |area| area.title)
}

/// The area of the requirement `id`: what stands before the last hyphen.
pub(crate) fn area_id(id: &str) -> &str {
    id.rsplit_once('-').map_or(id, |(area, _)| area)
}
