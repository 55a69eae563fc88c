//! An app that does not answer in the same way each time, with as much of a Clerk and a provider as a run asks for.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use tempfile::TempDir;

use crate::command::{Ended, conformance};

/// The app, and a folder for profile, feature and report.
pub(crate) struct Fickle {
    folder: TempDir,
    profile: String,
    /// How often each path was asked for.
    asked: Arc<Mutex<HashMap<String, usize>>>,
}

impl Fickle {
    /// Starts it, and writes a profile and a feature with these scenarios: their names, and the paths that have to be
    /// public.
    ///
    /// `/fails/N` and what is below answers 500 N times and then 200; `/hangs` does not answer. All else answers 200.
    pub(crate) fn start(scenarios: &[(&str, &str)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let asked = Arc::<Mutex<HashMap<String, usize>>>::default();
        let shared = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                thread::spawn(move || answer(&stream, &shared));
            }
        });

        let folder = tempfile::tempdir().expect("a folder");
        let profile = format!(
            "[app]\nkind = \"url\"\nurl = \"{url}\"\n\n\
             [clerk]\nbackend_api = \"{url}\"\nsecret_key_env = \"CLERK_SECRET_KEY\"\n\n\
             [identity_provider]\nurl = \"{url}\"\nstrategy = \"oauth_custom_acme\"\n"
        );
        let scenarios = scenarios.iter().map(|(name, path)| {
            format!("  Scenario: {name}\n    Then the path \"{path}\" is public\n\n")
        });
        let feature = format!("@CB-06\nFeature: A\n{}", scenarios.collect::<String>());
        std::fs::write(folder.path().join("mine.feature"), feature).expect("a file");
        let app = Self {
            folder,
            profile,
            asked,
        };
        app.say("");
        app
    }

    /// The command that judges it, with one scenario at a time.
    pub(crate) fn judge(&self, arguments: &[&str]) -> Command {
        let mut command = conformance();
        command
            .arg(self.folder.path().join("mine.feature"))
            .arg("--target")
            .arg(self.folder.path().join("fickle.toml"))
            .arg("--output")
            .arg(self.report())
            .args(["--workers", "1"])
            .args(arguments)
            .env("CLERK_SECRET_KEY", "sk_test_fake");
        command
    }

    /// How that ends.
    pub(crate) fn judged(&self, arguments: &[&str]) -> Ended {
        let ended = self.judge(arguments).output();
        ended.expect("the command starts").into()
    }

    /// Where the report is.
    pub(crate) fn report(&self) -> PathBuf {
        self.folder.path().join("report")
    }

    /// Adds to what the profile says from the start, in place of what was added before.
    pub(crate) fn say(&self, more: &str) {
        let text = format!("{}\n{more}", self.profile);
        std::fs::write(self.folder.path().join("fickle.toml"), text).expect("a file");
    }

    /// How often a path was asked for.
    pub(crate) fn asked(&self, path: &str) -> usize {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.get(path).copied().unwrap_or_default()
    }
}

/// Answers one request, or never.
fn answer(mut stream: &TcpStream, asked: &Mutex<HashMap<String, usize>>) {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let Some(first) = lines.next() else { return };
    // The rest of the head; none of the requests has a body.
    lines.take_while(|line| !line.is_empty()).for_each(drop);
    let path = first.split_whitespace().nth(1).unwrap_or_default();
    let path = path.split('?').next().unwrap_or_default();
    let times = {
        let mut asked = asked.lock().unwrap_or_else(PoisonError::into_inner);
        let times = asked.entry(path.to_owned()).or_default();
        *times += 1;
        *times
    };
    let parts: Vec<&str> = path.split('/').collect();
    let status = match parts.as_slice() {
        ["", "hangs"] => loop {
            thread::park();
        },
        ["", "fails", failures, ..] if failures.parse().is_ok_and(|it: usize| times <= it) => {
            "500 Internal Server Error"
        }
        _ => "200 OK",
    };
    // Clerk's list of users, as far as anybody here looks.
    let body = "[]";
    let answer = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    // Whoever asked may be gone.
    let _ = stream.write_all(answer.as_bytes());
}
