//! The deployment under test, and how it is started.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;

use serde::Deserialize;
use url::Url;

use super::container::Container;
use super::filling::{Filling, Name};
use super::protection::Protection;

/// The deployment under test.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum App {
    /// The reference app that comes with this project; each scenario gets one of its own.
    Embedded {},
    /// A deployment that runs already.
    Url {
        /// Where, without a path.
        url: Url,
        /// What opens it, if it is not open to everybody.
        #[serde(default)]
        protection: Option<Protection>,
    },
    /// A deployment that the run starts, and ends.
    Command(Start),
    /// The same from an image.
    #[serde(deserialize_with = "super::container::read")]
    Container(Start),
}

/// How a deployment is started.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "Written")]
pub struct Start {
    /// Where it will be, without a path.
    pub url: Url,
    /// The image that it is in, unless it is in a folder.
    pub container: Option<Container>,
    /// The program and its arguments; no shell. Of an image, what it is given instead of its own arguments, if anything.
    pub command: Vec<String>,
    /// Commands that install what it needs; run again when a manifest or a lock file has changed.
    pub install: Vec<Vec<String>>,
    /// Commands that build it; run again when a source or a value that a build can take in has changed.
    pub build: Vec<Vec<String>>,
    /// The folder that these are run in; the profile's own, or the project's for profiles in `targets`.
    pub folder: PathBuf,
    /// Environment variables that it gets beside those of the run. The run fills in what stands in braces.
    pub environment: BTreeMap<String, Filling>,
    /// The path that answers when it is ready.
    pub ready: String,
}

/// What stands in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    url: String,
    command: Vec<String>,
    #[serde(default)]
    install: Vec<Vec<String>>,
    #[serde(default)]
    build: Vec<Vec<String>>,
    #[serde(default)]
    folder: PathBuf,
    #[serde(default)]
    environment: BTreeMap<String, String>,
    #[serde(default = "root")]
    ready: String,
}

/// Stands for any port that is free.
const PORT: &str = "{port}";

pub(super) fn root() -> String {
    "/".to_owned()
}

impl TryFrom<Written> for Start {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let commands = [&written.command].into_iter().chain(&written.install);
        if commands.chain(&written.build).any(Vec::is_empty) {
            return Err(
                "a command names a program: command = [\"node\", \"server.js\"]".to_owned(),
            );
        }
        let where_it_is = Place::of(&written.url, &written.command, &written.environment)?;
        Ok(Self {
            url: where_it_is.url,
            container: None,
            command: where_it_is.command,
            install: written.install,
            build: written.build,
            folder: written.folder,
            environment: where_it_is.environment,
            ready: written.ready,
        })
    }
}

/// What is said of a deployment that is to be started, with a port for `{port}`.
pub(super) struct Place {
    pub(super) url: Url,
    pub(super) command: Vec<String>,
    pub(super) environment: BTreeMap<String, Filling>,
}

impl Place {
    /// Draws a free port if one is wanted, and puts it in wherever it is.
    ///
    /// # Errors
    /// What is wrong with what is said, in words.
    pub(super) fn of(
        url: &str,
        command: &[String],
        environment: &BTreeMap<String, String>,
    ) -> Result<Self, String> {
        let said = command.iter().chain(environment.values());
        let mut said = said.map(String::as_str).chain([url]);
        let port = if said.any(|it| it.contains(PORT)) {
            if !url.contains(PORT) {
                let slip = "{port} is any free port, so `url` has to have it too: url = \"http://localhost:{port}\"";
                return Err(slip.to_owned());
            }
            free_port().map_err(|error| format!("there is no free port: {error}"))?
        } else {
            0
        };
        let with_port = |text: &str| text.replace(PORT, &port.to_string());
        let url = with_port(url);
        let url =
            Url::parse(&url).map_err(|error| format!("`url` is not an address: {url}: {error}"))?;
        let filled = environment.iter().map(|(name, value)| {
            let filling = with_port(value).parse();
            let filling = filling.map_err(|slip| format!("the value of {name}: {slip}"))?;
            Ok((name.clone(), filling))
        });
        Ok(Self {
            url,
            command: command.iter().map(|it| with_port(it)).collect(),
            environment: filled.collect::<Result<_, String>>()?,
        })
    }
}

/// A port of this machine that nobody listens on.
pub(crate) fn free_port() -> std::io::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}

impl Start {
    /// Whether a variable of its environment takes `name`.
    #[must_use]
    pub fn takes(&self, name: Name) -> bool {
        self.environment.values().any(|value| value.has(name))
    }
}

impl App {
    /// Where it is, unless each scenario has one of its own.
    #[must_use]
    pub fn url(&self) -> Option<&Url> {
        match self {
            Self::Embedded {} => None,
            Self::Url { url, .. }
            | Self::Command(Start { url, .. })
            | Self::Container(Start { url, .. }) => Some(url),
        }
    }

    /// What opens it, if it is not open to everybody.
    #[must_use]
    pub fn protection(&self) -> Option<&Protection> {
        match self {
            Self::Url { protection, .. } => protection.as_ref(),
            _ => None,
        }
    }

    /// How the run starts it, if it does.
    #[must_use]
    pub fn start(&self) -> Option<&Start> {
        match self {
            Self::Command(start) | Self::Container(start) => Some(start),
            Self::Embedded {} | Self::Url { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Start, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    #[test]
    fn a_free_port_is_the_same_everywhere() {
        let start = read(
            "url = \"http://localhost:{port}\"\ncommand = [\"serve\", \"--port={port}\"]\n\
             environment = { ADDRESS = \"localhost:{port}\" }\n",
        )
        .expect("a start");
        let port = start.url.port().expect("a port");
        assert_eq!(start.command[1], format!("--port={port}"));
        let filled = start.environment["ADDRESS"].fill(&BTreeMap::new());
        assert_eq!(filled, Ok(format!("localhost:{port}")));
    }

    #[test]
    fn a_port_that_the_url_does_not_know_is_refused() {
        let slip = read("url = \"http://localhost:3000\"\ncommand = [\"serve\", \"{port}\"]\n");
        let slip = slip.expect_err("nobody would find it");
        assert!(slip.contains("url = \"http://localhost:{port}\""), "{slip}");
    }

    #[test]
    fn a_command_without_a_program_and_a_name_that_nothing_is_filled_in_for_are_refused() {
        for (line, told) in [
            ("build = [[]]", "a command names a program"),
            ("environment = { KEY = \"{sekret_key}\" }", "{secret_key}"),
        ] {
            let text = format!("url = \"http://localhost:1\"\ncommand = [\"serve\"]\n{line}\n");
            let slip = read(&text).expect_err("a slip");
            assert!(slip.contains(told), "{slip}");
        }
    }
}
