//! A driver with its browsers in a container, for machines without a browser.

use crate::environment_error::EnvironmentError;

use super::remote::Remote;

/// A container in which a Grid of one node runs, as in the images `selenium/standalone-chromium`. Dropped within a runtime,
/// it is removed.
#[derive(Debug)]
pub(super) struct Contained {
    remote: Remote,
    #[cfg(feature = "containers")]
    _container: crate::started::container::Container,
}

impl Contained {
    /// The driver in there.
    pub(super) fn remote(&self) -> &Remote {
        &self.remote
    }

    /// Starts `image` with places for so many browsers, and waits until it takes orders.
    ///
    /// # Errors
    /// When containers are not built in.
    #[cfg(not(feature = "containers"))]
    pub(super) async fn start(image: &str, _: usize) -> Result<Self, EnvironmentError> {
        Err(EnvironmentError::new(format!(
            "no browser driver was found, and browsers in containers ({image}) are not built in by default: write `cargo \
             conformance-containers` instead of `cargo conformance`, or install one with `{}`",
            super::installation()
        )))
    }

    /// Starts `image` with places for so many browsers, and waits until it takes orders.
    ///
    /// # Errors
    /// When no engine answers, there is no such image, or its driver does not get ready.
    #[cfg(feature = "containers")]
    pub(super) async fn start(image: &str, browsers: usize) -> Result<Self, EnvironmentError> {
        use std::collections::BTreeMap;
        use std::time::{Duration, Instant};

        use crate::printed::Printed;
        use crate::profile::free_port;
        use crate::started::container::{Container, Wanted};

        /// Where the Grids in such images listen.
        const PORT: u16 = 4444;
        /// How long it may take until they do.
        const READY: Duration = Duration::from_secs(90);
        /// What each browser has to draw its pages in; the engines' 64 MB are soon full.
        const SHARED_MEMORY: u64 = 512 * 1024 * 1024;

        let here = free_port()
            .map_err(|error| EnvironmentError::because("there is no free port", &error))?;
        let environment = BTreeMap::from([
            ("SE_NODE_MAX_SESSIONS".to_owned(), browsers.to_string()),
            (
                "SE_NODE_OVERRIDE_MAX_SESSIONS".to_owned(),
                "true".to_owned(),
            ),
        ]);
        let wanted = Wanted {
            image,
            command: &[],
            environment: &environment,
            ports: Some((here, PORT)),
            shared_memory: Some(SHARED_MEMORY.saturating_mul(browsers as u64)),
        };
        let printed = Printed::new()?;
        let container = Container::start(&wanted, printed.writer()?).await?;
        let remote = Remote::contained(here)?;
        let deadline = Instant::now() + READY;
        while !remote.is_ready().await {
            let what = match container.ended().await {
                Some(how) => how,
                None if Instant::now() >= deadline => {
                    format!("it did not get ready within {} s", READY.as_secs())
                }
                None => {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            };
            return Err(EnvironmentError::new(format!(
                "the browser in the image {image} could not be started: {what}{}",
                printed.last_lines()
            )));
        }
        Ok(Self {
            remote,
            _container: container,
        })
    }
}
