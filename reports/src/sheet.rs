//! What a release manager has to know, drawn from the results.

use conformance_harness::results::{
    Criterion, Level, Release, RequirementOutcome, RequirementResult, Results, ScenarioResult,
};
use conformance_harness::sign_off::{elsewhere, is_a_gap};

use crate::area::{area_id, is_billing};
use crate::finding::Finding;
use crate::folding;
use crate::format::{count, level};
use crate::hops::Hops;
use crate::mark::Mark;
use crate::title::Titles;

/// The area of the test cases.
const TESTS: &str = "TC";

/// So many warnings are shown at once.
const LISTED: usize = 8;

/// All that the sign-off sheet says.
pub(crate) struct Sheet<'a> {
    /// The answer.
    pub(crate) verdict: Release,
    /// What it rests on.
    pub(crate) criteria: Vec<Row<'a>>,
    /// The test cases.
    pub(crate) tests: Vec<Test<'a>>,
    /// How long changes of plan took: the scenario and its times.
    pub(crate) hops: Vec<(Finding<'a>, Hops<'a>)>,
    /// What does not stand against a release and yet should be known.
    pub(crate) warnings: Vec<Warning<'a>>,
    /// What was not looked at.
    pub(crate) gaps: Vec<Gap<'a>>,
}

/// One criterion.
pub(crate) struct Row<'a> {
    /// What the results say.
    pub(crate) criterion: &'a Criterion,
    /// Its evidence.
    pub(crate) scenarios: Vec<Finding<'a>>,
}

/// One test case.
pub(crate) struct Test<'a> {
    /// What the results say.
    pub(crate) requirement: &'a RequirementResult,
    /// How it is marked.
    pub(crate) mark: Mark,
    /// Why it has not passed, or has in part; nothing if it has whole.
    pub(crate) why: Option<String>,
}

/// A warning.
pub(crate) struct Warning<'a> {
    /// The SHOULD that does not hold, or what the profile lists as known not to hold, if it is about such a thing.
    pub(crate) requirement: Option<&'a RequirementResult>,
    /// What is the matter.
    pub(crate) text: String,
}

/// What was not looked at, for one reason.
pub(crate) struct Gap<'a> {
    /// In which way.
    pub(crate) mark: Mark,
    /// The requirements that it is about.
    pub(crate) requirements: Vec<&'a str>,
    /// How many scenarios; none where whole requirements are left out.
    pub(crate) scenarios: usize,
    /// Why.
    pub(crate) why: String,
}

impl<'a> Sheet<'a> {
    /// The sheet of a run that is about a sign-off.
    pub(crate) fn of(results: &'a Results) -> Option<Self> {
        let sign_off = results.sign_off.as_ref()?;
        let titles = Titles::of(results);
        let findings = || {
            let scenarios = results.scenarios.iter();
            scenarios.map(|scenario| Finding::of(scenario, &titles))
        };
        let row = |criterion: &'a Criterion| Row {
            criterion,
            scenarios: findings()
                .filter(|it| criterion.scenarios.contains(&it.scenario.id))
                .collect(),
        };
        let tests = results.requirements.iter().filter(|it| it.area == TESTS);
        Some(Self {
            verdict: sign_off.verdict,
            criteria: sign_off.criteria.iter().map(row).collect(),
            tests: tests
                .map(|requirement| Test {
                    requirement,
                    mark: Mark::of_requirement(requirement),
                    why: why(requirement, &findings().collect::<Vec<_>>(), results),
                })
                .collect(),
            hops: findings()
                .flat_map(|finding| {
                    let hops = Hops::all(&finding.scenario.evidence).into_iter();
                    hops.map(move |hops| (finding.clone(), hops))
                })
                .collect(),
            warnings: warnings(results, &findings().collect::<Vec<_>>()),
            gaps: gaps(results, findings()),
        })
    }

    /// The verdict in a word.
    pub(crate) fn headline(&self) -> &'static str {
        headline(self.verdict)
    }

    /// The mark whose colour and icon the verdict bears.
    pub(crate) fn mark(&self) -> Mark {
        match self.verdict {
            Release::Go => Mark::Passed,
            Release::NoGo => Mark::Failed,
        }
    }

    /// What the verdict rests on, in a sentence.
    pub(crate) fn sentence(&self) -> String {
        let of = self.criteria.len();
        let holding = self.criteria.iter().filter(|it| it.criterion.holds).count();
        match (self.against(), of - holding) {
            (None, _) => format!("All {of} criteria of a release hold."),
            (Some(id), 1) => format!("1 of {of} criteria does not hold: {id}."),
            (Some(ids), some) => format!("{some} of {of} criteria do not hold: {ids}."),
        }
    }

    /// The criteria that do not hold, by ID.
    pub(crate) fn against(&self) -> Option<String> {
        against(self.criteria.iter().map(|row| row.criterion))
    }

    /// What the points on the way from the payment are called, in the order in which they come.
    pub(crate) fn stops(&self) -> Vec<&'a str> {
        let mut names = Vec::new();
        for stop in self.hops.iter().flat_map(|(_, hops)| &hops.stops) {
            if stop.at_ms > 0 && !names.contains(&stop.name) {
                names.push(stop.name);
            }
        }
        names
    }

    /// The change of plan that took longest.
    pub(crate) fn slowest(&self) -> Option<&(Finding<'a>, Hops<'a>)> {
        self.hops.iter().max_by_key(|(_, hops)| hops.total_ms())
    }

    /// The warnings to show at once, and those to fold away.
    pub(crate) fn warnings_to_list(&self) -> (&[Warning<'a>], &[Warning<'a>]) {
        folding::split(&self.warnings, LISTED)
    }

    /// How long that was, in milliseconds.
    pub(crate) fn slowest_ms(&self) -> u64 {
        self.slowest().map_or(0, |(_, hops)| hops.total_ms())
    }
}

impl Warning<'_> {
    /// `MUST` or `SHOULD`, of what does not hold.
    pub(crate) fn level(&self) -> &'static str {
        self.requirement.map_or("", |it| level(it.level))
    }
}

impl Row<'_> {
    /// How many scenarios its evidence has.
    pub(crate) fn count(&self) -> String {
        count(self.scenarios.len(), "scenario")
    }
}

impl Gap<'_> {
    /// What it is about, e.g. `TC-10, WH-08 (2 scenarios)`.
    pub(crate) fn what(&self) -> String {
        let ids = self.requirements.join(", ");
        match self.scenarios {
            0 => ids,
            some => format!("{ids} ({})", count(some, "scenario")),
        }
    }
}

/// A verdict in a word.
pub(crate) fn headline(verdict: Release) -> &'static str {
    match verdict {
        Release::Go => "GO",
        Release::NoGo => "NO-GO",
    }
}

/// Those of the criteria that do not hold, by ID: `TC-05, gating`.
pub(crate) fn against<'a>(criteria: impl Iterator<Item = &'a Criterion>) -> Option<String> {
    let ids = criteria.filter(|it| !it.holds).map(|it| it.id.as_str());
    let ids: Vec<_> = ids.collect();
    (!ids.is_empty()).then(|| ids.join(", "))
}

/// Why a requirement has not passed, or has in part; nothing if it has whole.
fn why(
    requirement: &RequirementResult,
    findings: &[Finding<'_>],
    results: &Results,
) -> Option<String> {
    let proving = findings
        .iter()
        .filter(|it| it.scenario.requirements.contains(&requirement.id));
    match requirement.outcome {
        RequirementOutcome::Passed => {
            let proving: Vec<&ScenarioResult> = proving.map(|it| it.scenario).collect();
            let of = count(requirement.of, "scenario");
            let unasked = proving.iter().filter(|it| is_a_gap(it)).count();
            let unasked = (unasked > 0)
                .then(|| format!("in part: {unasked} of {of} could not be asked of this target"));
            let elsewhere = elsewhere(proving.into_iter())
                .map(|(number, targets)| format!("{number} of {of} on {targets}"));
            let told: Vec<String> = unasked.into_iter().chain(elsewhere).collect();
            (!told.is_empty()).then(|| told.join("; "))
        }
        RequirementOutcome::Untested => Some(unplayed(requirement, results)),
        _ => {
            let worst = proving.min_by_key(|it| it.mark)?;
            Some(format!("“{}”: {}", worst.title, worst.message()))
        }
    }
}

/// Why a requirement is untested.
fn unplayed(requirement: &RequirementResult, results: &Results) -> String {
    let played = requirement.scenarios.len();
    match (requirement.of, played, &results.interrupted) {
        (0, 0, _) => "no scenario of these features is about it".to_owned(),
        (_, 0, None) => "not part of this selection".to_owned(),
        (_, 0, Some(_)) => "not played, the run was cut short".to_owned(),
        (of, _, _) => format!("only {played} of {} played", count(of, "scenario")),
    }
}

fn warnings<'a>(results: &'a Results, findings: &[Finding<'a>]) -> Vec<Warning<'a>> {
    let broken = results.requirements.iter().filter(|it| {
        let is_told = match it.outcome {
            RequirementOutcome::Failed => it.level == Level::Should,
            outcome => outcome == RequirementOutcome::KnownFailure,
        };
        is_told && is_billing(&it.area)
    });
    let broken = broken.map(|requirement| Warning {
        requirement: Some(requirement),
        text: why(requirement, findings, results).unwrap_or_default(),
    });
    let said = results.warnings.iter().map(|text| Warning {
        requirement: None,
        text: text.clone(),
    });
    said.chain(broken).collect()
}

fn gaps<'a>(results: &'a Results, findings: impl Iterator<Item = Finding<'a>>) -> Vec<Gap<'a>> {
    let mut gaps: Vec<Gap<'a>> = Vec::new();
    let mut add = |mark: Mark, ids: Vec<&'a str>, scenarios: usize, why: String| {
        let same = |gap: &&mut Gap<'a>| gap.mark == mark && gap.why == why;
        match gaps.iter_mut().find(same) {
            Some(gap) => {
                gap.scenarios += scenarios;
                let new: Vec<_> = ids
                    .into_iter()
                    .filter(|id| !gap.requirements.contains(id))
                    .collect();
                gap.requirements.extend(new);
            }
            None => gaps.push(Gap {
                mark,
                requirements: ids,
                scenarios,
                why,
            }),
        }
    };
    for finding in findings {
        let ids = finding.scenario.requirements.iter().map(String::as_str);
        let ids: Vec<_> = ids.filter(|id| is_billing(area_id(id))).collect();
        let unseen = matches!(
            finding.mark,
            Mark::Blocked | Mark::Flaky | Mark::NotApplicable
        );
        if unseen && !ids.is_empty() {
            add(finding.mark, ids, 1, finding.message());
        }
    }
    for requirement in &results.requirements {
        if requirement.outcome == RequirementOutcome::Untested && is_billing(&requirement.area) {
            add(
                Mark::Untested,
                vec![&requirement.id],
                0,
                unplayed(requirement, results),
            );
        }
    }
    gaps.sort_by_key(|gap| gap.mark);
    gaps
}
