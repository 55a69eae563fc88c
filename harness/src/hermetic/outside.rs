//! What an app asks for beyond this machine: nothing, or it is named.
//!
//! Processes of Node are loaded with a guard that refuses connections. Others are told of a proxy that refuses them,
//! which is as good as their libraries are at heeding it.

use std::collections::BTreeMap;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use serve::{Bound, Running};
use sha2::{Digest as _, Sha256};

use crate::environment_error::EnvironmentError;
use crate::printed::Printed;
use crate::started::cache;

/// What is loaded into Node.
const GUARD: &str = include_str!("guard.cjs");

/// Where everything is told that an app asks for beyond this machine.
#[derive(Debug)]
pub(super) struct Outside {
    told: Printed,
    /// How much of it was read.
    read: Mutex<u64>,
    guard: PathBuf,
    proxy: String,
    _running: Running,
}

impl Outside {
    /// Watches from now on.
    ///
    /// # Errors
    /// When the guard cannot be written, or there is no port.
    pub(super) async fn watch() -> Result<Self, EnvironmentError> {
        let guard = guard()?;
        let told = Printed::new()?;
        let bound = Bound::to(0).await;
        let bound = bound.map_err(|error| EnvironmentError::because("no port", &error))?;
        let proxy = bound.url("127.0.0.1");
        let file = told.path();
        let refuse = move |request: Request| {
            let file = file.clone();
            async move {
                tell(&file, &asked_for(&request));
                StatusCode::FORBIDDEN
            }
        };
        Ok(Self {
            told,
            read: Mutex::new(0),
            guard,
            proxy,
            _running: bound.serve(Router::new().fallback(refuse)),
        })
    }

    /// What an app's environment needs beside `own`, the options of Node that it has.
    pub(super) fn environment(&self, own: Option<&str>) -> BTreeMap<String, String> {
        let options = format!(
            "{} --require={}",
            own.unwrap_or_default(),
            self.guard.display()
        );
        let mut environment = self.proxies();
        environment.insert("NODE_OPTIONS".to_owned(), options.trim_start().to_owned());
        let told = self.told.path().display().to_string();
        environment.insert("CONFORMANCE_OUTSIDE".to_owned(), told);
        environment
    }

    /// The part of it that leads to the proxy.
    pub(super) fn proxies(&self) -> BTreeMap<String, String> {
        let mut environment = BTreeMap::new();
        for name in ["http_proxy", "https_proxy", "all_proxy"] {
            for name in [name.to_owned(), name.to_ascii_uppercase()] {
                environment.insert(name, self.proxy.clone());
            }
        }
        for name in ["no_proxy", "NO_PROXY"] {
            environment.insert(name.to_owned(), "localhost,127.0.0.1,::1".to_owned());
        }
        environment
    }

    /// What was asked for since this was last called, `host:port`, each once.
    pub(super) fn news(&self) -> Vec<String> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = String::new();
        let all = std::fs::File::open(self.told.path()).and_then(|mut file| {
            file.seek(SeekFrom::Start(*read))?;
            file.read_to_string(&mut text)
        });
        *read += all.unwrap_or_default() as u64;
        let mut places: Vec<String> = text.lines().map(str::to_owned).collect();
        places.sort();
        places.dedup();
        places
    }
}

/// The guard as a file, which stays for the next run.
fn guard() -> Result<PathBuf, EnvironmentError> {
    let hash = crate::started::hex(Sha256::new_with_prefix(GUARD));
    let path = cache().join(format!("guard-{}.cjs", &hash[..16]));
    if !path.exists() {
        let folder = path.parent().unwrap_or(Path::new("."));
        // Whole or not at all: another run may look at the same time.
        let written = std::fs::create_dir_all(folder).and_then(|()| {
            let mut file = tempfile::NamedTempFile::new_in(folder)?;
            file.write_all(GUARD.as_bytes())?;
            file.persist(&path)?;
            Ok(())
        });
        written.map_err(|error| {
            let what = format!("{} cannot be written", path.display());
            EnvironmentError::because(&what, &error)
        })?;
    }
    Ok(path)
}

/// Where a request to the proxy wants to go (RFC 9110, sections 7.2 and 9.3.6).
fn asked_for(request: &Request) -> String {
    let uri = request.uri();
    let host = uri.host().unwrap_or("?");
    let port = uri.port_u16().unwrap_or(80);
    format!("{host}:{port}")
}

fn tell(file: &Path, place: &str) {
    let appended = std::fs::File::options()
        .append(true)
        .open(file)
        .and_then(|mut file| writeln!(file, "{place}"));
    if let Err(error) = appended {
        tracing::error!(%error, "what was asked for beyond this machine could not be written down: {place}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_client_that_heeds_the_proxy_is_refused_and_told_of_once() {
        let outside = Outside::watch().await.expect("it watches");
        let proxy = reqwest::Proxy::all(&outside.environment(None)["HTTP_PROXY"]).expect("a proxy");
        let client = reqwest::Client::builder().proxy(proxy).build();
        let client = client.expect("a client");
        for _ in 0..2 {
            let answer = client.get("http://api.example.com/v1").send().await;
            assert_eq!(answer.expect("an answer").status(), 403);
        }
        let refused = client.get("https://secure.example.com/").send().await;
        refused.expect_err("there is no tunnel");
        assert_eq!(
            outside.news(),
            ["api.example.com:80", "secure.example.com:443"]
        );
        assert!(outside.news().is_empty(), "told once");
    }

    /// What Node programs do to reach others, each in a way of its own, and what they find out.
    const PROGRAM: &str = "
        const net = require('node:net');
        const code = (error) => console.log((error.cause ?? error).code);
        fetch('https://fetched.example.com/').catch(code);
        net.connect(5432, '192.0.2.7').on('error', code);
        require('node:http').get('http://gotten.example.com/', () => {}).on('error', code);
        require('node:tls').connect({ host: '::2', port: 443 }).on('error', code);
        const server = net.createServer((socket) => socket.end()).listen(0, () => {
            const { port } = server.address();
            const hosts = ['127.0.0.1', 'localhost', undefined];
            hosts.forEach((host) => net.connect({ port, host }).on('error', console.log).on('end', () => {
                console.log('here');
                if (hosts.pop() && hosts.length === 0) server.close();
            }).resume());
        });";

    #[tokio::test]
    async fn a_program_of_node_is_refused_and_named_but_for_this_machine() {
        npm::provide().await.expect("there is a Node");
        let outside = Outside::watch().await.expect("it watches");
        let run = tokio::process::Command::new("node")
            .args(["-e", PROGRAM])
            .envs(outside.environment(None))
            .output();
        let output = run.await.expect("it runs");
        let printed = String::from_utf8_lossy(&output.stdout);
        let mut lines: Vec<&str> = printed.lines().collect();
        lines.sort_unstable();
        let expected = [["ENETUNREACH"; 4].as_slice(), &["here"; 3]].concat();
        assert_eq!(lines, expected, "{output:?}");
        assert_eq!(
            outside.news(),
            [
                "192.0.2.7:5432",
                "::2:443",
                "fetched.example.com:443",
                "gotten.example.com:80"
            ]
        );
    }
}
