//! The programs that a deployment is installed, built and started with.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use conformance_harness::browser::on_path;
use conformance_harness::profile::Start;
use futures::future::join_all;
use tokio::process::Command;

use super::check::Check;

/// The least Node that a run can do with: that of Next.js 16.
const NODE: (u32, u32) = (20, 9);

/// How long a program may take to say its version.
const DEADLINE: Duration = Duration::from_secs(4);

/// Whether the programs are there that the profile names; with `brings_clerk`, also what the stand-in needs.
pub(super) async fn checks(start: &Start, brings_clerk: bool) -> Vec<Check> {
    let commands = start.install.iter().chain(&start.build);
    let commands = commands.chain([&start.command]);
    let mut programs: BTreeSet<&str> = commands
        .filter_map(|words| words.first().map(String::as_str))
        .collect();
    let mut checks = Vec::new();
    if brings_clerk && npm::packed_before(&npm::CLERK_SCRIPTS).is_some() {
        checks.push(Check::there(
            "Clerk's scripts for browsers",
            "fetched before",
        ));
    } else if brings_clerk {
        let note = "not fetched yet; the first run does, with npm";
        checks.push(Check::note("Clerk's scripts for browsers", note));
        programs.insert("npm");
    }
    let found = programs
        .into_iter()
        .map(|program| check(program, &start.folder));
    checks.extend(join_all(found).await);
    checks
}

async fn check(program: &str, folder: &Path) -> Check {
    let found = if program.contains('/') {
        Some(folder.join(program)).filter(|it| it.exists())
    } else {
        on_path(program)
    };
    let Some(found) = found else {
        return Check::missing(program, "it is not on PATH", installation(program));
    };
    // Others may ask the network when they are asked for their version.
    if !matches!(program, "node" | "npm") {
        return Check::there(program, found.display().to_string());
    }
    let Some(version) = first_line(&found, "--version").await else {
        let saw = "it does not say its version";
        return Check::missing(program, saw, installation(program));
    };
    match number(&version) {
        Some(number) if program == "node" && number < NODE => Check::missing(
            program,
            format!("{version} is too old; {}.{} is needed", NODE.0, NODE.1),
            "install a later one: https://nodejs.org/en/download",
        ),
        _ => Check::there(program, version),
    }
}

/// What installs a program, as far as that is known.
fn installation(program: &str) -> String {
    match program {
        "node" => "sudo apt-get install nodejs".to_owned(),
        "npm" | "npx" => "sudo apt-get install npm".to_owned(),
        "pnpm" | "yarn" | "bun" => format!("npm install --global {program}"),
        "bunx" => "npm install --global bun".to_owned(),
        other => format!("install {other}, or name another program in the profile"),
    }
}

/// The first line that a program prints when it is started with `argument`; `None` if it fails.
pub(super) async fn first_line(program: &Path, argument: &str) -> Option<String> {
    let mut command = Command::new(program);
    command
        .arg(argument)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    let output = tokio::time::timeout(DEADLINE, command.output()).await;
    let output = output.ok()?.ok().filter(|it| it.status.success())?;
    let text = String::from_utf8_lossy(&output.stdout);
    Some(text.lines().next()?.trim().to_owned())
}

/// The first two parts of a version such as `v20.9.1`.
fn number(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.trim_start_matches('v').split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_their_numbers() {
        assert_eq!(number("v20.9.1"), Some(NODE));
        assert!(number("v9.20.0") < Some(NODE));
        assert!(number("v22.1.0") > Some(NODE));
        assert_eq!(number("nightly"), None);
    }

    #[tokio::test]
    async fn a_program_that_is_not_there_comes_with_what_installs_it() {
        let check = check("no-such-program", Path::new(".")).await;
        assert!(check.is_missing(), "{check:?}");
        assert_eq!(installation("pnpm"), "npm install --global pnpm");
    }
}
