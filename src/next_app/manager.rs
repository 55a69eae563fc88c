//! Package managers, by the lock file that they leave.

use std::path::Path;

/// What installs the packages of an app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PackageManager {
    /// npm, with a lock file.
    Npm,
    /// npm, without one.
    NpmUnlocked,
    Pnpm,
    /// Yarn 1.
    YarnClassic,
    /// Yarn 2 or later.
    Yarn,
    Bun,
}

impl PackageManager {
    /// What manages the packages of the app in `folder`: its lock file, or that of the workspace it is in, tells.
    pub(crate) fn of(folder: &Path) -> Self {
        let absolute = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        let locked = absolute.ancestors().find_map(Self::locked_in);
        locked.unwrap_or(Self::NpmUnlocked)
    }

    fn locked_in(folder: &Path) -> Option<Self> {
        let has = |name: &str| folder.join(name).exists();
        let yarn = if has(".yarnrc.yml") {
            Self::Yarn
        } else {
            Self::YarnClassic
        };
        let locks = [
            ("package-lock.json", Self::Npm),
            ("npm-shrinkwrap.json", Self::Npm),
            ("pnpm-lock.yaml", Self::Pnpm),
            ("yarn.lock", yarn),
            ("bun.lock", Self::Bun),
            ("bun.lockb", Self::Bun),
        ];
        let mut locks = locks.into_iter();
        locks
            .find(|(lock, _)| has(lock))
            .map(|(_, manager)| manager)
    }

    /// Its program.
    pub(crate) fn program(self) -> &'static str {
        match self {
            Self::Npm | Self::NpmUnlocked => "npm",
            Self::Pnpm => "pnpm",
            Self::YarnClassic | Self::Yarn => "yarn",
            Self::Bun => "bun",
        }
    }

    /// What installs exactly what the lock file names.
    pub(crate) fn install(self) -> &'static [&'static str] {
        match self {
            Self::Npm => &["npm", "ci"],
            Self::NpmUnlocked => &["npm", "install"],
            Self::Pnpm => &["pnpm", "install", "--frozen-lockfile"],
            Self::YarnClassic => &["yarn", "install", "--frozen-lockfile"],
            Self::Yarn => &["yarn", "install", "--immutable"],
            Self::Bun => &["bun", "install", "--frozen-lockfile"],
        }
    }

    /// What runs the script `build`, or `next build` where there is none.
    pub(crate) fn build(self, has_script: bool) -> Vec<&'static str> {
        match (self, has_script) {
            (_, true) => vec![self.program(), "run", "build"],
            (Self::Npm | Self::NpmUnlocked, false) => vec!["npx", "next", "build"],
            (Self::Bun, false) => vec!["bunx", "next", "build"],
            (Self::Pnpm, false) => vec!["pnpm", "exec", "next", "build"],
            (Self::YarnClassic | Self::Yarn, false) => vec!["yarn", "run", "next", "build"],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::next_app::Sample;

    #[test]
    fn the_lock_file_tells_the_manager() {
        for (files, manager) in [
            (&["package-lock.json"][..], PackageManager::Npm),
            (&["pnpm-lock.yaml"], PackageManager::Pnpm),
            (&["yarn.lock"], PackageManager::YarnClassic),
            (&["yarn.lock", ".yarnrc.yml"], PackageManager::Yarn),
            (&["bun.lock"], PackageManager::Bun),
        ] {
            let files: Vec<(&str, &str)> = files.iter().map(|name| (*name, "")).collect();
            let sample = Sample::new(&files);
            assert_eq!(PackageManager::of(sample.path()), manager, "{files:?}");
        }
    }

    #[test]
    fn an_app_in_a_workspace_has_the_lock_file_of_the_workspace() {
        let sample = Sample::new(&[("pnpm-lock.yaml", ""), ("apps/web/package.json", "{}")]);
        let manager = PackageManager::of(&sample.path().join("apps/web"));
        assert_eq!(manager.install(), ["pnpm", "install", "--frozen-lockfile"]);
        assert_eq!(manager.build(true), ["pnpm", "run", "build"]);
        assert_eq!(manager.build(false), ["pnpm", "exec", "next", "build"]);
    }
}
