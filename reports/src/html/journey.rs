//! The pages that the browser went through.

use std::collections::HashMap;

use conformance_harness::results::Hop;

use super::address::Address;
use crate::format::ordinal;

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
}

impl<'a> Stop<'a> {
    /// Of one journey.
    pub(super) fn all(hops: &'a [Hop]) -> Vec<Self> {
        let mut visits: HashMap<&str, usize> = HashMap::new();
        let stops = hops.iter().enumerate().map(|(index, hop)| Self {
            status: hop.status,
            address: Address::of(&hop.url),
            again: again(visits.entry(&hop.url).or_default()),
            is_final: index + 1 == hops.len(),
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

    #[test]
    fn a_circle_of_redirects_is_counted_and_the_last_page_is_known() {
        let hops = ["/a", "/b", "/a?c", "/a", "/b", "/a"].map(|url| Hop {
            status: Some(307),
            url: url.to_owned(),
        });
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
    }
}
