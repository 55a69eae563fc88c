//! Comparing what scenarios did with what was approved.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use conformance_harness::results::{Drift, Outcome, ScenarioResult, Transcripts};
use similar::TextDiff;

use super::snapshot::{self, ENDING, PENDING};
use crate::transcript::transcript;

/// Lines around a change in a diff.
const CONTEXT: usize = 3;

/// With what a run is compared.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// The folder of the approved transcripts; where there is none, nothing is compared.
    pub folder: PathBuf,
    /// The IDs of all scenarios that were read, selected or not.
    pub known: BTreeSet<String>,
    /// Whether everything was read that there is. If not, only transcripts of features that were read can be stale.
    pub is_whole: bool,
    /// Whether drifted and new transcripts are put beside the approved ones for `cargo insta review`.
    pub leave_pending: bool,
}

/// Compares each scenario that passed or failed with its approved transcript, and notes where it drifted. `None` if
/// there is no folder of approved transcripts.
///
/// # Errors
/// When a file cannot be read, or one for review not be written: with its path.
pub fn compare(
    scenarios: &mut [ScenarioResult],
    with: &Comparison,
) -> Result<Option<Transcripts>, (PathBuf, io::Error)> {
    if !with.folder.is_dir() {
        return Ok(None);
    }
    let mut told = Transcripts {
        folder: with.folder.display().to_string(),
        new: Vec::new(),
        stale: Vec::new(),
    };
    for scenario in scenarios.iter_mut() {
        // Of what was blocked, or is flaky, the way ended early.
        if !matches!(scenario.outcome, Outcome::Passed | Outcome::Failed) {
            continue;
        }
        let (Some(file), Some(pending)) = (
            snapshot::file(&with.folder, &scenario.id, ENDING),
            snapshot::file(&with.folder, &scenario.id, PENDING),
        ) else {
            continue;
        };
        let seen = transcript(scenario);
        let approved = snapshot::read(&file).map_err(|error| (file.clone(), error))?;
        let is_same = approved.as_deref() == Some(seen.trim_end());
        match approved {
            Some(_) if is_same => {}
            Some(approved) => {
                scenario.drift = Some(Drift {
                    approved: file.display().to_string(),
                    diff: diff(&approved, seen.trim_end()),
                });
            }
            None if scenario.outcome == Outcome::Passed => told.new.push(scenario.id.clone()),
            None => continue,
        }
        let result = match with.leave_pending && !is_same {
            true => snapshot::write(&pending, &scenario.id, &seen),
            false => remove(&pending),
        };
        result.map_err(|error| (pending, error))?;
    }
    told.stale = stale(with).map_err(|error| (with.folder.clone(), error))?;
    Ok(Some(told))
}

/// What a run before this one left for review is out of date.
fn remove(pending: &Path) -> io::Result<()> {
    match fs::remove_file(pending) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn diff(approved: &str, seen: &str) -> String {
    let diff = TextDiff::from_lines(approved, seen);
    let mut unified = diff.unified_diff();
    let text = unified
        .context_radius(CONTEXT)
        .missing_newline_hint(false)
        .to_string();
    text.trim_end().to_owned()
}

/// The files of scenarios that are no more, relative to the folder.
fn stale(with: &Comparison) -> io::Result<Vec<String>> {
    let file = |id: &String| snapshot::file(Path::new(""), id, ENDING);
    let known: BTreeSet<PathBuf> = with.known.iter().filter_map(file).collect();
    let features: BTreeSet<&Path> = known.iter().filter_map(|it| it.parent()).collect();
    let mut stale = Vec::new();
    for file in files(&with.folder)? {
        let Ok(relative) = file.strip_prefix(&with.folder) else {
            continue;
        };
        let was_read = with.is_whole || relative.parent().is_some_and(|it| features.contains(it));
        if was_read && !known.contains(relative) {
            stale.push(relative.display().to_string());
        }
    }
    stale.sort();
    Ok(stale)
}

/// All approved transcripts below a folder.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            found.extend(files(&path)?);
        } else if path.extension().is_some_and(|it| it == ENDING) {
            found.push(path);
        }
    }
    Ok(found)
}
