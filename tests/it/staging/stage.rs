//! A stand-in for a staging deployment: app, Clerk, identity provider and plan store as processes of their own, each but
//! Clerk's Frontend API behind a proxy, and known to a run by profile and environment only.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use conformance_harness::embedded::{CLIENT_SECRET, SECRET_KEY, SIGNING_SECRET, STORE_KEY};
use rough_proxy::{RoughProxy, Rule, Rules, Settings, Tally};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::command::{Ended, conformance, free_ports};

/// What the provider's admin API asks for.
const ADMIN_KEY: &str = "fake-admin-key-of-the-staging-test";

/// What the plan store wants from those who bring it events.
const SYNC_SECRET: &str = "fake-sync-secret-of-the-staging-test";

/// A part of the deployment that has a proxy before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    App,
    BackendApi,
    Provider,
    Store,
}

/// A process, ended when dropped.
struct Process(Child);

impl Process {
    /// Starts it with a file for what it says of itself, and waits for the line in which it says where it answers.
    fn start(mut command: Command, diary: &Path) -> Self {
        let file = fs::File::create(diary).expect("a file");
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(file)
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?}: {error}; `cargo build` makes it"));
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let told = || fs::read_to_string(diary).unwrap_or_default();
        let line = lines
            .next()
            .unwrap_or_else(|| panic!("it ended: {}", told()));
        let line = line.expect("text");
        assert!(line.contains("http://"), "{line}");
        // Nobody reads on, and nobody must be kept from writing.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        Self(child)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself, which its callers have noticed then.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The deployment.
pub(super) struct Stage {
    _processes: Vec<Process>,
    proxies: Vec<(Part, RoughProxy)>,
    /// The port of Clerk's Frontend API, which browsers ask themselves.
    frontend: u16,
    _runtime: Runtime,
    folder: TempDir,
}

/// A program of the project beside the command.
fn program(name: &str) -> Command {
    Command::new(Path::new(env!("CARGO_BIN_EXE_conformance")).with_file_name(name))
}

/// Asked for what only a stand-in has, it says that there is no such service.
fn no_stand_in() -> Rule {
    Rule {
        path: "/mock".to_owned(),
        unavailable: 1.0,
        ..Rule::default()
    }
}

impl Stage {
    /// Starts all of it.
    pub(super) fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let runtime = Runtime::new().expect("a runtime");
        let [app, clerk, idp, store] = free_ports();
        let parts = [
            (Part::App, app),
            (Part::BackendApi, clerk),
            (Part::Provider, idp),
            (Part::Store, store),
        ];
        let proxies = parts.map(|(part, port)| {
            let to = format!("http://localhost:{port}");
            let settings = Settings {
                to,
                ..Settings::default()
            };
            let proxy = runtime.block_on(RoughProxy::start(settings));
            (part, proxy.expect("it starts"))
        });
        let mut stage = Self {
            _processes: Vec::new(),
            proxies: proxies.into(),
            frontend: clerk,
            _runtime: runtime,
            folder,
        };
        let [app, clerk, idp, store] = [app, clerk, idp, store].map(|it| it.to_string());
        let frontend = stage.frontend_api();
        let (public_app, issuer) = (stage.url(Part::App), stage.url(Part::Provider));

        let mut provider = conformance();
        let client = format!("clerk:{CLIENT_SECRET}:{frontend}/v1/oauth_callback");
        provider
            .args(["idp", "--port", &idp, "--url", &issuer])
            .args(["--admin-key-env", "MOCK_IDP_ADMIN_KEY"])
            .args(["--client", &client])
            .env("MOCK_IDP_ADMIN_KEY", ADMIN_KEY);
        let mut plan_store = program("plan-store");
        plan_store
            .args(["--port", &store])
            .env("PLAN_STORE_KEY", STORE_KEY)
            .env("BILLING_WEBHOOK_SYNC_SECRET", SYNC_SECRET);
        let mut instance = conformance();
        instance
            .args(["clerk", "--port", &clerk, "--issuer", &issuer])
            .args(["--sign-in-url", &format!("{public_app}/sign-in")])
            .arg("--webhook-url")
            .arg(format!("{public_app}/api/webhooks/clerk-billing"))
            .env("CLERK_SECRET_KEY", SECRET_KEY)
            .env("IDP_CLIENT_SECRET", CLIENT_SECRET)
            .env("CLERK_WEBHOOK_SIGNING_SECRET", SIGNING_SECRET);
        let mut application = program("reference-app");
        application
            .args(["--port", &app, "--url", &public_app])
            .args(["--frontend-api", &frontend, "--backend-api", &frontend])
            .arg("--store-url")
            .arg(format!("http://127.0.0.1:{store}"))
            .arg("--log-file")
            .arg(stage.log())
            .env("CLERK_PUBLISHABLE_KEY", stage.publishable_key())
            .env("CLERK_SECRET_KEY", SECRET_KEY)
            .env("CLERK_WEBHOOK_SIGNING_SECRET", SIGNING_SECRET)
            .env("BILLING_WEBHOOK_SYNC_SECRET", SYNC_SECRET)
            .env("PLAN_STORE_KEY", STORE_KEY);
        for (variable, plan) in [
            ("CHECKOUT_URL_PRO_MONTHLY", "pro_monthly"),
            ("CHECKOUT_URL_PRO_YEARLY", "pro_yearly"),
            ("CHECKOUT_URL_LIFETIME", "lifetime"),
        ] {
            application.env(variable, format!("{frontend}/checkout/{plan}"));
        }
        application.env("BILLING_PORTAL_URL", format!("{frontend}/portal"));
        let diary = stage.folder.path().join("diary");
        stage._processes = [provider, plan_store, instance, application]
            .map(|it| Process::start(it, &diary))
            .into();
        fs::write(stage.profile(), stage.text()).expect("a file");
        stage.calm();
        stage
    }

    /// What a team would write of it, from `targets/staging.example.toml`.
    fn text(&self) -> String {
        let [app, backend, idp, store] =
            [Part::App, Part::BackendApi, Part::Provider, Part::Store].map(|part| self.url(part));
        format!(
            r#"
environment = "staging"

[app]
kind = "url"
url = "{app}"

[clerk]
kind = "real"
publishable_key_env = "CLERK_PUBLISHABLE_KEY"
frontend_api = "{frontend}"
backend_api = "{backend}"
secret_key_env = "CLERK_SECRET_KEY"

[identity_provider]
url = "{idp}"
strategy = "oauth_custom_acme"
admin_key_env = "MOCK_IDP_ADMIN_KEY"

[billing]
signing_secret_env = "CLERK_WEBHOOK_SIGNING_SECRET"

[billing.plan_store]
url = "{store}/users/{{clerk_id}}"
people = "{store}/users"
key_env = "PLAN_STORE_KEY"

[billing.log]
kind = "file"
file = {log:?}

[timing]
deadline_ms = 5000
"#,
            frontend = self.frontend_api(),
            log = self.log(),
        )
    }

    fn proxy(&self, part: Part) -> &RoughProxy {
        let mut proxies = self.proxies.iter();
        let (_, proxy) = proxies.find(|(it, _)| *it == part).expect("all have one");
        proxy
    }

    fn url(&self, part: Part) -> String {
        self.proxy(part).url()
    }

    fn frontend_api(&self) -> String {
        format!("http://localhost:{}", self.frontend)
    }

    fn publishable_key(&self) -> String {
        mock_clerk::publishable_key(&format!("localhost:{}", self.frontend))
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("app.log")
    }

    /// Has nothing befall anybody.
    pub(super) fn calm(&self) {
        for (part, _) in &self.proxies {
            self.befall(*part, None);
        }
    }

    /// Has this befall what `part` is asked.
    pub(super) fn befall(&self, part: Part, rule: impl Into<Option<Rule>>) {
        let mut rules: Vec<Rule> = rule.into().into_iter().collect();
        if part == Part::BackendApi {
            rules.push(no_stand_in());
        }
        let rules = Rules { seed: 7, rules };
        self.proxy(part).change(rules).expect("rules");
    }

    /// What has become of the requests to `part`.
    pub(super) fn tally(&self, part: Part) -> Tally {
        self.proxy(part).tally()
    }

    fn profile(&self) -> PathBuf {
        self.folder.path().join("staging.toml")
    }

    /// Where a run's report is.
    pub(super) fn report(&self) -> PathBuf {
        self.folder.path().join("report")
    }

    /// A file of this text in a folder that goes with the deployment.
    pub(super) fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, text).expect("a file");
        path
    }

    /// The command with what people who run it have in their environment.
    pub(super) fn command(&self, name: &str) -> Command {
        let mut command = conformance();
        command
            .args([name, "--target"])
            .arg(self.profile())
            .env("CLERK_PUBLISHABLE_KEY", self.publishable_key())
            .env("CLERK_SECRET_KEY", SECRET_KEY)
            .env("CLERK_WEBHOOK_SIGNING_SECRET", SIGNING_SECRET)
            .env("MOCK_IDP_ADMIN_KEY", ADMIN_KEY)
            .env("PLAN_STORE_KEY", STORE_KEY);
        command
    }

    /// A run of these features, one scenario at a time.
    pub(super) fn play(&self, features: &[&Path]) -> Command {
        let mut command = self.command("run");
        command.arg("--output").arg(self.report()).args(features);
        command.args(["--workers", "1"]);
        command
    }

    /// What `doctor` says.
    pub(super) fn doctor(&self) -> Ended {
        ended(self.command("doctor"))
    }

    /// What `sweep` says.
    pub(super) fn sweep(&self, dry_run: bool) -> String {
        let mut command = self.command("sweep");
        command.args(["--older-than", "0s"]);
        if dry_run {
            command.arg("--dry-run");
        }
        let ended = ended(command);
        assert_eq!(ended.status, 0, "{}", ended.told());
        ended.output
    }
}

/// Runs a command to its end.
pub(super) fn ended(mut command: Command) -> Ended {
    command.output().expect("the command starts").into()
}
