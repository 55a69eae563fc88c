//! A file that grows, as a log.

use std::fs::File;
use std::io::{ErrorKind, Read as _, Seek as _, SeekFrom};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use futures::FutureExt as _;
use futures::future::BoxFuture;

use super::{LONGEST, Lines, Log, LogSource, is_not_too_long};
use crate::environment_error::EnvironmentError;

/// A log in a file, which may be rotated: renamed and begun anew, or emptied.
#[derive(Debug)]
pub struct FileLog {
    file: PathBuf,
}

impl FileLog {
    /// The log in `file`, which need not exist yet.
    #[must_use]
    pub fn new(file: &Path) -> Self {
        Self {
            file: file.to_owned(),
        }
    }

    /// It, from here on.
    ///
    /// # Errors
    /// When the file cannot be looked at.
    pub(crate) fn begin_now(&self) -> Result<Log, EnvironmentError> {
        let unreadable = |error| unreadable(&self.file, &error);
        let pieces = match File::open(&self.file) {
            Ok(file) => vec![Piece::from_end_of(file).map_err(unreadable)?],
            Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(unreadable(error)),
        };
        Ok(Log::of(Tail {
            file: self.file.clone(),
            has_name: true,
            pieces: Mutex::new(pieces),
        }))
    }

    /// The whole log in `file`, which can be read even when its name has gone.
    ///
    /// # Errors
    /// When there is no such file.
    pub(crate) fn held(file: &Path) -> Result<Log, EnvironmentError> {
        let held = File::open(file).map_err(|error| unreadable(file, &error))?;
        Ok(Log::of(Tail {
            file: file.to_owned(),
            has_name: false,
            pieces: Mutex::new(vec![Piece::whole(held)]),
        }))
    }
}

impl LogSource for FileLog {
    fn begin(&self) -> BoxFuture<'_, Result<Log, EnvironmentError>> {
        async { self.begin_now() }.boxed()
    }
}

/// What has been read of a log since a scenario began.
#[derive(Debug)]
struct Tail {
    file: PathBuf,
    /// Whether there may be another file at its path one day.
    has_name: bool,
    /// One after the other: a file that is renamed goes on to be read, as who writes to it may not have noticed.
    pieces: Mutex<Vec<Piece>>,
}

/// A file, and what was read of it: once it is emptied, nobody else has that.
#[derive(Debug)]
struct Piece {
    file: File,
    read_up_to: u64,
    /// Whether what comes next is the end of a line that had begun before.
    is_amid_line: bool,
    text: Vec<u8>,
}

impl Piece {
    fn whole(file: File) -> Self {
        Self {
            file,
            read_up_to: 0,
            is_amid_line: false,
            text: Vec::new(),
        }
    }

    /// What will come at the end of a file.
    fn from_end_of(mut file: File) -> std::io::Result<Self> {
        let length = file.metadata()?.len();
        let mut last = [b'\n'];
        if length > 0 {
            file.seek(SeekFrom::Start(length - 1))?;
            file.read_exact(&mut last)?;
        }
        Ok(Self {
            file,
            read_up_to: length,
            is_amid_line: last != [b'\n'],
            text: Vec::new(),
        })
    }

    /// Reads what is new. A file that is shorter than it was has been emptied: then all of it is new.
    fn read_on(&mut self) -> std::io::Result<()> {
        if self.file.metadata()?.len() < self.read_up_to {
            self.read_up_to = 0;
            self.is_amid_line = false;
            // Nobody will finish what was not a whole line.
            let whole = self.text.iter().rposition(|byte| *byte == b'\n');
            self.text.truncate(whole.map_or(0, |end| end + 1));
        }
        self.file.seek(SeekFrom::Start(self.read_up_to))?;
        let room = u64::try_from(LONGEST + 1).unwrap_or(u64::MAX);
        let mut new = Vec::new();
        let read = (&self.file).take(room).read_to_end(&mut new)?;
        self.read_up_to += u64::try_from(read).unwrap_or_default();
        if self.is_amid_line {
            let end = new.iter().position(|byte| *byte == b'\n');
            self.is_amid_line = end.is_none();
            new.drain(..end.map_or(new.len(), |end| end + 1));
        }
        self.text.append(&mut new);
        Ok(())
    }

    fn lines(&self) -> Vec<String> {
        let text = String::from_utf8_lossy(&self.text);
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        whole.lines().map(str::to_owned).collect()
    }

    fn is(&self, other: &File) -> std::io::Result<bool> {
        let (own, other) = (self.file.metadata()?, other.metadata()?);
        Ok(own.dev() == other.dev() && own.ino() == other.ino())
    }
}

impl Tail {
    fn read(&self) -> Result<Vec<String>, EnvironmentError> {
        let unreadable = |error| unreadable(&self.file, &error);
        let mut pieces = self.pieces.lock().unwrap_or_else(PoisonError::into_inner);
        if self.has_name {
            match File::open(&self.file) {
                Ok(file) => {
                    let last = pieces.last().map(|piece| piece.is(&file));
                    if !last.transpose().map_err(unreadable)?.unwrap_or(false) {
                        pieces.push(Piece::whole(file));
                    }
                }
                // It has been renamed, and the next one is not there yet.
                Err(error) if error.kind() == ErrorKind::NotFound && !pieces.is_empty() => {}
                Err(error) => return Err(unreadable(error)),
            }
        }
        for piece in pieces.iter_mut() {
            piece.read_on().map_err(unreadable)?;
        }
        let bytes = pieces.iter().map(|piece| piece.text.len()).sum();
        is_not_too_long(
            &format!("the deployment's log {}", self.file.display()),
            bytes,
        )?;
        Ok(pieces.iter().flat_map(Piece::lines).collect())
    }
}

impl Lines for Tail {
    fn lines(&self) -> BoxFuture<'_, Result<Vec<String>, EnvironmentError>> {
        async { self.read() }.boxed()
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

    fn begun(file: &Path) -> Log {
        FileLog::new(file).begin_now().expect("a log")
    }

    #[tokio::test]
    async fn a_line_that_had_begun_before_is_not_of_the_scenario() {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        write!(file, "long ago, and at len").expect("written");
        let log = begun(file.path());
        write!(file, "gth\none\n").expect("written");
        assert_eq!(log.lines().await.expect("lines"), ["one"]);
    }

    #[tokio::test]
    async fn a_log_that_is_held_is_read_when_its_name_has_gone() {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        let log = FileLog::held(file.path()).expect("a log");
        std::fs::remove_file(file.path()).expect("it is there");
        writeln!(file, "one").expect("written");
        assert_eq!(log.lines().await.expect("lines"), ["one"]);
        writeln!(file, "two").expect("written");
        assert_eq!(log.lines().await.expect("lines"), ["one", "two"]);
    }

    #[tokio::test]
    async fn a_log_that_is_emptied_loses_nothing_that_was_seen() {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        writeln!(file, "long ago").expect("written");
        let log = begun(file.path());
        write!(file, "one\ntw").expect("written");
        assert_eq!(log.lines().await.expect("lines"), ["one"]);
        std::fs::write(file.path(), "three\n").expect("written");
        assert_eq!(log.lines().await.expect("lines"), ["one", "three"]);
    }

    #[tokio::test]
    async fn who_has_not_noticed_that_a_log_was_renamed_is_still_heard() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("app.log");
        let mut old = File::create(&path).expect("a file");
        let log = begun(&path);
        writeln!(old, "one").expect("written");
        std::fs::rename(&path, folder.path().join("app.log.1")).expect("renamed");
        writeln!(old, "two").expect("written");
        assert_eq!(log.lines().await.expect("lines"), ["one", "two"]);
        std::fs::write(&path, "four\n").expect("written");
        assert_eq!(log.lines().await.expect("lines"), ["one", "two", "four"]);
        writeln!(old, "three").expect("written");
        let lines = log.lines().await.expect("lines");
        assert_eq!(lines, ["one", "two", "three", "four"]);
    }

    #[tokio::test]
    async fn a_log_that_is_too_long_to_be_read_does_not_lose_its_end_in_silence() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let log = begun(file.path());
        std::fs::write(file.path(), "x\n".repeat(LONGEST / 2)).expect("written");
        assert_eq!(log.lines().await.expect("lines").len(), LONGEST / 2);
        let log = begun(Path::new("/nowhere/app.log"));
        let error = log.lines().await.expect_err("it has not come");
        assert!(error.to_string().contains("/nowhere/app.log"), "{error}");
        let file = tempfile::NamedTempFile::new().expect("a file");
        let log = begun(file.path());
        std::fs::write(file.path(), "x\n".repeat(LONGEST / 2 + 1)).expect("written");
        let error = log.lines().await.expect_err("it is too long");
        assert!(error.to_string().contains("more than 8388608"), "{error}");
    }
}
