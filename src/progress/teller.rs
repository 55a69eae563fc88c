//! Tells what happens, as it was asked for.

use conformance_harness::run::Event;

use super::{Progress, explanation};
use crate::console::Console;

/// Tells what happens while scenarios are played.
#[derive(Debug)]
pub(crate) struct Teller {
    progress: Progress,
    console: Console,
}

impl Teller {
    pub(crate) fn new(progress: Progress, console: Console) -> Self {
        Self { progress, console }
    }

    /// Prints what is to be known of an event.
    pub(crate) fn tell(&mut self, event: &Event<'_>) {
        if self.progress == Progress::None {
            return;
        }
        match event {
            Event::Begins { .. } => {}
            Event::Again { name, attempt, .. } => self.console.attempt(name, attempt),
            Event::Ended { played, .. } => {
                self.console.scenario(&played.result, "");
                for line in explanation::lines(&played.result) {
                    self.console.line(&line);
                }
            }
        }
    }
}
