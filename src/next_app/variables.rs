//! Environment variables that an app names, and such as would get in the way.

use std::collections::BTreeSet;
use std::path::Path;

/// What makes an app talk to another Clerk than the run's, wherever it is set.
const OVERRIDING: [&str; 7] = [
    "CLERK_API_VERSION",
    "CLERK_FAPI_URL",
    "CLERK_JWT_KEY",
    "NEXT_PUBLIC_CLERK_DOMAIN",
    "NEXT_PUBLIC_CLERK_JS_URL",
    "NEXT_PUBLIC_CLERK_PROXY_URL",
    "NEXT_PUBLIC_CLERK_UI_URL",
];

/// The files that `next build` and `next start` read.
const READ: [&str; 4] = [
    ".env",
    ".env.local",
    ".env.production",
    ".env.production.local",
];

/// The names in the example files of the app in `folder` (`.env.example`, `.env.local.example`, …), in order.
pub(crate) fn variables(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let is_example = |name: &str| {
        let ends = [".example", ".sample", ".template"];
        name.starts_with(".env") && ends.iter().any(|it| name.ends_with(it))
    };
    let examples = entries.filter(|it| is_example(&it.file_name().to_string_lossy()));
    let names = examples.flat_map(|it| names_in(&it.path()));
    names.collect::<BTreeSet<_>>().into_iter().collect()
}

/// Variables in the files that a production build of the app in `folder` reads, which would keep it from the run's Clerk:
/// the file's name, and the variable's.
pub(crate) fn overriding(folder: &Path) -> Vec<(&'static str, String)> {
    let in_file = |file: &'static str| {
        let names = names_in(&folder.join(file)).into_iter();
        let overriding = names.filter(|name| OVERRIDING.contains(&name.as_str()));
        overriding.map(move |name| (file, name))
    };
    READ.into_iter().flat_map(in_file).collect()
}

/// The names that are given a value in a file of the form `NAME=value`.
fn names_in(path: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let names = text.lines().filter_map(|line| {
        let line = line.trim();
        let (name, _) = line
            .strip_prefix("export ")
            .unwrap_or(line)
            .split_once('=')?;
        let name = name.trim();
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        (!name.is_empty() && name.chars().all(is_name)).then(|| name.to_owned())
    });
    names.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::next_app::Sample;

    #[test]
    fn example_files_name_variables_and_others_are_not_looked_into() {
        let sample = Sample::new(&[
            (
                ".env.example",
                "# Clerk\nCLERK_SECRET_KEY=sk_test_…\n\nexport PLAN_STORE_URL = http://localhost\n# OLD=1\n",
            ),
            (".env.local.example", "CLERK_SECRET_KEY=\nnot a name=1\n"),
            (".env.local", "PRIVATE=1\n"),
        ]);
        assert_eq!(
            variables(sample.path()),
            ["CLERK_SECRET_KEY", "PLAN_STORE_URL"]
        );
    }

    #[test]
    fn what_would_lead_to_another_clerk_is_found_with_its_file() {
        let sample = Sample::new(&[
            (".env", "CLERK_SECRET_KEY=sk_test_…\n"),
            (".env.local", "CLERK_JWT_KEY=pem\n"),
            (".env.development", "NEXT_PUBLIC_CLERK_PROXY_URL=http://x\n"),
        ]);
        assert_eq!(
            overriding(sample.path()),
            [(".env.local", "CLERK_JWT_KEY".to_owned())]
        );
    }
}
