//! The report as a folder.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Component, Path, PathBuf};

use conformance_harness::results::{Evidence, Results};

use crate::history::History;
use crate::json::json_to;
use crate::junit::junit_to;
use crate::replacement::Replacement;
use crate::sources::Sources;
use crate::{html, messages, sign_off};

/// Where [`write()`] put things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The report's folder.
    pub folder: PathBuf,
    /// `results.json` in it: everything, for tools.
    pub json: PathBuf,
    /// `junit.xml` in it, for CI.
    pub junit: PathBuf,
    /// `messages.ndjson` in it, for the tools around Cucumber.
    pub messages: PathBuf,
    /// `index.html` in it, for people.
    pub html: PathBuf,
    /// `sign-off.md` in it, to be signed; of a run that is about a release.
    pub sign_off: Option<PathBuf>,
}

/// A report could not be written. What was at the place before is still there.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The system refused.
    #[error("cannot write {}: {source}", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The folder holds something that would be lost.
    #[error(
        "will not replace {}: it holds files, and no results.json that would make it a report",
        path.display()
    )]
    NotAReport {
        /// The folder.
        path: PathBuf,
    },
    /// A piece of evidence wants to be written elsewhere than below the folder.
    #[error("evidence of scenario {scenario} has a path that leads out of the report: {path}")]
    OutsideReport {
        /// The scenario's ID.
        scenario: String,
        /// The path.
        path: String,
    },
}

/// Writes `results.json`, `junit.xml`, `messages.ndjson`, `index.html`, of a run that is about a release `sign-off.md`,
/// and the evidence to `folder`, which is
/// created when it is missing and replaced as a whole when it holds an earlier report.
///
/// Everything is written beside the folder first and then takes its place in one step: whoever
/// looks at `folder`, even after a crash, sees the old report or the new one. For that the folder
/// must not be a mount point itself.
///
/// # Errors
/// When a file or folder cannot be written, when `folder` holds files but no report (they would
/// be lost), or when a picture's path leads out of it.
pub fn write(
    results: &Results,
    sources: &Sources,
    history: &History,
    folder: &Path,
) -> Result<Written, WriteError> {
    let (folder, new) = begin(folder)?;
    for scenario in &results.scenarios {
        for evidence in scenario.all_evidence() {
            if let Evidence::Screenshot { path, bytes, .. } = evidence {
                let picture =
                    inside(new.path(), path).ok_or_else(|| WriteError::OutsideReport {
                        scenario: scenario.id.clone(),
                        path: path.clone(),
                    })?;
                // Without content it was read back from a report whose picture was lost.
                if !bytes.is_empty() {
                    put(&picture, bytes)?;
                }
            }
        }
    }
    stream(&new.path().join(JSON), |out| json_to(results, out))?;
    stream(&new.path().join(JUNIT), |out| junit_to(results, out))?;
    stream(&new.path().join(MESSAGES), |out| {
        messages(results, sources, out)
    })?;
    put(&new.path().join(HTML), html(results, history).as_bytes())?;
    let sheet = sign_off(results);
    if let Some(sheet) = &sheet {
        put(&new.path().join(SIGN_OFF), sheet.as_bytes())?;
    }
    new.take_its_place()?;

    Ok(Written {
        sign_off: sheet.map(|_| folder.join(SIGN_OFF)),
        json: folder.join(JSON),
        junit: folder.join(JUNIT),
        messages: folder.join(MESSAGES),
        html: folder.join(HTML),
        folder,
    })
}

/// Whether a report could be written to `folder`: for those who are about to spend an hour on what is in it.
///
/// # Errors
/// As [`write()`], as far as it can be known before there are results.
pub fn check(folder: &Path) -> Result<(), WriteError> {
    begin(folder).map(|_| ())
}

/// The folder's absolute path, and what is to take its place.
fn begin(folder: &Path) -> Result<(PathBuf, Replacement), WriteError> {
    let folder = fs::canonicalize(folder)
        .or_else(|_| std::path::absolute(folder))
        .map_err(|source| at(folder, source))?;
    refuse_to_lose_files(&folder)?;
    let new = Replacement::beside(&folder)?;
    Ok((folder, new))
}

const JSON: &str = "results.json";
const JUNIT: &str = "junit.xml";
const MESSAGES: &str = "messages.ndjson";
const HTML: &str = "index.html";
const SIGN_OFF: &str = "sign-off.md";

/// `path` below `folder`; nothing when it is empty, absolute or climbs.
pub(crate) fn inside(folder: &Path, path: &str) -> Option<PathBuf> {
    let plain = |part| matches!(part, Component::Normal(_));
    let path = Path::new(path);
    let below = path.components().next().is_some() && path.components().all(plain);
    below.then(|| folder.join(path))
}

/// Wraps what the system said about `path`.
pub(crate) fn at(path: &Path, source: io::Error) -> WriteError {
    WriteError::File {
        path: path.to_owned(),
        source,
    }
}

/// Somebody who mistypes the folder must not lose what is in it.
fn refuse_to_lose_files(folder: &Path) -> Result<(), WriteError> {
    let mut entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(at(folder, error)),
    };
    if entries.next().is_none() || folder.join(JSON).is_file() {
        return Ok(());
    }
    Err(WriteError::NotAReport {
        path: folder.to_owned(),
    })
}

fn put(file: &Path, content: &[u8]) -> Result<(), WriteError> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(|source| at(folder, source))?;
    }
    fs::write(file, content).map_err(|source| at(file, source))
}

/// Has `content` write the new file `file`: what is long never is in memory as a whole.
fn stream(
    file: &Path,
    content: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> Result<(), WriteError> {
    let write = || {
        let mut out = BufWriter::new(File::create(file)?);
        content(&mut out)?;
        out.flush()
    };
    write().map_err(|source| at(file, source))
}
