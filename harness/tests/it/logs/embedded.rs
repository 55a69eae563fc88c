//! The log of the embedded deployment.

use conformance_harness::arrangement::Arrangement;
use conformance_harness::billing::Log;
use conformance_harness::embedded::{self, EmbeddedDeployment, Places};
use mock_idp::MockIdp;

use super::contract::{Deployment, keeps_it};

/// One deployment for each scenario, so that each has a log of its own.
struct Embedded {
    idp: MockIdp,
    deployment: Option<EmbeddedDeployment>,
}

impl Deployment for Embedded {
    /// By what it logs of each request.
    async fn log(&mut self, text: &str) {
        let Some(deployment) = &self.deployment else {
            return; // It is not there yet.
        };
        let url = format!("{}/{text}", deployment.app.url());
        reqwest::get(url).await.expect("an answer");
    }

    async fn begin(&mut self) -> Log {
        let arrangement = Arrangement::default();
        let deployed = embedded::deploy(&self.idp, &Places::default(), &arrangement).await;
        let deployment = self.deployment.insert(deployed.expect("a deployment"));
        deployment.billing.log.clone().expect("a log")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_embedded_log_keeps_the_contract() {
    let idp = MockIdp::start(mock_idp::Settings::default());
    keeps_it(Embedded {
        idp: idp.await.expect("a provider"),
        deployment: None,
    })
    .await;
}
