//! What the scenarios of a run have made at a real instance and have not cleared away yet.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Something that a scenario has made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Thing {
    /// The account with this ID.
    Account(String),
    /// The email address of somebody who may sign up by it.
    Mailbox(String),
    /// The application with this ID that people can sign in at.
    Application(String),
}

/// Which scenario has made what.
#[derive(Debug, Default)]
pub(super) struct Ledger(Mutex<Pages>);

#[derive(Debug, Default)]
struct Pages {
    next: u64,
    pages: BTreeMap<u64, Vec<Thing>>,
}

impl Ledger {
    /// The number of a page for another scenario.
    pub(super) fn open_page(&self) -> u64 {
        let mut pages = self.lock();
        pages.next += 1;
        pages.next
    }

    /// Writes down what the scenario with this page has made.
    pub(super) fn write(&self, page: u64, thing: Thing) {
        self.lock().pages.entry(page).or_default().push(thing);
    }

    /// Takes a page out.
    pub(super) fn close(&self, page: u64) -> Vec<Thing> {
        self.lock().pages.remove(&page).unwrap_or_default()
    }

    /// Takes out all pages of scenarios that did not come to their end.
    pub(super) fn close_all(&self) -> Vec<Thing> {
        let pages = std::mem::take(&mut self.lock().pages);
        pages.into_values().flatten().collect()
    }

    fn lock(&self) -> MutexGuard<'_, Pages> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_scenario_clears_away_its_own_and_the_run_what_is_left() {
        let ledger = Ledger::default();
        let [one, other] = [ledger.open_page(), ledger.open_page()];
        let account = |id: &str| Thing::Account(id.to_owned());
        ledger.write(one, account("user_1"));
        ledger.write(other, account("user_2"));
        assert_eq!(ledger.close(one), [account("user_1")]);
        assert_eq!(ledger.close(one), []);
        assert_eq!(ledger.close_all(), [account("user_2")]);
        assert_eq!(ledger.close_all(), []);
    }
}
