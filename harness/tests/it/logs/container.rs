//! Containers: an engine that answers as <https://docs.docker.com/reference/cli/docker/container/logs/> says.

use std::fs::{File, Permissions};
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use conformance_harness::billing::{ContainerLog, Log, LogSource as _};
use tempfile::TempDir;

use super::contract::{Deployment, keeps_it};

/// An engine that keeps what each container printed in a file beside it, a line each: `1` or `2` for the stream, the time,
/// and the text. `--since` it takes by the second, so that more may come than was asked for.
const ENGINE: &str = r#"#!/bin/sh
since= tail=
[ "$1" = logs ] && [ "$2" = --timestamps ] || { echo "unknown command" >&2; exit 125; }
shift 2
while [ $# -gt 1 ]; do
    case "$1" in
        --since) since=$(printf %s "$2" | cut -c 1-19) ;;
        --tail) tail=$2 ;;
        *) exit 125 ;;
    esac
    shift 2
done
printed="$(dirname "$0")/$1.printed"
[ -f "$printed" ] || { echo "Error response from daemon: No such container: $1" >&2; exit 1; }
show() { awk -v stream="$1" -v since="$since" '$1 == stream && $2 >= since { print substr($0, 3) }' ORS="$2"; }
all=$(if [ -n "$tail" ]; then tail -n "$tail" "$printed"; else cat "$printed"; fi)
printf '%s\n' "$all" | grep . | show 1 '\n'
printf '%s\n' "$all" | grep . | show 2 '\n' >&2
"#;

/// A container that prints to both streams in turn.
struct Container {
    folder: TempDir,
    printed: usize,
}

impl Container {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let engine = folder.path().join("engine");
        std::fs::write(&engine, ENGINE).expect("a file");
        std::fs::set_permissions(&engine, Permissions::from_mode(0o755)).expect("a program");
        File::create(folder.path().join("app.printed")).expect("a file");
        Self { folder, printed: 0 }
    }

    fn engine(&self) -> PathBuf {
        self.folder.path().join("engine")
    }

    fn of(&self, container: &str) -> ContainerLog {
        let engine = self.engine();
        ContainerLog::new(engine.to_str().expect("a path"), container)
    }
}

impl Deployment for Container {
    async fn log(&mut self, text: &str) {
        self.printed += 1;
        let printed = self.folder.path().join("app.printed");
        let printed = File::options().append(true).open(printed);
        let (stream, nanosecond) = (1 + self.printed % 2, self.printed);
        writeln!(
            printed.expect("a file"),
            "{stream} 2026-03-01T10:00:00.{nanosecond:09}Z {text}"
        )
        .expect("written");
    }

    async fn begin(&mut self) -> Log {
        self.of("app").begin().await.expect("a log")
    }
}

#[tokio::test]
async fn what_a_container_prints_keeps_the_contract() {
    keeps_it(Container::new()).await;
}

#[tokio::test]
async fn a_container_that_is_not_there_and_an_engine_that_is_not_there_are_named() {
    let container = Container::new();
    let error = container.of("api").begin().await.expect_err("no such one");
    let text = error.to_string();
    assert!(text.ends_with("No such container: api"), "{text}");
    let engine = ContainerLog::new("no-such-engine", "app");
    let text = engine.begin().await.expect_err("no such one").to_string();
    assert!(text.starts_with("no-such-engine cannot be run"), "{text}");
}
