//! Servers of the project, and whatever is sent to them.

use std::sync::LazyLock;

use conformance_harness::arrangement::Arrangement;
use conformance_harness::embedded::{self, EmbeddedDeployment, Places};
use mock_idp::MockIdp;
use proptest::prelude::*;
use rough_proxy::{RoughProxy, Settings};
use tokio::runtime::Runtime;

use super::wire::{Sent, Wild, answer, noise};

/// All of them, for as long as the tests run.
struct Servers {
    idp: MockIdp,
    deployment: EmbeddedDeployment,
    proxy: RoughProxy,
    _runtime: Runtime,
}

static SERVERS: LazyLock<Servers> = LazyLock::new(|| {
    let runtime = Runtime::new().expect("a runtime");
    let (idp, deployment, proxy) = runtime.block_on(async {
        let idp = MockIdp::start(mock_idp::Settings::default()).await;
        let idp = idp.expect("the provider starts");
        let deployment = embedded::deploy(&idp, &Places::default(), &Arrangement::default()).await;
        let deployment = deployment.expect("the deployment starts");
        let proxy = RoughProxy::start(Settings {
            to: deployment.store.url().to_owned(),
            ..Settings::default()
        });
        let proxy = proxy.await.expect("the proxy starts");
        (idp, deployment, proxy)
    });
    Servers {
        idp,
        deployment,
        proxy,
        _runtime: runtime,
    }
});

fn port(url: &str) -> u16 {
    let (_, port) = url.rsplit_once(':').expect("a port");
    port.trim_end_matches('/').parse().expect("a number")
}

impl Servers {
    fn ports(&self) -> [u16; 5] {
        [
            port(self.idp.issuer()),
            port(self.deployment.clerk.url()),
            port(self.deployment.store.url()),
            port(self.deployment.app.url()),
            self.proxy.port(),
        ]
    }
}

const CLERK: Wild = Wild {
    paths: &[
        "/{}",
        "/.well-known/openid-configuration",
        "/checkout/{}",
        "/portal",
        "/mock/deliveries",
        "/mock/deliveries/{}",
        "/mock/deliveries/{}/release",
        "/mock/clients/{}/attempts",
        "/mock/instance",
        "/mock/outbox",
        "/mock/faults",
        "/mock/sessions/{}/tokens",
        "/mock/subscriptions",
        "/mock/users/{}/subscription/switch",
        "/npm/{}",
        "/oauth/authorize",
        "/oauth/consent",
        "/oauth/register",
        "/oauth/token",
        "/oauth/token/revoke",
        "/oauth/token_info",
        "/oauth/userinfo",
        "/v1/billing/plans/{}",
        "/v1/client",
        "/v1/client/handshake",
        "/v1/client/sessions/{}/tokens",
        "/v1/client/sign_ins",
        "/v1/client/sign_ins/{}",
        "/v1/client/sign_ins/{}/prepare_first_factor",
        "/v1/client/sign_ins/{}/attempt_first_factor",
        "/v1/client/sign_ups",
        "/v1/client/sign_ups/{}",
        "/v1/client/sign_ups/{}/prepare_verification",
        "/v1/dev_browser",
        "/v1/environment",
        "/v1/me",
        "/v1/me/billing/checkouts",
        "/v1/oauth_callback",
        "/v1/oauth_applications",
        "/v1/oauth_applications/{}",
        "/v1/organizations",
        "/v1/phone_numbers/{}",
        "/v1/redirect_urls",
        "/v1/sessions",
        "/v1/sessions/{}/revoke",
        "/v1/users",
        "/v1/users/{}",
        "/v1/users/{}/metadata",
        "/v1/users/{}/billing/subscription",
        "/v1/users/{}/oauth_access_tokens/{}",
        "/v1/verify",
    ],
    keys: &[("authorization", "Bearer sk_test_embedded")],
};

const PROVIDER: Wild = Wild {
    paths: &[
        "/{}",
        "/.well-known/openid-configuration",
        "/admin/assertions",
        "/admin/clients",
        "/admin/clients/{}",
        "/admin/issuers",
        "/admin/journal",
        "/admin/keys/rotate",
        "/admin/persons",
        "/admin/persons/{}",
        "/admin/persons/{}/next-login",
        "/admin/settings",
        "/admin/trouble",
        "/authorize",
        "/decide",
        "/end-session",
        "/i/{}/token",
        "/introspect",
        "/jwks",
        "/register",
        "/register/{}",
        "/revoke",
        "/token",
        "/userinfo",
    ],
    keys: &[],
};

const STORE: Wild = Wild {
    paths: &[
        "/users",
        "/users/{}",
        "/users/{}/habits",
        "/users/{}/features/{}",
        "/users/{}/subscription",
        "/webhook/plan",
    ],
    keys: &[("authorization", "Bearer store_key_embedded")],
};

const APP: Wild = Wild {
    paths: &[
        "/",
        "/{}",
        "/sign-in",
        "/sso-callback",
        "/protected/{}",
        "/assets/{}",
        "/api/me",
        "/api/habits",
        "/api/features/{}",
        "/api/webhooks/clerk-billing",
    ],
    keys: &[],
};

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 256,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// A request that is one is answered, and not by a fault of the server.
fn is_answered(port: u16, request: &Sent) -> Result<(), TestCaseError> {
    let status = answer(port, request, false)?;
    let status = status.ok_or_else(|| TestCaseError::fail("it has ended the connection"))?;
    prop_assert!((200..500).contains(&status), "{status}");
    Ok(())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_stand_in_for_clerk_answers_whatever_it_is_asked(request in CLERK.request()) {
        is_answered(port(SERVERS.deployment.clerk.url()), &request)?;
    }

    #[test]
    fn the_identity_provider_answers_whatever_it_is_asked(request in PROVIDER.request()) {
        is_answered(port(SERVERS.idp.issuer()), &request)?;
    }

    #[test]
    fn the_plan_store_answers_whatever_it_is_asked_and_so_does_the_proxy_before_it(
        request in STORE.request()
    ) {
        is_answered(port(SERVERS.deployment.store.url()), &request)?;
        is_answered(SERVERS.proxy.port(), &request)?;
    }

    #[test]
    fn the_app_answers_whatever_it_is_asked(request in APP.request()) {
        is_answered(port(SERVERS.deployment.app.url()), &request)?;
    }

    #[test]
    fn what_is_no_request_is_refused_by_all_of_them(bytes in noise()) {
        for port in SERVERS.ports() {
            if let Some(status) = answer(port, &bytes, true)? {
                prop_assert!(status < 500, "{status}");
            }
        }
    }
}
