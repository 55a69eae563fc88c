//! What a deployment runs as: processes, or a container.

use std::collections::BTreeMap;

use super::{cannot_start, command};
use crate::environment_error::EnvironmentError;
use crate::printed::Printed;
use crate::process_group::ProcessGroup;
use crate::profile::Start;

/// What a deployment runs as. Dropped, it ends.
#[derive(Debug)]
pub(super) enum Running {
    Processes(Box<ProcessGroup>),
    #[cfg(feature = "containers")]
    Container(super::container::Container),
}

impl Running {
    /// Starts it with `environment`; what it prints goes to `printed`.
    pub(super) async fn start(
        start: &Start,
        environment: &BTreeMap<String, String>,
        printed: &Printed,
    ) -> Result<Self, EnvironmentError> {
        if start.container.is_some() {
            return Self::start_container(start, environment, printed).await;
        }
        let mut command = command(&start.command, &start.folder);
        command
            .envs(environment)
            .stdout(printed.writer()?)
            .stderr(printed.writer()?);
        let group = ProcessGroup::start(&mut command, None);
        let group = group.map_err(|error| cannot_start(&start.command, &start.folder, &error))?;
        Ok(Self::Processes(Box::new(group)))
    }

    #[cfg(feature = "containers")]
    async fn start_container(
        start: &Start,
        environment: &BTreeMap<String, String>,
        printed: &Printed,
    ) -> Result<Self, EnvironmentError> {
        use super::container::{Container, Wanted};

        let image = start.container.as_ref();
        let here = start.url.port_or_known_default();
        let wanted = Wanted {
            image: image.map_or("", |it| &it.image),
            command: &start.command,
            environment,
            ports: here.zip(image.and_then(|it| it.port)),
            shared_memory: None,
        };
        let container = Container::start(&wanted, printed.writer()?).await?;
        Ok(Self::Container(container))
    }

    #[cfg(not(feature = "containers"))]
    async fn start_container(
        _: &Start,
        _: &BTreeMap<String, String>,
        _: &Printed,
    ) -> Result<Self, EnvironmentError> {
        // Reading the profile has said so before.
        Err(EnvironmentError::new("containers are not built in"))
    }

    /// How it has ended, if it has.
    pub(super) async fn ended(&mut self) -> Option<String> {
        match self {
            Self::Processes(group) => group
                .ended()
                .map(|status| format!("it ended with {status}")),
            #[cfg(feature = "containers")]
            Self::Container(container) => container.ended().await,
        }
    }

    /// Ends it.
    pub(super) async fn end(self) -> Result<(), EnvironmentError> {
        match self {
            Self::Processes(group) => drop(group),
            #[cfg(feature = "containers")]
            Self::Container(container) => container.end().await?,
        }
        Ok(())
    }
}

/// What is started, in words.
pub(super) fn described(start: &Start) -> String {
    match &start.container {
        None => start.command.join(" "),
        Some(container) => format!("{} {}", container.image, start.command.join(" "))
            .trim_end()
            .to_owned(),
    }
}
