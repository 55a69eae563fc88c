//! A deployment that the run starts itself, and ends.

use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use tokio::process::{Child, Command};

use crate::environment_error::EnvironmentError;
use crate::profile::Start;

/// How long it may take until it answers.
const READY: Duration = Duration::from_secs(60);
/// How long each command of the setup may take.
const SETUP: Duration = Duration::from_secs(600);
/// How much of what it printed an error tells.
const LAST_LINES: usize = 12;

/// The process of a deployment. Dropped, it ends.
#[derive(Debug)]
pub(crate) struct Started {
    _child: Child,
}

impl Started {
    /// Does the setup, starts the deployment, and waits until it answers.
    ///
    /// # Errors
    /// When a command of the setup fails, or the deployment ends or does not answer; with the last that it printed.
    pub(crate) async fn start(start: &Start) -> Result<Self, EnvironmentError> {
        let address = start.url.join(&start.ready).map_err(|error| {
            EnvironmentError::because(&format!("{} is not a path", start.ready), &error)
        })?;
        if crate::http::client()
            .get(address.clone())
            .send()
            .await
            .is_ok()
        {
            return Err(EnvironmentError::new(format!(
                "something answers at {} already: end it, or test it with kind = \"url\"",
                start.url
            )));
        }
        for command in &start.setup {
            set_up(command, &start.folder).await?;
        }
        let mut printed = Printed::new()?;
        let mut child = command(&start.command, &start.folder)
            .envs(&start.environment)
            .stdout(printed.writer()?)
            .stderr(printed.writer()?)
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| cannot_start(&start.command, &start.folder, &error))?;
        let deadline = Instant::now() + READY;
        loop {
            let asked = crate::http::client().get(address.clone()).send().await;
            if asked.is_ok_and(|answer| !answer.status().is_server_error()) {
                return Ok(Self { _child: child });
            }
            let ended = child.try_wait().ok().flatten();
            let what = match ended {
                Some(status) => format!("it ended with {status}"),
                None if Instant::now() >= deadline => {
                    format!(
                        "it did not answer at {address} within {} s",
                        READY.as_secs()
                    )
                }
                None => {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            };
            return Err(EnvironmentError::new(format!(
                "the deployment could not be started with `{}`: {what}{}",
                start.command.join(" "),
                printed.last_lines()
            )));
        }
    }
}

/// Runs one command of the setup to its end.
async fn set_up(words: &[String], folder: &Path) -> Result<(), EnvironmentError> {
    let mut printed = Printed::new()?;
    let running = command(words, folder)
        .stdout(printed.writer()?)
        .stderr(printed.writer()?)
        .kill_on_drop(true)
        .status();
    let failed = |what: String, printed: &mut Printed| {
        let line = words.join(" ");
        EnvironmentError::new(format!("`{line}` {what}{}", printed.last_lines()))
    };
    match tokio::time::timeout(SETUP, running).await {
        Ok(Ok(status)) if status.success() => Ok(()),
        Ok(Ok(status)) => Err(failed(format!("ended with {status}"), &mut printed)),
        Ok(Err(error)) => Err(cannot_start(words, folder, &error)),
        Err(_) => Err(failed(
            format!("did not end within {} s", SETUP.as_secs()),
            &mut printed,
        )),
    }
}

fn command(words: &[String], folder: &Path) -> Command {
    let mut words = words.iter();
    let mut command = Command::new(words.next().map_or("", String::as_str));
    command.args(words).current_dir(folder).stdin(Stdio::null());
    command
}

fn cannot_start(words: &[String], folder: &Path, error: &std::io::Error) -> EnvironmentError {
    let what = format!(
        "`{}` cannot be run in {}",
        words.join(" "),
        folder.display()
    );
    EnvironmentError::because(&what, error)
}

/// What a process prints: a file without a name.
struct Printed(std::fs::File);

impl Printed {
    fn new() -> Result<Self, EnvironmentError> {
        let file = tempfile::tempfile();
        let file = file.map_err(|error| EnvironmentError::because("no temporary file", &error))?;
        Ok(Self(file))
    }

    fn writer(&self) -> Result<std::fs::File, EnvironmentError> {
        let copy = self.0.try_clone();
        copy.map_err(|error| EnvironmentError::because("no temporary file", &error))
    }

    fn last_lines(&mut self) -> String {
        let mut bytes = Vec::new();
        let read = self.0.seek(SeekFrom::Start(0));
        if read.and_then(|_| self.0.read_to_end(&mut bytes)).is_err() {
            return String::new();
        }
        let text = String::from_utf8_lossy(&bytes);
        let lines: Vec<&str> = text.lines().filter(|it| !it.trim().is_empty()).collect();
        let last = &lines[lines.len().saturating_sub(LAST_LINES)..];
        if last.is_empty() {
            ", and printed nothing".to_owned()
        } else {
            format!("; it printed: {}", last.join(" | "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(command: &[&str]) -> Start {
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .and_then(|it| it.local_addr())
            .expect("a free port");
        Start {
            url: format!("http://{port}").parse().expect("a URL"),
            command: command.iter().map(|it| (*it).to_owned()).collect(),
            setup: Vec::new(),
            folder: ".".into(),
            environment: std::collections::BTreeMap::new(),
            ready: "/".to_owned(),
        }
    }

    #[tokio::test]
    async fn one_that_ends_at_once_tells_the_last_that_it_printed() {
        let wrong = start(&["sh", "-c", "echo no such port >&2; exit 3"]);
        let error = Started::start(&wrong).await.expect_err("it ends");
        let text = error.to_string();
        assert!(
            text.contains("exit status: 3") && text.contains("no such port"),
            "{text}"
        );
    }

    #[tokio::test]
    async fn a_setup_that_fails_is_told_before_anything_is_started() {
        let setup = vec![
            "sh".to_owned(),
            "-c".to_owned(),
            "echo offline; exit 1".to_owned(),
        ];
        let wrong = Start {
            setup: vec![setup],
            ..start(&["sh", "-c", "exit 0"])
        };
        let text = Started::start(&wrong)
            .await
            .expect_err("it fails")
            .to_string();
        assert!(text.contains("offline"), "{text}");
    }

    #[tokio::test]
    async fn a_program_that_is_not_there_is_named() {
        let wrong = start(&["no-such-program"]);
        let text = Started::start(&wrong)
            .await
            .expect_err("it is not there")
            .to_string();
        assert!(text.contains("no-such-program"), "{text}");
    }

    #[tokio::test]
    async fn what_answers_already_is_not_taken_for_it() {
        let there = crate::openid::CallbackServer::start(None)
            .await
            .expect("a free port");
        let mut wrong = start(&["sh", "-c", "exit 0"]);
        wrong.url = there.redirect_uri().parse().expect("a URL");
        let text = Started::start(&wrong)
            .await
            .expect_err("it is taken")
            .to_string();
        assert!(text.contains("already"), "{text}");
    }
}
