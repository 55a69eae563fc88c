//! One run of a command, and what it and everything that it started has cost.
//!
//! A test runner kills its browsers when it is through, and a process that is killed together with its parent is
//! nobody's child any more: its CPU time would be lost. So a process in between makes itself the parent of all that
//! are orphaned below it (`PR_SET_CHILD_SUBREAPER`), waits for every one, and then asks the kernel
//! (`getrusage(RUSAGE_CHILDREN)`).

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::prctl;
use nix::sys::resource::{Usage, UsageWho, getrusage};
use nix::sys::signal::{Signal, kill};
use nix::sys::time::TimeVal;
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;
use serde::{Deserialize, Serialize};

/// The first argument with which this program measures one command and prints its [`Cost`] as JSON.
pub(crate) const ONE: &str = "--one";

/// How long what a command leaves behind may take to end.
const STRAGGLE: Duration = Duration::from_secs(10);

/// What a run has cost.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Cost {
    /// From the start until the command itself ended, in seconds.
    pub(crate) wall_s: f64,
    /// User and system time of the command and all its descendants, in seconds.
    pub(crate) cpu_s: f64,
    /// Peak resident memory of the largest process among them, in kilobytes.
    pub(crate) peak_kb: i64,
}

/// Runs `command` by `bash -c`; what it prints goes to the file `log`.
pub(crate) fn measured(command: &str, log: &Path) -> Result<Cost, String> {
    let log = File::create(log).map_err(|error| error.to_string())?;
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new(own)
        .args([ONE, command])
        .stdin(Stdio::null())
        .stderr(log)
        .output()
        .map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(format!("ended with {}", output.status));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())
}

/// Runs `command` with its output on standard error, and prints its cost on standard output.
pub(crate) fn one(command: &str) -> Result<(), String> {
    prctl::set_child_subreaper(true).map_err(|errno| errno.to_string())?;
    let clock = Instant::now();
    let child = Command::new("bash")
        .args(["-c", command])
        .stdout(std::io::stderr())
        .spawn()
        .map_err(|error| error.to_string())?;
    let child = Pid::from_raw(child.id().cast_signed());
    let ended = loop {
        match waitpid(None, None).map_err(|errno| errno.to_string())? {
            status if status.pid() == Some(child) => break status,
            _ => {}
        }
    };
    let wall_s = clock.elapsed().as_secs_f64();
    wait_for_stragglers()?;
    if !matches!(ended, WaitStatus::Exited(_, 0)) {
        return Err(format!("{ended:?}"));
    }
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).map_err(|errno| errno.to_string())?;
    let cost = Cost {
        wall_s,
        cpu_s: cpu_s(&usage),
        peak_kb: usage.max_rss(),
    };
    println!("{}", serde_json::json!(cost));
    Ok(())
}

/// Waits for all orphans; ends those that do not end by themselves.
fn wait_for_stragglers() -> Result<(), String> {
    let deadline = Instant::now() + STRAGGLE;
    loop {
        match waitpid(None, Some(WaitPidFlag::WNOHANG)) {
            Err(Errno::ECHILD) => return Ok(()),
            Err(errno) => return Err(errno.to_string()),
            Ok(WaitStatus::StillAlive) => {
                if Instant::now() >= deadline {
                    end_children()?;
                }
                std::thread::sleep(Duration::from_millis(5));
            }
            Ok(_) => {}
        }
    }
}

fn end_children() -> Result<(), String> {
    let own = std::process::id();
    let children = std::fs::read_to_string(format!("/proc/{own}/task/{own}/children"));
    for pid in children
        .map_err(|error| error.to_string())?
        .split_whitespace()
    {
        let pid = pid.parse().map_err(|_| format!("{pid} is no process"))?;
        // It may have ended meanwhile.
        let _ = kill(Pid::from_raw(pid), Signal::SIGKILL);
    }
    Ok(())
}

fn cpu_s(usage: &Usage) -> f64 {
    let seconds = |time: TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    seconds(usage.user_time()) + seconds(usage.system_time())
}
