//! A scenario's evidence, by kind and ready to be shown.

use std::path::Path;

use conformance_harness::results::Evidence;

use super::address::Address;
use super::clauses::Look;
use super::deliveries::Attempt;
use super::exchanges::Log;
use super::journey::Stop;
use super::log::Lines;
use super::pictures::Inlined;
use crate::hops::Hops;
use crate::write::inside;

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
    /// What was stored at the end: by whom, and what, no list of it empty.
    pub(super) stores: Vec<(&'a str, &'a [String])>,
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
    /// Its content; none if it was lost, is of no format that can be shown, or did not fit.
    pub(super) data: Option<String>,
    /// Whether there is such a file.
    pub(super) is_kept: bool,
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
    /// Sorts `evidence`; of the pictures, those that are `inlined` get their content.
    pub(super) fn of(evidence: &'a [Evidence], inlined: &Inlined<'a>) -> Self {
        let mut shown = Self {
            clauses: Look::all(evidence),
            hops: Hops::all(evidence),
            ..Self::default()
        };
        for evidence in evidence {
            match evidence {
                Evidence::Screenshot {
                    title,
                    path,
                    media_type,
                    bytes,
                } => shown.pictures.push(Picture {
                    title,
                    file: inside(Path::new(""), path).map(|_| path.as_str()),
                    data: inlined.data(path, media_type, bytes),
                    is_kept: !bytes.is_empty(),
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
                Evidence::Stored { facts, .. } if facts.is_empty() => {}
                Evidence::Stored { by, facts } => shown.stores.push((by, facts)),
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

/// How a status is coloured: `good`, `moved`, `bad` or, when there is none, `absent`.
pub(super) fn status_key(status: &Option<u16>) -> &'static str {
    match status {
        Some(300..=399) => "moved",
        Some(400..) => "bad",
        Some(_) => "good",
        None => "absent",
    }
}
