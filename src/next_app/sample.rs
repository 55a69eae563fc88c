//! Small apps to look at, for tests.

use std::path::Path;

use tempfile::TempDir;

/// A folder with a few files.
pub(crate) struct Sample(TempDir);

impl Sample {
    /// With these files, by their paths.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (path, text) in files {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().expect("it has one")).expect("a folder");
            std::fs::write(path, text).expect("a file");
        }
        Self(folder)
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }
}
