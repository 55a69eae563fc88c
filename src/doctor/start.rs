//! The folder of an app that the run starts.

use conformance_harness::profile::Start;

use super::check::Check;
use crate::next_app::{self, Package, PackageError};

/// The packages whose versions matter to a run.
const PACKAGES: [&str; 2] = ["next", next_app::CLERK];

/// What the app asks for that comes with the suite, and that complete runs are made with.
const PROVEN: &str = include_str!("../../fixtures/nextjs-app/package.json");

/// Whether the app is there, is one that the run knows to deal with, and will listen to the run only.
pub(super) fn checks(start: &Start, is_hermetic: bool) -> Vec<Check> {
    let folder = &start.folder;
    let shown = folder.display();
    if !folder.is_dir() {
        return vec![Check::missing(
            "app",
            format!("there is no folder {shown}"),
            "correct `folder` under [app]; it is relative to the profile",
        )];
    }
    let package = match Package::read(folder) {
        Ok(package) => package,
        // It need not be a program for Node.
        Err(PackageError::Read { .. }) => return vec![Check::there("app", shown.to_string())],
        Err(error) => {
            return vec![Check::missing(
                "app",
                error.to_string(),
                "correct that file",
            )];
        }
    };
    let name = package.name.as_deref().unwrap_or("without a name");
    let mut checks = vec![Check::there("app", format!("{name}, in {shown}"))];
    checks.extend(
        PACKAGES
            .iter()
            .filter_map(|name| version(&package, start, name)),
    );
    if is_hermetic {
        let others = next_app::overriding(folder).into_iter();
        let others = others.filter(|(_, name)| !start.environment.contains_key(name));
        checks.extend(others.map(|(file, name)| {
            Check::missing(
                "app",
                format!("{file} sets {name}, which leads the app to another Clerk than the run's"),
                format!("add {name} = \"\" under [app.environment]"),
            )
        }));
    }
    checks
}

/// What version of a package the app has, if it asks for it.
fn version(package: &Package, start: &Start, name: &str) -> Option<Check> {
    let asked = package.version(name)?;
    let proven: Package = serde_json::from_str(PROVEN).unwrap_or_default();
    let proven = proven.version(name).unwrap_or_default();
    Some(match next_app::installed(&start.folder, name) {
        Some(found) if found == proven => Check::there(name, found),
        Some(found) => Check::note(
            name,
            format!("{found}; complete runs were made with {proven}"),
        ),
        None => {
            let install = start.install.first();
            let install = install.map(|it| it.join(" ")).unwrap_or_default();
            Check::note(
                name,
                format!("{asked} is not installed yet; a run installs it ({install})"),
            )
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_app_that_comes_with_the_suite_asks_for_exact_versions() {
        let proven: Package = serde_json::from_str(PROVEN).expect("a package");
        for name in PACKAGES {
            let version = proven.version(name).expect("it asks for it");
            assert!(
                version.starts_with(|it: char| it.is_ascii_digit()),
                "{name}: {version}"
            );
        }
    }
}
