//! The processes of a run, and signals to them.

use std::fs;
use std::process::Command;

/// A process, as the system tells of it.
pub(crate) struct Process {
    pub(crate) id: u32,
    parent: u32,
    pub(crate) command: String,
}

/// All processes that `id` has started, and those that these have, and so on.
pub(crate) fn below(id: u32) -> Vec<Process> {
    let entries = fs::read_dir("/proc").expect("Linux").flatten();
    let ids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let mut others: Vec<Process> = ids.filter_map(read).collect();
    let mut found: Vec<Process> = Vec::new();
    let mut parents = vec![id];
    while let Some(parent) = parents.pop() {
        for child in others.extract_if(.., |it| it.parent == parent) {
            parents.push(child.id);
            found.push(child);
        }
    }
    found
}

/// What `/proc/ID/stat` says: the name may have brackets and spaces, so the numbers begin after its last bracket.
fn read(id: u32) -> Option<Process> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let (_, numbers) = stat.rsplit_once(") ")?;
    let line = fs::read(format!("/proc/{id}/cmdline")).ok()?;
    Some(Process {
        id,
        parent: numbers.split(' ').nth(1)?.parse().ok()?,
        command: String::from_utf8_lossy(&line).replace('\0', " "),
    })
}

/// Sends `signal` to a process.
pub(crate) fn send(signal: &str, id: u32) {
    let sent = Command::new("kill")
        .args([format!("-{signal}"), id.to_string()])
        .status();
    assert!(sent.expect("kill is there").success(), "{signal} to {id}");
}

/// All processes that have `text` in their environment or command line.
pub(crate) fn naming(text: &str) -> Vec<Process> {
    let entries = fs::read_dir("/proc").expect("Linux").flatten();
    let ids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let names = |id: &u32| {
        ["environ", "cmdline"].iter().any(|file| {
            let told = fs::read(format!("/proc/{id}/{file}")).unwrap_or_default();
            String::from_utf8_lossy(&told).contains(text)
        })
    };
    let named = ids.filter(|id: &u32| *id != std::process::id() && names(id));
    named.filter_map(read).collect()
}
