//! What a deployment logs, as a file that grows.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::environment_error::EnvironmentError;

/// More than any scenario makes a deployment log, in bytes.
const LONGEST: u64 = 8 * 1024 * 1024;

/// A log, from the moment on at which a scenario began.
#[derive(Debug, Clone)]
pub struct Log {
    file: PathBuf,
    begin: u64,
    /// The file itself, where it has no name that stays.
    held: Option<Arc<File>>,
}

impl Log {
    /// The log in `file`, without what stands there already; the file need not exist yet.
    ///
    /// # Errors
    /// When the file cannot be looked at.
    pub fn from_here_on(file: &Path) -> Result<Self, EnvironmentError> {
        let begin = match std::fs::metadata(file) {
            Ok(metadata) => metadata.len(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => 0,
            Err(error) => return Err(unreadable(file, &error)),
        };
        Ok(Self {
            file: file.to_owned(),
            begin,
            held: None,
        })
    }

    /// The whole log in `file`, which can be read even when its name has gone.
    ///
    /// # Errors
    /// When there is no such file.
    pub fn held(file: &Path) -> Result<Self, EnvironmentError> {
        let held = File::open(file).map_err(|error| unreadable(file, &error))?;
        Ok(Self {
            file: file.to_owned(),
            begin: 0,
            held: Some(Arc::new(held)),
        })
    }

    /// The lines since then; the last one may not be whole yet, and is left out then. A log that is shorter than it was
    /// has been begun anew: then all of it is new.
    ///
    /// # Errors
    /// When the file cannot be read, or more than 8 MiB of it are new: what is not read could be trouble.
    pub fn lines(&self) -> Result<Vec<String>, EnvironmentError> {
        let mut text = Vec::new();
        let open = match &self.held {
            Some(held) => held.try_clone(),
            None => File::open(&self.file),
        };
        let read = open.and_then(|mut file| {
            let length = file.metadata()?.len();
            let begin = if length < self.begin { 0 } else { self.begin };
            file.seek(SeekFrom::Start(begin))?;
            file.take(LONGEST + 1).read_to_end(&mut text)
        });
        let read = read.map_err(|error| unreadable(&self.file, &error))?;
        if u64::try_from(read).is_ok_and(|read| read > LONGEST) {
            return Err(EnvironmentError::new(format!(
                "the deployment's log {} has grown by more than {LONGEST} bytes since the scenario began",
                self.file.display()
            )));
        }
        let text = String::from_utf8_lossy(&text);
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        Ok(whole.lines().map(str::to_owned).collect())
    }
}

fn unreadable(file: &Path, error: &std::io::Error) -> EnvironmentError {
    EnvironmentError::because(
        &format!("the deployment's log {} cannot be read", file.display()),
        error,
    )
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn what_was_logged_before_and_what_is_not_finished_are_left_out() {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        writeln!(file, "long ago").expect("written");
        let log = Log::from_here_on(file.path()).expect("a log");
        write!(file, "one\ntwo\nthr").expect("written");
        assert_eq!(log.lines().expect("lines"), ["one", "two"]);
        writeln!(file, "ee").expect("written");
        assert_eq!(log.lines().expect("lines"), ["one", "two", "three"]);
    }

    #[test]
    fn a_log_that_is_held_is_read_when_its_name_has_gone() {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        let log = Log::held(file.path()).expect("a log");
        std::fs::remove_file(file.path()).expect("it is there");
        writeln!(file, "one").expect("written");
        assert_eq!(log.lines().expect("lines"), ["one"]);
        writeln!(file, "two").expect("written");
        assert_eq!(log.lines().expect("lines"), ["one", "two"]);
    }

    #[test]
    fn a_log_that_was_begun_anew_is_read_from_its_beginning() {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        writeln!(file, "long ago").expect("written");
        let log = Log::from_here_on(file.path()).expect("a log");
        std::fs::write(file.path(), "one\n").expect("written");
        assert_eq!(log.lines().expect("lines"), ["one"]);
    }

    #[test]
    fn a_log_that_is_too_long_to_be_read_does_not_lose_its_end_in_silence() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let log = Log::from_here_on(file.path()).expect("a log");
        let longest = usize::try_from(LONGEST).expect("a length");
        std::fs::write(file.path(), "x\n".repeat(longest / 2)).expect("written");
        assert_eq!(log.lines().expect("lines").len(), longest / 2);
        std::fs::write(file.path(), "x\n".repeat(longest / 2 + 1)).expect("written");
        let error = log.lines().expect_err("it is too long");
        assert!(error.to_string().contains("more than 8388608"), "{error}");
    }

    #[test]
    fn a_log_that_is_not_there_is_named() {
        let log = Log::from_here_on(Path::new("/nowhere/app.log")).expect("it may come");
        let error = log.lines().expect_err("it has not");
        assert!(error.to_string().contains("/nowhere/app.log"), "{error}");
    }
}
