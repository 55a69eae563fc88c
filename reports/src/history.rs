//! What the last runs of a target came to: a file of one line per run, beside the folder of the report.

mod memory;
mod past;

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use conformance_harness::results::Results;

pub(crate) use memory::Memory;
pub(crate) use past::PastRun;

/// So many runs are kept of each target.
const KEPT: usize = 100;

/// The folder beside the report's.
const FOLDER: &str = "history";

/// The last runs of one target, the oldest first.
#[derive(Debug, Clone, Default)]
pub struct History {
    runs: Vec<PastRun>,
    warning: Option<String>,
}

/// A run could not be added to the history. What was in it is still there.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the history {}: {source}", path.display())]
pub struct HistoryError {
    /// The file or folder.
    path: PathBuf,
    /// What the system says.
    source: io::Error,
}

impl History {
    /// Of a target of which nothing is known.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// The file with the runs of `target` whose reports are written to the folder `report`:
    /// `history/<target>.jsonl` beside that.
    #[must_use]
    pub fn file(report: &Path, target: &str) -> PathBuf {
        let report = std::path::absolute(report).unwrap_or_else(|_| report.to_owned());
        let plain = |letter: char| letter.is_alphanumeric() || "-_.".contains(letter);
        let name: String = target
            .chars()
            .map(|letter| if plain(letter) { letter } else { '_' })
            .collect();
        let beside = report.parent().unwrap_or(Path::new(""));
        beside.join(FOLDER).join(format!("{name}.jsonl"))
    }

    /// Reads `file`. It never fails, because no run should for this: what cannot be read is left out, and
    /// [`Self::warning`] says so.
    #[must_use]
    pub fn read(file: &Path) -> Self {
        let text = match fs::read(file) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Self::none(),
            Err(error) => {
                return Self {
                    runs: Vec::new(),
                    warning: Some(format!(
                        "cannot read the history {}: {error}",
                        file.display()
                    )),
                };
            }
        };
        let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
        let runs: Vec<PastRun> = lines
            .iter()
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect();
        let broken = lines.len() - runs.len();
        let warning = (broken > 0).then(|| {
            format!(
                "{broken} of {} lines of the history {} cannot be read, and are left out",
                lines.len(),
                file.display()
            )
        });
        Self { runs, warning }
    }

    /// What is wrong with the file that it was read from.
    #[must_use]
    pub fn warning(&self) -> Option<&str> {
        self.warning.as_deref()
    }

    /// Adds a run to the history in `file`, which is made when it is missing. A run that is in it already, as it is when a
    /// report is written anew, takes its own place. The last 100 runs are kept, and lines that cannot be read are not.
    ///
    /// Two runs that end together wait for each other.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn record(file: &Path, results: &Results) -> Result<(), HistoryError> {
        let at = |path: &Path| {
            let path = path.to_owned();
            |source| HistoryError { path, source }
        };
        let folder = file.parent().unwrap_or(Path::new(""));
        fs::create_dir_all(folder).map_err(at(folder))?;
        let turn = File::open(folder).map_err(at(folder))?;
        turn.lock().map_err(at(folder))?;

        let run = PastRun::of(results);
        let mut runs = Self::read(file).runs;
        runs.retain(|it| !it.is(&run));
        runs.push(run);
        let kept = &runs[runs.len().saturating_sub(KEPT)..];

        let new = file.with_extension("jsonl.new");
        let written = || -> io::Result<()> {
            let mut new = io::BufWriter::new(File::create(&new)?);
            for run in kept {
                serde_json::to_writer(&mut new, run)?;
                new.write_all(b"\n")?;
            }
            new.flush()
        };
        written().map_err(at(&new))?;
        fs::rename(&new, file).map_err(at(file))
    }

    /// The runs before `run` and `run` itself, the oldest first.
    pub(crate) fn up_to(&self, run: PastRun) -> Vec<PastRun> {
        let mut runs = self.runs.clone();
        runs.retain(|it| !it.is(&run));
        runs.push(run);
        runs
    }
}
