//! Files, and what processes print.

use std::fs::File;
use std::io::Write as _;
use std::os::fd::AsRawFd as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use conformance_harness::billing::{FileLog, Log, LogSource as _};

use super::contract::{Deployment, keeps_it};

/// A deployment that opens its log anew for each line, as those do that were told that it was rotated.
struct Rotated {
    file: PathBuf,
    log: FileLog,
    rotations: usize,
}

impl Rotated {
    fn write(&self, text: &str) {
        let file = File::options().create(true).append(true).open(&self.file);
        write!(file.expect("a file"), "{text}").expect("written");
    }
}

impl Deployment for Rotated {
    async fn log(&mut self, text: &str) {
        self.write(&format!("{text}\n"));
    }

    async fn begin_line(&mut self, text: &str) -> bool {
        self.write(text);
        true
    }

    async fn end_line(&mut self, text: &str) {
        self.write(&format!("{text}\n"));
    }

    async fn disturb(&mut self) {
        self.rotations += 1;
        let old = self.file.with_extension(format!("log.{}", self.rotations));
        std::fs::rename(&self.file, old).expect("renamed");
    }

    async fn begin(&mut self) -> Log {
        self.log.begin().await.expect("a log")
    }
}

#[tokio::test]
async fn a_file_that_is_rotated_keeps_the_contract() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("app.log");
    keeps_it(Rotated {
        log: FileLog::new(&file),
        file,
        rotations: 0,
    })
    .await;
}

/// What processes print that are started one after the other: a file without a name.
struct Processes {
    printed: File,
}

impl Processes {
    fn path(&self) -> PathBuf {
        format!(
            "/proc/{}/fd/{}",
            std::process::id(),
            self.printed.as_raw_fd()
        )
        .into()
    }

    /// A process prints it and ends.
    fn print(&self, text: &str) {
        let to = File::options().append(true).open(self.path());
        let status = Command::new("printf")
            .args(["%b", text])
            .stdout(to.expect("a file"))
            .stderr(Stdio::null())
            .status();
        assert!(status.expect("it runs").success());
    }
}

impl Deployment for Processes {
    async fn log(&mut self, text: &str) {
        self.print(&format!("{text}\\n"));
    }

    async fn begin_line(&mut self, text: &str) -> bool {
        self.print(text);
        true
    }

    async fn end_line(&mut self, text: &str) {
        self.print(&format!("{text}\\n"));
    }

    async fn begin(&mut self) -> Log {
        FileLog::new(&self.path()).begin().await.expect("a log")
    }
}

#[tokio::test]
async fn what_processes_print_keeps_the_contract() {
    let printed = tempfile::tempfile().expect("a file");
    keeps_it(Processes { printed }).await;
}
