//! Tells what happens, as it was asked for.

use conformance_harness::results::Outcome;
use conformance_harness::run::Event;

use super::live::Live;
use super::{Progress, explanation};
use crate::console::Console;

/// Tells what happens while scenarios are played.
#[derive(Debug)]
pub(crate) enum Teller {
    Live(Live, Console),
    Plain(Console),
    Silent,
}

impl Teller {
    /// Begins to tell of so many scenarios. To be called within a runtime.
    pub(crate) fn begin(progress: Progress, scenarios: usize, console: Console) -> Self {
        match progress.here() {
            Progress::Live => Self::Live(Live::begin(scenarios), console),
            Progress::None => Self::Silent,
            Progress::Plain | Progress::Auto => Self::Plain(console),
        }
    }

    /// Prints what is to be known of an event.
    pub(crate) fn tell(&self, event: &Event<'_>) {
        match self {
            Self::Live(line, console) => line.tell(event, || {
                if is_notable(event) {
                    print(event, *console);
                }
            }),
            Self::Plain(console) => print(event, *console),
            Self::Silent => {}
        }
    }
}

/// Whether it is more than what the line says that moves: something did not pass.
fn is_notable(event: &Event<'_>) -> bool {
    let outcome = match event {
        Event::Begins { .. } => return false,
        Event::Again { attempt, .. } => attempt.outcome,
        Event::Ended { played, .. } => played.result.outcome,
    };
    outcome != Outcome::Passed
}

fn print(event: &Event<'_>, console: Console) {
    match event {
        Event::Begins { .. } => {}
        Event::Again { name, attempt, .. } => console.attempt(name, attempt),
        Event::Ended { played, .. } => {
            console.scenario(&played.result, "");
            for line in explanation::lines(&played.result) {
                console.line(&line);
            }
        }
    }
}
