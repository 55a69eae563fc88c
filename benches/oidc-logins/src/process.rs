//! What the kernel says of a process (`proc(5)`).

use std::fs;
use std::io;
use std::time::Duration;

/// A process, by its id.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Process(pub(crate) u32);

impl Process {
    /// User and system time of all its threads, to the hundredth of a second.
    pub(crate) fn cpu(self) -> io::Result<Duration> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.0))?;
        // The name in brackets may hold anything; fields are counted from after it, where the third is.
        let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
        let ticks: Option<u64> = [14, 15]
            .iter()
            .map(|field| fields.split_whitespace().nth(field - 3)?.parse::<u64>().ok())
            .sum();
        let ticks = ticks.ok_or_else(|| io::Error::other("no times in /proc/PID/stat"))?;
        let per_second = rustix::param::clock_ticks_per_second();
        Ok(Duration::from_millis(ticks * 1_000 / per_second))
    }

    /// Its memory that is not swapped out, in kilobytes.
    pub(crate) fn resident_kb(self) -> io::Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        line.and_then(|line| line.split_whitespace().next()?.parse().ok())
            .ok_or_else(|| io::Error::other("no VmRSS in /proc/PID/status"))
    }
}
