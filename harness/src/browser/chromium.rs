//! A browser that runs, and what it is told when it starts.

use std::path::Path;
use std::time::Duration;

use fantoccini::{Client, ClientBuilder};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::devtools::DevTools;
use super::driver::Driver;
use super::names::Names;
use super::provision::Source;
use crate::environment_error::EnvironmentError;

/// How long a browser may take to start.
const SESSION_DEADLINE: Duration = Duration::from_secs(60);

/// A running browser. Dropped, it ends with its driver, unless somebody else has started that.
#[derive(Debug)]
pub(super) struct Browser {
    pub(super) client: Client,
    pub(super) devtools: DevTools,
    /// Name and version, e.g. `chrome 156.0.8078.79`.
    pub(super) version: String,
    /// The names that only it knows.
    pub(super) names: Option<Names>,
    /// Removed with the browser.
    _profile: TempDir,
    driver: Option<Driver>,
}

impl Browser {
    /// Starts a browser that knows `names`, with a driver of its own unless one runs already.
    pub(super) async fn start(
        source: &Source,
        names: Option<&Names>,
    ) -> Result<Self, EnvironmentError> {
        let (url, driver) = match source {
            Source::Running(url) => (url.clone(), None),
            Source::Program(program) => {
                let driver = Driver::start(program).await?;
                (driver.url().to_owned(), Some(driver))
            }
        };
        let mut profile = tempfile::Builder::new();
        profile.prefix("profile-");
        let profile = match &driver {
            Some(driver) => profile.tempdir_in(driver.folder()),
            None => profile.tempdir(),
        };
        let profile = profile.map_err(|error| {
            EnvironmentError::because("no folder for the browser's profile", &error)
        })?;
        let client = connect(&url, profile.path(), names).await?;

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
        Ok(Self {
            client,
            devtools,
            version,
            names: names.cloned(),
            _profile: profile,
            driver,
        })
    }

    /// Processor time that it and its driver have used so far; absent for a driver that is not ours, and where the
    /// system does not tell.
    pub(super) fn cpu(&self) -> Option<Duration> {
        self.driver.as_ref()?.cpu()
    }
}

/// Asks the driver at `url` for a browser.
async fn connect(
    url: &str,
    profile: &Path,
    names: Option<&Names>,
) -> Result<Client, EnvironmentError> {
    let Value::Object(capabilities) = capabilities(profile, names) else {
        return Err(EnvironmentError::new("capabilities are an object"));
    };
    let mut builder = ClientBuilder::rustls()
        .map_err(|error| EnvironmentError::because("no TLS for the driver", &error))?;
    builder.capabilities(capabilities);
    tokio::time::timeout(SESSION_DEADLINE, builder.connect(url))
        .await
        .map_err(|_| EnvironmentError::new("the browser did not start within a minute"))?
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

fn capabilities(profile: &Path, names: Option<&Names>) -> Value {
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
        format!("--disable-features={}", FEATURES_OFF.join(",")),
    ];
    arguments.extend(names.iter().flat_map(|names| names.arguments()));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites_are_kept_apart_as_in_the_browsers_of_people() {
        let capabilities = capabilities(Path::new("/tmp/profile"), None);
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
