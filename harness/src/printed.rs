//! What a process prints: a file without a name, so that nothing is left even of a run that is killed.

use std::fs::File;
use std::io::Read as _;
use std::os::fd::AsRawFd as _;
use std::path::PathBuf;
use std::sync::Arc;

use crate::environment_error::EnvironmentError;

/// How much of what it printed an error tells.
const LAST_LINES: usize = 12;

/// What one or several processes print, one after the other.
#[derive(Debug, Clone)]
pub(crate) struct Printed(Arc<File>);

impl Printed {
    pub(crate) fn new() -> Result<Self, EnvironmentError> {
        Ok(Self(Arc::new(tempfile::tempfile().map_err(unusable)?)))
    }

    /// Where this process and others can open it for as long as this lives.
    pub(crate) fn path(&self) -> PathBuf {
        let (process, number) = (std::process::id(), self.0.as_raw_fd());
        PathBuf::from(format!("/proc/{process}/fd/{number}"))
    }

    /// For a process to print to; what is there already stays.
    pub(crate) fn writer(&self) -> Result<File, EnvironmentError> {
        let appending = File::options().append(true).open(self.path());
        appending.map_err(unusable)
    }

    /// The end of it, as the end of a sentence.
    pub(crate) fn last_lines(&self) -> String {
        let mut bytes = Vec::new();
        let read = File::open(self.path()).and_then(|mut file| file.read_to_end(&mut bytes));
        if read.is_err() {
            return String::new();
        }
        let text = String::from_utf8_lossy(&bytes);
        let lines: Vec<&str> = text.lines().filter(|it| !it.trim().is_empty()).collect();
        let last = &lines[lines.len().saturating_sub(LAST_LINES)..];
        if last.is_empty() {
            ", and printed nothing".to_owned()
        } else {
            format!("; it printed: {}", last.join(" | "))
        }
    }
}

fn unusable(error: std::io::Error) -> EnvironmentError {
    EnvironmentError::because("no temporary file", &error)
}
