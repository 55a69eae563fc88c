//! `results.json`, out and back in.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use conformance_harness::results::{Evidence, Results, SCHEMA, ScenarioResult};
use serde_json::error::Category;

use crate::write::inside;

/// A `results.json` could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file is not there, or not text.
    #[error("cannot read {}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is not JSON, or not of the form of [`Results`].
    #[error("{}:{line}:{column}: {message}", path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// From 1; in a scenario's evidence, where that piece of evidence ends.
        line: usize,
        /// From 1, in bytes.
        column: usize,
        /// What is wrong there.
        message: String,
    },
    /// The file was written by a newer version of this tool.
    #[error("{}: results of schema {found}, and this version reads up to {SCHEMA}", path.display())]
    Schema {
        /// The file.
        path: PathBuf,
        /// The schema it names.
        found: u32,
    },
}

/// More of what is wrong with a file than anybody reads, in characters.
const LONGEST_MESSAGE: usize = 500;

/// The content of `results.json`: indented, with a line break at the end. The pictures are not
/// in it, only their paths.
#[must_use]
pub fn json(results: &Results) -> String {
    let mut text = Vec::new();
    json_to(results, &mut text).expect(
        "memory takes all, and results hold nothing that JSON lacks: their only map has text for keys",
    );
    String::from_utf8(text).expect("JSON is text")
}

/// Writes what [`json()`] gives.
pub(crate) fn json_to(results: &Results, mut out: impl Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut out, results)?;
    out.write_all(b"\n")
}

/// Reads the `results.json` at `path`, and the pictures that it names from beside it. A picture
/// that is not there (any more) is left without content.
///
/// # Errors
/// When the file cannot be read, is not the JSON of [`Results`], or is of a newer schema.
pub fn read(path: &Path) -> Result<Results, ReadError> {
    let text = fs::read_to_string(path).map_err(|source| ReadError::File {
        path: path.to_owned(),
        source,
    })?;
    let mut results: Results =
        serde_json::from_str(&text).map_err(|error| content(path, &error))?;
    if results.schema > SCHEMA {
        return Err(ReadError::Schema {
            path: path.to_owned(),
            found: results.schema,
        });
    }
    let folder = path.parent().unwrap_or(Path::new(""));
    let scenarios = results.scenarios.iter_mut();
    for evidence in scenarios.flat_map(ScenarioResult::all_evidence_mut) {
        if let Evidence::Screenshot { path, bytes, .. } = evidence
            && let Some(picture) = inside(folder, path)
        {
            *bytes = fs::read(picture).unwrap_or_default();
        }
    }
    Ok(results)
}

fn content(path: &Path, error: &serde_json::Error) -> ReadError {
    let (line, column) = (error.line(), error.column());
    let message = error.to_string();
    // serde_json ends with the position, which stands at the front here.
    let position = format!(" at line {line} column {column}");
    // It quotes what it did not expect, however long that is.
    let message = message.strip_suffix(&position).unwrap_or(&message);
    let message = match error.classify() {
        Category::Eof => {
            "the file is cut off; play that run again, or merge what it has left beside it (….partial)"
        }
        _ => message,
    };
    ReadError::Content {
        path: path.to_owned(),
        line,
        column,
        message: message.chars().take(LONGEST_MESSAGE).collect(),
    }
}
