//! Finding Node, or installing it; and installing packages.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;

/// How long an installation may take.
const DEADLINE: Duration = Duration::from_secs(300);

/// What to install, in the words of Debian and its descendants.
const PACKAGES: [&str; 2] = ["nodejs", "npm"];

/// Copies the files of the npm project `project` into a folder of the same name below the target folder, and installs
/// what its lock names, unless that was done before. Gives that folder.
///
/// # Panics
/// When something is missing that cannot be installed: with the command that would.
pub(crate) async fn installed(project: &Path) -> PathBuf {
    let name = project.file_name().expect("a folder");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).expect("a folder below the target folder");
    // Two test runs that begin together install one after another.
    let turn = File::create(folder.join("turn")).expect("a file");
    turn.lock().expect("a turn");
    provide().await;
    let files = files(project);
    let done = folder.join("installed");
    // Who comes later finds all in place, and touches nothing that the first one's process may be reading.
    let state = format!("{files:?}");
    if fs::read_to_string(&done).ok().as_ref() != Some(&state) {
        for (name, text) in &files {
            fs::write(folder.join(name), text).expect("written");
        }
        run(Command::new("npm").arg("ci").current_dir(&folder)).await;
        fs::write(&done, &state).expect("written");
    }
    folder
}

/// The files of a folder, by name.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths
        .filter(|path| path.is_file())
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy();
            (name.into_owned(), fs::read_to_string(&path).expect("text"))
        })
        .collect()
}

/// Makes sure that there is a Node with npm, or installs it without asking anybody.
async fn provide() {
    if works("node", "--version").await && works("npm", "--version").await {
        return;
    }
    let packages = PACKAGES.join(" ");
    let root = works("sh", "test $(id -u) -eq 0").await;
    let by_hand = format!("Node 18 or later is needed: `sudo apt-get install {packages}`");
    assert!(
        works("apt-get", "--version").await && (root || works("sudo", "-n true").await),
        "{by_hand}"
    );
    let before = if root { "" } else { "sudo -n " };
    // Two that start together wait for each other.
    let apt_get = format!(
        "{before}env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300"
    );
    run(Command::new("sh")
        .arg("-c")
        .arg(format!("{apt_get} update")))
    .await;
    let install = format!("{apt_get} install -y --no-install-recommends {packages}");
    run(Command::new("sh").arg("-c").arg(install)).await;
}

async fn works(program: &str, arguments: &str) -> bool {
    let mut command = Command::new(program);
    match program {
        "sh" => command.arg("-c").arg(arguments),
        _ => command.args(arguments.split(' ')),
    };
    let status = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.await.is_ok_and(|status| status.success())
}

/// Runs a command to its end.
///
/// # Panics
/// When it fails, with what it said, or takes too long.
async fn run(command: &mut Command) {
    let output = command.stdin(Stdio::null()).kill_on_drop(true).output();
    let output = tokio::time::timeout(DEADLINE, output)
        .await
        .unwrap_or_else(|_| panic!("took longer than five minutes"))
        .expect("it could be started");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
