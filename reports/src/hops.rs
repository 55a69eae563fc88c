//! How long a change of plan took, from the payment to the page.

use conformance_harness::results::{Evidence, Milestone};

use crate::format::seconds;

/// One change of plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hops<'a> {
    /// The payment, and what came after it, in order of time.
    pub(crate) stops: Vec<Stop<'a>>,
}

/// A point on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stop<'a> {
    /// What it is called, e.g. `stored plan`.
    pub(crate) name: &'a str,
    /// Milliseconds since the payment.
    pub(crate) at_ms: u64,
    /// Milliseconds since the point before.
    pub(crate) took_ms: u64,
}

impl<'a> Hops<'a> {
    /// Those of a scenario that left `evidence` behind, without empty ones.
    pub(crate) fn all(evidence: &'a [Evidence]) -> Vec<Self> {
        let hops = evidence.iter().filter_map(|it| match it {
            Evidence::Hops { hops } => Some(Self::of(hops)),
            _ => None,
        });
        hops.filter(|hops| !hops.stops.is_empty()).collect()
    }

    /// What this evidence says.
    fn of(hops: &'a [Milestone]) -> Self {
        let mut before = 0;
        let stops = hops.iter().map(|hop| {
            let took_ms = hop.at_ms.saturating_sub(before);
            before = before.max(hop.at_ms);
            Stop {
                name: name(&hop.name),
                at_ms: hop.at_ms,
                took_ms,
            }
        });
        Self {
            stops: stops.collect(),
        }
    }

    /// Milliseconds from the payment to the last point.
    pub(crate) fn total_ms(&self) -> u64 {
        let times = self.stops.iter().map(|stop| stop.at_ms);
        times.max().unwrap_or_default()
    }

    /// When it came to the point of that name, e.g. `0.42 s`; nothing if it did not.
    pub(crate) fn at(&self, name: &str) -> Option<String> {
        let mut stops = self.stops.iter();
        stops.find(|stop| stop.name == name).map(Stop::after)
    }

    /// The parts of a bar that is `full_ms` long and 1000 wide: where each begins, how wide it is, and which it is.
    pub(crate) fn bar(&self, full_ms: u64) -> Vec<Part> {
        let at = |ms: u64| ms.saturating_mul(1000) / full_ms.max(1);
        let stops = self.stops.iter().enumerate();
        let parts = stops.map(|(number, stop)| Part {
            number,
            from: at(stop.at_ms - stop.took_ms.min(stop.at_ms)),
            width: at(stop.at_ms) - at(stop.at_ms - stop.took_ms.min(stop.at_ms)),
        });
        parts.filter(|part| part.width > 0).collect()
    }
}

impl Stop<'_> {
    /// Its time since the payment, e.g. `0.42 s`.
    pub(crate) fn after(&self) -> String {
        seconds(self.at_ms)
    }

    /// The time since the point before, e.g. `0.19 s`.
    pub(crate) fn took(&self) -> String {
        seconds(self.took_ms)
    }
}

/// The way to one point, as a part of a bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part {
    /// The point's place among the others.
    pub(crate) number: usize,
    /// Per mille of the bar.
    pub(crate) from: u64,
    /// Per mille of the bar.
    pub(crate) width: u64,
}

/// What people call the point that the results call `name`.
fn name(name: &str) -> &str {
    match name {
        "stored" => "stored plan",
        "page" => "open page",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hops(times: &[(&str, u64)]) -> Vec<Milestone> {
        let hop = |&(name, at_ms): &(&str, u64)| Milestone {
            name: name.to_owned(),
            at_ms,
        };
        times.iter().map(hop).collect()
    }

    #[test]
    fn each_part_of_the_bar_is_as_wide_as_its_way_was_long() {
        let hops = hops(&[
            ("payment", 0),
            ("event", 500),
            ("stored", 600),
            ("page", 2000),
        ]);
        let hops = Hops::of(&hops);
        let bar: Vec<_> = hops
            .bar(hops.total_ms())
            .iter()
            .map(|it| (it.number, it.from, it.width))
            .collect();
        assert_eq!(bar, [(1, 0, 250), (2, 250, 50), (3, 300, 700)]);
        assert_eq!(hops.at("stored plan").as_deref(), Some("0.60 s"));
        assert_eq!(hops.stops[2].took(), "0.10 s");
        assert_eq!(hops.at("refund"), None);
    }

    #[test]
    fn a_way_that_took_no_time_or_went_back_has_no_part_and_does_no_harm() {
        let hops = hops(&[("payment", 0), ("stored", 40), ("event", 30), ("page", 40)]);
        let bar = Hops::of(&hops);
        let bar: Vec<_> = bar
            .bar(40)
            .iter()
            .map(|it| (it.number, it.from, it.width))
            .collect();
        assert_eq!(bar, [(1, 0, 1000)]);
        assert_eq!(Hops::of(&[]).bar(0), []);
    }
}
