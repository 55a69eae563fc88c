//! A folder that is filled on the side and then takes another's place in one step.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::write::{WriteError, at};

/// After this long, what a killed run left beside the report belongs to nobody.
const ABANDONED: Duration = Duration::from_secs(3600);

/// A folder being filled; gone when dropped, unless it took its place.
#[derive(Debug)]
pub(crate) struct Replacement {
    /// The place to take.
    place: PathBuf,
    /// `.<name>.partial-<process>` beside it: on the same file system, or it could not be moved.
    aside: PathBuf,
}

impl Replacement {
    /// Starts an empty folder beside the absolute path `place`, whose parents are created.
    pub(crate) fn beside(place: &Path) -> Result<Self, WriteError> {
        let (Some(parent), Some(name)) = (place.parent(), place.file_name()) else {
            return Err(at(place, io::ErrorKind::InvalidFilename.into()));
        };
        let mut prefix = OsString::from(".");
        prefix.push(name);
        prefix.push(".partial-");
        fs::create_dir_all(parent).map_err(|source| at(parent, source))?;
        remove_abandoned(parent, &prefix);

        let mut own = prefix;
        own.push(std::process::id().to_string());
        let aside = parent.join(own);
        // Process numbers come again, in containers soon: this one is ours now.
        let _ = fs::remove_dir_all(&aside);
        fs::create_dir(&aside).map_err(|source| at(&aside, source))?;
        Ok(Self {
            place: place.to_owned(),
            aside,
        })
    }

    /// Where to write.
    pub(crate) fn path(&self) -> &Path {
        &self.aside
    }

    /// Puts the folder in its place. What stood there is removed.
    pub(crate) fn take_its_place(self) -> Result<(), WriteError> {
        // Dropping removes what then stands aside: the old report, if there was one.
        exchange(&self.aside, &self.place).or_else(|_| self.make_room())
    }

    /// For a place that is free, or on a file system that cannot exchange two names: for an
    /// instant there is no report then, but never half of one.
    fn make_room(&self) -> Result<(), WriteError> {
        let mut old = self.aside.clone().into_os_string();
        old.push("-old");
        let old = PathBuf::from(old);
        let had_old = match fs::rename(&self.place, &old) {
            Ok(()) => true,
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) => return Err(at(&self.place, error)),
        };
        if let Err(error) = fs::rename(&self.aside, &self.place) {
            if had_old {
                // Should this fail as well, the old report is still there under its other name.
                let _ = fs::rename(&old, &self.place);
            }
            return Err(at(&self.place, error));
        }
        // What cannot be removed now is abandoned, and cleared away by a later run.
        let _ = fs::remove_dir_all(&old);
        Ok(())
    }
}

impl Drop for Replacement {
    fn drop(&mut self) {
        // It has been moved away, or is of no use to anybody; a later run tries again.
        let _ = fs::remove_dir_all(&self.aside);
    }
}

/// Makes the two names change places, so that neither is missing at any time.
#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Clears away what killed runs left; whatever resists does no harm.
fn remove_abandoned(parent: &Path, prefix: &OsString) {
    let Ok(entries) = fs::read_dir(parent) else {
        return;
    };
    let prefix = prefix.as_encoded_bytes();
    for entry in entries.flatten() {
        let ours = entry.file_name().as_encoded_bytes().starts_with(prefix);
        let modified = entry.metadata().and_then(|found| found.modified());
        let old = modified.is_ok_and(|at| {
            SystemTime::now()
                .duration_since(at)
                .is_ok_and(|age| age > ABANDONED)
        });
        if ours && old {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
