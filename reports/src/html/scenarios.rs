//! The scenarios by feature and rule.

use std::collections::HashSet;

use conformance_harness::results::{Outcome, Results, StepResult, StepStatus};

use super::body::Body;
use super::packing;
use super::pictures::Inlined;
use crate::area::area_id;
use crate::finding::Finding;
use crate::format::{count, duration, level};
use crate::history::Memory;
use crate::mark::Mark;
use crate::title::Titles;

/// More failures than this are unfolded by whoever wants to see them: they are listed further up,
/// and a page with all of them open is too long to find anything in.
const UNFOLDED: usize = 12;

/// With more than so many bytes of what is folded, that is packed.
const PLAIN: usize = 1_000_000;

/// The scenarios of one feature file.
pub(super) struct Feature<'a> {
    /// Its title.
    pub(super) name: &'a str,
    /// Its path.
    pub(super) path: &'a str,
    /// In the order of the file.
    pub(super) rules: Vec<Rule<'a>>,
    /// What is seen of its scenarios when they are unfolded, in their order, as far as it is packed.
    pub(super) packed: Option<String>,
}

/// The scenarios under one rule, or those before the first.
pub(super) struct Rule<'a> {
    /// Its title.
    pub(super) name: Option<&'a str>,
    /// In the order of the file.
    pub(super) cards: Vec<Card<'a>>,
}

/// One scenario with all there is to see of it.
pub(super) struct Card<'a> {
    /// The scenario, its title, mark and explanation.
    pub(super) finding: Finding<'a>,
    /// The IDs of its requirements, and whether the page says more of them.
    pub(super) requirements: Vec<(&'a str, bool)>,
    /// Its tags, without those that say again which requirements it proves.
    pub(super) tags: Vec<&'a str>,
    /// Whether somebody will want to see it without asking.
    pub(super) open: bool,
    /// What the last runs say of it.
    pub(super) past: Option<String>,
    /// What is seen when it is unfolded; nothing where that is packed.
    pub(super) body: String,
}

impl<'a> Feature<'a> {
    /// In the order of the results; what is folded is packed if there is much of it. Of `many` scenarios, pictures are
    /// left alone until they come into sight.
    pub(super) fn all(results: &'a Results, memory: &Memory<'_>, many: bool) -> Vec<Self> {
        let inlined = Inlined::of(results);
        let known: HashSet<&str> = results.requirements.iter().map(|r| r.id.as_str()).collect();
        let titles = Titles::of(results);
        let is_failed = |mark| matches!(mark, Mark::Failed | Mark::Warning);
        let totals = results.totals;
        let few = totals.failed.saturating_sub(totals.known_failures) <= UNFOLDED;
        let mut features: Vec<Self> = Vec::new();
        for scenario in &results.scenarios {
            let finding = Finding::of(scenario, &titles);
            let mut card = Card {
                open: few && is_failed(finding.mark),
                past: memory.tells(scenario, finding.mark),
                ..Card::of(finding, &known)
            };
            card.body = Body::of(&card, &inlined, many).to_string();
            match features.iter_mut().find(|f| f.path == scenario.feature) {
                Some(feature) => feature.add(card),
                None => {
                    let mut feature = Self {
                        name: &scenario.feature_name,
                        path: &scenario.feature,
                        rules: Vec::new(),
                        packed: None,
                    };
                    feature.add(card);
                    features.push(feature);
                }
            }
        }
        let folded = features.iter().flat_map(Self::folded);
        if folded.map(|card| card.body.len()).sum::<usize>() > PLAIN {
            features.iter_mut().for_each(Self::pack);
        }
        features
    }

    fn folded(&self) -> impl Iterator<Item = &Card<'a>> {
        let cards = self.rules.iter().flat_map(|rule| &rule.cards);
        cards.filter(|card| !card.open)
    }

    fn pack(&mut self) {
        let bodies: Vec<&str> = self.folded().map(|card| card.body.as_str()).collect();
        if bodies.is_empty() {
            return;
        }
        self.packed = Some(packing::pack(&bodies));
        let cards = self.rules.iter_mut().flat_map(|rule| &mut rule.cards);
        for card in cards.filter(|card| !card.open) {
            card.body.clear();
        }
    }

    fn add(&mut self, card: Card<'a>) {
        let name = card.finding.scenario.rule.as_deref();
        match self.rules.iter_mut().find(|rule| rule.name == name) {
            Some(rule) => rule.cards.push(card),
            None => self.rules.push(Rule {
                name,
                cards: vec![card],
            }),
        }
    }

    /// How many scenarios it has.
    pub(super) fn size(&self) -> String {
        count(
            self.rules.iter().map(|rule| rule.cards.len()).sum(),
            "scenario",
        )
    }
}

impl<'a> Card<'a> {
    fn of(finding: Finding<'a>, known: &HashSet<&str>) -> Self {
        let scenario = finding.scenario;
        let ids = scenario.requirements.iter();
        let tags = scenario.tags.iter().map(String::as_str);
        let is_said = |tag: &str| {
            let mut ids = scenario.requirements.iter();
            tag == level(scenario.level) || ids.any(|id| id == tag || area_id(id) == tag)
        };
        Self {
            finding,
            requirements: ids
                .map(|id| (id.as_str(), known.contains(id.as_str())))
                .collect(),
            tags: tags.filter(|&tag| !is_said(tag)).collect(),
            open: false,
            past: None,
            body: String::new(),
        }
    }

    /// Its duration; nothing if it was not played.
    pub(super) fn took(&self) -> String {
        match self.finding.scenario.outcome {
            Outcome::NotApplicable => String::new(),
            _ => duration(self.finding.scenario.duration_ms),
        }
    }

    /// `MUST` or `SHOULD`.
    pub(super) fn level(&self) -> &'static str {
        level(self.finding.scenario.level)
    }
}

/// The name of a step's status for the style sheet; the step that a scenario did not get past
/// bears the scenario's own mark.
pub(super) fn step_key(step: &StepResult, mark: &Mark) -> &'static str {
    match step.status {
        StepStatus::Passed => "passed",
        StepStatus::Failed => mark.key(),
        StepStatus::NotReached => "not-reached",
    }
}

/// A step's status in words, and how long it took. That a step passed needs no word, because
/// its icon and its place before the others say so.
pub(super) fn step_took(step: &StepResult, mark: &Mark) -> String {
    let took = duration(step.duration_ms);
    match (step.status, mark) {
        (StepStatus::Passed, _) => took,
        (StepStatus::Failed, Mark::Blocked) => format!("blocked after {took}"),
        (StepStatus::Failed, _) => format!("failed after {took}"),
        (StepStatus::NotReached, _) => "not reached".to_owned(),
    }
}
