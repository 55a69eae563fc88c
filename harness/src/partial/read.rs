//! Reading what a run has left.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

use super::error::at;
use super::form::{Header, Line};
use super::{PartialError, RESULTS, record};
use crate::gathered::Gathered;
use crate::results::{Evidence, SCHEMA, ScenarioResult};

/// Why a run was cut short that left a record and no report.
const KILLED: &str = "killed before its report was written";

/// Whether `folder` holds what a run has left, as opposed to a report.
#[must_use]
pub fn is_partial(folder: &Path) -> bool {
    folder.join(RESULTS).is_file()
}

/// Reads what a run has left in `folder`: what was finished, with its pictures, what is `unfinished`, and that it was
/// `interrupted`. Its duration is the time until its last result.
///
/// # Errors
/// When there is no record, its run goes on, or it is not as [`Record`](super::Record) writes it.
pub fn read(folder: &Path) -> Result<Gathered, PartialError> {
    let path = folder.join(RESULTS);
    let mut file = File::open(&path).map_err(at(&path))?;
    record::lock(&file, folder)?;
    let mut text = String::new();
    file.read_to_string(&mut text).map_err(at(&path))?;
    // What stands behind the last end of a line is half of a line.
    let (whole, _) = text.rsplit_once('\n').unwrap_or_default();
    let mut lines = whole.lines().enumerate();
    let content = |index: usize, problem: String| PartialError::Content {
        path: path.clone(),
        line: index + 1,
        problem,
    };

    let (_, first) = lines.next().ok_or_else(|| {
        content(
            0,
            "the run was killed before it had written anything".to_owned(),
        )
    })?;
    let header: Header =
        serde_json::from_str(first).map_err(|error| content(0, error.to_string()))?;
    if header.schema > SCHEMA {
        let problem = format!(
            "it was written by a later version: schema {}",
            header.schema
        );
        return Err(content(0, problem));
    }
    let mut gathered = header.gathered;
    for (index, line) in lines {
        let line: Line =
            serde_json::from_str(line).map_err(|error| content(index, error.to_string()))?;
        gathered.duration_ms = line.after_ms;
        gathered.browser = line.browser.or(gathered.browser);
        gathered
            .scenarios
            .push(with_pictures(line.scenario, folder)?);
    }
    let found: BTreeSet<&str> = gathered.scenarios.iter().map(|it| it.id.as_str()).collect();
    let missing = header.selected.into_iter();
    let unfinished = missing.filter(|id| !found.contains(id.as_str())).collect();
    gathered.unfinished = unfinished;
    gathered.interrupted = Some(KILLED.to_owned());
    Ok(gathered)
}

/// Puts the pictures' content in. One that is lost stays without.
fn with_pictures(
    mut scenario: ScenarioResult,
    folder: &Path,
) -> Result<ScenarioResult, PartialError> {
    for evidence in scenario.all_evidence_mut() {
        if let Evidence::Screenshot { path, bytes, .. } = evidence
            && let Some(path) = inside(folder, path)
            && path.is_file()
        {
            *bytes = fs::read(&path).map_err(at(&path))?;
        }
    }
    Ok(scenario)
}

/// `path` below `folder`; nothing when it is empty, absolute or climbs.
pub(super) fn inside(folder: &Path, path: &str) -> Option<PathBuf> {
    let plain = |part| matches!(part, Component::Normal(_));
    let path = Path::new(path);
    let below = path.components().next().is_some() && path.components().all(plain);
    below.then(|| folder.join(path))
}
