//! What is finished is kept on disk while a run goes on.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

use conformance_harness::gathered::Gathered;
use conformance_harness::partial::{self, Record};
use conformance_harness::results::ScenarioResult;
use conformance_harness::suite::Suite;

use crate::console::Console;

/// Keeps the record of a run, as long as that can be done; that it cannot is no reason not to run.
#[derive(Debug, Clone)]
pub(super) struct Keeper {
    record: Rc<RefCell<Option<Record>>>,
    console: Console,
}

impl Keeper {
    /// Begins the record of a run whose report goes to `output`, and in which `suite` is played.
    pub(super) fn begin(output: &Path, known: &Gathered, suite: &Suite, console: Console) -> Self {
        let aside = known.scenarios.iter().map(|it| it.id.clone());
        let selected = suite.scenarios().map(|case| case.id()).chain(aside);
        let folder = partial::folder_for(output);
        let was_left = partial::is_partial(&folder);
        let record = Record::begin(output, known.clone(), selected.collect());
        let keeper = Self {
            record: Rc::new(RefCell::new(None)),
            console,
        };
        match record {
            Ok(record) => {
                if was_left {
                    console.line(&format!(
                        "replaced: {}, which a run that was killed had left",
                        folder.display()
                    ));
                }
                keeper.record.replace(Some(record));
            }
            Err(error) => keeper.give_up(&error.to_string()),
        }
        keeper
    }

    /// Keeps what came of a scenario.
    pub(super) fn keep(&self, scenario: &ScenarioResult, browser: Option<String>) {
        let mut record = self.record.borrow_mut();
        let kept = match record.as_mut() {
            Some(record) => record.add(scenario, browser.as_deref()),
            None => Ok(()),
        };
        if let Err(error) = kept {
            *record = None;
            self.give_up(&error.to_string());
        }
    }

    /// Removes the record: the report is there.
    pub(super) fn remove(&self) {
        if let Some(record) = self.record.take()
            && let Err(error) = record.remove()
        {
            self.console.error(&format!("cannot remove {error}"));
        }
    }

    /// Says where the record is: there is no report.
    pub(super) fn tell(&self) {
        if let Some(record) = &*self.record.borrow() {
            let folder = record.folder().display();
            self.console.error(&format!(
                "what was found is in {folder}; once there is room, make a report of it: cargo conformance merge {folder}"
            ));
        }
    }

    fn give_up(&self, problem: &str) {
        self.console.error(&format!(
            "from here on, nothing is kept of this run if it is killed: {problem}"
        ));
    }
}
