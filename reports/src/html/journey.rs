//! The pages that the browser went through, and how long each took.

use std::collections::HashMap;

use conformance_harness::results::Hop;

use super::address::Address;
use crate::format::{ordinal, seconds};

/// How wide the column is in which the times are drawn.
const WIDTH: u64 = 1000;
/// What is too short to be seen is drawn as long as this.
const LEAST: u64 = 8;

/// One address that the browser went to.
pub(super) struct Stop<'a> {
    /// The answer's status.
    pub(super) status: Option<u16>,
    /// The address.
    pub(super) address: Address<'a>,
    /// `2nd time` where the very same address came before, as in a circle of redirects.
    pub(super) again: Option<String>,
    /// Whether the browser stayed there.
    pub(super) is_final: bool,
    /// When it went there, if that is known.
    pub(super) time: Option<Time>,
}

/// When the browser went to an address, and how long it was until it went to the next.
pub(super) struct Time {
    /// Since the tab was opened.
    at_ms: u64,
    /// Until the next address; nothing for the last one.
    until_next_ms: Option<u64>,
    /// Where its part of the drawing begins.
    pub(super) x: u64,
    /// How long its part of the drawing is.
    pub(super) width: u64,
}

impl Time {
    /// E.g. `0.41 s`.
    pub(super) fn at(&self) -> String {
        seconds(self.at_ms)
    }

    /// E.g. `+1.20 s`; nothing for the last address.
    pub(super) fn took(&self) -> Option<String> {
        self.until_next_ms.map(|ms| format!("+{}", seconds(ms)))
    }
}

impl<'a> Stop<'a> {
    /// Of one journey.
    pub(super) fn all(hops: &'a [Hop]) -> Vec<Self> {
        let mut visits: HashMap<&str, usize> = HashMap::new();
        let known = || hops.iter().filter_map(|hop| hop.at_ms);
        let first = known().min().unwrap_or_default();
        let whole = known()
            .max()
            .unwrap_or_default()
            .saturating_sub(first)
            .max(1);
        let place = |ms: u64| ms.saturating_sub(first).saturating_mul(WIDTH) / whole;
        let time = |index: usize| {
            let at_ms = hops[index].at_ms?;
            let next = hops.get(index + 1).and_then(|hop| hop.at_ms);
            let x = place(at_ms).min(WIDTH - LEAST);
            let end = next.map_or(x, place);
            Some(Time {
                at_ms,
                until_next_ms: next.map(|next| next.saturating_sub(at_ms)),
                x,
                width: end.saturating_sub(x).max(LEAST),
            })
        };
        let stops = hops.iter().enumerate().map(|(index, hop)| Self {
            status: hop.status,
            address: Address::of(&hop.url),
            again: again(visits.entry(&hop.url).or_default()),
            is_final: index + 1 == hops.len(),
            time: time(index),
        });
        stops.collect()
    }
}

/// Counts one more: `2nd time`, and nothing for the first.
pub(super) fn again(times: &mut usize) -> Option<String> {
    *times += 1;
    (*times > 1).then(|| format!("{} time", ordinal(*times)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hop(url: &str, at_ms: Option<u64>) -> Hop {
        Hop {
            status: Some(307),
            url: url.to_owned(),
            at_ms,
        }
    }

    #[test]
    fn a_circle_of_redirects_is_counted_and_the_last_page_is_known() {
        let hops = ["/a", "/b", "/a?c", "/a", "/b", "/a"].map(|url| hop(url, None));
        let stops = Stop::all(&hops);
        let again: Vec<_> = stops.iter().map(|stop| stop.again.as_deref()).collect();
        let counted = [
            None,
            None,
            None,
            Some("2nd time"),
            Some("2nd time"),
            Some("3rd time"),
        ];
        assert_eq!(again, counted);
        let last: Vec<_> = stops.iter().map(|stop| stop.is_final).collect();
        assert_eq!(last, [false, false, false, false, false, true]);
        assert!(stops.iter().all(|stop| stop.time.is_none()));
    }

    #[test]
    fn each_address_tells_when_it_was_gone_to_and_how_long_it_was_until_the_next() {
        let hops = [
            hop("/a", Some(40)),
            hop("/b", Some(1_240)),
            hop("/c", Some(1_640)),
        ];
        let times: Vec<_> = Stop::all(&hops)
            .into_iter()
            .filter_map(|stop| stop.time)
            .map(|it| (it.at(), it.took(), it.x, it.width))
            .collect();
        let expected = [
            ("0.04 s".to_owned(), Some("+1.20 s".to_owned()), 0, 750),
            ("1.24 s".to_owned(), Some("+0.40 s".to_owned()), 750, 250),
            ("1.64 s".to_owned(), None, 992, 8),
        ];
        assert_eq!(times, expected);
    }

    #[test]
    fn times_that_go_back_or_are_all_the_same_do_no_harm() {
        let hops = [hop("/a", Some(40)), hop("/b", Some(30)), hop("/c", None)];
        assert!(
            Stop::all(&hops)
                .iter()
                .flat_map(|it| &it.time)
                .all(|it| it.x + it.width <= 1_008)
        );
        assert!(Stop::all(&[hop("/a", Some(7))])[0].time.is_some());
    }
}
