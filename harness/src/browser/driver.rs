//! A driver process of our own, and the folder for all that it and its browser write.

use std::io::Error;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child as Guardian, Command as GuardianCommand, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use super::cpu;
use crate::environment_error::EnvironmentError;

/// How long the driver may take to say its port.
const START_DEADLINE: Duration = Duration::from_secs(20);

/// Waits until its standard input closes, because this process drops the other end or is itself killed. Then it ends
/// the driver's process group, `$0`, and removes the folder, `$1`, again until nobody writes into it any more.
const GUARDIAN: &str = "read -r _; kill -s KILL -- \"-$0\"
    for _ in 1 2 3 4 5 6 7 8 9 10; do rm -rf \"$1\" && break; sleep 0.1; done";

/// A driver with its browser in a process group of their own. Dropped, it ends them and removes their folder; the same
/// happens when this process is killed.
#[derive(Debug)]
pub(super) struct Driver {
    url: String,
    /// Never waited for: as long as it is not, nobody else gets its number, which is also that of the group.
    _process: Child,
    group: Pid,
    guardian: Guardian,
    folder: TempDir,
}

impl Driver {
    /// Starts the driver `program` on a port that is free.
    pub(super) async fn start(program: &Path) -> Result<Self, EnvironmentError> {
        let name = program.display().to_string();
        let unstartable = |error: Error| {
            EnvironmentError::because(&format!("{name} could not be started"), &error)
        };
        // A browser makes a socket in a folder in here, and a socket's path may have about 100 characters.
        let folder = tempfile::Builder::new()
            .prefix("conformance-")
            .tempdir()
            .map_err(|error| EnvironmentError::because("no folder for the browser", &error))?;
        let mut process = Command::new(program)
            .arg("--port=0")
            // What they leave behind when they are killed would otherwise stay in the system's folder for ever.
            .env("TMPDIR", folder.path())
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(unstartable)?;
        let id = process.id().and_then(|id| Pid::from_raw(id.cast_signed()));
        let group = id.ok_or_else(|| EnvironmentError::new(format!("{name} ended at once")))?;
        let guardian = GuardianCommand::new("/bin/sh")
            .args(["-c", GUARDIAN, &group.as_raw_pid().to_string()])
            .arg(folder.path())
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(unstartable)?;
        let port = port(&mut process).await;
        let mut driver = Self {
            url: String::new(),
            _process: process,
            group,
            guardian,
            folder,
        };
        let port = port.ok_or_else(|| {
            EnvironmentError::new(format!("{name} did not say which port it listens on"))
        })?;
        driver.url = format!("http://127.0.0.1:{port}");
        Ok(driver)
    }

    /// Where it listens.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Processor time that it and its browser have used so far, where the system tells.
    pub(super) fn cpu(&self) -> Option<Duration> {
        cpu::used_by(self.group)
    }

    /// Where its browser may write.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// The port that a driver which is starting says that it listens on.
async fn port(process: &mut Child) -> Option<u16> {
    let mut lines = BufReader::new(process.stdout.take()?).lines();
    let said = async {
        while let Ok(Some(line)) = lines.next_line().await {
            if let Some((_, rest)) = line.split_once("started successfully on port ") {
                return rest.trim_end_matches('.').parse().ok();
            }
        }
        None
    };
    let port = tokio::time::timeout(START_DEADLINE, said).await.ok()?;
    // A driver whose output nobody reads stops in the middle of a line.
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    port
}

impl Drop for Driver {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = kill_process_group(self.group, Signal::KILL);
        drop(self.guardian.stdin.take());
        // Its work takes a moment, and it gives up by itself.
        let _ = self.guardian.wait();
    }
}
