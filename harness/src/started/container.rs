//! A container that a run starts: it prints where processes print, and does not outlive the run.
//!
//! Engines know nothing of who has asked for a container. So each has labels: what is left of a start that failed is found by
//! them, and what a run has left that was killed is removed by the next one on the same machine.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use testcontainers::bollard::Docker;
use testcontainers::bollard::models::{HostConfig, PortBinding};
use testcontainers::bollard::query_parameters::{
    ListContainersOptionsBuilder, RemoveContainerOptionsBuilder,
};
use testcontainers::core::client::docker_client_instance;
use testcontainers::core::logs::LogFrame;
use testcontainers::runners::AsyncRunner as _;
use testcontainers::{ContainerAsync, GenericImage, ImageExt as _};

use crate::environment_error::EnvironmentError;

/// How long a container may take to start; its image may have to be fetched.
const START: Duration = Duration::from_secs(600);

/// How long an engine may take for anything else.
const ANSWER: Duration = Duration::from_secs(30);

/// The label that says for which process on which machine a container is.
const OWNER: &str = "clerk-conformance.owner";

/// The label that only one container has.
const START_LABEL: &str = "clerk-conformance.start";

/// What a container is started with.
#[derive(Debug, Clone)]
pub(crate) struct Wanted<'a> {
    /// `registry/name:tag`.
    pub(crate) image: &'a str,
    /// What it is given instead of its own arguments, if anything.
    pub(crate) command: &'a [String],
    pub(crate) environment: &'a BTreeMap<String, String>,
    /// Which port of this machine leads to which one inside; the network of this machine, if none does.
    pub(crate) ports: Option<(u16, u16)>,
    /// The size of the memory that its processes share, in bytes, if the engine's 64 MB are not enough.
    pub(crate) shared_memory: Option<u64>,
}

/// A container that runs. Dropped within a runtime, it is removed.
#[derive(Debug)]
pub(crate) struct Container {
    running: Box<ContainerAsync<GenericImage>>,
}

impl Container {
    /// Starts one; what it prints goes to `log`.
    ///
    /// # Errors
    /// When no engine answers, there is no such image, or it cannot be started.
    pub(crate) async fn start(wanted: &Wanted<'_>, log: File) -> Result<Self, EnvironmentError> {
        let image = wanted.image;
        let failed = |error: &dyn std::error::Error| {
            let what = format!("the image {image} could not be started in a container");
            EnvironmentError::because(&what, error)
        };
        let engine = docker_client_instance().await;
        let engine = engine.map_err(|error| failed(&error))?;
        let owner = Owner::this();
        remove_orphans(&engine, &owner).await?;
        let start = format!("{:016x}", rand::random::<u64>());
        let (name, tag) = parts(image);
        let ports = wanted.ports;
        let mut request = GenericImage::new(name, tag)
            .with_startup_timeout(START)
            .with_label(OWNER, owner.to_string())
            .with_label(START_LABEL, start.as_str())
            .with_log_consumer(move |frame: &LogFrame| {
                // What cannot be kept is missed where it is looked for.
                let _ = (&log).write_all(frame.bytes());
            })
            .with_host_config_modifier(move |host| connect(host, ports));
        for (name, value) in wanted.environment {
            request = request.with_env_var(name, value);
        }
        if !wanted.command.is_empty() {
            request = request.with_cmd(wanted.command);
        }
        if let Some(bytes) = wanted.shared_memory {
            request = request.with_shm_size(bytes);
        }
        let failure = match tokio::time::timeout(START, request.start()).await {
            Ok(Ok(running)) => {
                return Ok(Self {
                    running: Box::new(running),
                });
            }
            Ok(Err(error)) => failed(&error),
            Err(_) => EnvironmentError::new(format!(
                "the image {image} did not start in a container within {} s",
                START.as_secs()
            )),
        };
        // A container that was made and did not start is nobody's.
        let _ = remove_all(&engine, START_LABEL, |it| it == start).await;
        Err(failure)
    }

    /// How it has ended and what it printed at last, if it has ended.
    pub(crate) async fn ended(&self) -> Option<String> {
        let running = tokio::time::timeout(ANSWER, self.running.is_running()).await;
        if matches!(running, Ok(Ok(true))) {
            return None;
        }
        let status = self.running.exit_code().await.ok().flatten();
        Some(match status {
            Some(status) => format!("it ended with exit status {status}"),
            None => "it does not run any more".to_owned(),
        })
    }

    /// Removes it.
    ///
    /// # Errors
    /// When the engine does not.
    pub(crate) async fn end(self) -> Result<(), EnvironmentError> {
        match tokio::time::timeout(ANSWER, self.running.rm()).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(EnvironmentError::because(
                "a container was not removed",
                &error,
            )),
            Err(_) => Err(EnvironmentError::new(format!(
                "a container was not removed within {} s",
                ANSWER.as_secs()
            ))),
        }
    }
}

/// Lets others reach it on this machine, and nobody beyond.
fn connect(host: &mut HostConfig, ports: Option<(u16, u16)>) {
    host.publish_all_ports = Some(false);
    match ports {
        Some((here, inside)) => {
            let binding = PortBinding {
                host_ip: Some("127.0.0.1".to_owned()),
                host_port: Some(here.to_string()),
            };
            let bindings = HashMap::from([(format!("{inside}/tcp"), Some(vec![binding]))]);
            host.port_bindings = Some(bindings);
        }
        None => host.network_mode = Some("host".to_owned()),
    }
}

/// Name and tag of an image; one without a tag is the latest, as for the engines.
fn parts(image: &str) -> (&str, &str) {
    match image.rsplit_once(':') {
        // A registry may have a port.
        Some((name, tag)) if !tag.contains('/') => (name, tag),
        _ => (image, "latest"),
    }
}

/// Who has asked for a container: a process, among those that see each other, since this machine was started.
#[derive(Debug, PartialEq, Eq)]
struct Owner {
    machine: String,
    process: u32,
}

impl Owner {
    /// This process.
    fn this() -> Self {
        let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
        let processes = std::fs::read_link("/proc/self/ns/pid").unwrap_or_default();
        Self {
            machine: format!("{}/{}", boot.trim(), processes.display()),
            process: std::process::id(),
        }
    }

    /// Whether the container labelled `label` was asked for by a process like this one that has ended.
    fn is_without(&self, label: &str) -> bool {
        let Some((machine, process)) = label.rsplit_once(' ') else {
            return false;
        };
        machine == self.machine && !Path::new("/proc").join(process).exists()
    }
}

impl std::fmt::Display for Owner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.machine, self.process)
    }
}

/// Removes what runs have left that were killed.
async fn remove_orphans(engine: &Docker, owner: &Owner) -> Result<(), EnvironmentError> {
    remove_all(engine, OWNER, |label| owner.is_without(label)).await
}

/// Removes all containers with a label that has a value like `which`.
async fn remove_all(
    engine: &Docker,
    label: &str,
    which: impl Fn(&str) -> bool,
) -> Result<(), EnvironmentError> {
    let failed = |error: &dyn std::error::Error| {
        EnvironmentError::because("the container engine does not answer", error)
    };
    let filters = HashMap::from([("label", vec![label])]);
    let options = ListContainersOptionsBuilder::new()
        .all(true)
        .filters(&filters)
        .build();
    let listed = engine.list_containers(Some(options));
    let listed = tokio::time::timeout(ANSWER, listed)
        .await
        .map_err(|late| failed(&late))?
        .map_err(|error| failed(&error))?;
    for container in listed {
        let value = container.labels.as_ref().and_then(|it| it.get(label));
        let (Some(id), true) = (container.id, value.is_some_and(|it| which(it))) else {
            continue;
        };
        let options = RemoveContainerOptionsBuilder::new()
            .force(true)
            .v(true)
            .build();
        let removed = engine.remove_container(&id, Some(options));
        match tokio::time::timeout(ANSWER, removed).await {
            Ok(Ok(())) => tracing::info!("removed a container that was left: {id}"),
            // Another run may have been quicker.
            Ok(Err(error)) => tracing::debug!(%error, "a container was not removed"),
            Err(late) => return Err(failed(&late)),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tag_of_an_image_is_not_the_port_of_its_registry() {
        for (image, name, tag) in [
            ("shop", "shop", "latest"),
            ("shop:1.2", "shop", "1.2"),
            ("localhost:5000/shop", "localhost:5000/shop", "latest"),
            ("localhost:5000/shop:1", "localhost:5000/shop", "1"),
        ] {
            assert_eq!(parts(image), (name, tag), "{image}");
        }
    }

    #[test]
    fn a_container_is_an_orphan_when_its_process_has_ended_here_and_nowhere_else() {
        let this = Owner::this();
        assert!(!this.is_without(&this.to_string()), "this process runs");
        // No process has this number: the kernel's highest is 2^22.
        let ended = format!("{} 5000000", this.machine);
        assert!(this.is_without(&ended));
        assert!(!this.is_without("another/pid:[1] 5000000"));
        assert!(!this.is_without("nonsense"));
    }

    #[test]
    fn a_port_of_this_machine_leads_inside_for_this_machine_only() {
        let mut host = HostConfig::default();
        connect(&mut host, Some((8080, 3000)));
        let bindings = host.port_bindings.expect("ports");
        let binding = bindings["3000/tcp"].as_ref().expect("a binding");
        assert_eq!(binding[0].host_ip.as_deref(), Some("127.0.0.1"));
        assert_eq!(binding[0].host_port.as_deref(), Some("8080"));
        let mut host = HostConfig::default();
        connect(&mut host, None);
        assert_eq!(host.network_mode.as_deref(), Some("host"));
    }
}
