//! `conformance app`: the embedded deployment as a process of its own, for a look around and for runs by URL.

use std::path::PathBuf;
use std::sync::Arc;

use conformance_harness::arrangement::Arrangement;
use conformance_harness::defect::{Defect, DefectCatalogue};
use conformance_harness::embedded::{self, Places};
use conformance_harness::profile::{BillingEvents, Policies};
use mock_idp::MockIdp;

use crate::console::Console;
use crate::exit_status::ExitStatus;
use crate::interruption;
use crate::project::Project;

/// What `targets/local.toml` has: the ports of app, stand-in, provider and plan store.
const USUAL_PORTS: (u16, u16, u16, u16) = (4100, 4101, 4102, 4103);

/// What to do where something cannot be started, which is mostly because its port is taken.
const ELSEWHERE: &str = "; does another one run? --port, --clerk-port, --idp-port and --store-port say where to listen \
                         instead, and 0 is any port that is free";

/// Where to listen.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct AppArgs {
    /// Port of the app.
    #[arg(long, default_value_t = USUAL_PORTS.0)]
    port: u16,
    /// Port of the Clerk stand-in.
    #[arg(long, default_value_t = USUAL_PORTS.1)]
    clerk_port: u16,
    /// Port of the mock identity provider.
    #[arg(long, default_value_t = USUAL_PORTS.2)]
    idp_port: u16,
    /// Port of the plan store.
    #[arg(long, default_value_t = USUAL_PORTS.3)]
    store_port: u16,
    /// What the app logs to [default: reports/app.log].
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    /// Break it on purpose: a name out of fixtures/defects.toml.
    #[arg(long, value_name = "ID")]
    defect: Option<String>,
}

/// Starts app, Clerk and identity provider, and runs until somebody stops it.
pub(crate) async fn app(args: AppArgs) -> ExitStatus {
    let console = Console::new();
    let defect = match args.defect.as_deref().map(defect).transpose() {
        Ok(defect) => defect,
        Err(problem) => {
            console.error(&problem);
            return ExitStatus::Usage;
        }
    };
    let idp = MockIdp::start(mock_idp::Settings {
        port: args.idp_port,
        ..mock_idp::Settings::default()
    })
    .await;
    let idp = match idp {
        Ok(idp) => idp,
        Err(error) => {
            console.error(&format!("{error}{ELSEWHERE}"));
            return ExitStatus::Blocked;
        }
    };
    let places = Places {
        app: args.port,
        clerk: args.clerk_port,
        store: args.store_port,
        log: Some(
            args.log
                .clone()
                .unwrap_or_else(|| Project::locate().app_log()),
        ),
    };
    let policies = Policies {
        billing_events: BillingEvents::Both,
        ..Policies::default()
    };
    let arrangement = Arrangement {
        policies,
        defect: defect.clone(),
        ..Arrangement::default()
    };
    let deployment = match embedded::deploy(&idp, &places, &arrangement).await {
        Ok(deployment) => deployment,
        Err(error) => {
            console.error(&format!("{error}{ELSEWHERE}"));
            return ExitStatus::Blocked;
        }
    };
    console.line(&format!("app                {}", deployment.app.url()));
    console.line(&format!(
        "Clerk stand-in     {} (secret key {})",
        deployment.clerk.url(),
        embedded::SECRET_KEY
    ));
    console.line(&format!("identity provider  {}", idp.issuer()));
    console.line(&format!(
        "plan store         {} (key {})",
        deployment.store.url(),
        embedded::STORE_KEY
    ));
    if let Some(log) = &places.log {
        console.line(&format!("log                {}", log.display()));
    }
    if let Some(defect) = &defect {
        console.line(&format!(
            "defect             {}: {}",
            defect.id, defect.about
        ));
    }
    console.line("");
    let ports = (args.port, args.clerk_port, args.idp_port, args.store_port);
    let usual = ports == USUAL_PORTS && args.log.is_none();
    let target = if usual {
        "local"
    } else {
        "FILE, a copy of targets/local.toml with the addresses and the log above"
    };
    console.line("somebody to sign in as:");
    console.line(&format!(
        "  curl {}/admin/persons -H 'content-type: application/json' -d '{{\"email\": \"ada@example.com\"}}'",
        idp.issuer()
    ));
    console.line("judge it:");
    for (variable, value) in [
        ("CLERK_SECRET_KEY", embedded::SECRET_KEY),
        ("CLERK_WEBHOOK_SIGNING_SECRET", embedded::SIGNING_SECRET),
        ("PLAN_STORE_KEY", embedded::STORE_KEY),
    ] {
        console.line(&format!("  export {variable}={value}"));
    }
    console.line(&format!("  cargo conformance --target {target}"));
    console.line("stop it:   Ctrl-C");
    interruption::wanted().await;
    ExitStatus::Conforms
}

fn defect(id: &str) -> Result<Arc<Defect>, String> {
    let catalogue =
        DefectCatalogue::load(&Project::locate().defects()).map_err(|error| error.to_string())?;
    catalogue.find(id).cloned().map(Arc::new).ok_or_else(|| {
        format!("there is no defect “{id}”; `cargo conformance defects --list` names them all")
    })
}
