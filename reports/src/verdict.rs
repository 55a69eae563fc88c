//! The verdict in words.

use std::collections::BTreeMap;

use conformance_harness::profile::Environment;
use conformance_harness::results::{
    RequirementOutcome, RequirementResult, Results, ScenarioResult, Verdict,
};

use crate::format::count;
use crate::mark::{Mark, tally};

/// The verdict of a run as a headline.
pub(crate) fn headline(results: &Results) -> &'static str {
    let is_blocked = |it: &ScenarioResult| matches!(Mark::of(it), Mark::Blocked | Mark::Flaky);
    let only_cut_short = results.interrupted.is_some() && !results.scenarios.iter().any(is_blocked);
    in_words(results.verdict, only_cut_short)
}

/// A verdict in words. `only_cut_short` says of one that is blocked that nothing is but the end of the run.
pub(crate) fn in_words(verdict: Verdict, only_cut_short: bool) -> &'static str {
    match verdict {
        Verdict::Blocked if only_cut_short => "Cut short",
        Verdict::Conforms => "Conforms",
        Verdict::DoesNotConform => "Does not conform",
        Verdict::Blocked => "Blocked",
        Verdict::NothingRan => "Nothing ran",
    }
}

/// The name of the target, and that people use it if they do.
pub(crate) fn target(results: &Results) -> String {
    match results.environment {
        Some(Environment::Production) => format!("{} (production)", results.target),
        _ => results.target.clone(),
    }
}

/// How many scenarios were played on other targets, e.g. `12 scenarios on nextjs`; nothing if none was.
pub(crate) fn elsewhere(results: &Results) -> Option<String> {
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    let others = results
        .scenarios
        .iter()
        .filter_map(|it| it.played_on.as_deref());
    for target in others {
        *numbers.entry(target).or_default() += 1;
    }
    let numbers = numbers.iter();
    let told: Vec<String> = numbers
        .map(|(target, number)| format!("{} on {target}", count(*number, "scenario")))
        .collect();
    (!told.is_empty()).then(|| told.join(", "))
}

/// The mark whose colour and icon the verdict bears.
pub(crate) fn mark(verdict: Verdict) -> Mark {
    match verdict {
        Verdict::Conforms => Mark::Passed,
        Verdict::DoesNotConform => Mark::Failed,
        Verdict::Blocked => Mark::Blocked,
        Verdict::NothingRan => Mark::NotApplicable,
    }
}

/// How many scenarios bear each mark, e.g. `2 failed, 1 warning, 3 known failures, 7 passed`.
pub(crate) fn numbers(results: &Results) -> String {
    let numbers: Vec<_> = tally(results)
        .into_iter()
        .filter(|&(mark, number)| number > 0 || mark == Mark::Passed)
        .map(|(mark, number)| match mark {
            Mark::Warning | Mark::KnownFailure => count(number, mark.word()),
            mark => format!("{number} {}", mark.word()),
        })
        .collect();
    numbers.join(", ")
}

/// One sentence on what the verdict means for a release.
pub(crate) fn sentence(results: &Results) -> String {
    let number = |wanted| {
        tally(results)
            .into_iter()
            .find_map(|(mark, number)| (mark == wanted).then_some(number))
            .unwrap_or_default()
    };
    let scenarios = |mark| count(number(mark), "scenario");
    let is_clean = match number(Mark::KnownFailure) {
        0 => "No MUST was found broken".to_owned(),
        known => format!(
            "No MUST was found broken beyond what the profile lists as known ({})",
            count(known, "scenario")
        ),
    };
    match results.verdict {
        Verdict::Conforms if number(Mark::Warning) > 0 => format!(
            "{is_clean}, but {} found a SHOULD that does not hold.",
            scenarios(Mark::Warning)
        ),
        Verdict::Conforms if number(Mark::KnownFailure) > 0 => format!("{is_clean}."),
        Verdict::Conforms if number(Mark::Quarantined) > 0 => format!(
            "{is_clean}, but {} did not pass, and {} in quarantine.",
            scenarios(Mark::Quarantined),
            if number(Mark::Quarantined) == 1 {
                "is"
            } else {
                "are"
            }
        ),
        Verdict::Conforms if elsewhere(results).is_some() => {
            "Every scenario that applies passed, here or, where this target could not be asked, on another.".to_owned()
        }
        Verdict::Conforms if results.requirements.iter().any(|it| !it.left_out.is_empty()) => {
            "Every scenario that was selected and applies to this target passed.".to_owned()
        }
        Verdict::Conforms => "Every scenario that applies to this target passed.".to_owned(),
        Verdict::DoesNotConform if number(Mark::Failed) == 0 => {
            "The run did not come out as its profile expects.".to_owned()
        }
        Verdict::DoesNotConform => format!(
            "{} found the deployment in breach of a MUST.",
            scenarios(Mark::Failed)
        ),
        Verdict::Blocked if number(Mark::Blocked) > 0 => format!(
            "{} could not be played to the end: nothing is known about what they cover.",
            scenarios(Mark::Blocked)
        ),
        Verdict::Blocked if number(Mark::Flaky) > 0 => format!(
            "{} passed only on a retry, which is not counted as passed.",
            scenarios(Mark::Flaky)
        ),
        Verdict::Blocked => {
            "No breach was found as far as the run came: nothing is known about the rest."
                .to_owned()
        }
        Verdict::NothingRan => {
            "No scenario was run, so this says nothing about the deployment.".to_owned()
        }
    }
}

/// What the run left open, e.g. `Untested: 12 of 40 requirements, 2 of them in part`; nothing if that is nothing.
pub(crate) fn untested(results: &Results) -> Option<String> {
    let untested = || {
        let all = results.requirements.iter();
        all.filter(|it| it.outcome == RequirementOutcome::Untested)
    };
    let (number, in_part) = (
        untested().count(),
        untested().filter(|it| !it.scenarios.is_empty()).count(),
    );
    let all = count(results.requirements.len(), "requirement");
    match (number, in_part) {
        (0, _) => None,
        (_, 0) => Some(format!("Untested: {number} of {all}")),
        _ => Some(format!(
            "Untested: {number} of {all}, {in_part} of them in part"
        )),
    }
}

/// The requirements that are not met, or of which that is not known.
pub(crate) struct Shortfall<'a> {
    /// What is to be said of them, e.g. `Not met`.
    pub(crate) label: &'static str,
    /// At least one, in the order of the catalogue.
    pub(crate) requirements: Vec<&'a RequirementResult>,
    /// How many requirements the run looked at.
    pub(crate) of: usize,
}

impl<'a> Shortfall<'a> {
    /// Most urgent first; empty ones left out.
    pub(crate) fn all(results: &'a Results) -> Vec<Self> {
        let all = [
            (Mark::Failed, "Not met"),
            (Mark::Blocked, "Not known"),
            (Mark::KnownFailure, "Not met, as the profile says"),
            (Mark::Quarantined, "In quarantine"),
        ];
        let all = all.map(|(mark, label)| Self {
            label,
            requirements: results
                .requirements
                .iter()
                .filter(|it| Mark::of_requirement(it) == mark)
                .collect(),
            of: results
                .requirements
                .iter()
                .filter(|it| it.outcome != RequirementOutcome::Untested)
                .count(),
        });
        all.into_iter()
            .filter(|shortfall| !shortfall.requirements.is_empty())
            .collect()
    }
}
