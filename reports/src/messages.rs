//! The run as Cucumber Messages, for the tools around Cucumber.

mod attachments;
mod document;
mod envelope;
mod feature;
mod pickle;
mod playing;
mod stream;

pub use envelope::PROTOCOL;

use std::collections::BTreeSet;
use std::io::{self, Write};

use conformance_harness::results::{Results, Verdict};
use jiff::Timestamp;

use crate::by_feature::by_feature;
use crate::sources::Sources;
use crate::title::Titles;
use document::{Ids, document};
use envelope::{
    Envelope, Hook, Location, Meta, Pattern, Place, Product, Source, StepDefinition,
    TestRunFinished, TestRunStarted, Time,
};
use feature::{parsed, placed, told};
use pickle::{Names, case, pickle};
use playing::Playing;
use stream::Stream;

/// The name of the run.
const RUN: &str = "run";

/// The name of the hook that bears what became of a scenario of which no step does.
const END: &str = "end";

/// Writes the results as Cucumber Messages, a JSON object per line: the features as they are written, the scenarios, and
/// what became of each step. The protocol is that of [`PROTOCOL`].
///
/// Cucumber has other words than we have. A step that *failed* has failed; one that was *blocked* is ambiguous, because
/// a status that weighs less would let the scenario pass for a good one; what does not hold and does not decide the
/// verdict (a *warning*, a *known failure*, what is in *quarantine*) is pending, and the first line of its message says
/// which; what is *not applicable* is skipped, with the reason at its first step. A *flaky* scenario has several
/// attempts. What became of a scenario that passed all of its steps, and then did not pass, is told by a hook at its end.
///
/// Of what did not pass, all evidence is in the file; of what passed, there are links to the pictures beside it. A
/// feature whose source is not found, or was changed since, is told as far as the results know it. They do not say when
/// a scenario began: it is told as if each had begun after the one before, and all ended with the run.
///
/// # Errors
/// When `out` takes no more.
pub fn messages(results: &Results, sources: &Sources, out: impl Write) -> io::Result<()> {
    let mut stream = Stream::new(results, out);
    stream.line(&meta(results))?;
    let steps = features(results, sources, &mut stream)?;
    definitions(results, sources, &mut stream)?;
    let started = started(results);
    stream.line(&Envelope::TestRunStarted(TestRunStarted {
        id: RUN,
        timestamp: Time::millis(started),
    }))?;
    let titles = Titles::of(results);
    let scenarios = by_feature(results)
        .into_iter()
        .flat_map(|(_, scenarios)| scenarios);
    for (scenario, steps) in scenarios.zip(steps) {
        let playings = Playing::all(scenario, &titles);
        let has_end = playings.iter().any(|it| it.is_told_at_the_end(steps));
        let names = Names::of(scenario);
        stream.line(&Envelope::TestCase(case(
            scenario, &names, steps, has_end, sources,
        )))?;
        stream.scenario(&playings, &names, steps, has_end)?;
    }
    stream.line(&Envelope::TestRunFinished(TestRunFinished {
        test_run_started_id: RUN,
        timestamp: Time::millis(started.saturating_add_unsigned(results.duration_ms)),
        success: results.verdict == Verdict::Conforms,
        message: results.interrupted.as_deref(),
    }))?;
    stream.finish()
}

fn meta(results: &Results) -> Envelope<'_> {
    let of = |name| Product {
        name,
        version: None,
    };
    let browser = results.browser.as_deref().unwrap_or("no browser");
    let (browser, version) = match browser.split_once(' ') {
        Some((name, version)) if results.browser.is_some() => (name, Some(version)),
        _ => (browser, None),
    };
    Envelope::Meta(Meta {
        protocol_version: PROTOCOL,
        implementation: Product {
            name: "clerk-conformance",
            version: Some(env!("CARGO_PKG_VERSION")),
        },
        runtime: Product {
            name: browser,
            version,
        },
        os: of(std::env::consts::OS),
        cpu: of(std::env::consts::ARCH),
    })
}

/// Writes the features with their scenarios, and says how many steps each scenario has.
fn features<W: Write>(
    results: &Results,
    sources: &Sources,
    stream: &mut Stream<W>,
) -> io::Result<Vec<usize>> {
    let mut counts = Vec::with_capacity(results.scenarios.len());
    for (number, (uri, scenarios)) in by_feature(results).into_iter().enumerate() {
        let ids = Ids(number);
        let text = sources.feature(uri);
        let written = text.as_deref().and_then(parsed);
        let fits = written.filter(|it| placed(it, &scenarios).is_some());
        if let (Some(data), Some(_)) = (&text, &fits) {
            stream.line(&Envelope::Source(Source {
                uri,
                data,
                media_type: "text/x.cucumber.gherkin+plain",
            }))?;
        }
        let feature = fits.unwrap_or_else(|| told(&scenarios));
        stream.line(&Envelope::GherkinDocument(document(uri, ids, &feature)))?;
        let places = placed(&feature, &scenarios).unwrap_or_default();
        for (scenario, place) in scenarios.iter().zip(places) {
            let names = Names::of(scenario);
            let pickle = pickle(scenario, &names, ids, place);
            counts.push(pickle.steps.len());
            stream.line(&Envelope::Pickle(pickle))?;
        }
    }
    Ok(counts)
}

/// Writes the steps that were played, as far as their code is known, and the end of scenarios.
fn definitions<W: Write>(
    results: &Results,
    sources: &Sources,
    stream: &mut Stream<W>,
) -> io::Result<()> {
    let steps = results.scenarios.iter().flat_map(|it| &it.steps);
    let places: BTreeSet<&str> = steps.filter_map(|it| it.definition.as_deref()).collect();
    for id in places {
        let Some(source) = sources.step(id) else {
            continue;
        };
        let (file, line) = id.rsplit_once(':').unwrap_or((id, ""));
        stream.line(&Envelope::StepDefinition(StepDefinition {
            id,
            pattern: Pattern {
                source,
                kind: "REGULAR_EXPRESSION",
            },
            place: Place {
                uri: Some(file),
                location: line.parse().ok().map(Location::line),
            },
        }))?;
    }
    stream.line(&Envelope::Hook(Hook {
        id: END,
        name: "What became of the scenario",
        kind: "AFTER_TEST_CASE",
        place: Place::default(),
    }))
}

/// When the run began, in milliseconds since 1970.
fn started(results: &Results) -> i64 {
    let at = results.started_at.parse::<Timestamp>();
    at.map_or(0, Timestamp::as_millisecond)
}
