//! A scenario's evidence, by kind and ready to be shown.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use conformance_harness::results::{Evidence, ScenarioResult};

use super::address::Address;
use super::clauses::Look;
use super::deliveries::Attempt;
use super::exchanges::Log;
use super::journey::Stop;
use super::log::Lines;
use crate::hops::Hops;
use crate::write::inside;

/// The picture formats that browsers show and that cannot carry a script.
const PICTURES: [&str; 5] = [
    "image/png",
    "image/jpeg",
    "image/webp",
    "image/gif",
    "image/avif",
];

/// All evidence of one scenario; each kind in the order in which it was gathered.
#[derive(Default)]
pub(super) struct Shown<'a> {
    /// What specifications ask of answers.
    pub(super) clauses: Vec<Look<'a>>,
    /// Screenshots.
    pub(super) pictures: Vec<Picture<'a>>,
    /// Journeys, none of them empty.
    pub(super) journeys: Vec<Vec<Stop<'a>>>,
    /// Recordings, none of them empty.
    pub(super) exchanges: Vec<Log<'a>>,
    /// Ways from a payment to the page.
    pub(super) hops: Vec<Hops<'a>>,
    /// Attempts to deliver messages, no list of them empty.
    pub(super) deliveries: Vec<Vec<Attempt<'a>>>,
    /// Logs, none of them empty.
    pub(super) logs: Vec<Lines<'a>>,
    /// Pages.
    pub(super) pages: Vec<Page<'a>>,
    /// One list per recording.
    pub(super) consoles: Vec<&'a [String]>,
    /// Notes.
    pub(super) notes: Vec<&'a str>,
}

/// A screenshot.
pub(super) struct Picture<'a> {
    /// What it shows.
    pub(super) title: &'a str,
    /// Its file, relative to the page; none if the path leads elsewhere.
    pub(super) file: Option<&'a str>,
    /// Its content; none if it was lost or is of no format that can be shown.
    pub(super) data: Option<String>,
}

/// The page a scenario ended on.
pub(super) struct Page<'a> {
    /// Its address.
    pub(super) address: Address<'a>,
    /// Its title.
    pub(super) title: &'a str,
    /// What it says.
    pub(super) text: &'a str,
}

impl<'a> Shown<'a> {
    /// Sorts the evidence of `scenario`.
    pub(super) fn of(scenario: &'a ScenarioResult) -> Self {
        let mut shown = Self {
            clauses: Look::all(scenario),
            hops: Hops::all(scenario),
            ..Self::default()
        };
        for evidence in &scenario.evidence {
            match evidence {
                Evidence::Screenshot {
                    title,
                    path,
                    media_type,
                    bytes,
                } => shown.pictures.push(Picture {
                    title,
                    file: inside(Path::new(""), path).map(|_| path.as_str()),
                    data: data_uri(media_type, bytes),
                }),
                Evidence::Page { url, title, text } => shown.pages.push(Page {
                    address: Address::of(url),
                    title,
                    text,
                }),
                Evidence::Redirects { hops } if hops.is_empty() => {}
                Evidence::Redirects { hops } => shown.journeys.push(Stop::all(hops)),
                Evidence::Exchanges { exchanges } if exchanges.is_empty() => {}
                Evidence::Exchanges { exchanges } => shown.exchanges.push(Log::of(exchanges)),
                Evidence::Console { lines } => shown.consoles.push(lines),
                Evidence::Log { lines, trouble } => shown.logs.extend(Lines::of(lines, trouble)),
                Evidence::Stored { facts, .. } => {
                    shown.notes.extend(facts.iter().map(String::as_str));
                }
                Evidence::Deliveries { deliveries } if deliveries.is_empty() => {}
                Evidence::Deliveries { deliveries } => {
                    shown.deliveries.push(Attempt::all(deliveries));
                }
                // Those of a kind are looked at together, above.
                Evidence::Hops { .. } | Evidence::Clauses { .. } => {}
                Evidence::Note { text } => shown.notes.push(text),
            }
        }
        shown
    }
}

fn data_uri(media_type: &str, bytes: &[u8]) -> Option<String> {
    let known = PICTURES.contains(&media_type) && !bytes.is_empty();
    known.then(|| format!("data:{media_type};base64,{}", STANDARD.encode(bytes)))
}

/// How a status is coloured: `good`, `moved`, `bad` or, when there is none, `absent`.
pub(super) fn status_key(status: &Option<u16>) -> &'static str {
    match status {
        Some(300..=399) => "moved",
        Some(400..) => "bad",
        Some(_) => "good",
        None => "absent",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_of_an_unknown_format_is_not_shown() {
        assert_eq!(data_uri("image/svg+xml", b"<svg/>"), None);
        assert_eq!(data_uri("image/png", b""), None);
        assert_eq!(
            data_uri("image/png", b"x").as_deref(),
            Some("data:image/png;base64,eA==")
        );
    }
}
