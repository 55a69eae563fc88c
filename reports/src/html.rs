//! The report for people: one HTML page that needs nothing beside it.

mod address;
mod body;
mod clauses;
mod deliveries;
mod diff;
mod evidence;
mod exchanges;
mod journey;
mod log;
mod packing;
mod pictures;
mod requirements;
mod scenarios;
mod tally;
mod trend;

use askama::Template;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use conformance_harness::results::{RequirementResult, Results, ScenarioResult};
use sha2::{Digest, Sha256};

use crate::cluster::Cluster;
use crate::finding::Finding;
use crate::folding;
use crate::format::{count, duration, moment};
use crate::history::{History, Memory, PastRun};
use crate::mark::Mark;
use crate::prose;
use crate::sheet::Sheet;
use crate::title::Titles;
use crate::verdict::{self, Shortfall};
use diff::Diff;
use requirements::AreaTable;
use scenarios::Feature;
use tally::Tally;
use trend::Trend;

const STYLE: &str = include_str!("../templates/report.css");
const SCRIPT: &str = include_str!("../templates/report.js");

/// With more scenarios than this, the page is laid out piece by piece as it comes into sight.
const MANY: usize = 300;

/// So many further warnings are listed, more are folded away.
const WARNINGS: usize = 8;

/// The results as one self-contained HTML page: verdict, what failed, requirements by area, the runs
/// before this one, and every scenario with its evidence. It stays below 5 MB for some thousand scenarios:
/// pictures that do not fit are linked, where [`crate::write()`] puts them.
///
/// The page makes no request, which its content security policy enforces; the same policy lets
/// no script run but the page's own. Everything that comes from the results is escaped. Without
/// JavaScript only the filter, the search and the picture viewer are missing, and in large reports what
/// is folded.
#[must_use]
pub fn html(results: &Results, history: &History) -> String {
    let runs = history.up_to(PastRun::of(results));
    let memory = Memory::of(&runs);
    let page = Page {
        results,
        style: STYLE,
        script: SCRIPT,
        policy: policy(),
        headline: verdict::headline(results),
        sentence: verdict::sentence(results),
        verdict: verdict::mark(results.verdict),
        shortfalls: Shortfall::all(results),
        untested: verdict::untested(results),
        sheet: Sheet::of(results),
        tally: Tally::of(results),
        groups: FindingGroup::all(results),
        areas: AreaTable::all(results),
        features: Feature::all(results, &memory, results.scenarios.len() > MANY),
        drifted: Drifted::all(results),
        trend: Trend::of(&runs),
        memory,
        runs: &runs,
    };
    page.render().expect(
        "a String takes whatever is written to it, and the templates call nothing that fails",
    )
}

#[derive(Template)]
#[template(path = "report.html", whitespace = "minimize")]
struct Page<'a> {
    results: &'a Results,
    style: &'static str,
    script: &'static str,
    policy: String,
    headline: &'static str,
    sentence: String,
    verdict: Mark,
    shortfalls: Vec<Shortfall<'a>>,
    untested: Option<String>,
    sheet: Option<Sheet<'a>>,
    tally: Tally,
    groups: Vec<FindingGroup<'a>>,
    areas: Vec<AreaTable<'a>>,
    features: Vec<Feature<'a>>,
    drifted: Vec<Drifted<'a>>,
    trend: Option<Trend<'a>>,
    memory: Memory<'a>,
    runs: &'a [PastRun],
}

impl Page<'_> {
    fn started(&self) -> String {
        moment(&self.results.started_at)
    }

    /// What was played on other targets.
    fn elsewhere(&self) -> Option<String> {
        verdict::elsewhere(self.results)
    }

    fn took(&self) -> String {
        duration(self.results.duration_ms)
    }

    /// The requirement with the ID `id`, if the page says more of it.
    fn requirement(&self, id: &str) -> Option<&RequirementResult> {
        self.results.requirements.iter().find(|it| it.id == id)
    }

    /// What the last runs say of a scenario.
    fn past(&self, finding: &Finding<'_>) -> Option<String> {
        self.memory.tells(finding.scenario, finding.mark)
    }

    /// What is to be said of so many requirements of an area of which nothing was played.
    fn left_out(&self, number: usize) -> String {
        self.left_out_of(count(number, "requirement"), number)
    }

    fn left_out_of(&self, requirements: String, number: usize) -> String {
        let were = if number == 1 { "was" } else { "were" };
        let why = match self.results.interrupted {
            None => "not part of this selection",
            Some(_) => "not played",
        };
        format!("{requirements} {were} {why}")
    }

    /// The same of the areas of which nothing was played at all; nothing if there are none.
    fn all_left_out(&self) -> Option<String> {
        let areas = self.areas.iter().filter(|area| area.rows.is_empty());
        let number = areas.map(|area| area.left_out.len()).sum();
        let requirements = format!("{} of other areas", count(number, "requirement"));
        (number > 0).then(|| self.left_out_of(requirements, number))
    }

    /// The further warnings to show and those to fold away; the sign-off has them if there is one.
    fn warnings(&self) -> (&[String], &[String]) {
        folding::split(&self.results.warnings, WARNINGS)
    }

    /// How many further warnings the page lists on their own; nothing if there are none.
    fn further_warnings(&self) -> Option<String> {
        let number = self.results.warnings.len();
        let is_listed = number > 0 && self.sheet.is_none();
        is_listed.then(|| count(number, "further warning"))
    }

    /// Whether what is folded needs the page's script.
    fn is_packed(&self) -> bool {
        self.features.iter().any(|it| it.packed.is_some())
    }

    /// Whether a browser would feel the number of scenarios.
    fn many(&self) -> bool {
        self.results.scenarios.len() > MANY
    }
}

/// A scenario that behaves otherwise than was approved.
struct Drifted<'a> {
    finding: Finding<'a>,
    diff: Diff<'a>,
}

impl<'a> Drifted<'a> {
    /// In the order of the results.
    fn all(results: &'a Results) -> Vec<Self> {
        let titles = Titles::of(results);
        let of = |scenario: &'a ScenarioResult| {
            Some(Self {
                diff: Diff::of(scenario.drift.as_ref()?),
                finding: Finding::of(scenario, &titles),
            })
        };
        results.scenarios.iter().filter_map(of).collect()
    }
}

/// The scenarios of one mark that calls for somebody to look.
struct FindingGroup<'a> {
    mark: Mark,
    title: &'static str,
    /// What the mark means, for somebody who does not know this tool.
    meaning: &'static str,
    clusters: Vec<Cluster<'a>>,
}

impl<'a> FindingGroup<'a> {
    /// Most urgent first; empty ones left out.
    fn all(results: &'a Results) -> Vec<Self> {
        let groups = Mark::ALL.into_iter().filter_map(|mark| {
            let (title, meaning) = match mark {
                Mark::Failed => ("What failed", "The deployment is in breach of a MUST."),
                Mark::Blocked => (
                    "Blocked",
                    "Browser, network or harness fault: nothing is known about the deployment here.",
                ),
                Mark::Warning => (
                    "Warnings",
                    "A SHOULD does not hold. This does not stand against a release.",
                ),
                Mark::Flaky => (
                    "Flaky",
                    "Passed only on a retry, and not counted as passed.",
                ),
                Mark::KnownFailure => (
                    "Known failures",
                    "The profile lists them, with reasons. They do not decide the verdict; a sign-off does not accept them.",
                ),
                Mark::Quarantined => (
                    "Quarantined",
                    "They did not pass. Until the day that the profile names, this does not decide the verdict; a sign-off does not accept it.",
                ),
                Mark::Passed | Mark::NotApplicable | Mark::Untested => return None,
            };
            Some(Self {
                mark,
                title,
                meaning,
                clusters: Cluster::all(results, mark),
            })
        });
        groups.filter(|group| !group.clusters.is_empty()).collect()
    }

    /// How many scenarios it has.
    fn len(&self) -> usize {
        self.clusters.iter().map(Cluster::len).sum()
    }
}

/// Nothing may be fetched, and nothing run or styled but the page's own script and style sheet,
/// each known by its hash.
fn policy() -> String {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text));
    format!(
        "default-src 'none'; img-src data:; script-src 'sha256-{}'; style-src 'sha256-{}'; \
         base-uri 'none'; form-action 'none'",
        hash(SCRIPT),
        hash(STYLE)
    )
}
