//! A driver that runs already: a ChromeDriver, or a Selenium Grid, which gives places on its nodes.

use serde_json::Value;
use url::Url;

use super::devtools;
use super::grid::GridStatus;
use super::names::is_loopback;
use crate::environment_error::EnvironmentError;
use crate::http::{client, read, unreachable};

/// A driver that somebody else has started, by its address.
#[derive(Debug)]
pub(super) struct Remote {
    /// With a slash at its end, so that the paths of commands can be joined to it; and with name and password, where the
    /// driver asks for them.
    url: Url,
    /// What messages call it.
    name: &'static str,
}

impl Remote {
    /// The driver at `address`, which is what `WEBDRIVER_URL` says.
    ///
    /// # Errors
    /// When that is no address of a server.
    pub(super) fn at(address: &str) -> Result<Self, EnvironmentError> {
        let url = Url::parse(address).ok();
        let is_server = |url: &Url| matches!(url.scheme(), "http" | "https") && url.has_host();
        let mut url = url.filter(is_server).ok_or_else(|| {
            // It may hold a password, so it is not repeated.
            EnvironmentError::new("WEBDRIVER_URL is no address of a driver: write http://host:port")
        })?;
        if !url.path().ends_with('/') {
            let path = format!("{}/", url.path());
            url.set_path(&path);
        }
        let name = "the driver that WEBDRIVER_URL names";
        Ok(Self { url, name })
    }

    /// The driver at a port of this machine, in a container that this run has started.
    ///
    /// # Errors
    /// As [`Remote::at`], of which a port gives no cause.
    #[cfg(feature = "containers")]
    pub(super) fn contained(port: u16) -> Result<Self, EnvironmentError> {
        let name = "the driver in its container";
        Ok(Self {
            name,
            ..Self::at(&format!("http://127.0.0.1:{port}"))?
        })
    }

    /// Where it takes commands, secrets included.
    pub(super) fn url(&self) -> &str {
        self.url.as_str()
    }

    /// Where it is, for messages.
    pub(super) fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    /// What it says of its nodes, if it is a Grid.
    ///
    /// # Errors
    /// When nobody answers there.
    pub(super) async fn grid(&self) -> Result<Option<GridStatus>, EnvironmentError> {
        Ok(GridStatus::of(&self.status().await?))
    }

    /// Whether it takes orders (WebDriver, section 8.3).
    #[cfg(feature = "containers")]
    pub(super) async fn is_ready(&self) -> bool {
        let status = self.status().await;
        status.is_ok_and(|it| it["value"]["ready"] == true)
    }

    /// What it says of itself; null of one that answers with something else.
    async fn status(&self) -> Result<Value, EnvironmentError> {
        let url = self.url.join("status");
        let url = url.map_err(|error| EnvironmentError::because("the driver", &error))?;
        let answer = client().get(url).send().await;
        let answer = answer.map_err(|error| unreachable(self.name, &error))?;
        Ok(read(self.name, answer).await.unwrap_or_default())
    }

    /// Where the DevTools of a browser are that it has started with these `capabilities`.
    ///
    /// A Grid tells it as `se:cdp`: a path at the Grid itself, which passes all on to the browser's node. Only the path is
    /// taken from there, as a Grid in a container or behind a proxy does not know the address that we know it by.
    ///
    /// # Errors
    /// When they are nowhere that can be reached.
    pub(super) async fn devtools(&self, capabilities: &Value) -> Result<Url, EnvironmentError> {
        if let Some(told) = capabilities["se:cdp"].as_str() {
            return self.socket(told).ok_or_else(|| {
                EnvironmentError::new("what the Grid tells as se:cdp is no address of a socket")
            });
        }
        if !self.url.host_str().is_some_and(is_loopback) {
            return Err(EnvironmentError::new(format!(
                "the driver at {} does not say where the DevTools of its browsers are (se:cdp): use a Selenium Grid of \
                 Chromium whose nodes have `enable-cdp`, or a chromedriver on this machine",
                self.origin()
            )));
        }
        devtools::at(capabilities).await
    }

    /// The socket that a Grid tells of, as seen from here.
    fn socket(&self, told: &str) -> Option<Url> {
        let told = Url::parse(told).ok()?;
        // Services that only resemble a Grid have their sockets elsewhere, and other paths.
        if !told.path().ends_with("/se/cdp") {
            return Some(told);
        }
        let mut here = self.url.clone();
        here.set_path(told.path());
        // `http` becomes `ws` and `https` becomes `wss`, which `Url::set_scheme` would refuse.
        let rest = here.as_str().strip_prefix("http")?;
        Url::parse(&format!("ws{rest}")).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn socket(driver: &str, told: &str) -> String {
        let driver = Remote::at(driver).expect("an address");
        driver.socket(told).expect("a socket").into()
    }

    #[test]
    fn the_socket_of_a_grid_is_where_the_grid_is_for_us_whatever_it_is_for_itself() {
        let told = "ws://172.17.0.2:4444/session/5f/se/cdp";
        for (driver, seen) in [
            (
                "http://localhost:32768",
                "ws://localhost:32768/session/5f/se/cdp",
            ),
            (
                "https://ann:hunter22@grid.example",
                "wss://ann:hunter22@grid.example/session/5f/se/cdp",
            ),
            (
                "http://grid.example/wd/hub",
                "ws://grid.example/session/5f/se/cdp",
            ),
        ] {
            assert_eq!(socket(driver, told), seen);
        }
        let below = socket(
            "http://tools.example/grid",
            "ws://10.0.0.7:4444/grid/session/5f/se/cdp",
        );
        assert_eq!(below, "ws://tools.example/grid/session/5f/se/cdp");
    }

    #[test]
    fn a_socket_that_is_no_grids_own_is_taken_as_it_is_told() {
        let elsewhere = "wss://cdp.example/devtools?session=5f";
        assert_eq!(socket("https://hub.example/", elsewhere), elsewhere);
    }

    #[test]
    fn an_address_that_is_none_is_refused_without_being_repeated() {
        for wrong in ["localhost:4444", "hunter22", "ws://localhost:4444", ""] {
            let error = Remote::at(wrong).expect_err("no driver").to_string();
            assert!(
                error.contains("WEBDRIVER_URL") && !error.contains("hunter22"),
                "{error}"
            );
        }
        let driver = Remote::at("http://ann:hunter22@localhost:4444/wd/hub").expect("an address");
        assert!(driver.url().ends_with("/wd/hub/"));
        assert_eq!(driver.origin(), "http://localhost:4444");
    }

    #[tokio::test]
    async fn a_driver_elsewhere_that_tells_of_no_socket_is_refused_with_what_would_do() {
        let driver = Remote::at("http://grid.example:4444").expect("an address");
        let capabilities = serde_json::json!({
            "goog:chromeOptions": { "debuggerAddress": "localhost:9222" },
        });
        let error = driver.devtools(&capabilities).await;
        let error = error.expect_err("nothing can be reached").to_string();
        assert!(
            error.contains("grid.example") && error.contains("enable-cdp"),
            "{error}"
        );
    }
}
