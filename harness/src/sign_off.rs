//! Whether billing may be released: from what the scenarios found to GO or NO-GO (SIGN-1).
//!
//! Only what was shown counts. Whatever was blocked, does not apply, passed only on a retry or was not played keeps a
//! criterion from holding, and the criterion says so. So does a failure that the profile lists as known: a release rests
//! on what holds, not on what is accepted.

mod objection;

use std::collections::BTreeSet;

use crate::results::{
    Criterion, Evidence, Outcome, Release, RequirementOutcome, RequirementResult, ScenarioResult,
    SignOff,
};
use crate::safety::IN_PRODUCTION;
use objection::{Objection, in_one_line, in_words};

/// The tag of the scenarios that a sign-off needs.
pub const TAG: &str = "sign-off";

/// The requirement that asks for a sign-off; its scenarios are about the billing page.
const ASKING: &str = "SIGN-1";

/// The test cases of billing.
const TESTS: [&str; 12] = [
    "TC-01", "TC-02", "TC-03", "TC-04", "TC-05", "TC-06", "TC-07", "TC-08", "TC-09", "TC-10",
    "TC-11", "TC-12",
];

/// The test cases that bring trouble into the log on purpose.
const TROUBLING: [&str; 3] = ["TC-11", "TC-11b", "TC-12"];

/// Judges a run by its scenarios and requirements. `None` if it is not about that: the features that were read ask for
/// no sign-off, or none of the scenarios that it needs was selected and applies.
#[must_use]
pub fn judge(scenarios: &[ScenarioResult], requirements: &[RequirementResult]) -> Option<SignOff> {
    let run = Run {
        scenarios,
        requirements,
    };
    let asks = run.requirement(ASKING).is_some_and(|it| it.of > 0);
    let is_tagged = |scenario: &ScenarioResult| {
        scenario.tags.iter().any(|tag| tag == TAG) && scenario.outcome != Outcome::NotApplicable
    };
    (asks && scenarios.iter().any(is_tagged)).then(|| {
        let criteria = run.criteria();
        let verdict = match criteria.iter().all(|criterion| criterion.holds) {
            true => Release::Go,
            false => Release::NoGo,
        };
        SignOff { verdict, criteria }
    })
}

/// Whether a sign-off rests on a requirement, so that a breach of it has to keep a release from GO.
#[must_use]
pub fn rests_on(requirement: &str) -> bool {
    TESTS.contains(&requirement) || ["OBS-2", "OBS-3", "GATE-2", ASKING].contains(&requirement)
}

/// What was found.
struct Run<'a> {
    scenarios: &'a [ScenarioResult],
    requirements: &'a [RequirementResult],
}

impl<'a> Run<'a> {
    /// All of them, in the order in which they are read.
    fn criteria(&self) -> Vec<Criterion> {
        vec![
            self.passes(
                "TC-02",
                "TC-02",
                "A monthly purchase makes the person `pro` within 60 s, by itself",
            ),
            self.passes(
                "TC-05",
                "TC-05",
                "A cancellation leads back to `free` and its limits",
            ),
            self.passes(
                "TC-10",
                "TC-10",
                "A delivery that is not signed right is refused, and changes nothing",
            ),
            self.clean_log(),
            self.stored_plan(),
            self.passes(
                "gating",
                "GATE-2",
                "The gates follow a change of plan in the open session",
            ),
            self.passes(
                "billing-page",
                ASKING,
                "The billing page is right, signed in and signed out",
            ),
        ]
    }

    /// That a requirement has passed.
    fn passes(&self, id: &str, requirement: &str, title: &str) -> Criterion {
        match self.against(requirement) {
            Some(objection) => objection.criterion(id, title),
            None => holds(
                id,
                title,
                self.borne_out(requirement),
                &self.proving(requirement),
            ),
        }
    }

    /// OBS-2, over the whole run.
    fn clean_log(&self) -> Criterion {
        let (id, title) = (
            "OBS-2",
            "The log has no `Error processing` and no 5xx, except where a test case provokes it",
        );
        let read = self.watched().filter(|it| log(it).next().is_some()).count();
        let unread = || {
            let why = "the log of no scenario was read".to_owned();
            (read == 0).then(|| Objection::new(why, Vec::new()))
        };
        let objection = self.trouble().or_else(|| self.against("OBS-2"));
        if let Some(objection) = objection.or_else(unread) {
            return objection.criterion(id, title);
        }
        let why = format!(
            "{}, and there is no trouble in the log of {}",
            self.borne_out("OBS-2"),
            in_words(read, "scenario"),
        );
        holds(id, title, why, &self.proving("OBS-2"))
    }

    /// The scenarios whose log has what it must not have.
    fn trouble(&self) -> Option<Objection<'a>> {
        let trouble = |scenario| log(scenario).flat_map(|(_, trouble)| trouble).next();
        let scenarios: Vec<_> = self.watched().filter(|it| trouble(it).is_some()).collect();
        let line = trouble(scenarios.first()?)?;
        Some(Objection::new(
            format!(
                "{} left trouble in the log: {}",
                self.names(&scenarios),
                in_one_line(line)
            ),
            scenarios,
        ))
    }

    /// The scenarios whose log has to be clean.
    fn watched(&self) -> impl Iterator<Item = &'a ScenarioResult> {
        self.scenarios.iter().filter(|scenario| {
            let mut ids = scenario.requirements.iter();
            !ids.any(|id| TROUBLING.contains(&id.as_str()))
        })
    }

    /// OBS-3, and each test case.
    fn stored_plan(&self) -> Criterion {
        let (id, title) = (
            "stored-plan",
            "The stored plan was right after each test case",
        );
        if let Some(objection) = self.against("OBS-3") {
            return objection.criterion(id, title);
        }
        let with = |wanted: fn(RequirementOutcome) -> bool| {
            let tests = TESTS.into_iter();
            let tests = tests.filter(move |test| wanted(self.outcome(test)));
            tests.collect::<Vec<_>>()
        };
        let is_gap = |test: &&str| self.proving(test).iter().any(|it| is_a_gap(it));
        let mut open = with(|outcome| {
            use RequirementOutcome::{NotApplicable, Passed};
            !matches!(outcome, Passed | NotApplicable)
        });
        // What the target could not be asked is not known.
        let unasked = with(|outcome| outcome == RequirementOutcome::NotApplicable);
        open.extend(unasked.into_iter().filter(is_gap));
        // The worst is told.
        open.sort_by_key(|test| self.outcome(test));
        let objections: Vec<_> = open.iter().filter_map(|test| self.against(test)).collect();
        if let Some(first) = objections.first() {
            let why = format!(
                "it was not shown to be right after {}: {}",
                open.join(", "),
                first.why
            );
            let scenarios = objections.iter().flat_map(|it| &it.scenarios).copied();
            return Objection::new(why, scenarios.collect()).criterion(id, title);
        }
        let aside = with(|outcome| outcome == RequirementOutcome::NotApplicable);
        let mut why = match aside.len() {
            0 => "OBS-3 and TC-01 to TC-12 passed".to_owned(),
            1 => format!(
                "OBS-3 and the test cases passed, but {} does not apply",
                aside[0]
            ),
            _ => format!(
                "OBS-3 and the test cases passed, but {} do not apply",
                aside.join(", ")
            ),
        };
        let all = self.scenarios.iter();
        let is_about_tests = |it: &&ScenarioResult| {
            let mut ids = it.requirements.iter();
            ids.any(|id| TESTS.contains(&id.as_str()))
        };
        if let Some((number, targets)) = elsewhere(all.filter(is_about_tests)) {
            why.push_str(&format!("; {} on {targets}", in_words(number, "scenario")));
        }
        holds(id, title, why, &self.proving("OBS-3"))
    }

    /// What keeps a requirement from having been shown to hold.
    fn against(&self, id: &str) -> Option<Objection<'a>> {
        let proving = self.proving(id);
        let with = |outcome| {
            let found = proving.iter().filter(|it| it.outcome == outcome).copied();
            found.collect::<Vec<_>>()
        };
        for outcome in [Outcome::Failed, Outcome::Blocked, Outcome::Flaky] {
            let mut these = with(outcome);
            // What nobody knows yet is told first.
            these.sort_by_key(|it| it.known_because.is_some());
            if !these.is_empty() {
                return Some(self.told(these));
            }
        }
        let aside = with(Outcome::NotApplicable);
        let of = self.requirement(id).map_or(0, |it| it.of);
        let unplayed = match (of, proving.len()) {
            (0, 0) => Some(format!("no scenario is about {id}")),
            (1, 0) => Some(format!("the scenario of {id} was not played")),
            (of, 0) => Some(format!("none of the {of} scenarios of {id} was played")),
            (of, 1) if of > 1 => Some(format!("only 1 of the {of} scenarios of {id} was played")),
            (of, some) => (some < of)
                .then(|| format!("only {some} of the {of} scenarios of {id} were played")),
        };
        if let Some(why) = unplayed {
            return Some(Objection::new(why, Vec::new()));
        }
        // What is about another choice than the deployment's is no gap; what it could not be asked is one.
        let gaps: Vec<_> = match aside.len() == proving.len() {
            true => aside,
            false => aside.into_iter().filter(|it| is_a_gap(it)).collect(),
        };
        if !gaps.is_empty() {
            return Some(self.told(gaps));
        }
        // Whatever the scenarios say: what the run does not count as passed is not signed for.
        (self.outcome(id) != RequirementOutcome::Passed)
            .then(|| Objection::new(format!("{id} has not passed"), proving))
    }

    /// These have the same outcome; the first is told in full.
    fn told(&self, scenarios: Vec<&'a ScenarioResult>) -> Objection<'a> {
        let why = scenarios.first().map_or_else(String::new, |first| {
            objection::sentence(&self.names(&scenarios), first)
        });
        Objection::new(why, scenarios)
    }

    /// The first of them, and how many more there are.
    fn names(&self, scenarios: &[&ScenarioResult]) -> String {
        let Some(first) = scenarios.first() else {
            return String::new();
        };
        let is_namesake =
            |it: &&ScenarioResult| (&it.feature, &it.name) == (&first.feature, &first.name);
        let has_namesake = self.scenarios.iter().filter(is_namesake).count() > 1;
        let line = has_namesake.then(|| format!("line {}", first.line));
        let more = scenarios.len() - 1;
        let more = (more > 0).then(|| format!("and {more} more"));
        let notes: Vec<_> = line.into_iter().chain(more).collect();
        match notes.is_empty() {
            true => format!("“{}”", first.name),
            false => format!("“{}” ({})", first.name, notes.join(", ")),
        }
    }

    /// That all scenarios of a requirement passed, but for those about another choice.
    fn borne_out(&self, id: &str) -> String {
        let proving = self.proving(id);
        let aside = proving
            .iter()
            .filter(|it| it.outcome == Outcome::NotApplicable);
        let aside: Vec<_> = aside.copied().collect();
        let of = proving.len();
        let elsewhere = match elsewhere(proving.iter().copied()) {
            None => String::new(),
            Some((all, targets)) if all == of => format!(", on {targets}"),
            Some((some, targets)) => format!(", {some} of them on {targets}"),
        };
        match (aside.first(), of) {
            (None, 1) => format!("the scenario of {id} passed{elsewhere}"),
            (None, 2) => format!("both scenarios of {id} passed{elsewhere}"),
            (None, of) => format!("all {of} scenarios of {id} passed{elsewhere}"),
            (Some(first), of) => format!(
                "{} of the {of} scenarios of {id} passed{elsewhere}, and {}",
                of - aside.len(),
                objection::sentence(&self.names(&aside), first)
            ),
        }
    }

    fn proving(&self, id: &str) -> Vec<&'a ScenarioResult> {
        let all = self.scenarios.iter();
        all.filter(|it| it.requirements.iter().any(|own| own == id))
            .collect()
    }

    fn requirement(&self, id: &str) -> Option<&'a RequirementResult> {
        self.requirements.iter().find(|it| it.id == id)
    }

    fn outcome(&self, id: &str) -> RequirementOutcome {
        self.requirement(id)
            .map_or(RequirementOutcome::Untested, |it| it.outcome)
    }
}

/// How many of them were played on other targets, and on which; nothing if none was.
pub fn elsewhere<'a>(
    scenarios: impl Iterator<Item = &'a ScenarioResult>,
) -> Option<(usize, String)> {
    let places: Vec<&str> = scenarios.filter_map(|it| it.played_on.as_deref()).collect();
    let targets: BTreeSet<&str> = places.iter().copied().collect();
    let targets: Vec<&str> = targets.into_iter().collect();
    (!places.is_empty()).then(|| (places.len(), targets.join(" and ")))
}

/// Whether a scenario does not apply because the target could not be asked, not because it is about another choice.
#[must_use]
pub fn is_a_gap(scenario: &ScenarioResult) -> bool {
    let reason = scenario.reason.as_deref().unwrap_or_default();
    scenario.outcome == Outcome::NotApplicable
        && (reason.is_empty() || reason.starts_with("@needs-") || reason.starts_with(IN_PRODUCTION))
}

/// The logs of a scenario: all lines, and those that tell of trouble.
fn log(scenario: &ScenarioResult) -> impl Iterator<Item = (&[String], &[String])> {
    let evidence = scenario.evidence.iter();
    evidence.filter_map(|it| match it {
        Evidence::Log { lines, trouble } => Some((lines.as_slice(), trouble.as_slice())),
        _ => None,
    })
}

fn holds(id: &str, title: &str, why: String, scenarios: &[&ScenarioResult]) -> Criterion {
    Criterion {
        id: id.to_owned(),
        title: title.to_owned(),
        holds: true,
        why: objection::closed(&why),
        scenarios: scenarios.iter().map(|it| it.id.clone()).collect(),
    }
}

#[cfg(test)]
mod tests;
