//! Requirements by area.

use conformance_harness::results::{RequirementResult, Results};

use crate::area::area_title;
use crate::finding::Finding;
use crate::format::{count, level};
use crate::mark::Mark;
use crate::title::Titles;

/// Up to this many scenarios of one requirement are listed, more are folded away.
const LISTED: usize = 3;

/// The requirements of one area.
pub(super) struct AreaTable<'a> {
    /// E.g. `CB`.
    pub(super) id: &'a str,
    /// E.g. `SSO callback`.
    pub(super) title: &'a str,
    /// Those that somebody wants to see, in the order of the results.
    pub(super) rows: Vec<Row<'a>>,
    /// Those that have scenarios, of which none was played; they say nothing but that.
    pub(super) left_out: Vec<Row<'a>>,
}

/// One requirement.
pub(super) struct Row<'a> {
    /// What the results say of it.
    pub(super) requirement: &'a RequirementResult,
    /// Its mark.
    pub(super) mark: Mark,
    /// Its scenarios, most urgent first.
    pub(super) scenarios: Vec<Finding<'a>>,
}

impl<'a> AreaTable<'a> {
    /// In the order in which the areas first occur.
    pub(super) fn all(results: &'a Results) -> Vec<Self> {
        let titles = Titles::of(results);
        let mut areas: Vec<Self> = Vec::new();
        for requirement in &results.requirements {
            let row = Row::of(requirement, results, &titles);
            let known = areas.iter().position(|area| area.id == requirement.area);
            let place = known.unwrap_or_else(|| {
                areas.push(Self {
                    id: &requirement.area,
                    title: area_title(&requirement.area),
                    rows: Vec::new(),
                    left_out: Vec::new(),
                });
                areas.len() - 1
            });
            match row.is_left_out() {
                true => areas[place].left_out.push(row),
                false => areas[place].rows.push(row),
            }
        }
        areas
    }

    /// How the area stands, e.g. `5 of 7 hold, 1 untested`; of those that apply to the target.
    pub(super) fn standing(&self) -> String {
        let all = || self.rows.iter().chain(&self.left_out);
        let with = |mark| all().filter(|row| row.mark == mark).count();
        let holding = with(Mark::Passed);
        match (
            all().count() - with(Mark::NotApplicable),
            with(Mark::Untested),
        ) {
            (0, _) => "none applies".to_owned(),
            (applying, 0) => format!("{holding} of {applying} hold"),
            (applying, untested) => format!("{holding} of {applying} hold, {untested} untested"),
        }
    }
}

impl<'a> Row<'a> {
    fn of(requirement: &'a RequirementResult, results: &'a Results, titles: &Titles<'a>) -> Self {
        let scenarios = results.scenarios.iter();
        let mut scenarios: Vec<_> = scenarios
            .filter(|scenario| requirement.scenarios.contains(&scenario.id))
            .map(|scenario| Finding::of(scenario, titles))
            .collect();
        scenarios.sort_by_key(|finding| finding.mark);
        Self {
            requirement,
            mark: Mark::of_requirement(requirement),
            scenarios,
        }
    }

    /// Whether it has scenarios and none was played.
    fn is_left_out(&self) -> bool {
        let is_untested = self.mark == Mark::Untested;
        is_untested && self.requirement.of > 0 && self.requirement.scenarios.is_empty()
    }

    /// The scenarios to list.
    pub(super) fn listed(&self) -> &[Finding<'a>] {
        &self.scenarios[..self.scenarios.len().min(LISTED)]
    }

    /// The scenarios to fold away.
    pub(super) fn folded(&self) -> &[Finding<'a>] {
        &self.scenarios[self.listed().len()..]
    }

    /// What is to be said of scenarios that are not listed; nothing if all are.
    pub(super) fn missing(&self) -> Option<String> {
        let played = self.requirement.scenarios.len();
        match self.requirement.of {
            0 if played == 0 => Some("no scenario of these features is about it".to_owned()),
            of if of > played => Some(format!("{played} of {} played", count(of, "scenario"))),
            _ => None,
        }
    }

    /// `MUST` or `SHOULD`.
    pub(super) fn level(&self) -> &'static str {
        level(self.requirement.level)
    }
}
