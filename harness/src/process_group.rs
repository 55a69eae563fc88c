//! A process that the run starts, with all that it starts in turn: none of it outlives the run.

use std::io::Error;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child as Guardian, Command as GuardianCommand, ExitStatus, Stdio};

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::process::{Child, ChildStdout, Command};

/// Waits until its standard input closes, because this process drops the other end or is itself killed. Then it ends
/// the process group `$0`, and removes the folder `$1`, if there is one, again until nobody writes into it any more.
const GUARDIAN: &str = "read -r _; kill -s KILL -- \"-$0\"
    for _ in 1 2 3 4 5 6 7 8 9 10; do test -z \"$1\" || rm -rf \"$1\" && break; sleep 0.1; done";

/// A process group. Dropped, it ends; the same happens when this process is killed.
#[derive(Debug)]
pub struct ProcessGroup {
    /// Its first process. Waited for only by [`ProcessGroup::ended`]: as long as it is not, nobody else gets its number,
    /// which is also that of the group.
    leader: Child,
    group: Pid,
    guardian: Guardian,
}

impl ProcessGroup {
    /// Starts `command` in a group of its own; `folder` is removed when the group ends.
    ///
    /// # Errors
    /// When the command cannot be run.
    pub fn start(command: &mut Command, folder: Option<&Path>) -> Result<Self, Error> {
        let leader = command
            .process_group(0)
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let id = leader.id().and_then(|id| Pid::from_raw(id.cast_signed()));
        let group = id.ok_or_else(|| Error::other("it ended at once"))?;
        let guardian = GuardianCommand::new("/bin/sh")
            .args(["-c", GUARDIAN, &group.as_raw_pid().to_string()])
            .arg(folder.unwrap_or(Path::new("")))
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        Ok(Self {
            leader,
            group,
            guardian,
        })
    }

    /// The number of the group.
    #[must_use]
    pub fn id(&self) -> Pid {
        self.group
    }

    /// What the first process prints, if it was started with a pipe; once.
    pub fn take_stdout(&mut self) -> Option<ChildStdout> {
        self.leader.stdout.take()
    }

    /// How the first process has ended, if it has.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.leader.try_wait().ok().flatten()
    }

    /// Waits until the first process ends.
    ///
    /// # Errors
    /// When the system does not tell.
    pub async fn wait(&mut self) -> Result<ExitStatus, Error> {
        self.leader.wait().await
    }
}

impl Drop for ProcessGroup {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = kill_process_group(self.group, Signal::KILL);
        drop(self.guardian.stdin.take());
        // Its work takes a moment, and it gives up by itself.
        let _ = self.guardian.wait();
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use rustix::process::test_kill_process_group;

    use super::*;

    #[tokio::test]
    async fn what_a_process_has_started_ends_with_it() {
        let folder = tempfile::tempdir().expect("a folder").keep();
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 300 & sleep 300"]);
        let group = ProcessGroup::start(&mut command, Some(&folder)).expect("it starts");
        let id = group.id();
        test_kill_process_group(id).expect("it runs");
        drop(group);
        assert!(!folder.exists(), "its folder has gone");
        let deadline = Instant::now() + Duration::from_secs(10);
        while test_kill_process_group(id).is_ok() {
            assert!(Instant::now() < deadline, "something of it still runs");
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn how_it_ended_is_told() {
        let mut command = Command::new("sh");
        command.args(["-c", "exit 3"]);
        let mut group = ProcessGroup::start(&mut command, None).expect("it starts");
        let status = group.wait().await.expect("a status");
        assert_eq!(status.code(), Some(3));
        assert_eq!(group.ended(), Some(status));
    }
}
