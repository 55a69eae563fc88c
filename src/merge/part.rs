//! One of the reports that are put together.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use conformance_harness::gathered::Gathered;
use conformance_harness::partial;

use super::error::MergeError;
use crate::console::count;

/// The file that makes a folder a report.
const REPORT: &str = "results.json";

/// What one run found, and where that stands.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// As it is called in messages.
    pub(super) name: String,
    /// What the run found.
    pub(super) found: Gathered,
}

impl Part {
    /// Reads the reports at `paths`, and those below them where a folder is none itself; in the order of the paths.
    ///
    /// # Errors
    /// When there is none at a path, or one cannot be read.
    pub(super) fn read_all(paths: &[PathBuf]) -> Result<Vec<Self>, MergeError> {
        let mut parts = Vec::new();
        for path in paths {
            let mut reports = Vec::new();
            match path.is_dir() {
                true => look_into(path, &mut reports)?,
                false => reports.push(path.clone()),
            }
            if reports.is_empty() {
                return Err(MergeError::NoReport(path.clone()));
            }
            for report in reports {
                parts.push(Self::read(&report)?);
            }
        }
        Ok(parts)
    }

    /// That it is of the same build as `found`, which is in the report `name`, as far as both say.
    ///
    /// # Errors
    /// When they say otherwise.
    pub(super) fn is_of_the_build_of(
        &self,
        found: &Gathered,
        name: &str,
    ) -> Result<(), MergeError> {
        match (&self.found.build, &found.build) {
            (Some(a), Some(b)) if a != b => Err(MergeError::Builds {
                a: self.name.clone(),
                of_a: a.clone(),
                b: name.to_owned(),
                of_b: b.clone(),
            }),
            _ => Ok(()),
        }
    }

    fn read(path: &Path) -> Result<Self, MergeError> {
        Ok(Self {
            name: path.display().to_string(),
            found: match partial::is_partial(path) {
                true => partial::read(path)?,
                false => crate::report::read(path)?.into(),
            },
        })
    }
}

/// Adds the reports in `folder`, in the order of their paths: itself, or else those further down.
fn look_into(folder: &Path, reports: &mut Vec<PathBuf>) -> Result<(), MergeError> {
    if folder.join(REPORT).is_file() || partial::is_partial(folder) {
        reports.push(folder.to_owned());
        return Ok(());
    }
    let wrap = |source| MergeError::Folder {
        path: folder.to_owned(),
        source,
    };
    let mut below = Vec::new();
    for entry in fs::read_dir(folder).map_err(wrap)? {
        let entry = entry.map_err(wrap)?;
        // A link could lead round in a circle.
        if entry.file_type().map_err(wrap)?.is_dir() {
            below.push(entry.path());
        }
    }
    below.sort();
    below.iter().try_for_each(|it| look_into(it, reports))
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Gathered {
            target, scenarios, ..
        } = &self.found;
        write!(
            f,
            "{}: {} on {target}",
            self.name,
            count(scenarios.len(), "scenario")
        )?;
        if let Some(shard) = self.found.shard {
            write!(f, ", shard {shard}")?;
        }
        if self.found.rerun_of.is_some() {
            write!(f, ", played again")?;
        }
        if let Some(why) = &self.found.interrupted {
            write!(f, ", cut short: {why}")?;
        }
        Ok(())
    }
}
