//! The `conformance` command under test.

use std::io::{BufRead as _, BufReader, Read};
use std::net::TcpListener;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use conformance_harness::embedded;
use futures::executor::block_on;
use serde_json::Value;
use tokio::sync::{Semaphore, SemaphorePermit};

/// The command, in the project's folder, without what the environment might tell it.
pub(crate) fn conformance() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_conformance"));
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command
        .env_remove("TARGET")
        .env_remove("CLERK_SECRET_KEY")
        .env_remove("GITHUB_ACTIONS")
        .stdin(Stdio::null());
    command
}

/// What a run printed and how it ended.
pub(crate) struct Ended {
    pub(crate) status: i32,
    pub(crate) output: String,
    pub(crate) errors: String,
}

impl Ended {
    /// What it printed, without the lines of what went as it should: of a long run, they hide the others.
    pub(crate) fn told(&self) -> String {
        let went_well = |line: &str| {
            let line = line.trim_start();
            line.starts_with("PASS ") || line.starts_with("catch ")
        };
        let lines = self.output.lines().filter(|line| !went_well(line));
        lines
            .chain(self.errors.lines())
            .collect::<Vec<_>>()
            .join("\n")
    }
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            status: output.status.code().unwrap_or(-1),
            output: String::from_utf8_lossy(&output.stdout).into_owned(),
            errors: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// Runs the command with these arguments.
pub(crate) fn run(arguments: &[&str]) -> Ended {
    conformance()
        .args(arguments)
        .output()
        .expect("the command starts")
        .into()
}

/// Runs the command on one feature file of that text.
pub(crate) fn run_feature(text: &str) -> Ended {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("mine.feature");
    std::fs::write(&file, text).expect("a file");
    conformance()
        .arg(&file)
        .arg("--output")
        .arg(folder.path().join("report"))
        .output()
        .expect("the command starts")
        .into()
}

/// Waits until a run with this number of browsers, one for each scenario that it plays at a time, has room on this machine,
/// in the order in which tests ask. It has that until what this returns is dropped.
///
/// There is room for one browser more than there are processors: most of the time they wait.
pub(crate) fn room_for(browsers: usize) -> SemaphorePermit<'static> {
    static ROOM: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(all_browsers()));
    let browsers = u32::try_from(browsers.min(all_browsers())).expect("a machine has fewer");
    let permit = block_on(ROOM.acquire_many(browsers));
    permit.expect("nobody closes it")
}

/// Waits until no other test has a browser: for what plays as many scenarios at a time as it likes.
pub(crate) fn all_the_room() -> SemaphorePermit<'static> {
    room_for(all_browsers())
}

fn all_browsers() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get) + 1
}

/// Ports that nobody has. They are below those that the system gives to whoever asks for any, and none is given out twice, so
/// that nobody takes one before it is listened on.
pub(crate) fn free_ports<const N: usize>() -> [u16; N] {
    static NEXT: AtomicU16 = AtomicU16::new(20_000);
    let is_free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
    [(); N].map(|()| {
        let mut drawn = std::iter::repeat_with(|| NEXT.fetch_add(1, Ordering::Relaxed));
        drawn.find(is_free).expect("one is free")
    })
}

/// The command while it runs, with what it has printed so far.
pub(crate) struct Running {
    child: Child,
    printed: Arc<Mutex<String>>,
    readers: Vec<JoinHandle<()>>,
}

impl Running {
    /// Starts it.
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command starts");
        let printed = Arc::<Mutex<String>>::default();
        let outputs: [Box<dyn Read + Send>; 2] = [
            Box::new(child.stdout.take().expect("its output")),
            Box::new(child.stderr.take().expect("its errors")),
        ];
        let readers = outputs.map(|output| {
            let printed = Arc::clone(&printed);
            thread::spawn(move || {
                for line in BufReader::new(output).lines().map_while(Result::ok) {
                    let mut printed = printed.lock().expect("no reader panics");
                    printed.push_str(&line);
                    printed.push('\n');
                }
            })
        });
        Self {
            child,
            printed,
            readers: readers.into(),
        }
    }

    /// The process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until this many scenarios have passed.
    pub(crate) fn wait_for_passed(&self, scenarios: usize) {
        self.wait_for("PASS", scenarios);
    }

    /// Waits until this many scenarios are blocked.
    pub(crate) fn wait_for_blocked(&self, scenarios: usize) {
        self.wait_for("BLOCK", scenarios);
    }

    /// Waits until a word was printed so many times.
    pub(crate) fn wait_for(&self, word: &str, times: usize) {
        let word = format!(" {word} ");
        let deadline = Instant::now() + Duration::from_secs(120);
        while self.printed().matches(&word).count() < times {
            assert!(
                Instant::now() < deadline,
                "not so many{word}: {}",
                self.printed()
            );
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn printed(&self) -> String {
        self.printed.lock().expect("no reader panics").clone()
    }

    /// Waits until it ends; its errors are among its output.
    pub(crate) fn end(mut self) -> Ended {
        let status = self.child.wait().expect("it ends");
        self.readers
            .drain(..)
            .for_each(|reader| reader.join().expect("no reader panics"));
        Ended {
            status: status.code().unwrap_or(-1),
            output: self.printed(),
            errors: String::new(),
        }
    }
}

/// `results.json` of a report.
pub(crate) fn results(report: &Path) -> Value {
    let text = std::fs::read_to_string(report.join("results.json")).expect("a report");
    serde_json::from_str(&text).expect("JSON")
}

/// The embedded deployment as a process of its own; ended when dropped.
pub(crate) struct App {
    child: Child,
    profile: PathBuf,
    _folder: tempfile::TempDir,
}

impl App {
    /// Starts it on free ports, and writes a profile that tells where it is.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let log = folder.path().join("app.log");
        let mut child = conformance()
            .args(["app", "--port", "0", "--clerk-port", "0", "--idp-port", "0"])
            .args(["--store-port", "0", "--log"])
            .arg(&log)
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the command starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let mut address = || {
            let line = lines.next().expect("four lines").expect("text");
            let start = line.find("http://").expect("an address");
            line[start..]
                .split_whitespace()
                .next()
                .expect("an address")
                .to_owned()
        };
        let (app, clerk, idp, store) = (address(), address(), address(), address());
        let profile = folder.path().join("started.toml");
        let text = format!(
            "[app]\nkind = \"url\"\nurl = \"{app}\"\n\n\
             [clerk]\nbackend_api = \"{clerk}\"\nsecret_key_env = \"CLERK_SECRET_KEY\"\n\n\
             [identity_provider]\nurl = \"{idp}\"\nstrategy = \"oauth_custom_acme\"\n\n\
             [billing]\nsigning_secret_env = \"CLERK_WEBHOOK_SIGNING_SECRET\"\n\n\
             [billing.log]\nkind = \"file\"\nfile = {log:?}\n\n\
             [billing.plan_store]\nurl = \"{store}/users/{{clerk_id}}\"\npeople = \"{store}/users\"\nkey_env = \"PLAN_STORE_KEY\"\n\n\
             [policies]\n\"billing.events\" = \"both\"\n"
        );
        std::fs::write(&profile, text).expect("a file");
        Self {
            child,
            profile,
            _folder: folder,
        }
    }

    /// Its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// The profile that tells where it is.
    pub(crate) fn profile(&self) -> &Path {
        &self.profile
    }

    /// The command, aimed at it.
    pub(crate) fn judge(&self, report: &Path) -> Command {
        self.judge_by(&self.profile, report)
    }

    /// The command, aimed at what `profile` says of it.
    pub(crate) fn judge_by(&self, profile: &Path, report: &Path) -> Command {
        let mut command = conformance();
        command
            .arg("--target")
            .arg(profile)
            .arg("--output")
            .arg(report);
        command
            .env("CLERK_SECRET_KEY", embedded::SECRET_KEY)
            .env("CLERK_WEBHOOK_SIGNING_SECRET", embedded::SIGNING_SECRET)
            .env("PLAN_STORE_KEY", embedded::STORE_KEY);
        command
    }

    /// Ends it without a word.
    pub(crate) fn kill(&mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
    }
}

impl Drop for App {
    fn drop(&mut self) {
        // It may have been killed by the test.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
