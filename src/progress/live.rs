//! A line at the bottom of a terminal that says how far a run is.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use conformance_harness::run::Event;
use console::Term;
use tokio::time::{MissedTickBehavior, interval};

use super::standing::Standing;

/// How often the line is drawn anew when nothing happens: it counts seconds.
const TICK: Duration = Duration::from_secs(1);

/// The line. Dropped, it is gone, and what was printed above it stays.
#[derive(Debug)]
pub(crate) struct Live(Arc<Mutex<Shown>>);

#[derive(Debug)]
struct Shown {
    terminal: Term,
    standing: Standing,
}

impl Live {
    /// Begins a line for so many scenarios. To be called within a runtime.
    pub(super) fn begin(scenarios: usize) -> Self {
        let shown = Arc::new(Mutex::new(Shown {
            terminal: Term::stdout(),
            standing: Standing::new(scenarios, Instant::now()),
        }));
        tokio::spawn(keep_drawing(Arc::downgrade(&shown)));
        Self(shown)
    }

    /// Notes what happens, and calls `print` for what is to stand above the line.
    pub(super) fn tell(&self, event: &Event<'_>, print: impl FnOnce()) {
        let mut shown = lock(&self.0);
        shown.standing.note(event, Instant::now());
        shown.clear();
        print();
        shown.draw();
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        lock(&self.0).clear();
    }
}

impl Shown {
    // Nobody may be looking any more, which is no reason to stop.
    fn clear(&self) {
        let _ = self.terminal.clear_line();
    }

    fn draw(&self) {
        let (_, columns) = self.terminal.size();
        let line = self.standing.line(Instant::now());
        // A line that is as long as the terminal is wide would go on in the next one.
        let room = usize::from(columns).saturating_sub(1);
        let line = console::truncate_str(&line, room, "…");
        let _ = self.terminal.clear_line();
        let _ = self.terminal.write_str(&line);
        let _ = self.terminal.flush();
    }
}

/// Draws until the line is gone. It is a task of its own, so that it goes on where a step blocks the thread.
async fn keep_drawing(shown: Weak<Mutex<Shown>>) {
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        ticks.tick().await;
        let Some(shown) = shown.upgrade() else {
            return;
        };
        lock(&shown).draw();
    }
}

fn lock(shown: &Mutex<Shown>) -> MutexGuard<'_, Shown> {
    shown.lock().unwrap_or_else(PoisonError::into_inner)
}
