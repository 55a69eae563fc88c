//! The totals as a bar and as numbers.

use conformance_harness::results::Results;

use crate::mark::{Mark, tally};

/// Below this share of the bar a segment could not be seen.
const LEAST_SHARE: f64 = 0.012;

/// The totals, most urgent first.
pub(super) struct Tally {
    /// One per mark, those that occur and *passed*.
    pub(super) parts: Vec<Part>,
}

/// How many scenarios bear one mark.
pub(super) struct Part {
    /// The mark.
    pub(super) mark: Mark,
    /// The number.
    pub(super) count: usize,
    /// Where its segment begins, in per mille of the bar.
    pub(super) from: usize,
    /// How long its segment is, in per mille of the bar.
    pub(super) width: usize,
}

impl Part {
    /// The section of the page that lists these scenarios.
    pub(super) fn section(&self) -> &'static str {
        match self.mark {
            Mark::Passed | Mark::NotApplicable | Mark::Untested => "scenarios",
            mark => mark.key(),
        }
    }
}

impl Tally {
    /// Of the whole run.
    pub(super) fn of(results: &Results) -> Self {
        let counts = tally(results)
            .into_iter()
            .filter(|&(mark, count)| count > 0 || mark == Mark::Passed);
        let counts: Vec<_> = counts.collect();
        let all: usize = counts.iter().map(|(_, count)| count).sum();
        let share = |count: usize| match count {
            0 => 0.0,
            // No count of scenarios is too big for a float.
            some => (some as f64 / all as f64).max(LEAST_SHARE),
        };
        let shares: f64 = counts.iter().map(|&(_, count)| share(count)).sum();

        let mut reached = 0.0;
        let mut parts = Vec::new();
        for (mark, count) in counts {
            let from = per_mille(reached, shares);
            reached += share(count);
            let width = per_mille(reached, shares) - from;
            parts.push(Part {
                mark,
                count,
                from,
                width,
            });
        }
        Self { parts }
    }
}

fn per_mille(part: f64, whole: f64) -> usize {
    if whole == 0.0 {
        return 0;
    }
    (part / whole * 1000.0).round() as usize
}
