//! A deployment that the run starts from an image.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Deserializer, de};

use super::Profile;
use super::app::{Place, Start, root};

/// The image that a deployment is in, and how it is reached in there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Container {
    /// The image, as engines call it: `registry/name:tag`.
    pub image: String,
    /// The port that it listens on in the container. The port in the deployment's URL leads there, from this machine
    /// only. Where none is said, the container shares the network of this machine, as engines on Linux let it, and listens
    /// where the URL says.
    pub port: Option<u16>,
}

/// What stands in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    url: String,
    image: String,
    #[serde(default)]
    port: Option<u16>,
    #[serde(default)]
    command: Vec<String>,
    #[serde(default)]
    environment: BTreeMap<String, String>,
    #[serde(default = "root")]
    ready: String,
}

/// Reads how a deployment is started from an image.
pub(super) fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Start, D::Error> {
    let written = Written::deserialize(from)?;
    if written.image.trim().is_empty() {
        let slip = "`image` names the image that the app is in: image = \"registry/name:tag\"";
        return Err(de::Error::custom(slip));
    }
    let place = Place::of(&written.url, &written.command, &written.environment);
    let place = place.map_err(de::Error::custom)?;
    Ok(Start {
        url: place.url,
        container: Some(Container {
            image: written.image,
            port: written.port,
        }),
        command: place.command,
        install: Vec::new(),
        build: Vec::new(),
        folder: PathBuf::new(),
        environment: place.environment,
        ready: written.ready,
    })
}

/// What is wrong with a profile whose deployment is in a container.
pub(super) fn problem(profile: &Profile) -> Option<String> {
    let container = profile.app.start()?.container.as_ref()?;
    if !cfg!(feature = "containers") {
        let off = "apps in containers are not built in by default: write `cargo conformance-containers` instead of `cargo \
                   conformance`, or add `--features containers` to `cargo test`";
        return Some(off.to_owned());
    }
    if profile.hermetic().is_some() && container.port.is_some() {
        let slip = "a container with a `port` of its own does not reach the Clerk that the run brings: leave `port` out, so \
                    that it shares this machine's network, and tell the app to listen on {port}";
        return Some(slip.to_owned());
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::App;

    fn read(text: &str) -> Result<Start, String> {
        let app: App = toml::from_str(&format!("kind = \"container\"\n{text}"))
            .map_err(|slip| slip.to_string())?;
        app.start()
            .cloned()
            .ok_or_else(|| "it is not started".to_owned())
    }

    #[test]
    fn an_image_has_a_port_inside_and_a_free_one_here() {
        let start = read(
            "image = \"shop:1\"\nport = 3000\nurl = \"http://localhost:{port}\"\nenvironment = { A = \"{port}\" }\n",
        )
        .expect("a start");
        let container = start.container.expect("a container");
        assert_eq!((&*container.image, container.port), ("shop:1", Some(3000)));
        let port = start.url.port().expect("a port").to_string();
        assert_eq!(start.environment["A"].fill(&BTreeMap::new()), Ok(port));
        assert!(start.command.is_empty());
    }

    #[test]
    fn what_belongs_to_an_app_in_a_folder_and_an_image_without_a_name_are_refused() {
        let slip = read("image = \"shop:1\"\nurl = \"http://localhost:1\"\nfolder = \"shop\"\n");
        assert!(slip.expect_err("a slip").contains("`folder`"));
        let slip = read("image = \" \"\nurl = \"http://localhost:1\"\n");
        assert!(slip.expect_err("a slip").contains("registry/name:tag"));
    }

    #[test]
    fn a_container_that_is_not_built_in_or_cannot_reach_its_clerk_is_told_what_to_do() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("mine.toml");
        let text = "[app]\nkind = \"container\"\nimage = \"shop:1\"\nport = 3000\nurl = \"http://localhost:{port}\"\n\
                    [app.environment]\nA = \"{publishable_key}\"\nB = \"{secret_key}\"\nC = \"{backend_api}\"\n\
                    [clerk]\nkind = \"stand-in\"\n";
        std::fs::write(&path, text).expect("a file");
        let slip = Profile::read("mine", folder.path()).expect_err("a slip");
        let told = if cfg!(feature = "containers") {
            "leave `port` out"
        } else {
            "cargo conformance-containers"
        };
        assert!(slip.to_string().contains(told), "{slip}");
    }
}
