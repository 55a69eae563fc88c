//! What an installation and a build are made from, so that neither is done again for nothing.

use std::path::Path;

use ignore::WalkBuilder;
use sha2::{Digest as _, Sha256};

use crate::environment_error::EnvironmentError;

/// Files that say what is installed, wherever they are.
const MANIFESTS: [&str; 19] = [
    "package.json",
    "package-lock.json",
    "npm-shrinkwrap.json",
    ".npmrc",
    "yarn.lock",
    ".yarnrc.yml",
    "pnpm-lock.yaml",
    "pnpm-workspace.yaml",
    "bun.lock",
    "bun.lockb",
    "Cargo.lock",
    "Gemfile.lock",
    "composer.lock",
    "go.sum",
    "mix.lock",
    "poetry.lock",
    "requirements.txt",
    "uv.lock",
    "deno.lock",
];

/// Folders that hold what was installed or built, whether or not they are ignored by git.
const OUTPUTS: [&str; 4] = [".git", ".next", "node_modules", "target"];

/// Fingerprints of what is in a folder.
pub(super) struct Inputs {
    /// Of the files that say what is installed.
    pub(super) manifests: String,
    /// Of all files but those that git ignores.
    pub(super) sources: String,
}

impl Inputs {
    /// Of `folder`.
    ///
    /// # Errors
    /// When a file in it cannot be read.
    pub(super) fn of(folder: &Path) -> Result<Self, EnvironmentError> {
        let (mut manifests, mut sources) = (Sha256::new(), Sha256::new());
        let mut walk = WalkBuilder::new(folder);
        walk.hidden(false)
            .require_git(false)
            .sort_by_file_name(Ord::cmp)
            .filter_entry(|entry| !OUTPUTS.iter().any(|name| entry.file_name() == *name));
        for entry in walk.build() {
            let unreadable = |error: &dyn std::error::Error| {
                let what = format!("the sources in {} cannot be read", folder.display());
                EnvironmentError::because(&what, error)
            };
            let entry = entry.map_err(|error| unreadable(&error))?;
            if !entry.file_type().is_some_and(|it| it.is_file()) {
                continue;
            }
            let content = std::fs::read(entry.path()).map_err(|error| unreadable(&error))?;
            let name = entry.path().strip_prefix(folder).unwrap_or(entry.path());
            add(&mut sources, name, &content);
            if MANIFESTS.iter().any(|it| entry.file_name() == *it) {
                add(&mut manifests, name, &content);
            }
        }
        Ok(Self {
            manifests: hex(manifests),
            sources: hex(sources),
        })
    }
}

fn add(hash: &mut Sha256, name: &Path, content: &[u8]) {
    for part in [name.as_os_str().as_encoded_bytes(), content] {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
}

/// A finished hash, as text.
pub(crate) fn hex(hash: Sha256) -> String {
    hash.finalize()
        .iter()
        .map(|it| format!("{it:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, name: &str, text: &str) {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }

    #[test]
    fn a_source_changes_the_build_alone_and_a_lock_file_both() {
        let folder = tempfile::tempdir().expect("a folder");
        let read = || Inputs::of(folder.path()).expect("inputs");
        write(folder.path(), "package-lock.json", "{}");
        write(folder.path(), "app/page.tsx", "one");
        let first = read();
        write(folder.path(), "app/page.tsx", "two");
        let second = read();
        assert_eq!(first.manifests, second.manifests);
        assert_ne!(first.sources, second.sources);
        write(folder.path(), "package-lock.json", "{ }");
        let third = read();
        assert_ne!(second.manifests, third.manifests);
        assert_ne!(second.sources, third.sources);
    }

    #[test]
    fn what_is_ignored_or_was_built_does_not_count() {
        let folder = tempfile::tempdir().expect("a folder");
        let read = || Inputs::of(folder.path()).expect("inputs").sources;
        write(folder.path(), ".gitignore", "*.log\n");
        let before = read();
        for name in ["debug.log", "node_modules/a/index.js", ".next/BUILD_ID"] {
            write(folder.path(), name, "x");
        }
        assert_eq!(before, read());
    }
}
