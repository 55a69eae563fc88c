//! Files that are written once.

use std::path::{Path, PathBuf};

use crate::console::Console;

/// Files with their texts, in order.
#[derive(Debug)]
pub(super) struct Files(Vec<(PathBuf, String)>);

/// A file could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {}: {source}", path.display())]
pub(super) struct WriteError {
    path: PathBuf,
    source: std::io::Error,
}

impl<const N: usize> From<[(PathBuf, String); N]> for Files {
    fn from(files: [(PathBuf, String); N]) -> Self {
        Self(files.into())
    }
}

impl Files {
    /// Writes those that are not there yet, or all of them with `anew`, and says which.
    ///
    /// # Errors
    /// When one cannot be written; those before it have been.
    pub(super) fn write(&self, anew: bool, console: Console) -> Result<(), WriteError> {
        for (path, text) in &self.0 {
            let shown = path.display();
            if path.exists() && !anew {
                console.line(&format!("kept     {shown}  (--force writes it anew)"));
                continue;
            }
            write(path, text).map_err(|source| WriteError {
                path: path.clone(),
                source,
            })?;
            console.line(&format!("written  {shown}"));
        }
        Ok(())
    }
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, text)
}
