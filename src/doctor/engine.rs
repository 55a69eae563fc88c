//! The container engine, for what a run starts from an image.

use std::path::Path;

use conformance_harness::profile::{App, Profile};
use tokio::net::{TcpStream, UnixStream};
use url::Url;

use super::asking::in_time;
use super::check::Check;

/// Where an engine listens unless the environment says otherwise.
const USUAL: &str = "unix:///var/run/docker.sock";

/// Whether an engine answers, for an app that is an image.
pub(super) async fn checks(profile: &Profile) -> Vec<Check> {
    if !matches!(profile.app, App::Container(_)) {
        return Vec::new();
    }
    let said = std::env::var("DOCKER_HOST").ok();
    let place = said.filter(|it| !it.is_empty());
    vec![engine(place.as_deref().unwrap_or(USUAL)).await]
}

/// Whether somebody listens at the place of an engine.
async fn engine(place: &str) -> Check {
    let checked = format!("the container engine at {place}");
    let mend = "start it, or say in DOCKER_HOST where it is";
    let connected = async {
        match place.strip_prefix("unix://") {
            Some(path) => UnixStream::connect(Path::new(path)).await.map(drop),
            None => {
                let url = Url::parse(place).map_err(std::io::Error::other)?;
                let addresses = url.socket_addrs(|| Some(2375))?;
                TcpStream::connect(addresses.as_slice()).await.map(drop)
            }
        }
    };
    match in_time(connected).await {
        Ok(Ok(())) => Check::there(checked, "takes connections"),
        Ok(Err(error)) => Check::missing(checked, error.to_string(), mend),
        Err(late) => Check::missing(checked, late.told(), mend),
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::{TcpListener, UnixListener};

    use super::*;

    #[tokio::test]
    async fn an_engine_is_there_or_not_by_socket_and_by_port() {
        let folder = tempfile::tempdir().expect("a folder");
        let socket = folder.path().join("engine.sock");
        let place = format!("unix://{}", socket.display());
        assert!(engine(&place).await.is_missing());
        let _engine = UnixListener::bind(&socket).expect("a free name");
        assert!(!engine(&place).await.is_missing());

        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        let place = format!("tcp://{address}");
        assert!(!engine(&place).await.is_missing());
        drop(listener);
        assert!(engine(&place).await.is_missing());
        assert!(engine("anywhere").await.is_missing());
    }
}
