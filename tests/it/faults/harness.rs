//! The run itself.

use std::time::Duration;

use super::processes;
use super::stage::{Stage, number, reasons};
use crate::command::room_for;

#[test]
fn a_run_that_was_stopped_for_a_while_goes_on_and_calls_nothing_wrong() {
    let _room = room_for(1);
    let mut stage = Stage::begin(3);
    processes::send("STOP", stage.id());
    // Longer than anything is waited for.
    std::thread::sleep(Duration::from_secs(4));
    processes::send("CONT", stage.id());
    let (ended, results) = stage.end(Duration::from_secs(60));
    assert_eq!(number(&results, "failed"), 0, "{}", ended.output);
    assert!(reasons(&results).len() <= 1, "{}", ended.output);
    assert!(number(&results, "passed") >= 2, "{}", ended.output);
}
