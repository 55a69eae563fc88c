//! From files to features.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use cucumber::gherkin::{Feature, GherkinEnv};

use super::FeatureError;
use super::keyword::culprit;

/// Adds the feature files at and below `path`.
pub(super) fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), String> {
    let metadata = std::fs::metadata(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        _ => format!("cannot be read: {error}"),
    })?;
    if !metadata.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let entries = std::fs::read_dir(path).map_err(|error| format!("cannot be read: {error}"))?;
    for entry in entries {
        let entry = entry
            .map_err(|error| format!("cannot be read: {error}"))?
            .path();
        if entry.is_dir() {
            collect(&entry, files)?;
        } else if entry.extension().is_some_and(|ending| ending == "feature") {
            files.push(entry);
        }
    }
    Ok(())
}

/// Reads one feature file; what is below `root` is called by its path from there.
pub(super) fn parse(path: &Path, root: &Path) -> Result<Feature, FeatureError> {
    let shown = path.strip_prefix(root).unwrap_or(path);
    let file = display(shown);
    let text = std::fs::read_to_string(path).map_err(|error| FeatureError {
        file: file.clone(),
        line: 0,
        problem: format!("cannot be read: {error}"),
    })?;
    let mut feature = Feature::parse(&text, GherkinEnv::default()).map_err(|error| {
        // The parser shows the position in its message only.
        let message = error.to_string();
        let position = message.strip_prefix("Error at ").and_then(|rest| rest.split(':').next());
        let line: usize = position.and_then(|line| line.parse().ok()).unwrap_or(0);
        let line = culprit(&text).unwrap_or(line);
        let found = text.lines().nth(line.saturating_sub(1)).unwrap_or_default().trim();
        let problem = if found.is_empty() {
            "the file ends here, or a blank line stands, where Gherkin expects a feature, scenario or step".to_owned()
        } else {
            format!("“{found}” is not Gherkin here; a feature, rule, scenario, step, tag or table row was expected")
        };
        FeatureError { file: file.clone(), line, problem }
    })?;
    feature.path = Some(shown.to_owned());
    Ok(feature)
}

/// A path as people write it.
pub(super) fn display(path: &Path) -> String {
    let path = path.strip_prefix(".").unwrap_or(path);
    path.display().to_string()
}
