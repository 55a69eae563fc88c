//! How the instance that a scenario gets is set up, whichever app it is for.

use mock_clerk::{InstanceSettings, ProviderSettings};
use mock_idp::{MockIdp, SetupError};
use serde_json::{Value, json};

use crate::arrangement::Arrangement;
use crate::clerk::Clerk;
use crate::embedded::{CLIENT_SECRET, PROVIDER_SLUG};
use crate::environment_error::EnvironmentError;
use crate::profile::{OnCancel, OnPastDue, OnUnknownPlan, Policies, RefreshTokens, Yearly};
use plan_store::{ItemStatus, StoreSettings};

/// A client ID at the identity provider that nobody else has.
pub(crate) fn fresh_client_id() -> String {
    format!("clerk-{:016x}", rand::random::<u64>())
}

/// The strategy with which people sign in.
pub(crate) fn strategy() -> String {
    format!("oauth_custom_{PROVIDER_SLUG}")
}

/// The settings of an instance that signs people in with the provider at `issuer`, as `arrangement` wants it.
pub(crate) fn settings(
    arrangement: &Arrangement,
    issuer: &str,
    client_id: &str,
) -> InstanceSettings {
    let policies = arrangement.policies;
    let provider = ProviderSettings::new(PROVIDER_SLUG, "Acme", issuer, client_id, CLIENT_SECRET);
    let mut instance = InstanceSettings {
        providers: vec![provider],
        ..InstanceSettings::default()
    };
    if policies.billing_yearly == Yearly::PlanPeriod {
        instance.billing.plans = mock_clerk::Plan::by_period();
    }
    if policies.idp_refresh_token == RefreshTokens::OfflineAccess {
        instance.oauth_provider.refresh_token = mock_clerk::RefreshTokens::OfflineAccess;
    }
    instance.billing.dialect = arrangement.dialect();
    instance
}

/// Registers the instance whose redirect URI is `callback` at the identity provider.
///
/// # Errors
/// When the provider refuses.
pub(crate) fn register(
    idp: &MockIdp,
    client_id: String,
    callback: String,
) -> Result<(), SetupError> {
    let mut client = mock_idp::Client::new(client_id, CLIENT_SECRET, callback);
    // As most providers do, without being asked for the scope `offline_access`.
    client.refresh_tokens = mock_idp::RefreshTokens::Always;
    idp.add_client(client)
}

/// Has the instance send people who have to sign in to `sign_in`, and its webhooks to `endpoint`, if there is one.
///
/// # Errors
/// When the instance cannot be reached.
pub(crate) async fn introduce(
    clerk: &Clerk,
    sign_in: &str,
    endpoint: Option<Value>,
) -> Result<(), EnvironmentError> {
    let endpoints: Vec<Value> = endpoint.into_iter().collect();
    let known = json!({ "billing": { "endpoints": endpoints }, "urls": { "sign_in": sign_in } });
    clerk.change_settings(&known).await.map(drop)
}

/// The rules of a plan store with these policies.
pub(crate) fn store_rules(policies: Policies) -> StoreSettings {
    let mut granting = vec![ItemStatus::Active];
    if policies.billing_on_cancel == OnCancel::AtPeriodEnd {
        granting.push(ItemStatus::Canceled);
    }
    if policies.billing_on_past_due == OnPastDue::Keep {
        granting.push(ItemStatus::PastDue);
    }
    StoreSettings {
        granting,
        on_unknown_plan: match policies.billing_on_unknown_plan {
            OnUnknownPlan::Free => plan_store::OnUnknownPlan::Free,
            OnUnknownPlan::Keep => plan_store::OnUnknownPlan::Keep,
        },
        ..StoreSettings::default()
    }
}
