//! The verdict in words.

use conformance_harness::results::{Results, Verdict};

use crate::format::count;
use crate::mark::{Mark, tally};

/// The verdict as a headline.
pub(crate) fn headline(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Conforms => "Conforms",
        Verdict::DoesNotConform => "Does not conform",
        Verdict::Blocked => "Blocked",
        Verdict::NothingRan => "Nothing ran",
    }
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

/// One sentence on what the verdict means for a release.
pub(crate) fn sentence(results: &Results) -> String {
    let number = |wanted| {
        tally(results)
            .into_iter()
            .find_map(|(mark, number)| (mark == wanted).then_some(number))
            .unwrap_or_default()
    };
    match results.verdict {
        Verdict::Conforms => match number(Mark::Flaky) {
            0 => "Every scenario that applies to this target passed.".to_owned(),
            flaky => format!(
                "No scenario found a breach, but {} passed only on a retry.",
                count(flaky, "scenario")
            ),
        },
        Verdict::DoesNotConform => match number(Mark::Failed) {
            0 => "The run did not come out as its profile expects.".to_owned(),
            failed => format!(
                "{} found the deployment in breach of a MUST.",
                count(failed, "scenario")
            ),
        },
        Verdict::Blocked => match number(Mark::Blocked) {
            0 => "Something could not be looked at.".to_owned(),
            blocked => format!(
                "{} could not be played to the end: nothing is known about what they cover.",
                count(blocked, "scenario")
            ),
        },
        Verdict::NothingRan => {
            "No scenario was run, so this says nothing about the deployment.".to_owned()
        }
    }
}
