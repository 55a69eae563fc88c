//! A browser that runs, and what it is told when it starts.

use std::path::Path;
use std::time::Duration;

use fantoccini::{Client, ClientBuilder};
use serde_json::{Map, Value, json};
use tempfile::TempDir;

use super::devtools::{self, DevTools};
use super::driver::Driver;
use super::names::Names;
use super::provision::Source;
use super::remote::Remote;
use super::workers::Worker;
use crate::environment_error::EnvironmentError;
use crate::run::while_others_have_their_turn;

/// The kind of browser that is driven.
pub(super) const BROWSER: &str = "chrome";

/// How long a browser may take to start.
const SESSION_DEADLINE: Duration = Duration::from_secs(60);
/// The same for a driver that runs already: a Grid lets those wait who find all its places taken, and gives them up after
/// five minutes (`session-request-timeout`), unless it is told otherwise.
const QUEUE_DEADLINE: Duration = Duration::from_secs(330);
/// How long a browser that is not ours may take to end.
const END_DEADLINE: Duration = Duration::from_secs(20);

/// A running browser. Dropped, it ends with its driver, unless somebody else has started that: see [`Browser::end`].
#[derive(Debug)]
pub(super) struct Browser {
    pub(super) client: Client,
    pub(super) devtools: DevTools,
    /// Name and version, e.g. `chrome 156.0.8078.79`.
    pub(super) version: String,
    /// The names that only it knows.
    pub(super) names: Option<Names>,
    /// Whose it is.
    pub(super) worker: Worker,
    /// Whether scenarios can be kept apart in it. Where a service lets nobody make browser contexts, each scenario needs a
    /// browser of its own.
    pub(super) has_contexts: bool,
    /// Where it is, in words, if that is not in this process's hands.
    pub(super) elsewhere: Option<String>,
    /// Removed with the browser.
    _profile: Option<TempDir>,
    driver: Option<Driver>,
}

impl Browser {
    /// Starts a browser for `worker` that knows `names`, with a driver of its own unless one runs already.
    pub(super) async fn start(
        source: &Source,
        names: Option<&Names>,
        worker: Worker,
    ) -> Result<Self, EnvironmentError> {
        match source {
            Source::Program(program) => Self::start_here(program, names, worker).await,
            Source::Running(remote) => Self::start_at(remote, names, worker).await,
            Source::Image(contained) => Self::start_at(contained.remote(), names, worker).await,
        }
    }

    /// Starts a browser with a driver of its own.
    async fn start_here(
        program: &Path,
        names: Option<&Names>,
        worker: Worker,
    ) -> Result<Self, EnvironmentError> {
        let driver = Driver::start(program).await?;
        let mut profile = tempfile::Builder::new();
        let profile = profile.prefix("profile-").tempdir_in(driver.folder());
        let profile = profile.map_err(|error| {
            EnvironmentError::because("no folder for the browser's profile", &error)
        })?;
        let wanted = capabilities(Some(profile.path()), names);
        let client = connect(driver.url(), wanted, SESSION_DEADLINE).await?;
        let told = told(&client);
        let devtools = DevTools::connect(devtools::at(&told).await?).await?;
        Ok(Self {
            client,
            devtools,
            version: version(&told),
            names: names.cloned(),
            worker,
            has_contexts: true,
            elsewhere: None,
            _profile: Some(profile),
            driver: Some(driver),
        })
    }

    /// Has a driver that runs already start a browser. Its folder is the driver's affair: they may be on another machine.
    async fn start_at(
        remote: &Remote,
        names: Option<&Names>,
        worker: Worker,
    ) -> Result<Self, EnvironmentError> {
        let wanted = capabilities(None, names);
        let client = connect(remote.url(), wanted, QUEUE_DEADLINE);
        let client = while_others_have_their_turn(client).await?;
        let told = told(&client);
        let devtools = match remote.devtools(&told).await {
            Ok(url) => DevTools::connect(url).await,
            Err(error) => Err(error),
        };
        let devtools = match devtools {
            Ok(devtools) => devtools,
            Err(error) => {
                end(client).await;
                return Err(error);
            }
        };
        let grid = remote.grid().await.ok().flatten();
        let session = client.session_id().await.ok().flatten().unwrap_or_default();
        let node = grid.as_ref().and_then(|it| it.node_of(&session));
        Ok(Self {
            client,
            version: version(&told),
            names: names.cloned(),
            worker,
            has_contexts: devtools.make_contexts().await,
            devtools,
            elsewhere: Some(match node {
                Some(node) => format!("the node {node} of the Grid at {}", remote.origin()),
                None => format!("the driver at {}", remote.origin()),
            }),
            _profile: None,
            driver: None,
        })
    }

    /// Processor time that it and its driver have used so far; absent for a driver that is not ours, and where the
    /// system does not tell.
    pub(super) fn cpu(&self) -> Option<Duration> {
        self.driver.as_ref()?.cpu()
    }

    /// Ends it. A driver that is not ours would otherwise keep it until somebody misses its place.
    pub(super) async fn end(self) {
        if self.driver.is_none() {
            end(self.client).await;
        }
    }
}

/// Ends a session.
async fn end(client: Client) {
    match tokio::time::timeout(END_DEADLINE, client.close()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::debug!(%error, "a browser was not ended"),
        Err(_) => tracing::debug!("a browser did not end in time"),
    }
}

/// What the driver says of a browser that it has started.
fn told(client: &Client) -> Value {
    Value::Object(client.capabilities().cloned().unwrap_or_default())
}

/// Name and version.
fn version(told: &Value) -> String {
    let text = |name: &str| told[name].as_str().unwrap_or("?");
    format!("{} {}", text("browserName"), text("browserVersion"))
}

/// Asks the driver at `url` for a browser.
async fn connect(
    url: &str,
    capabilities: Map<String, Value>,
    deadline: Duration,
) -> Result<Client, EnvironmentError> {
    let mut builder = ClientBuilder::rustls()
        .map_err(|error| EnvironmentError::because("no TLS for the driver", &error))?;
    builder.capabilities(capabilities);
    tokio::time::timeout(deadline, builder.connect(url))
        .await
        .map_err(|_| {
            let seconds = deadline.as_secs();
            EnvironmentError::new(format!("the browser did not start within {seconds} s"))
        })?
        .map_err(|error| EnvironmentError::because("the browser could not be started", &error))
}

/// Features of the browser that cost much, and whose lack no page can notice. A browser that does not know one ignores
/// it.
const FEATURES_OFF: [&str; 3] = [
    // What drops down from the address bar is a page of its own, and is loaded for every window: for every scenario. It
    // took a third of a scenario's processor time.
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
];

/// What is asked for; `profile` is the browser's folder, where it is not the driver that makes one.
fn capabilities(profile: Option<&Path>, names: Option<&Names>) -> Map<String, Value> {
    let mut arguments = vec![
        "--window-size=1100,800".to_owned(),
        "--disable-dev-shm-usage".to_owned(),
        "--disable-gpu".to_owned(),
        "--disable-quic".to_owned(),
        "--no-first-run".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-sync".to_owned(),
        format!("--disable-features={}", FEATURES_OFF.join(",")),
    ];
    arguments.extend(profile.map(|folder| format!("--user-data-dir={}", folder.display())));
    arguments.extend(names.iter().flat_map(|names| names.arguments()));
    if std::env::var_os("HEADED").is_none_or(|value| value.is_empty()) {
        arguments.push("--headless".to_owned());
    }
    // The sandbox does not work for root, and containers run as root.
    if rustix::process::geteuid().is_root() {
        arguments.push("--no-sandbox".to_owned());
    }
    Map::from_iter([
        ("browserName".to_owned(), json!(BROWSER)),
        ("pageLoadStrategy".to_owned(), json!("eager")),
        ("unhandledPromptBehavior".to_owned(), json!("dismiss")),
        (
            "timeouts".to_owned(),
            json!({ "implicit": 0, "pageLoad": 30_000, "script": 10_000 }),
        ),
        (
            "goog:chromeOptions".to_owned(),
            json!({ "args": arguments }),
        ),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites_are_kept_apart_as_in_the_browsers_of_people() {
        let capabilities = capabilities(Some(Path::new("/tmp/profile")), None);
        let arguments = capabilities["goog:chromeOptions"]["args"].to_string();
        assert!(
            arguments.contains("--user-data-dir=/tmp/profile"),
            "{arguments}"
        );
        for word in ["isolat", "site-per-process", "disable-web-security"] {
            assert!(
                !arguments.to_lowercase().contains(word),
                "{word} in {arguments}"
            );
        }
    }
}
