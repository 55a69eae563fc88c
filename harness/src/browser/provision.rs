//! Finding a driver, or installing one.

use std::path::PathBuf;

use super::image::Contained;
use super::remote::Remote;
use crate::environment_error::EnvironmentError;
use crate::packages::{self, on_path};

/// Where a WebDriver comes from.
#[derive(Debug)]
pub(super) enum Source {
    /// One that runs already, at `WEBDRIVER_URL`.
    Running(Remote),
    /// A program to start.
    Program(PathBuf),
    /// A container that was started for the run.
    Image(Contained),
}

impl Source {
    /// The driver, if it runs already.
    pub(super) fn remote(&self) -> Option<&Remote> {
        match self {
            Self::Running(remote) => Some(remote),
            Self::Image(contained) => Some(contained.remote()),
            Self::Program(_) => None,
        }
    }
}

/// What to install, in the words of Debian and its descendants. Fonts, because a page without any shows nothing.
const PACKAGES: [&str; 3] = ["chromium", "chromium-driver", "fonts-dejavu-core"];

/// Finds a driver: `WEBDRIVER_URL`, `chromedriver` on `PATH`, or else one in `image` with places for so many `browsers`, or
/// else one that the package manager installs without asking anybody.
///
/// # Errors
/// When there is none and none can be installed: with the command that would; and when `WEBDRIVER_URL` is no address.
pub(super) async fn find(image: Option<&str>, browsers: usize) -> Result<Source, EnvironmentError> {
    if let Some(url) = std::env::var("WEBDRIVER_URL")
        .ok()
        .filter(|url| !url.is_empty())
    {
        return Remote::at(&url).map(Source::Running);
    }
    if let Some(program) = on_path("chromedriver") {
        return Ok(Source::Program(program));
    }
    if let Some(image) = image {
        return Contained::start(image, browsers).await.map(Source::Image);
    }
    install().await?;
    on_path("chromedriver").map(Source::Program).ok_or_else(|| {
        EnvironmentError::new(
            "chromedriver was installed but is not on PATH; set WEBDRIVER_URL to a running one",
        )
    })
}

/// The command that installs a browser and its driver.
#[must_use]
pub fn installation() -> String {
    packages::installation(&PACKAGES)
}

async fn install() -> Result<(), EnvironmentError> {
    let missing = "no browser driver was found";
    let installed = packages::install(&PACKAGES, missing).await;
    installed.map_err(|error| EnvironmentError::new(format!("{error}, or set WEBDRIVER_URL")))
}
