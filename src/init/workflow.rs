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
# Builds the app, and plays scenarios for signing in against it, without any Clerk and without secrets: its own, and in parts
# those that the suite has for the SSO callback.
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

env:
  PROFILE: {below}conformance/profile.toml

jobs:
  own:
    runs-on: ubuntu-latest # has Chrome with its driver
    timeout-minutes: 60
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - uses: {suite}@main
        with:
          target: ${{{{ env.PROFILE }}}}
          features: {below}conformance/features
          artifact: conformance-own

  sso-callback:
    runs-on: ubuntu-latest
    timeout-minutes: 60
    strategy:
      fail-fast: false
      matrix:
        shard: [1/2, 2/2]
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - uses: {suite}@main
        continue-on-error: true # the verdict is given below
        with:
          target: ${{{{ env.PROFILE }}}}
          tags: \"@CB\"
          shard: ${{{{ matrix.shard }}}}

  verdict:
    needs: sso-callback
    if: ${{{{ !cancelled() }}}}
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v4
      - uses: actions/download-artifact@v4
        with:
          path: shards
          pattern: conformance-*-of-*
      - uses: {suite}@main
        with:
          merge: shards
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
        assert!(text.contains("PROFILE: apps/web/conformance/profile.toml\n"));
        assert!(text.contains("group: conformance-${{ github.ref }}\n"));
    }
}
