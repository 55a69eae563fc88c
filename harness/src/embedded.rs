//! The embedded deployment: reference app, mock Clerk and mock identity provider, in this process.

use mock_clerk::{InstanceSettings, MockClerk, ProviderSettings};
use mock_idp::MockIdp;
use reference_app::{GuardSettings, ReferenceApp};

use crate::defect::Defect;
use crate::environment_error::EnvironmentError;

/// The slug of the provider that an embedded instance has from the start.
pub const PROVIDER_SLUG: &str = "acme";

/// The secret key of embedded instances; opens nothing but them.
pub const SECRET_KEY: &str = "sk_test_embedded";

/// The client secret of embedded instances at their identity provider; opens nothing but it.
pub const CLIENT_SECRET: &str = "idp_secret_embedded";

/// An app with an instance of its own. Dropped, both stop.
#[derive(Debug)]
pub struct EmbeddedDeployment {
    /// The app.
    pub app: ReferenceApp,
    /// Its Clerk.
    pub clerk: MockClerk,
}

/// On which ports a deployment listens; 0 takes any free one.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ports {
    /// The app's.
    pub app: u16,
    /// The instance's.
    pub clerk: u16,
}

/// Starts an app and an instance that signs people in with `idp`, sound or with `defect`.
///
/// # Errors
/// When a port is taken, or the defect does not fit the app any more.
pub async fn deploy(
    idp: &MockIdp,
    ports: Ports,
    defect: Option<&Defect>,
) -> Result<EmbeddedDeployment, EnvironmentError> {
    let failed = |error: &dyn std::error::Error| {
        EnvironmentError::because("the embedded deployment could not be started", error)
    };
    let client_id = format!("clerk-{:016x}", rand::random::<u64>());
    let mut instance = InstanceSettings {
        providers: vec![provider(PROVIDER_SLUG, "Acme", idp.issuer(), &client_id)],
        ..InstanceSettings::default()
    };
    let mut guard = GuardSettings::default();
    let mut patches = Vec::new();
    if let Some(defect) = defect {
        instance = defect
            .break_instance(instance)
            .map_err(|error| failed(&error))?;
        guard = defect.break_guard(guard).map_err(|error| failed(&error))?;
        patches.clone_from(&defect.patch);
    }
    let clerk = MockClerk::start(mock_clerk::Settings {
        port: ports.clerk,
        secret_key: SECRET_KEY.into(),
        instance,
    })
    .await
    .map_err(|error| failed(&error))?;
    let callback = format!("{}/v1/oauth_callback", clerk.url());
    let mut client = mock_idp::Client::new(client_id, CLIENT_SECRET, callback);
    // As most providers do, without being asked for the scope `offline_access`.
    client.refresh_tokens = mock_idp::RefreshTokens::Always;
    idp.add_client(client).map_err(|error| failed(&error))?;
    let app = ReferenceApp::start(reference_app::Settings {
        port: ports.app,
        frontend_api: clerk.url().to_owned(),
        backend_api: clerk.url().to_owned(),
        publishable_key: clerk.publishable_key().to_owned(),
        secret_key: SECRET_KEY.to_owned().into(),
        guard,
        patches,
        ..reference_app::Settings::default()
    })
    .await
    .map_err(|error| failed(&error))?;
    Ok(EmbeddedDeployment { app, clerk })
}

/// A connection to the provider at `issuer`, as an instance's owner would set it up.
#[must_use]
pub fn provider(slug: &str, name: &str, issuer: &str, client_id: &str) -> ProviderSettings {
    ProviderSettings::new(slug, name, issuer, client_id, CLIENT_SECRET)
}
