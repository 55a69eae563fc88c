//! Programs that a run needs: found on `PATH`, or installed where that can be done without asking anybody.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;

use crate::environment_error::EnvironmentError;

/// How long an installation may take.
const DEADLINE: Duration = Duration::from_secs(600);

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

/// The command that installs `packages`, called as Debian and its descendants call them.
#[must_use]
pub fn installation(packages: &[&str]) -> String {
    format!("sudo apt-get install {}", packages.join(" "))
}

/// Installs `packages`, because of what is `missing`, in words.
///
/// # Errors
/// When that needs somebody's leave: with the command; or when it fails.
pub async fn install(packages: &[&str], missing: &str) -> Result<(), EnvironmentError> {
    let root = rustix::process::geteuid().is_root();
    let unasked = on_path("apt-get").is_some() && (root || succeeds("sudo", &["-n", "true"]).await);
    if !unasked {
        return Err(EnvironmentError::new(format!(
            "{missing}; install it with `{}`",
            installation(packages)
        )));
    }
    tracing::warn!("{missing}: installing {} with apt-get", packages.join(" "));
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
    install.extend(packages);
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
    let output = tokio::time::timeout(DEADLINE, command.output())
        .await
        .map_err(|_| EnvironmentError::new(format!("`{said}` took longer than ten minutes")))?
        .map_err(|error| {
            EnvironmentError::because(&format!("`{said}` could not be started"), &error)
        })?;
    if output.status.success() {
        return Ok(());
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    let last = errors.lines().rev().find(|line| !line.trim().is_empty());
    Err(EnvironmentError::new(format!(
        "`{said}` failed: {}",
        last.unwrap_or_default()
    )))
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
