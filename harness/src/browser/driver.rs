//! A driver process of our own, and the folder for all that it and its browser write.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;

use super::cpu;
use crate::environment_error::EnvironmentError;
use crate::process_group::ProcessGroup;

/// How long the driver may take to say its port.
const START_DEADLINE: Duration = Duration::from_secs(20);

/// A driver with its browser in a process group of their own. Dropped, it ends them and removes their folder; the same
/// happens when this process is killed.
#[derive(Debug)]
pub(super) struct Driver {
    url: String,
    group: ProcessGroup,
    folder: TempDir,
}

impl Driver {
    /// Starts the driver `program` on a port that is free.
    pub(super) async fn start(program: &Path) -> Result<Self, EnvironmentError> {
        let name = program.display().to_string();
        // A browser makes a socket in a folder in here, and a socket's path may have about 100 characters.
        let folder = tempfile::Builder::new()
            .prefix("conformance-")
            .tempdir()
            .map_err(|error| EnvironmentError::because("no folder for the browser", &error))?;
        let mut command = Command::new(program);
        command
            .arg("--port=0")
            // What they leave behind when they are killed would otherwise stay in the system's folder for ever.
            .env("TMPDIR", folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let group = ProcessGroup::start(&mut command, Some(folder.path()));
        let mut group = group.map_err(|error| {
            EnvironmentError::because(&format!("{name} could not be started"), &error)
        })?;
        let port = port(&mut group).await;
        let port = port.ok_or_else(|| {
            EnvironmentError::new(format!("{name} did not say which port it listens on"))
        })?;
        Ok(Self {
            url: format!("http://127.0.0.1:{port}"),
            group,
            folder,
        })
    }

    /// Where it listens.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Processor time that it and its browser have used so far, where the system tells.
    pub(super) fn cpu(&self) -> Option<Duration> {
        cpu::used_by(self.group.id())
    }

    /// Where its browser may write.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// The port that a driver which is starting says that it listens on.
async fn port(group: &mut ProcessGroup) -> Option<u16> {
    let mut lines = BufReader::new(group.take_stdout()?).lines();
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
