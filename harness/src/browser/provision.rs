//! Finding a driver, or installing one.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;

use crate::environment_error::EnvironmentError;

/// Where a WebDriver comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    /// One that runs already: the value of `WEBDRIVER_URL`.
    Running(String),
    /// A program to start.
    Program(PathBuf),
}

/// What to install, in the words of Debian and its descendants. Fonts, because a page without any shows nothing.
const PACKAGES: [&str; 3] = ["chromium", "chromium-driver", "fonts-dejavu-core"];

/// How long an installation may take.
const INSTALLATION_DEADLINE: Duration = Duration::from_secs(600);

/// Finds a driver: `WEBDRIVER_URL`, `chromedriver` on `PATH`, or else one that the package manager installs
/// without asking anybody.
///
/// # Errors
/// When there is none and none can be installed: with the command that would.
pub(super) async fn find() -> Result<Source, EnvironmentError> {
    if let Some(url) = std::env::var("WEBDRIVER_URL")
        .ok()
        .filter(|url| !url.is_empty())
    {
        return Ok(Source::Running(url));
    }
    if let Some(program) = on_path("chromedriver") {
        return Ok(Source::Program(program));
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
    format!("sudo apt-get install {}", PACKAGES.join(" "))
}

async fn install() -> Result<(), EnvironmentError> {
    let by_hand = format!(
        "no browser driver was found; install one with `{}`, or set WEBDRIVER_URL",
        installation()
    );
    if on_path("apt-get").is_none() {
        return Err(EnvironmentError::new(by_hand));
    }
    let privileged =
        rustix::process::geteuid().is_root() || succeeds("sudo", &["-n", "true"]).await;
    if !privileged {
        return Err(EnvironmentError::new(by_hand));
    }
    tracing::warn!(
        "no browser driver was found: installing {} with apt-get",
        PACKAGES.join(" ")
    );
    // Two runs that start together wait for each other.
    let wait = "DPkg::Lock::Timeout=300";
    apt_get(&["update", "-qq", "-o", wait]).await?;
    let mut install = vec![
        "install",
        "-y",
        "-qq",
        "--no-install-recommends",
        "-o",
        wait,
    ];
    install.extend(PACKAGES);
    apt_get(&install).await
}

async fn apt_get(arguments: &[&str]) -> Result<(), EnvironmentError> {
    let said = format!("apt-get {}", arguments.join(" "));
    let mut command = if rustix::process::geteuid().is_root() {
        Command::new("apt-get")
    } else {
        let mut sudo = Command::new("sudo");
        sudo.args(["-n", "apt-get"]);
        sudo
    };
    command
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    let output = tokio::time::timeout(INSTALLATION_DEADLINE, command.output())
        .await
        .map_err(|_| EnvironmentError::new(format!("`{said}` took longer than ten minutes")))?
        .map_err(|error| {
            EnvironmentError::because(&format!("`{said}` could not be started"), &error)
        })?;
    if output.status.success() {
        return Ok(());
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    let last = errors
        .lines()
        .rev()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    Err(EnvironmentError::new(format!("`{said}` failed: {last}")))
}

async fn succeeds(program: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().await.is_ok_and(|status| status.success())
}

/// The program of that name on `PATH`.
#[must_use]
pub fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| is_executable(file))
}

fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    file.metadata()
        .is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}
