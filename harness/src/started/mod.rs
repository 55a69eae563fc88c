//! A deployment that the run starts itself, and ends.

#[cfg(feature = "containers")]
pub(crate) mod container;
mod inputs;
mod running;
mod setup;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tokio::process::Command;
use url::Url;

use crate::environment_error::EnvironmentError;
use crate::printed::Printed;
use crate::profile::Start;
use running::Running;

pub(crate) use inputs::hex;
pub(crate) use setup::cache;

/// How long it may take until it answers.
const READY: Duration = Duration::from_secs(60);

/// A deployment that runs. Dropped, it ends.
#[derive(Debug)]
pub(crate) struct Started {
    running: Option<Running>,
    start: Start,
    printed: Printed,
}

impl Started {
    /// Installs and builds the deployment if need be, starts it with `environment`, and waits until it answers. `tell` is
    /// told of what takes long before it is done.
    ///
    /// # Errors
    /// When a command fails, or the deployment ends or does not answer; with the last that it printed.
    pub(crate) async fn start(
        start: &Start,
        environment: &BTreeMap<String, String>,
        tell: &(dyn Fn(&str) + Send + Sync),
    ) -> Result<Self, EnvironmentError> {
        if answers(&start.url).await.is_some() {
            return Err(EnvironmentError::new(format!(
                "something answers at {} already: end it, or test it with kind = \"url\"",
                start.url
            )));
        }
        let known_at_build = environment.iter().filter(|(name, _)| {
            let value = start.environment.get(*name);
            value.is_some_and(|it| it.is_known_at_build())
        });
        let known_at_build = known_at_build.map(|(name, value)| (name.clone(), value.clone()));
        setup::set_up(start, &known_at_build.collect(), tell).await?;
        let mut started = Self {
            running: None,
            start: start.clone(),
            printed: Printed::new()?,
        };
        started.run(environment).await?;
        Ok(started)
    }

    /// What it prints, as a file that grows.
    pub(crate) fn log(&self) -> PathBuf {
        self.printed.path()
    }

    /// Ends it and starts it again, with another environment.
    ///
    /// # Errors
    /// When it does not end, or does not start.
    pub(crate) async fn restart(
        &mut self,
        environment: &BTreeMap<String, String>,
    ) -> Result<(), EnvironmentError> {
        if let Some(running) = self.running.take() {
            running.end().await?;
        }
        let deadline = Instant::now() + READY;
        while answers(&self.start.url).await.is_some() {
            if Instant::now() >= deadline {
                let url = &self.start.url;
                let what = format!("the deployment at {url} answers although it was ended");
                return Err(EnvironmentError::new(what));
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.run(environment).await
    }

    /// Runs it until it answers.
    async fn run(
        &mut self,
        environment: &BTreeMap<String, String>,
    ) -> Result<(), EnvironmentError> {
        let start = &self.start;
        let address = start.url.join(&start.ready).map_err(|error| {
            EnvironmentError::because(&format!("{} is not a path", start.ready), &error)
        })?;
        let mut running = Running::start(start, environment, &self.printed).await?;
        let deadline = Instant::now() + READY;
        loop {
            if answers(&address)
                .await
                .is_some_and(|it| !it.is_server_error())
            {
                self.running = Some(running);
                return Ok(());
            }
            let what = match running.ended().await {
                Some(how) => how,
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
                running::described(start),
                self.printed.last_lines()
            )));
        }
    }
}

/// The status of the answer at `address`, if there is one.
async fn answers(address: &Url) -> Option<http::StatusCode> {
    let asked = crate::http::client().get(address.clone()).send().await;
    asked.ok().map(|answer| answer.status())
}

fn command(words: &[String], folder: &Path) -> Command {
    let mut words = words.iter();
    let mut command = Command::new(words.next().map_or("", String::as_str));
    command.args(words).current_dir(folder);
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A server in what every Debian has.
    const SERVER: &str = r#"
        my $server = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => shift, Listen => 5, ReuseAddr => 1);
        while (my $asks = $server->accept) {
            while (<$asks>) { last if /^\r?$/ }
            print $asks "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            close $asks;
        }"#;

    fn start(command: &[&str]) -> Start {
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .and_then(|it| it.local_addr())
            .expect("a free port");
        Start {
            url: format!("http://{port}").parse().expect("a URL"),
            container: None,
            command: command.iter().map(|it| (*it).to_owned()).collect(),
            install: Vec::new(),
            build: Vec::new(),
            folder: ".".into(),
            environment: BTreeMap::new(),
            ready: "/".to_owned(),
        }
    }

    /// Started again, what is served has another environment, and prints where it printed before; in the end it is gone.
    /// It prints `started with` and what is in `KEY`.
    async fn is_started_again(served: &Start) {
        let key = |value: &str| BTreeMap::from([("KEY".to_owned(), value.to_owned())]);
        let started = Started::start(served, &key("one"), &|_| ()).await;
        let mut started = started.expect("it starts");
        started.restart(&key("two")).await.expect("and again");
        let log = std::fs::read_to_string(started.log()).expect("a log");
        let lines: Vec<&str> = log.lines().filter(|it| it.starts_with("started")).collect();
        assert_eq!(lines, ["started with one", "started with two"]);
        drop(started);
        assert_eq!(answers(&served.url).await, None);
    }

    #[tokio::test]
    async fn one_that_ends_at_once_tells_the_last_that_it_printed() {
        let wrong = start(&["sh", "-c", "echo no such port >&2; exit 3"]);
        let error = Started::start(&wrong, &BTreeMap::new(), &|_| ())
            .await
            .expect_err("it ends");
        let text = error.to_string();
        assert!(
            text.contains("exit status: 3") && text.contains("no such port"),
            "{text}"
        );
    }

    #[tokio::test]
    async fn one_that_is_started_again_has_the_other_environment_and_one_log() {
        let mut served = start(&["sh", "-c"]);
        let port = served.url.port().expect("a port");
        served.command.push(format!(
            "echo started with $KEY; exec perl -MIO::Socket::INET -e '{SERVER}' {port}"
        ));
        is_started_again(&served).await;
    }

    #[tokio::test]
    async fn a_program_that_is_not_there_is_named() {
        let wrong = start(&["no-such-program"]);
        let text = Started::start(&wrong, &BTreeMap::new(), &|_| ())
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
        let text = Started::start(&wrong, &BTreeMap::new(), &|_| ())
            .await
            .expect_err("it is taken")
            .to_string();
        assert!(text.contains("already"), "{text}");
    }

    /// A server in what is in an image of busybox-static.
    #[cfg(feature = "containers")]
    #[tokio::test(flavor = "multi_thread")]
    #[ignore = "needs a container engine and its image conformance-busybox:1, busybox-static as /bin/busybox"]
    async fn one_in_a_container_that_is_started_again_has_the_other_environment_and_one_log() {
        let mut served = start(&["/bin/busybox", "sh", "-c"]);
        served.container = Some(crate::profile::Container {
            image: "conformance-busybox:1".to_owned(),
            port: Some(3000),
        });
        let serve = "echo started with $KEY; exec /bin/busybox httpd -f -p 3000 -h /bin";
        served.command.push(serve.to_owned());
        is_started_again(&served).await;
        served.command = vec!["/bin/no-such-program".to_owned()];
        let error = Started::start(&served, &BTreeMap::new(), &|_| ()).await;
        let text = error.expect_err("it does not start").to_string();
        assert!(text.contains("conformance-busybox:1"), "{text}");
    }
}
