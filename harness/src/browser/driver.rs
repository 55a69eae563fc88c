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

/// How often a driver is started whose port turns out to be taken.
const DRAWS: usize = 5;

/// A driver with its browser in a process group of their own. Dropped, it ends them and removes their folder; the same
/// happens when this process is killed.
#[derive(Debug)]
pub(super) struct Driver {
    url: String,
    group: ProcessGroup,
    folder: TempDir,
}

impl Driver {
    /// Starts the driver `program` on a port that is free. It draws one itself for IPv4, and ends if that one is taken for
    /// IPv6; it then has to draw again.
    pub(super) async fn start(program: &Path) -> Result<Self, EnvironmentError> {
        for _ in 0..DRAWS {
            if let Some(driver) = Self::draw(program).await? {
                return Ok(driver);
            }
        }
        Err(EnvironmentError::new(format!(
            "{} finds no port that is free, {DRAWS} times",
            program.display()
        )))
    }

    /// Starts the driver on a port that it draws; nothing, if that one is taken.
    async fn draw(program: &Path) -> Result<Option<Self>, EnvironmentError> {
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
        match port(&mut group).await {
            Ok(port) => Ok(Some(Self {
                url: format!("http://127.0.0.1:{port}"),
                group,
                folder,
            })),
            Err(said) if said.contains("port not available") => Ok(None),
            Err(said) => Err(EnvironmentError::new(format!(
                "{name} did not say which port it listens on; it said: {}",
                said.trim()
            ))),
        }
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

/// The port that a driver which is starting says that it listens on; or else what it said.
async fn port(group: &mut ProcessGroup) -> Result<u16, String> {
    let output = group.take_stdout().ok_or("nothing that can be read")?;
    let mut lines = BufReader::new(output).lines();
    let mut said = String::new();
    let wait = async {
        while let Ok(Some(line)) = lines.next_line().await {
            if let Some((_, rest)) = line.split_once("started successfully on port ") {
                return rest.trim_end_matches('.').parse().ok();
            }
            said.push_str(&line);
            said.push(' ');
        }
        None
    };
    let port = tokio::time::timeout(START_DEADLINE, wait).await;
    let port = port.ok().flatten().ok_or(said)?;
    // A driver whose output nobody reads stops in the middle of a line.
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    Ok(port)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    /// A driver that does what a shell script says; `$COUNT` is how often it was started before.
    fn driver(folder: &Path, script: &str) -> std::path::PathBuf {
        let (program, count) = (folder.join("driver"), folder.join("count"));
        let text = format!(
            "#!/bin/sh\nCOUNT=$(cat {0} 2>/dev/null || echo 0)\necho $((COUNT + 1)) > {0}\n{script}\n",
            count.display()
        );
        fs::write(&program, text).expect("a file");
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("a program");
        program
    }

    #[tokio::test]
    async fn a_driver_whose_port_is_taken_draws_another_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let script = "[ $COUNT -ge 2 ] || { echo 'IPv6 port not available. Exiting...'; exit 1; }\n\
                      echo 'ChromeDriver was started successfully on port 4567.'; exec sleep 60";
        let driver = Driver::start(&driver(folder.path(), script)).await;
        let driver = driver.expect("the third draw");
        assert_eq!(driver.url(), "http://127.0.0.1:4567");
    }

    #[tokio::test]
    async fn a_driver_that_never_finds_a_port_is_given_up_and_one_that_fails_is_quoted() {
        let folder = tempfile::tempdir().expect("a folder");
        let taken = driver(folder.path(), "echo 'IPv4 port not available. Exiting...'");
        let error = Driver::start(&taken).await.expect_err("it is given up");
        assert!(
            error.to_string().contains("no port that is free, 5 times"),
            "{error}"
        );
        let broken = driver(folder.path(), "echo 'no such library'");
        let error = Driver::start(&broken).await.expect_err("it does not start");
        assert!(
            error.to_string().contains("it said: no such library"),
            "{error}"
        );
    }

    /// Where something listens on `port`, as the kernel writes it: an address in hexadecimal digits.
    fn listening_on(port: u16) -> Vec<String> {
        let ending = format!(":{port:04X}");
        let tables = ["/proc/net/tcp", "/proc/net/tcp6"].map(fs::read_to_string);
        let tables = tables.map(|it| it.expect("the kernel tells")).join("\n");
        let lines = tables
            .lines()
            .map(|it| it.split_whitespace().collect::<Vec<_>>());
        // 0A is LISTEN.
        let listens = lines.filter(|it| it.get(3) == Some(&"0A"));
        let address = |line: Vec<&str>| Some(line.get(1)?.strip_suffix(&ending)?.to_owned());
        listens.filter_map(address).collect()
    }

    #[tokio::test]
    async fn a_driver_listens_for_this_machine_only() {
        let program = super::super::on_path("chromedriver").expect("a driver");
        let driver = Driver::start(&program).await.expect("it starts");
        let port = driver
            .url()
            .rsplit(':')
            .next()
            .and_then(|it| it.parse().ok());
        let addresses = listening_on(port.expect("a port"));
        // 127.0.0.1 and ::1 in the order of this machine's bytes.
        let loopback = ["0100007F", "00000000000000000000000001000000"];
        assert!(!addresses.is_empty());
        let beyond = addresses.iter().find(|it| !loopback.contains(&it.as_str()));
        assert_eq!(beyond, None);
    }
}
