//! The embedded deployment: reference app, plan store, mock Clerk and mock identity provider, in this process.

mod environment;

use std::collections::BTreeMap;
use std::os::fd::AsRawFd as _;
use std::path::PathBuf;

use mock_clerk::MockClerk;
use mock_idp::MockIdp;
use plan_store::PlanStore;
use reference_app::ReferenceApp;
use serde_json::{Value, json};
use url::Url;

use crate::arrangement::Arrangement;
use crate::billing::{Billing, FileLog, Plans, SyncSecrets};
use crate::clerk::Clerk;
use crate::deployment::{Deployment, Hold};
use crate::environment_error::EnvironmentError;
use crate::identity_provider::IdentityProvider;
use crate::instance;
use environment::Environment;

pub use environment::{SIGNING_SECRET, STORE_KEY, SYNC_SECRET};

/// The slug of the provider that an embedded instance has from the start.
pub const PROVIDER_SLUG: &str = "acme";

/// The secret key of embedded instances; opens nothing but them.
pub const SECRET_KEY: &str = "sk_test_embedded";

/// The client secret of embedded instances at their identity provider; opens nothing but it.
pub const CLIENT_SECRET: &str = "idp_secret_embedded";

/// An app with a plan store and an instance of its own. Dropped, all of them stop.
#[derive(Debug)]
pub struct EmbeddedDeployment {
    /// The app.
    pub app: ReferenceApp,
    /// Where it keeps people's plans.
    pub store: PlanStore,
    /// Its Clerk.
    pub clerk: MockClerk,
    /// The ways in and out of its billing.
    pub billing: Billing,
}

/// Where a deployment is: on which ports, of which 0 takes any free one, and what it logs to.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// The app's.
    pub app: u16,
    /// The instance's.
    pub clerk: u16,
    /// The plan store's.
    pub store: u16,
    /// What the app logs to; a file that goes with the deployment, if none is named.
    pub log: Option<PathBuf>,
}

/// Starts an app, a plan store, and an instance that signs people in with `idp`, as `arrangement` wants them.
///
/// # Errors
/// When a port is taken, the log cannot be written, or the arrangement's defect does not fit the app any more.
pub async fn deploy(
    idp: &MockIdp,
    places: &Places,
    arrangement: &Arrangement,
) -> Result<EmbeddedDeployment, EnvironmentError> {
    let failed = |error: &dyn std::error::Error| {
        EnvironmentError::because("the embedded deployment could not be started", error)
    };
    let policies = arrangement.policies;
    let client_id = instance::fresh_client_id();
    let mut instance = instance::settings(arrangement, idp.issuer(), &client_id);
    let mut guard = reference_app::GuardSettings::default();
    let mut patches = Vec::new();
    let mut app_billing = reference_app::BillingSettings::default();
    let mut rules = instance::store_rules(policies);
    if let Some(defect) = &arrangement.defect {
        instance = defect.break_instance(instance).map_err(|it| failed(&it))?;
        guard = defect.break_guard(guard).map_err(|it| failed(&it))?;
        app_billing = defect
            .break_billing(app_billing)
            .map_err(|it| failed(&it))?;
        rules = defect.break_store(rules).map_err(|it| failed(&it))?;
        patches.clone_from(&defect.patch);
    }
    let clerk = MockClerk::start(mock_clerk::Settings {
        port: places.clerk,
        secret_key: SECRET_KEY.into(),
        instance,
        ..mock_clerk::Settings::default()
    })
    .await
    .map_err(|error| failed(&error))?;
    let mut environment = Environment::sound(policies, clerk.url());
    for (variable, change) in &arrangement.environment {
        environment.change(*variable, *change);
    }
    if let Some(defect) = &arrangement.defect {
        environment = defect
            .break_environment(environment)
            .map_err(|error| failed(&error))?;
    }
    let callback = format!("{}/v1/oauth_callback", clerk.url());
    instance::register(idp, client_id, callback).map_err(|error| failed(&error))?;
    let store = PlanStore::start(plan_store::Settings {
        port: places.store,
        service_key: STORE_KEY.into(),
        sync_secret: environment.store_sync_secret.clone().map(Into::into),
        rules,
        ..plan_store::Settings::default()
    })
    .await
    .map_err(|error| failed(&error))?;
    // A file without a name, which the app opens by its number: nothing is left even of a run that is killed.
    let own_log = tempfile::tempfile().map_err(|error| failed(&error))?;
    let by_number = || PathBuf::from(format!("/proc/self/fd/{}", own_log.as_raw_fd()));
    let log_file = places.log.clone().unwrap_or_else(by_number);
    let app = ReferenceApp::start(reference_app::Settings {
        port: places.app,
        frontend_api: clerk.url().to_owned(),
        backend_api: clerk.url().to_owned(),
        publishable_key: clerk.publishable_key().to_owned(),
        secret_key: SECRET_KEY.to_owned().into(),
        guard,
        patches,
        billing: app_billing,
        environment: app_environment(&environment, &store),
        log_file: Some(log_file.clone()),
        ..reference_app::Settings::default()
    })
    .await
    .map_err(|error| failed(&error))?;
    let log = FileLog::held(&log_file)?;
    introduce(&app, &clerk, arrangement).await?;
    Ok(EmbeddedDeployment {
        billing: Billing {
            signing_secret: Some(SIGNING_SECRET.into()),
            plan_store: Some(Plans::of_ours(store.url())),
            log: Some(log),
            log_key: None,
            secrets: Some(SyncSecrets {
                route: environment.sync_secret.map(Into::into),
                store: environment.store_sync_secret.map(Into::into),
            }),
        },
        app,
        store,
        clerk,
    })
}

fn app_environment(environment: &Environment, store: &PlanStore) -> reference_app::Environment {
    let checkout = |plan: &str| environment.checkout_urls.get(plan).cloned();
    reference_app::Environment {
        webhook_signing_secret: environment.signing_secret.clone().map(Into::into),
        sync_secret: environment.sync_secret.clone().map(Into::into),
        store_url: Some(store.url().to_owned()),
        store_key: STORE_KEY.into(),
        checkout_urls: reference_app::CheckoutUrls {
            pro_monthly: checkout("pro_monthly"),
            pro_yearly: checkout("pro_yearly"),
            lifetime: checkout("lifetime"),
        },
        portal_url: environment.portal_url.clone(),
    }
}

/// Has the instance send its webhooks to the app, and people who have to sign in. The app's address is known only now.
async fn introduce(
    app: &ReferenceApp,
    clerk: &MockClerk,
    arrangement: &Arrangement,
) -> Result<(), EnvironmentError> {
    let mut endpoint = json!({
        "url": format!("{}/api/webhooks/clerk-billing", app.url()),
        "signing_secret": SIGNING_SECRET,
    });
    if let Some(defect) = &arrangement.defect {
        break_endpoint(&mut endpoint, &defect.endpoint);
    }
    let clerk = Clerk::new(clerk.url(), clerk.url(), SECRET_KEY.to_owned().into());
    let sign_in = format!("{}/sign-in", app.url());
    instance::introduce(&clerk, &sign_in, Some(endpoint)).await
}

/// A deployment of its own for one scenario, as `arrangement` wants it.
///
/// # Errors
/// As for [`deploy`].
pub(crate) async fn deployment(
    idp: &MockIdp,
    arrangement: &Arrangement,
) -> Result<Deployment, EnvironmentError> {
    let deployment = deploy(idp, &Places::default(), arrangement).await?;
    let app_url = Url::parse(deployment.app.url())
        .map_err(|error| EnvironmentError::because("the app's URL", &error))?;
    let clerk = deployment.clerk.url();
    Ok(Deployment {
        app_url,
        clerk: Clerk::new(clerk, clerk, SECRET_KEY.to_owned().into()),
        identity_provider: IdentityProvider::new(idp.issuer(), &instance::strategy()),
        billing: deployment.billing.clone(),
        names: None,
        accounts_before: Some(0),
        hold: Hold::Own {
            _deployment: Box::new(deployment),
        },
    })
}

/// Sets members of an endpoint.
fn break_endpoint(endpoint: &mut Value, changes: &BTreeMap<String, Value>) {
    for (member, value) in changes {
        endpoint[member] = value.clone();
    }
}
