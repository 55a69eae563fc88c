//! A Next.js app on Clerk, as its folder shows it.

mod manager;
mod package;
mod pages;
#[cfg(test)]
mod sample;
mod variables;

use std::path::{Path, PathBuf};

pub(crate) use manager::PackageManager;
pub(crate) use package::{Package, PackageError, installed};
pub(crate) use pages::Pages;
#[cfg(test)]
pub(crate) use sample::Sample;
pub(crate) use variables::overriding;
use variables::variables;

/// The package that ties an app to Clerk.
pub(crate) const CLERK: &str = "@clerk/nextjs";

/// What was found in the folder of an app.
#[derive(Debug)]
pub(crate) struct NextApp {
    /// Its `package.json`.
    pub(crate) package: Package,
    /// What installs its packages.
    pub(crate) manager: PackageManager,
    /// The pages and API routes it has.
    pub(crate) pages: Pages,
    /// The environment variables that its example files name.
    pub(crate) variables: Vec<String>,
    /// Where `next` is, relative to the app's folder.
    pub(crate) next: PathBuf,
}

/// Why a folder is not that of a Next.js app on Clerk.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NextAppError {
    #[error(transparent)]
    Package(#[from] PackageError),
    #[error("{}: it does not depend on {lacks}; name the folder of a Next.js app on Clerk", path.display())]
    Other { path: PathBuf, lacks: &'static str },
}

impl NextApp {
    /// Looks at the app in `folder`.
    pub(crate) fn detect(folder: &Path) -> Result<Self, NextAppError> {
        let package = Package::read(folder)?;
        for lacks in ["next", CLERK] {
            if package.version(lacks).is_none() {
                return Err(NextAppError::Other {
                    path: folder.join("package.json"),
                    lacks,
                });
            }
        }
        Ok(Self {
            package,
            manager: PackageManager::of(folder),
            pages: Pages::of(folder),
            variables: variables(folder),
            next: next(folder),
        })
    }
}

/// Where `next` is or will be, relative to `folder`: a workspace may keep it further up.
fn next(folder: &Path) -> PathBuf {
    let below = Path::new("node_modules/next/dist/bin/next");
    let absolute = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let mut up = PathBuf::new();
    for above in absolute.ancestors() {
        if above.join(below).exists() {
            return up.join(below);
        }
        up.push("..");
    }
    below.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_app_on_clerk_is_found_with_all_that_its_folder_shows() {
        let sample = Sample::new(&[
            (
                "package.json",
                r#"{"name": "habits", "dependencies": {"next": "16.4.6", "@clerk/nextjs": "^7.9.7"}}"#,
            ),
            ("pnpm-lock.yaml", ""),
            ("src/app/sign-in/page.tsx", ""),
            (".env.example", "CLERK_SECRET_KEY=\n"),
        ]);
        let app = NextApp::detect(sample.path()).expect("an app");
        assert_eq!(app.package.name.as_deref(), Some("habits"));
        assert_eq!(app.manager, PackageManager::Pnpm);
        assert_eq!(app.pages.sign_in().as_deref(), Some("/sign-in"));
        assert_eq!(app.variables, ["CLERK_SECRET_KEY"]);
        assert_eq!(app.next, Path::new("node_modules/next/dist/bin/next"));
    }

    #[test]
    fn a_folder_of_something_else_is_refused_with_what_it_lacks() {
        let refused = |text: &str| {
            let sample = Sample::new(&[("package.json", text)]);
            let error = NextApp::detect(sample.path()).expect_err("no such app");
            error.to_string()
        };
        let other = refused(r#"{"dependencies": {"next": "16.4.6"}}"#);
        assert!(
            other.contains("it does not depend on @clerk/nextjs"),
            "{other}"
        );
        let other = refused("{");
        assert!(other.contains("package.json"), "{other}");
        let empty = NextApp::detect(Sample::new(&[]).path()).expect_err("no app");
        assert!(empty.to_string().contains("cannot read"), "{empty}");
    }

    #[test]
    fn in_a_workspace_next_may_be_further_up() {
        let sample = Sample::new(&[
            ("node_modules/next/dist/bin/next", ""),
            ("apps/web/package.json", "{}"),
        ]);
        assert_eq!(
            next(&sample.path().join("apps/web")),
            Path::new("../../node_modules/next/dist/bin/next")
        );
    }
}
