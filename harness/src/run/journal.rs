//! What is known so far; outlives a run that is cut short.

use crate::known_failures::{self, KnownFailure};
use crate::quarantine::{self, InQuarantine};
use crate::requirement::Catalogue;
use crate::results::{Level, Outcome};
use crate::suite::Case;

use super::combine::combine;
use super::plan::{Attempts, Event, Played, defect_of};
use super::playing::Made;
use super::result;

/// What is known so far.
pub(super) struct Journal<'a> {
    catalogue: &'a Catalogue,
    rules: Rules,
    /// One for each scenario, in the order of the suite.
    pages: Vec<Page<'a>>,
    on_event: Box<dyn FnMut(Event<'_>)>,
}

/// By what it is decided what comes next.
pub(super) struct Rules {
    pub(super) attempts: Attempts,
    /// What the profile lists.
    pub(super) known: Vec<KnownFailure>,
    /// What the profile has in quarantine.
    pub(super) quarantine: Vec<InQuarantine>,
}

struct Page<'a> {
    case: Case<'a>,
    id: String,
    made: Vec<Made>,
    played: Option<Played>,
}

/// What follows from an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Next {
    /// Whether the scenario is played again because of it.
    pub(super) again: bool,
    /// Whether it is a failure that a run would stop for.
    pub(super) failed: bool,
}

impl<'a> Journal<'a> {
    pub(super) fn new(
        cases: &[Case<'a>],
        catalogue: &'a Catalogue,
        rules: Rules,
        on_event: Box<dyn FnMut(Event<'_>)>,
    ) -> Self {
        let pages = cases.iter().map(|case| Page {
            case: *case,
            id: case.id(),
            made: Vec::new(),
            played: None,
        });
        Self {
            catalogue,
            rules,
            pages: pages.collect(),
            on_event,
        }
    }

    /// Notes that an attempt begins.
    pub(super) fn begin(&mut self, scenario: usize, number: usize) {
        let name = &self.pages[scenario].case.scenario.name;
        (self.on_event)(Event::Begins {
            scenario,
            name,
            number,
        });
    }

    /// Notes what came of an attempt, and says what follows.
    pub(super) fn end(&mut self, scenario: usize, made: Made) -> Next {
        let page = &mut self.pages[scenario];
        let is_listed = self.rules.lists(&page.id);
        let failed = made.attempt.outcome == Outcome::Failed;
        let (again, is_last) = match self.rules.attempts {
            Attempts::Retries(retries) => {
                let is_over = made.attempt.outcome == Outcome::Passed || (failed && is_listed);
                let again = !is_over && page.made.len() < retries;
                (again, !again)
            }
            Attempts::Repeat(_) => {
                let times = self.rules.attempts.at_least();
                (false, page.made.len() + 1 >= times)
            }
        };
        if is_last {
            page.made.push(made);
            self.conclude(scenario);
        } else {
            (self.on_event)(Event::Again {
                scenario,
                name: &page.case.scenario.name,
                attempt: &made.attempt,
            });
            page.made.push(made);
        }
        Next {
            again,
            failed: !again && (failed || self.has_failed(scenario)) && self.counts(scenario),
        }
    }

    /// Notes that no more will come. What was seen of a scenario stands if an attempt did not pass; of others nothing is
    /// known. Returns what was played, in the order of files and lines, and the IDs of what has no result.
    pub(super) fn close(mut self) -> (Vec<Played>, Vec<String>) {
        for scenario in 0..self.pages.len() {
            let page = &self.pages[scenario];
            let did_not_pass = |it: &Made| it.attempt.outcome != Outcome::Passed;
            if page.made.iter().any(did_not_pass) {
                self.conclude(scenario);
            }
        }
        let mut played = Vec::new();
        let mut unfinished = Vec::new();
        for page in self.pages {
            match page.played {
                Some(result) => played.push(result),
                None => unfinished.push(page.id),
            }
        }
        played.sort_by(|a: &Played, b: &Played| {
            let place = |it: &Played| (it.result.feature.clone(), it.result.line);
            (place(a), &a.defect).cmp(&(place(b), &b.defect))
        });
        (played, unfinished)
    }

    /// Puts a scenario's attempts together.
    fn conclude(&mut self, scenario: usize) {
        let page = &mut self.pages[scenario];
        let blank = result::blank(&page.case, self.catalogue, Outcome::Blocked);
        let made = std::mem::take(&mut page.made);
        let mut result = combine(self.rules.attempts, blank, made);
        known_failures::expect(&self.rules.known, &mut result);
        result.quarantine = quarantine::of(&self.rules.quarantine, &page.id);
        let defect = defect_of(&page.case.tags()).map(str::to_owned);
        let played = page.played.insert(Played { result, defect });
        (self.on_event)(Event::Ended { scenario, played });
    }

    /// Whether it has a result, which is a failure.
    fn has_failed(&self, scenario: usize) -> bool {
        let played = self.pages[scenario].played.as_ref();
        played.is_some_and(|it| it.result.outcome == Outcome::Failed)
    }

    /// Whether a failure of the scenario would decide the verdict.
    fn counts(&self, scenario: usize) -> bool {
        let page = &self.pages[scenario];
        if quarantine::of(&self.rules.quarantine, &page.id).is_some() {
            return false;
        }
        match page.played.as_ref().map(|it| &it.result) {
            // One that is listed and passes has failed, too.
            Some(result) if result.outcome == Outcome::Failed => {
                result.known_because.is_none() && result.level == Level::Must
            }
            _ => {
                let blank = result::blank(&page.case, self.catalogue, Outcome::Failed);
                blank.level == Level::Must && !self.rules.lists(&page.id)
            }
        }
    }
}

impl Rules {
    /// Whether the profile says that a scenario fails.
    fn lists(&self, id: &str) -> bool {
        let mut known = self.known.iter();
        known.any(|it| it.scenario.as_deref() == Some(id))
    }
}
