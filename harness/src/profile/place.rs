//! Where profiles are, and the files that they name.

use std::path::{Path, PathBuf};

/// What the paths in the profile at `path` are relative to: the project's folder for those in its `targets`, and the
/// folder of the profile for all others.
pub(super) fn base(path: &Path, targets: &Path) -> PathBuf {
    let folder = folder_of(path);
    let is_same = |one: &Path, other: &Path| match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    };
    if is_same(&folder, targets) {
        folder_of(targets)
    } else {
        folder
    }
}

/// The folder that something lies in, by its path.
fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Where the profile is that is wanted.
pub(super) fn path_of(wanted: &str, folder: &Path) -> PathBuf {
    let path = Path::new(wanted);
    if path.extension().is_some_and(|ending| ending == "toml") {
        path.to_owned()
    } else {
        folder.join(format!("{wanted}.toml"))
    }
}

/// The names of the profiles in a folder.
pub(super) fn names_in(folder: &Path) -> Vec<String> {
    let files = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path());
    let mut names: Vec<String> = files
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned()))
        .collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{Log, Profile};

    fn log_of_profile(profile: &Profile) -> Option<PathBuf> {
        match profile.billing.as_ref()?.log.as_ref()? {
            Log::File { file } => Some(file.clone()),
            _ => None,
        }
    }

    #[test]
    fn a_log_is_where_it_is_wherever_the_command_is_started() {
        let project = tempfile::tempdir().expect("a folder");
        let targets = project.path().join("targets");
        let elsewhere = project.path().join("elsewhere");
        let log_of = |folder: &Path, log: &str| {
            std::fs::create_dir_all(folder).expect("a folder");
            let path = folder.join("mine.toml");
            let text = format!(
                "[app]\nkind = \"embedded\"\n[billing.log]\nkind = \"file\"\nfile = {log:?}\n"
            );
            std::fs::write(&path, text).expect("a file");
            let wanted = path.to_str().expect("a path");
            log_of_profile(&Profile::load(wanted, &targets).expect("a profile"))
        };
        let log = |path: PathBuf| Some(path);
        let of_project = project.path().join("reports/app.log");
        assert_eq!(log_of(&targets, "reports/app.log"), log(of_project.clone()));
        let roundabout = targets.join("../targets");
        let profile = Profile::load("mine", &roundabout).expect("a profile");
        let found = log_of_profile(&profile).expect("a log");
        assert!(found.ends_with("reports/app.log"), "{}", found.display());
        assert_eq!(
            log_of(&elsewhere, "reports/app.log"),
            log(elsewhere.join("reports/app.log"))
        );
        assert_eq!(
            log_of(&elsewhere, "/var/log/app.log"),
            log(PathBuf::from("/var/log/app.log"))
        );
        assert_eq!(folder_of(Path::new("targets")), PathBuf::from("."));
    }
}
