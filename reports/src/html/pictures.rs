//! Which pictures are part of the page, and which stay beside it.

use std::collections::HashSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use conformance_harness::results::{Evidence, Results, ScenarioResult};

use crate::mark::Mark;

/// So many bytes of pictures, before they are written as text, are part of the page; the others are linked.
const MOST: usize = 1_500_000;

/// The picture formats that browsers show and that cannot carry a script.
const FORMATS: [&str; 5] = [
    "image/png",
    "image/jpeg",
    "image/webp",
    "image/gif",
    "image/avif",
];

/// The pictures that are part of the page, by path.
pub(super) struct Inlined<'a>(HashSet<&'a str>);

impl<'a> Inlined<'a> {
    /// As many as fit: first all of scenarios that did not pass, most urgent first, then the last one of each that did.
    pub(super) fn of(results: &'a Results) -> Self {
        let mut scenarios: Vec<&ScenarioResult> = results.scenarios.iter().collect();
        scenarios.sort_by_key(|scenario| Mark::of(scenario));
        let mut inlined = HashSet::new();
        let mut left = MOST;
        for scenario in scenarios {
            let all = pictures(&scenario.evidence);
            let others = scenario.other_attempts.iter();
            let others = others.flat_map(|attempt| pictures(&attempt.evidence));
            let wanted: Vec<_> = match Mark::of(scenario) {
                Mark::Passed => all.last().into_iter().collect(),
                // The last picture says most, where not all of them fit.
                _ => all.rev().chain(others).collect(),
            };
            for (path, bytes) in wanted {
                if inlined.contains(path) {
                    continue;
                }
                let Some(rest) = left.checked_sub(bytes.len()) else {
                    break;
                };
                left = rest;
                inlined.insert(path);
            }
        }
        Self(inlined)
    }

    /// The picture at `path` as an address that holds it; nothing if it is not part of the page, was lost, or is of no
    /// format that can be shown.
    pub(super) fn data(&self, path: &str, media_type: &str, bytes: &[u8]) -> Option<String> {
        let shown = self.0.contains(path) && FORMATS.contains(&media_type) && !bytes.is_empty();
        shown.then(|| format!("data:{media_type};base64,{}", STANDARD.encode(bytes)))
    }
}

fn pictures(evidence: &[Evidence]) -> impl DoubleEndedIterator<Item = (&str, &[u8])> {
    evidence.iter().filter_map(|evidence| match evidence {
        Evidence::Screenshot { path, bytes, .. } => Some((path.as_str(), bytes.as_slice())),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_of_an_unknown_format_is_not_shown() {
        let inlined = Inlined(HashSet::from(["a"]));
        assert_eq!(inlined.data("a", "image/svg+xml", b"<svg/>"), None);
        assert_eq!(inlined.data("a", "image/png", b""), None);
        assert_eq!(inlined.data("b", "image/png", b"x"), None);
        assert_eq!(
            inlined.data("a", "image/png", b"x").as_deref(),
            Some("data:image/png;base64,eA==")
        );
    }
}
