//! What the doctor found, for people and for tools.

use std::io;
use std::path::Path;
use std::time::Duration;

use conformance_harness::profile::Profile;
use conformance_harness::redact;
use serde::Serialize;

use super::check::{Check, State};
use crate::console::Console;

/// What was found.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    target: String,
    environment: String,
    took_ms: u64,
    /// How many checks found something missing.
    pub(super) missing: usize,
    checks: Vec<Check>,
}

impl Report {
    pub(super) fn of(profile: &Profile, checks: Vec<Check>, took: Duration) -> Self {
        Self {
            target: profile.name.clone(),
            environment: profile.environment().to_string(),
            took_ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            missing: checks.iter().filter(|it| it.is_missing()).count(),
            checks: checks.into_iter().map(without_secrets).collect(),
        }
    }

    /// A line for each check, and below those that miss something what mends it.
    pub(super) fn print(&self, console: Console) {
        for check in &self.checks {
            let word = match &check.state {
                State::There => "there",
                State::Note => "note",
                State::Missing { .. } => "MISSING",
            };
            console.line(&format!("  {word:<7}  {}: {}", check.checked, check.saw));
            if let State::Missing { mend } = &check.state {
                console.line(&format!("           → {mend}"));
            }
        }
        console.line(&match self.missing {
            0 => "\nall there".to_owned(),
            missing => format!("\nmissing: {missing}"),
        });
    }

    /// Writes it as JSON.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(super) fn write(&self, file: &Path) -> io::Result<()> {
        let json = serde_json::to_string_pretty(self)?;
        std::fs::write(file, json + "\n")
    }
}

/// What servers answer is told in checks, and they say what they like.
fn without_secrets(mut check: Check) -> Check {
    redact::hide_known(&mut check.checked);
    check.saw = redact::text(&check.saw);
    check
}
