//! `package.json`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// What matters here of a `package.json`.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Package {
    #[serde(default)]
    pub(crate) name: Option<String>,
    /// Of an installed package: which one it is.
    #[serde(default)]
    version: Option<String>,
    #[serde(default)]
    dependencies: BTreeMap<String, String>,
    #[serde(default, rename = "devDependencies")]
    for_development: BTreeMap<String, String>,
    #[serde(default)]
    scripts: BTreeMap<String, String>,
}

/// Why a `package.json` cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PackageError {
    #[error("cannot read {}: {source}", path.display())]
    Read {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("{}: {source}", path.display())]
    Content {
        path: PathBuf,
        source: serde_json::Error,
    },
}

impl Package {
    /// Reads the one in `folder`.
    pub(crate) fn read(folder: &Path) -> Result<Self, PackageError> {
        let path = folder.join("package.json");
        let text = std::fs::read_to_string(&path).map_err(|source| PackageError::Read {
            path: path.clone(),
            source,
        })?;
        serde_json::from_str(&text).map_err(|source| PackageError::Content { path, source })
    }

    /// The version of a package that it asks for, as it says it.
    pub(crate) fn version(&self, name: &str) -> Option<&str> {
        let asked = self.dependencies.get(name);
        asked
            .or_else(|| self.for_development.get(name))
            .map(String::as_str)
    }

    /// Whether it has a script of that name.
    pub(crate) fn has_script(&self, name: &str) -> bool {
        self.scripts.contains_key(name)
    }
}

/// The version of a package that is installed for the app in `folder`, there or further up.
pub(crate) fn installed(folder: &Path, name: &str) -> Option<String> {
    let folder = folder.canonicalize().ok()?;
    let mut packages = folder.ancestors();
    packages.find_map(|above| {
        let package = Package::read(&above.join("node_modules").join(name)).ok()?;
        package.version
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::next_app::Sample;

    #[test]
    fn what_is_installed_may_be_further_up_and_the_nearest_counts() {
        let sample = Sample::new(&[
            ("node_modules/next/package.json", r#"{"version": "15.0.0"}"#),
            (
                "apps/web/node_modules/next/package.json",
                r#"{"version": "16.4.6"}"#,
            ),
            ("apps/admin/package.json", "{}"),
        ]);
        let of = |app: &str| installed(&sample.path().join(app), "next");
        assert_eq!(of("apps/web").as_deref(), Some("16.4.6"));
        assert_eq!(of("apps/admin").as_deref(), Some("15.0.0"));
        assert_eq!(installed(sample.path(), "@clerk/nextjs"), None);
    }
}
