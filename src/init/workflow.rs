//! The workflow that judges the app in GitHub Actions.

use std::path::{Path, PathBuf};

/// The folder of the repository that an app is in: the nearest with a `.git`, or else the app's own.
pub(super) fn repository(app: &Path) -> PathBuf {
    let absolute = app.canonicalize().unwrap_or_else(|_| app.to_owned());
    let root = absolute.ancestors().find(|it| it.join(".git").exists());
    match root {
        Some(root) if root != absolute => root.to_owned(),
        _ => app.to_owned(),
    }
}

/// The path of an app below its repository, with a slash at its end; empty if it is the same folder.
pub(super) fn below(repository: &Path, app: &Path) -> String {
    let absolute = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let (repository, app) = (absolute(repository), absolute(app));
    match app.strip_prefix(&repository) {
        Ok(below) if below != Path::new("") => format!("{}/", below.display()),
        _ => String::new(),
    }
}

/// The workflow: `suite` is the repository of this suite, `below` where the app is in its own.
pub(super) fn text(suite: &str, below: &str) -> String {
    format!(
        "\
# Builds the app, and plays the suite's scenarios for signing in against it, without any Clerk and without secrets.
name: conformance

on:
  pull_request:
  push:
    branches: [main]

permissions:
  contents: read

concurrency:
  group: conformance-${{{{ github.ref }}}}
  cancel-in-progress: true

jobs:
  conformance:
    runs-on: ubuntu-latest # has Chrome with its driver, Node and Rust
    timeout-minutes: 60
    env:
      PROFILE: ../app/{below}conformance/profile.toml
    defaults:
      run:
        working-directory: suite
    steps:
      - uses: actions/checkout@v4
        with:
          path: app
      - uses: actions/checkout@v4
        with:
          repository: {suite}
          path: suite
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - uses: actions/cache@v4
        with:
          path: |
            ~/.cargo/registry
            ~/.cache/clerk-conformance
            suite/target
          key: conformance-${{{{ runner.os }}}}-${{{{ hashFiles('suite/Cargo.lock') }}}}
      - name: What is there
        run: cargo conformance doctor --target \"$PROFILE\"
      - name: The app's own scenarios
        run: cargo conformance --target \"$PROFILE\" ../app/{below}conformance/features --output ../reports/own
      - name: The suite's scenarios for the SSO callback
        run: cargo conformance --target \"$PROFILE\" --tags @CB --output ../reports/sso-callback
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: conformance
          path: reports
"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::next_app::Sample;

    #[test]
    fn an_app_further_down_has_the_workflow_of_its_repository() {
        let sample = Sample::new(&[(".git/HEAD", ""), ("apps/web/package.json", "")]);
        let app = sample.path().join("apps/web");
        let root = sample.path().canonicalize().expect("a folder");
        assert_eq!(repository(&app), root);
        assert_eq!(below(&root, &app), "apps/web/");
        assert_eq!(below(&root, sample.path()), "");
        let text = text("acme/suite", "apps/web/");
        assert!(text.contains("../app/apps/web/conformance/profile.toml"));
        assert!(text.contains("group: conformance-${{ github.ref }}\n"));
    }
}
