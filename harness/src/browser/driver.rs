//! A driver process, and the browsers it starts.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use fantoccini::{Client, ClientBuilder};
use rustix::process::{Pid, Signal, kill_process_group};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use super::devtools::DevTools;
use super::provision::{self, Source};
use crate::environment_error::EnvironmentError;

/// How long the driver may take to say its port.
const START_DEADLINE: Duration = Duration::from_secs(20);
/// How long a browser may take to start.
const SESSION_DEADLINE: Duration = Duration::from_secs(60);

/// A WebDriver endpoint, and its process if it is ours.
#[derive(Debug)]
pub(super) struct Driver {
    url: String,
    guardian: Option<Child>,
}

/// Starts the driver, and ends it with all of its browsers when standard input closes: when this process drops the
/// other end, or is itself killed. They share the guardian's process group; killing the driver alone would leave
/// its browsers behind.
const GUARDIAN: &str = "\"$0\" --port=0 </dev/null & read -r _; kill -KILL 0";

impl Driver {
    /// Finds a driver, and starts it unless it runs.
    pub(super) async fn start() -> Result<Self, EnvironmentError> {
        match provision::find().await? {
            Source::Running(url) => Ok(Self {
                url,
                guardian: None,
            }),
            Source::Program(program) => Self::spawn(&program).await,
        }
    }

    async fn spawn(program: &Path) -> Result<Self, EnvironmentError> {
        let name = program.display().to_string();
        let mut guardian = Command::new("/bin/sh")
            .args(["-c", GUARDIAN])
            .arg(program)
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| {
                EnvironmentError::because(&format!("{name} could not be started"), &error)
            })?;
        let output = guardian.stdout.take();
        let output = output.ok_or_else(|| EnvironmentError::new("the driver has no output"))?;
        let mut driver = Self {
            url: String::new(),
            guardian: Some(guardian),
        };
        let mut lines = BufReader::new(output).lines();
        let port = tokio::time::timeout(START_DEADLINE, async {
            while let Ok(Some(line)) = lines.next_line().await {
                if let Some((_, rest)) = line.split_once("started successfully on port ") {
                    return rest.trim_end_matches('.').parse::<u16>().ok();
                }
            }
            None
        })
        .await
        .ok()
        .flatten()
        .ok_or_else(|| {
            EnvironmentError::new(format!("{name} did not say which port it listens on"))
        })?;
        // A driver whose output nobody reads stops in the middle of a line.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        driver.url = format!("http://127.0.0.1:{port}");
        Ok(driver)
    }

    /// Starts a browser.
    pub(super) async fn browser(&self) -> Result<Browser, EnvironmentError> {
        let profile = tempfile::Builder::new()
            .prefix("clerk-conformance-browser-")
            .tempdir()
            .map_err(|error| {
                EnvironmentError::because("no folder for the browser's profile", &error)
            })?;
        let Value::Object(capabilities) = capabilities(profile.path()) else {
            return Err(EnvironmentError::new("capabilities are an object"));
        };
        let mut builder = ClientBuilder::rustls()
            .map_err(|error| EnvironmentError::because("no TLS for the driver", &error))?;
        builder.capabilities(capabilities);
        let connecting = builder.connect(&self.url);
        let client = tokio::time::timeout(SESSION_DEADLINE, connecting)
            .await
            .map_err(|_| EnvironmentError::new("the browser did not start within a minute"))?
            .map_err(|error| {
                EnvironmentError::because("the browser could not be started", &error)
            })?;
        let capabilities = client.capabilities().cloned().unwrap_or_default();
        let text = |name: &str| {
            capabilities
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or("?")
                .to_owned()
        };
        let version = format!("{} {}", text("browserName"), text("browserVersion"));
        let address = capabilities
            .get("goog:chromeOptions")
            .and_then(|options| options.get("debuggerAddress"))
            .and_then(Value::as_str)
            .ok_or_else(|| {
                EnvironmentError::new("the driver gives no DevTools address; use chromedriver")
            })?;
        let devtools = DevTools::connect(address).await?;
        Ok(Browser {
            client,
            devtools,
            version,
            _profile: profile,
        })
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let id = self.guardian.as_ref().and_then(Child::id);
        if let Some(group) = id.and_then(|id| Pid::from_raw(id.cast_signed())) {
            // It may have ended by itself.
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
}

/// A running browser.
#[derive(Debug)]
pub(super) struct Browser {
    pub(super) client: Client,
    pub(super) devtools: DevTools,
    /// Name and version, e.g. `chrome 156.0.8078.79`.
    pub(super) version: String,
    /// Removed with the browser.
    _profile: TempDir,
}

fn capabilities(profile: &Path) -> Value {
    let mut arguments = vec![
        format!("--user-data-dir={}", profile.display()),
        "--window-size=1100,800".to_owned(),
        "--disable-dev-shm-usage".to_owned(),
        "--disable-gpu".to_owned(),
        "--disable-quic".to_owned(),
        "--no-first-run".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-sync".to_owned(),
    ];
    if std::env::var_os("HEADED").is_none_or(|value| value.is_empty()) {
        arguments.push("--headless".to_owned());
    }
    // The sandbox does not work for root, and containers run as root.
    if rustix::process::geteuid().is_root() {
        arguments.push("--no-sandbox".to_owned());
    }
    json!({
        "browserName": "chrome",
        "pageLoadStrategy": "eager",
        "unhandledPromptBehavior": "dismiss",
        "timeouts": { "implicit": 0, "pageLoad": 30_000, "script": 10_000 },
        "goog:chromeOptions": { "args": arguments },
    })
}
