//! How much processor time a group of processes has used, as Linux tells it.

use std::fs;
use std::path::Path;
use std::time::Duration;

use rustix::param::clock_ticks_per_second;
use rustix::process::Pid;

/// Processor time that the group's processes have used so far, in user mode and in the kernel; that of processes which
/// have ended counts once their parent has taken notice. Absent where there is no `/proc` as Linux has it.
pub(super) fn used_by(group: Pid) -> Option<Duration> {
    let ticks: u64 = fs::read_dir(Path::new("/proc"))
        .ok()?
        .filter_map(|entry| fs::read_to_string(entry.ok()?.path().join("stat")).ok())
        .filter_map(|stat| ticks_of_member(&stat, group.as_raw_pid()))
        .reduce(|sum, ticks| sum + ticks)?;
    let milliseconds = ticks.saturating_mul(1000) / clock_ticks_per_second().max(1);
    Some(Duration::from_millis(milliseconds))
}

/// Ticks of the process that a `/proc/PID/stat` is about (see `proc_pid_stat(5)`), if it belongs to `group`.
fn ticks_of_member(stat: &str, group: i32) -> Option<u64> {
    // The second field is the program's name in brackets, and may itself hold spaces and brackets.
    let (_, fields) = stat.rsplit_once(") ")?;
    let fields: Vec<&str> = fields.split_whitespace().collect();
    // What follows the name begins with field 3: 5 is the group, 14 to 17 are utime, stime, cutime and cstime.
    let field = |number: usize| fields.get(number - 3);
    if field(5)?.parse() != Ok(group) {
        return None;
    }
    (14..=17)
        .map(|number| field(number)?.parse::<u64>().ok())
        .sum()
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::CommandExt as _;
    use std::process::{Command, Stdio};
    use std::time::Instant;

    use super::*;

    const STAT: &str =
        "4711 (chrome (a b) c) S 1 42 42 0 -1 4194560 900 800 0 0 30 12 5 3 20 0 1 0 99 0 0";

    #[test]
    fn own_time_and_that_of_ended_children_are_added_up_for_members_of_the_group_only() {
        assert_eq!(ticks_of_member(STAT, 42), Some(50));
        assert_eq!(ticks_of_member(STAT, 1), None);
        assert_eq!(ticks_of_member("4711 (cut", 42), None);
    }

    #[test]
    fn a_group_that_works_uses_more_and_more() {
        let mut busy = Command::new("/bin/sh")
            .args(["-c", "while :; do :; done"])
            .process_group(0)
            .stdin(Stdio::null())
            .spawn()
            .expect("a shell");
        let group = Pid::from_child(&busy);
        let before = used_by(group);
        // How soon it gets its turn is for others to decide.
        let deadline = Instant::now() + Duration::from_secs(30);
        let mut after = used_by(group);
        while cfg!(target_os = "linux") && after <= before && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(20));
            after = used_by(group);
        }
        busy.kill().expect("it runs");
        busy.wait().expect("it ends");
        if cfg!(target_os = "linux") {
            assert!(before < after && before.is_some(), "{before:?} {after:?}");
            assert_eq!(used_by(group), None, "it has ended");
        } else {
            assert_eq!((before, after), (None, None));
        }
    }
}
