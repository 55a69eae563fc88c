//! Playing a suite.
//!
//! Steps are found in cucumber's collection and played by a loop of our own: cucumber's runner can neither end a scenario
//! that takes too long, nor play one again because its last check failed, nor say what it has left out. All scenarios
//! of a run are played on one thread, side by side wherever they wait. So **a step must not block its thread**: an
//! `await` that never ends is ended by the deadline, code that does not give up the thread holds up all scenarios, and
//! only a second Ctrl-C ends it.

mod aside;
mod combine;
mod deadline;
mod journal;
mod panics;
mod plan;
mod play;
mod playing;
mod result;
mod stopped;

pub use aside::set_aside;
pub(crate) use deadline::while_others_have_their_turn;
pub use plan::{Attempts, Event, Plan, Played, with_defect};
pub use play::{Performance, play};
