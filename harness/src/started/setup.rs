//! Installing and building a deployment, once for the same files.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tokio::process::Command;

use super::inputs::{Inputs, hex};
use super::{cannot_start, command};
use crate::environment_error::EnvironmentError;
use crate::printed::Printed;
use crate::process_group::ProcessGroup;
use crate::profile::Start;

/// How long each command may take.
const DEADLINE: Duration = Duration::from_secs(600);

/// What was done in a folder, and from what.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Done {
    install: Option<Step>,
    build: Option<Step>,
}

/// A step that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Step {
    /// Of all that it is made from.
    fingerprint: String,
    /// What was in the folder afterwards: its results are among these.
    entries: Vec<PathBuf>,
}

/// Installs and builds what `start` describes, unless that was done from the same files before. `environment` is what a
/// build can take in. `tell` is told of each command before it is run.
///
/// # Errors
/// When a command fails, with the last that it printed; or when the folder is not there.
pub(super) async fn set_up(
    start: &Start,
    environment: &BTreeMap<String, String>,
    tell: &(dyn Fn(&str) + Send + Sync),
) -> Result<(), EnvironmentError> {
    if start.install.is_empty() && start.build.is_empty() {
        return Ok(());
    }
    let folder = start.folder.canonicalize().map_err(|error| {
        let what = format!("the app's folder {} cannot be used", start.folder.display());
        EnvironmentError::because(&what, &error)
    })?;
    let record = record_of(&folder)?;
    // Two runs that begin together do it one after the other, and the second finds it done.
    let turn = record.with_extension("turn");
    let turn = File::create(&turn).and_then(|file| file.lock().map(|()| file));
    let _turn = turn.map_err(|error| EnvironmentError::because("no place for the lock", &error))?;
    let mut done: Done = std::fs::read(&record)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default();
    let inputs = Inputs::of(&folder)?;
    let wanted = fingerprint(&start.install, &BTreeMap::new(), &inputs.manifests);
    if !is_done(done.install.as_ref(), &wanted) {
        // A step that was broken off has been done no more.
        done = Done::default();
        write(&record, &done)?;
        run_all(&start.install, &folder, &BTreeMap::new(), tell).await?;
        done.install = Some(step(wanted, &folder)?);
        write(&record, &done)?;
    }
    let wanted = fingerprint(&start.build, environment, &inputs.sources);
    if !is_done(done.build.as_ref(), &wanted) {
        done.build = None;
        write(&record, &done)?;
        run_all(&start.build, &folder, environment, tell).await?;
        done.build = Some(step(wanted, &folder)?);
        write(&record, &done)?;
    }
    Ok(())
}

/// Where it is kept what was done in `folder`.
fn record_of(folder: &Path) -> Result<PathBuf, EnvironmentError> {
    let mut hash = Sha256::new();
    hash.update(folder.as_os_str().as_encoded_bytes());
    let mut name = hex(hash);
    name.truncate(16);
    let cache = cache().join("setup");
    std::fs::create_dir_all(&cache).map_err(|error| {
        let what = format!("the folder {} cannot be made", cache.display());
        EnvironmentError::because(&what, &error)
    })?;
    Ok(cache.join(name).with_extension("json"))
}

/// Where what can be made again is kept; among temporary files for a user without a home.
pub(crate) fn cache() -> PathBuf {
    npm::cache_folder().unwrap_or_else(|| std::env::temp_dir().join("clerk-conformance"))
}

fn fingerprint(
    commands: &[Vec<String>],
    environment: &BTreeMap<String, String>,
    files: &str,
) -> String {
    let mut hash = Sha256::new();
    hash.update(format!("{commands:?} {environment:?} {files}"));
    hex(hash)
}

fn is_done(step: Option<&Step>, wanted: &str) -> bool {
    step.is_some_and(|step| step.fingerprint == wanted && step.entries.iter().all(|it| it.exists()))
}

fn step(fingerprint: String, folder: &Path) -> Result<Step, EnvironmentError> {
    let entries = std::fs::read_dir(folder).and_then(|entries| {
        let paths = entries.map(|entry| entry.map(|it| it.path()));
        paths.collect::<Result<Vec<_>, _>>()
    });
    let mut entries =
        entries.map_err(|error| EnvironmentError::because("the app's folder", &error))?;
    entries.sort();
    Ok(Step {
        fingerprint,
        entries,
    })
}

fn write(record: &Path, done: &Done) -> Result<(), EnvironmentError> {
    let text = serde_json::to_string_pretty(done).unwrap_or_default();
    std::fs::write(record, text).map_err(|error| {
        let what = format!("{} cannot be written", record.display());
        EnvironmentError::because(&what, &error)
    })
}

async fn run_all(
    commands: &[Vec<String>],
    folder: &Path,
    environment: &BTreeMap<String, String>,
    tell: &(dyn Fn(&str) + Send + Sync),
) -> Result<(), EnvironmentError> {
    for words in commands {
        tell(&format!("{}, in {}", words.join(" "), folder.display()));
        run(command(words, folder).envs(environment), words, folder).await?;
    }
    Ok(())
}

/// Runs one command to its end.
async fn run(
    command: &mut Command,
    words: &[String],
    folder: &Path,
) -> Result<(), EnvironmentError> {
    let printed = Printed::new()?;
    command.stdout(printed.writer()?).stderr(printed.writer()?);
    let group = ProcessGroup::start(command, None);
    let mut group = group.map_err(|error| cannot_start(words, folder, &error))?;
    let what = match tokio::time::timeout(DEADLINE, group.wait()).await {
        Ok(Ok(status)) if status.success() => return Ok(()),
        Ok(Ok(status)) => format!("ended with {status}"),
        Ok(Err(error)) => return Err(cannot_start(words, folder, &error)),
        Err(_) => format!("did not end within {} s", DEADLINE.as_secs()),
    };
    Err(EnvironmentError::new(format!(
        "`{}` {what}{}",
        words.join(" "),
        printed.last_lines()
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A deployment whose installation and build each leave a line in a file that counts them.
    fn counting(folder: &Path) -> Start {
        let shell = |script: &str| vec!["sh".to_owned(), "-c".to_owned(), script.to_owned()];
        std::fs::write(folder.join(".gitignore"), "count\ninstalled\n").expect("a file");
        Start {
            url: "http://localhost:1".parse().expect("a URL"),
            container: None,
            command: vec!["true".to_owned()],
            install: vec![shell("echo install >>count; touch installed")],
            build: vec![shell("echo build $KEY >>count")],
            folder: folder.to_owned(),
            environment: BTreeMap::new(),
            ready: "/".to_owned(),
        }
    }

    async fn done(start: &Start, key: &str) -> Vec<String> {
        let environment = BTreeMap::from([("KEY".to_owned(), key.to_owned())]);
        let told = set_up(start, &environment, &|_| ()).await;
        told.expect("it works");
        let count = start.folder.join("count");
        let text = std::fs::read_to_string(&count).unwrap_or_default();
        let _ = std::fs::write(&count, "");
        text.lines().map(str::to_owned).collect()
    }

    #[tokio::test]
    async fn each_is_done_once_for_the_same_files_and_again_for_others() {
        let folder = tempfile::tempdir().expect("a folder");
        let start = counting(folder.path());
        assert_eq!(done(&start, "a").await, ["install", "build a"]);
        assert!(done(&start, "a").await.is_empty());
        std::fs::write(folder.path().join("page.tsx"), "new").expect("a file");
        assert_eq!(done(&start, "a").await, ["build a"]);
        assert_eq!(done(&start, "b").await, ["build b"]);
        std::fs::write(folder.path().join("yarn.lock"), "new").expect("a file");
        assert_eq!(done(&start, "b").await, ["install", "build b"]);
        std::fs::remove_file(folder.path().join("installed")).expect("it is there");
        assert_eq!(done(&start, "b").await, ["install", "build b"]);
    }

    #[tokio::test]
    async fn one_that_fails_is_told_and_not_taken_for_done() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut start = counting(folder.path());
        start.build = vec![vec![
            "sh".to_owned(),
            "-c".to_owned(),
            "echo no such module; exit 1".to_owned(),
        ]];
        for _ in 0..2 {
            let error = set_up(&start, &BTreeMap::new(), &|_| ()).await;
            let text = error.expect_err("it fails").to_string();
            assert!(text.contains("no such module"), "{text}");
        }
    }

    #[tokio::test]
    async fn a_folder_that_is_not_there_is_named() {
        let mut start = counting(tempfile::tempdir().expect("a folder").path());
        start.folder = "/nowhere/app".into();
        let error = set_up(&start, &BTreeMap::new(), &|_| ()).await;
        let text = error.expect_err("it is not there").to_string();
        assert!(text.contains("/nowhere/app"), "{text}");
    }
}
