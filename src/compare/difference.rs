//! Scenarios and requirements of two reports, side by side.

use std::collections::{BTreeMap, BTreeSet};

use conformance_harness::results::{RequirementResult, ScenarioResult};
use serde::Serialize;

use super::explanation::Explanation;
use super::finding::Finding;

/// Why the difference of a requirement is expected, if those of its scenarios are.
const FOLLOWS: &str = "it follows from its scenarios";

/// The scenarios of both reports, or their requirements.
#[derive(Debug, Serialize)]
pub(super) struct Differences {
    /// How many do not differ.
    pub(super) same: usize,
    /// In order of their IDs.
    pub(super) different: Vec<Difference>,
}

/// A scenario or requirement that differs.
#[derive(Debug, Serialize)]
pub(super) struct Difference {
    pub(super) id: String,
    /// A scenario's name, or what a requirement asks for.
    pub(super) title: String,
    /// What the first report says; nothing where it does not have it.
    pub(super) a: Option<Said>,
    /// What the second one says.
    pub(super) b: Option<Said>,
    /// Why it is expected, if it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) explained: Option<String>,
    /// The requirements of a scenario, or the scenarios of a requirement.
    #[serde(skip)]
    related: BTreeSet<String>,
}

/// What a report says of a scenario or requirement.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Said {
    pub(super) outcome: Finding,
    /// Why a scenario did not pass, or why that is accepted; one line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<String>,
}

/// A scenario or requirement of one report.
pub(super) struct Entry {
    id: String,
    title: String,
    said: Said,
    related: BTreeSet<String>,
}

impl From<&ScenarioResult> for Entry {
    fn from(it: &ScenarioResult) -> Self {
        let failure = it.failure.as_ref();
        let failure = failure.map(|it| format!("expected {}; {}", it.expected, it.actual));
        let reason = it.known_because.clone().or(failure).or(it.reason.clone());
        Self {
            id: it.id.clone(),
            title: it.name.clone(),
            said: Said {
                outcome: it.outcome.into(),
                reason,
            },
            related: it.requirements.iter().cloned().collect(),
        }
    }
}

impl From<&RequirementResult> for Entry {
    fn from(it: &RequirementResult) -> Self {
        Self {
            id: it.id.clone(),
            title: it.title.clone(),
            said: Said {
                outcome: it.outcome.into(),
                reason: None,
            },
            related: it.scenarios.iter().cloned().collect(),
        }
    }
}

impl Differences {
    /// What differs between the entries of two reports.
    pub(super) fn between<'a, T: 'a>(a: &'a [T], b: &'a [T]) -> Self
    where
        Entry: From<&'a T>,
    {
        let mut all: BTreeMap<String, Difference> = BTreeMap::new();
        for entry in a.iter().map(Entry::from) {
            let (said, difference) = Difference::add(&mut all, entry);
            difference.a = Some(said);
        }
        for entry in b.iter().map(Entry::from) {
            let (said, difference) = Difference::add(&mut all, entry);
            difference.b = Some(said);
        }
        let outcome = |said: &Option<Said>| said.as_ref().map(|it| it.outcome);
        let (same, different): (Vec<_>, Vec<_>) = all
            .into_values()
            .partition(|it| outcome(&it.a) == outcome(&it.b));
        Self {
            same: same.len(),
            different,
        }
    }

    /// Explains those that an explanation means. Whether it means any.
    pub(super) fn explain(&mut self, explanation: &Explanation) -> bool {
        let different = self.different.iter_mut();
        let meant = different.filter(|it| it.is_meant_by(explanation));
        meant.map(|it| it.accept(&explanation.why)).count() > 0
    }

    /// Explains the requirements of which all scenarios that differ are explained.
    pub(super) fn follow_from(&mut self, scenarios: &Self) {
        for requirement in &mut self.different {
            let own = |it: &&Difference| requirement.related.contains(&it.id);
            let own: Vec<&Difference> = scenarios.different.iter().filter(own).collect();
            if !own.is_empty() && own.iter().all(|it| it.explained.is_some()) {
                requirement.accept(FOLLOWS);
            }
        }
    }

    /// Those that count.
    pub(super) fn unexplained(&self) -> impl Iterator<Item = &Difference> {
        self.different.iter().filter(|it| it.explained.is_none())
    }

    /// Those that do not.
    pub(super) fn explained(&self) -> impl Iterator<Item = &Difference> {
        self.different.iter().filter(|it| it.explained.is_some())
    }
}

impl Difference {
    /// Finds the one that an entry belongs to, or makes it; with what the entry says.
    fn add(all: &mut BTreeMap<String, Self>, entry: Entry) -> (Said, &mut Self) {
        let it = all.entry(entry.id.clone()).or_insert_with(|| Self {
            id: entry.id,
            title: entry.title,
            a: None,
            b: None,
            explained: None,
            related: BTreeSet::new(),
        });
        it.related.extend(entry.related);
        (entry.said, it)
    }

    /// Whether an explanation names it, or a requirement that it is a scenario of.
    fn is_meant_by(&self, explanation: &Explanation) -> bool {
        let (scenario, requirement) = (&explanation.scenario, &explanation.requirement);
        let named = [scenario, requirement].map(|it| it.as_ref() == Some(&self.id));
        let of_it = |id: &String| self.related.contains(id);
        named.contains(&true) || requirement.as_ref().is_some_and(of_it)
    }

    /// Explains it, unless it was not looked at in one of the runs: nobody can know then what differs.
    fn accept(&mut self, why: &str) {
        let mut said = self.a.iter().chain(&self.b);
        if said.all(|it| it.outcome != Finding::Blocked) {
            self.explained.get_or_insert_with(|| why.to_owned());
        }
    }
}
