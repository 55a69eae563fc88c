//! What a container prints, as its engine tells.

use std::process::Output;
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use jiff::Timestamp;
use tokio::process::Command;

use super::{Lines, Log, LogSource, is_not_too_long};
use crate::environment_error::EnvironmentError;

/// How long an engine may take to answer.
const DEADLINE: Duration = Duration::from_secs(10);

/// What a container prints, as an engine with the arguments of Docker tells
/// (<https://docs.docker.com/reference/cli/docker/container/logs/>). The engine keeps what was rotated, and what a container
/// printed before it was started again.
#[derive(Debug, Clone)]
pub struct ContainerLog {
    engine: String,
    container: String,
}

/// A line, and when it was printed, by the engine's clock.
type Printed = (Timestamp, String);

impl ContainerLog {
    /// That of a container by name or ID; `engine` is the program that asks.
    #[must_use]
    pub fn new(engine: &str, container: &str) -> Self {
        Self {
            engine: engine.to_owned(),
            container: container.to_owned(),
        }
    }

    /// # Errors
    /// When the engine does not answer, does not know the container, or answers something else.
    async fn ask(&self, arguments: &[&str]) -> Result<Vec<Printed>, EnvironmentError> {
        let Self { engine, container } = self;
        let mut command = Command::new(engine);
        command
            .args(["logs", "--timestamps"])
            .args(arguments)
            .arg(container)
            .kill_on_drop(true);
        let answered = tokio::time::timeout(DEADLINE, command.output()).await;
        let answered = answered.map_err(|_| {
            EnvironmentError::new(format!(
                "{engine} did not tell what {container} logs within {} s",
                DEADLINE.as_secs()
            ))
        })?;
        let Output {
            status,
            stdout,
            stderr,
        } = answered.map_err(|error| {
            EnvironmentError::because(&format!("{engine} cannot be run"), &error)
        })?;
        if !status.success() {
            let text = String::from_utf8_lossy(&stderr);
            let why = text.lines().next_back().unwrap_or("it does not say why");
            return Err(EnvironmentError::new(format!(
                "{engine} does not tell what {container} logs: {why}"
            )));
        }
        is_not_too_long(
            &format!("what the container {container} logs"),
            stdout.len() + stderr.len(),
        )?;
        let mut printed = Vec::new();
        for stream in [stdout, stderr] {
            let text = String::from_utf8_lossy(&stream);
            let whole = text.rfind('\n').map_or("", |end| &text[..end]);
            for line in whole.lines() {
                printed.push(self.read(line)?);
            }
        }
        // Each stream is in order, and both were printed side by side.
        printed.sort_by_key(|(at, _)| *at);
        Ok(printed)
    }

    /// A line that begins with its time.
    fn read(&self, line: &str) -> Result<Printed, EnvironmentError> {
        let (at, text) = line.split_once(' ').unwrap_or((line, ""));
        let at = at.parse().map_err(|error: jiff::Error| {
            let what = format!("{} tells of a line without its time", self.engine);
            EnvironmentError::because(&what, &error)
        })?;
        Ok((at, text.to_owned()))
    }
}

impl LogSource for ContainerLog {
    fn begin(&self) -> BoxFuture<'_, Result<Log, EnvironmentError>> {
        async {
            // By the engine's clock, which need not be ours.
            let last = self.ask(&["--tail", "1"]).await?;
            Ok(Log::of(Since {
                log: self.clone(),
                last: last.last().map(|(at, _)| *at),
            }))
        }
        .boxed()
    }
}

/// What is printed after a line.
#[derive(Debug)]
struct Since {
    log: ContainerLog,
    /// When that line was; none, if nothing had been printed.
    last: Option<Timestamp>,
}

impl Lines for Since {
    fn lines(&self) -> BoxFuture<'_, Result<Vec<String>, EnvironmentError>> {
        async {
            let since = self.last.map(|at| at.to_string());
            let printed = match &since {
                Some(since) => self.log.ask(&["--since", since]).await?,
                None => self.log.ask(&[]).await?,
            };
            let new = printed.into_iter().filter(|(at, _)| Some(*at) > self.last);
            Ok(new.map(|(_, line)| line).collect())
        }
        .boxed()
    }
}
