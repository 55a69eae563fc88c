//! What is to be played, and how.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::defect::Defect;
use crate::definitions::Definitions;
use crate::results::{Attempt, ScenarioResult};
use crate::suite::Suite;

/// The tag that gives a scenario a deployment with a defect, before the defect's name.
pub(super) const DEFECT_TAG: &str = "defect=";

/// What is to be played, and how.
pub struct Plan {
    /// The scenarios, outlines expanded.
    pub suite: Suite,
    /// The functions of its steps.
    pub definitions: Arc<Definitions>,
    /// How many at a time, at least one.
    pub workers: usize,
    /// Whether to stop after the first failure; a SHOULD that fails is none, nor is what the profile lists or has in
    /// quarantine.
    pub fail_fast: bool,
    /// How often each scenario is played.
    pub attempts: Attempts,
    /// Scenarios are begun in an order that is drawn with this, and in that of the files where there is none.
    pub seed: Option<u64>,
    /// How long an attempt may take, waiting for its turn at a shared deployment left aside; what the profile says if it
    /// is not said here.
    pub deadline: Option<Duration>,
    /// The defects that scenarios of the suite are tagged with, by [`with_defect`].
    pub defects: Vec<Arc<Defect>>,
    /// Told of all that happens. It is called between steps, so it must be quick.
    pub on_event: Box<dyn FnMut(Event<'_>)>,
}

/// How often each scenario is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempts {
    /// Once, and up to so many times again as long as it does not pass. A failure that the profile lists is none that
    /// needs another attempt.
    Retries(usize),
    /// So many times, at least once, whatever comes of it.
    Repeat(usize),
}

/// What happens while a plan is played.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// An attempt begins.
    Begins {
        /// Which scenario: its place in the suite.
        scenario: usize,
        /// Its name.
        name: &'a str,
        /// The how-manieth attempt, from 1.
        number: usize,
    },
    /// An attempt has ended, and is not the last one of its scenario.
    Again {
        /// Which scenario: its place in the suite.
        scenario: usize,
        /// Its name.
        name: &'a str,
        /// What came of it.
        attempt: &'a Attempt,
    },
    /// A scenario has ended.
    Ended {
        /// Which one: its place in the suite.
        scenario: usize,
        /// What came of it.
        played: &'a Played,
    },
}

/// A scenario that was played.
#[derive(Debug, Clone)]
pub struct Played {
    /// What came of it.
    pub result: ScenarioResult,
    /// The defect that the deployment had.
    pub defect: Option<String>,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            suite: Suite::default(),
            definitions: Arc::default(),
            workers: 1,
            fail_fast: false,
            attempts: Attempts::Retries(0),
            seed: None,
            deadline: None,
            defects: Vec::new(),
            on_event: Box::new(|_| {}),
        }
    }
}

impl fmt::Debug for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plan")
            .field("suite", &self.suite)
            .field("workers", &self.workers)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}

impl Attempts {
    /// How many there are for certain.
    pub(super) fn at_least(self) -> usize {
        match self {
            Self::Retries(_) => 1,
            Self::Repeat(times) => times.max(1),
        }
    }
}

/// A copy of the suite whose scenarios are played on a deployment with that defect.
#[must_use]
pub fn with_defect(suite: &Suite, defect: &str) -> Suite {
    let mut suite = suite.clone();
    suite.for_each_scenario_mut(|_, scenario| scenario.tags.push(format!("{DEFECT_TAG}{defect}")));
    suite
}

/// The defect that a scenario is tagged with.
pub(super) fn defect_of(tags: &[String]) -> Option<&str> {
    tags.iter().find_map(|tag| tag.strip_prefix(DEFECT_TAG))
}
