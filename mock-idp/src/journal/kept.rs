//! Exchanges as they are kept: written out, in a third of the memory, and read back when somebody asks.

use super::JournalEntry;

/// One exchange, as JSON.
#[derive(Debug)]
pub(super) struct Kept(Box<str>);

/// A piece of text that each exchange with a certain member has, and few others do: what reading all of them is spared by.
pub(super) struct Mark(String);

impl Kept {
    pub(super) fn of(entry: &JournalEntry) -> Self {
        // Text, numbers and maps of them can always be written.
        Self(serde_json::to_string(entry).unwrap_or_default().into())
    }

    /// The exchange.
    pub(super) fn entry(&self) -> Option<JournalEntry> {
        serde_json::from_str(&self.0).ok()
    }

    /// Whether it may have the member that the mark stands for.
    pub(super) fn bears(&self, mark: &Mark) -> bool {
        self.0.contains(&mark.0)
    }
}

impl Mark {
    pub(super) fn of(member: &str, value: &str) -> Self {
        let value = serde_json::Value::from(value);
        Self(format!("\"{member}\":{value}"))
    }
}
