//! One approved transcript: a file as insta writes them, a header between two lines of dashes and then the text.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// What a file of an approved transcript ends in.
pub(super) const ENDING: &str = "snap";
/// What a file ends in whose transcript waits for somebody to approve it.
pub(super) const PENDING: &str = "snap.new";

/// The file of a scenario, without its ending, relative to the folder; nothing, if its ID leads out of it.
///
/// `sso-callback/once:a-newcomer` → `sso-callback/once/a-newcomer`.
fn stem(id: &str) -> Option<PathBuf> {
    let path = id.trim_start_matches('/').replace(':', "/");
    crate::write::inside(Path::new(""), &path)
}

/// Where the approved transcript of a scenario is, below `folder`.
pub(super) fn file(folder: &Path, id: &str, ending: &str) -> Option<PathBuf> {
    let mut file = folder.join(stem(id)?).into_os_string();
    file.push(".");
    file.push(ending);
    Some(file.into())
}

/// The approved transcript in `file`, if there is one.
///
/// # Errors
/// When it is there and cannot be read.
pub(super) fn read(file: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(file) {
        // A checkout on another system may have other ends of lines.
        Ok(text) => Ok(Some(
            content(&text.replace("\r\n", "\n")).trim_end().to_owned(),
        )),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Writes the transcript of the scenario `id` to `file`, whose folders are created.
///
/// # Errors
/// When the system refuses.
pub(super) fn write(file: &Path, id: &str, transcript: &str) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    // A string of JSON is one of YAML, too.
    let id = Value::from(id);
    fs::write(file, format!("---\nexpression: {id}\n---\n{transcript}"))
}

/// What stands below the header, which goes from the first line to the next one of dashes; all, if there is none.
fn content(file: &str) -> &str {
    let mut end = 0;
    for (index, line) in file.split_inclusive('\n').enumerate() {
        end += line.len();
        match (index, line.trim_end() == "---") {
            (0, false) => break,
            (0, true) | (_, false) => {}
            (_, true) => return &file[end..],
        }
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scenario_has_a_file_below_the_folder_whatever_its_id() {
        let folder = Path::new("approved");
        let of = |id| file(folder, id, ENDING);
        assert_eq!(
            of("sso-callback/once:a-newcomer"),
            Some("approved/sso-callback/once/a-newcomer.snap".into())
        );
        assert_eq!(of("/a/b:c"), Some("approved/a/b/c.snap".into()));
        assert_eq!(of("../../etc:x"), None);
        assert_eq!(of(""), None);
    }

    #[test]
    fn the_header_ends_at_the_next_line_of_dashes_however_it_was_saved() {
        for (file, told) in [
            (
                "---\nexpression: \"a:b\"\n---\nwent\n  200 app:/\n",
                "went\n  200 app:/\n",
            ),
            ("---\n---\nwent", "went"),
            ("---\na: b\n---", ""),
            ("--- \na: b\n---\t\nwent\n---\n", "went\n---\n"),
            ("went\n---\n", "went\n---\n"),
            ("---\nwithout an end", "---\nwithout an end"),
            ("", ""),
        ] {
            assert_eq!(content(file), told, "{file:?}");
        }
    }

    #[test]
    fn what_is_written_is_read_back_and_insta_reads_the_same() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a/b.snap");
        assert_eq!(read(&file).expect("no file is no error"), None);
        write(&file, "a:b", "went\n  200 app:/\n").expect("it can be written");
        let told = read(&file).expect("it can be read");
        assert_eq!(told.as_deref(), Some("went\n  200 app:/"));

        let mut settings = insta::Settings::new();
        settings.set_snapshot_path(folder.path().join("a"));
        settings.set_prepend_module_to_snapshot(false);
        settings.bind(|| insta::assert_snapshot!("b", "went\n  200 app:/\n"));
    }
}
