//! Keeping the record.

use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde::Serialize;

use super::error::at;
use super::form::{Header, LineToWrite};
use super::{PartialError, RESULTS, read};
use crate::gathered::Gathered;
use crate::results::{Evidence, SCHEMA, ScenarioResult};

/// The record of a run that goes on. Dropped, it is left where it is.
#[derive(Debug)]
pub struct Record {
    folder: PathBuf,
    /// Locked until it is closed.
    file: File,
    began: Instant,
}

/// Where a run keeps its record whose report goes to `output`: beside it, `reports/latest.partial` for
/// `reports/latest`.
#[must_use]
pub fn folder_for(output: &Path) -> PathBuf {
    // A slash at the end is none of the name.
    let output: PathBuf = output.components().collect();
    let mut name = output.into_os_string();
    name.push(".partial");
    name.into()
}

impl Record {
    /// Begins the record of a run that is about the scenarios `selected`: `known` is what is known of it, the results of
    /// those that do not apply among it. What a run that was killed has left there is replaced.
    ///
    /// # Errors
    /// When the folder cannot be written, is something else, or belongs to a run that goes on.
    pub fn begin(
        output: &Path,
        known: Gathered,
        selected: Vec<String>,
    ) -> Result<Self, PartialError> {
        let folder = folder_for(output);
        remove_what_is_left(&folder)?;
        fs::create_dir_all(&folder).map_err(at(&folder))?;
        let path = folder.join(RESULTS);
        let file = File::create_new(&path).map_err(at(&path))?;
        lock(&file, &folder)?;
        let mut record = Self {
            folder,
            file,
            began: Instant::now(),
        };
        let aside = known.scenarios.clone();
        record.write(&Header {
            schema: SCHEMA,
            gathered: known,
            selected,
        })?;
        for scenario in &aside {
            record.add(scenario, None)?;
        }
        Ok(record)
    }

    /// Adds what came of a scenario, and its pictures.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn add(
        &mut self,
        scenario: &ScenarioResult,
        browser: Option<&str>,
    ) -> Result<(), PartialError> {
        // A line that is there has its pictures.
        for evidence in scenario.all_evidence() {
            if let Evidence::Screenshot { path, bytes, .. } = evidence {
                self.put(path, bytes)?;
            }
        }
        let after_ms = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.write(&LineToWrite {
            after_ms,
            browser,
            scenario,
        })
    }

    /// Removes the record, which nobody needs any more.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn remove(self) -> Result<(), PartialError> {
        fs::remove_dir_all(&self.folder).map_err(at(&self.folder))
    }

    /// Where it is.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn write(&mut self, value: &impl Serialize) -> Result<(), PartialError> {
        let path = self.folder.join(RESULTS);
        let mut line = serde_json::to_vec(value).map_err(|problem| at(&path)(problem.into()))?;
        line.push(b'\n');
        self.file.write_all(&line).map_err(at(&path))
    }

    /// Writes a picture. One whose path leads elsewhere is left to the report, which refuses it.
    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), PartialError> {
        let Some(path) = read::inside(&self.folder, path) else {
            return Ok(());
        };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(at(folder))?;
        }
        fs::write(&path, bytes).map_err(at(&path))
    }
}

/// Removes the record of a run that does not live any more.
fn remove_what_is_left(folder: &Path) -> Result<(), PartialError> {
    let left = match File::open(folder.join(RESULTS)) {
        Ok(left) => left,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let holds = |mut entries: fs::ReadDir| entries.next().is_some();
            return if fs::read_dir(folder).is_ok_and(holds) {
                Err(PartialError::NotARecord {
                    path: folder.to_owned(),
                })
            } else {
                Ok(())
            };
        }
        Err(error) => return Err(at(folder)(error)),
    };
    lock(&left, folder)?;
    fs::remove_dir_all(folder).map_err(at(folder))
}

/// Locks a record's file, until it is closed.
pub(super) fn lock(file: &File, folder: &Path) -> Result<(), PartialError> {
    match file.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => Err(PartialError::GoesOn {
            path: folder.to_owned(),
        }),
        Err(TryLockError::Error(error)) => Err(at(folder)(error)),
    }
}
