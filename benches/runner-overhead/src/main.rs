//! Plays the feature files in one folder and writes the report to another, as `conformance` does: read, complete,
//! check against the vocabulary, play, judge, report. The vocabulary is the project's own and five more steps that do
//! next to nothing ([`basket`]), so that what is left is what playing itself costs. No browser is started.

mod basket;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use conformance_harness::browser::BrowserPool;
use conformance_harness::coverage;
use conformance_harness::definitions::Definitions;
use conformance_harness::gathered::{Asked, Gathered};
use conformance_harness::preflight;
use conformance_harness::profile::{EMBEDDED, Profile};
use conformance_harness::requirement::Catalogue;
use conformance_harness::results::Verdict;
use conformance_harness::run::{Plan, play, set_aside};
use conformance_harness::suite::{FeatureError, Suite};
use conformance_harness::target::Target;
use conformance_harness::world::Stage;
use conformance_reports::Sources;
use conformance_reports::history::History;
use conformance_steps::definitions;
use conformance_steps::vocabulary::Vocabulary;

const WORKERS: usize = 2;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let clock = Instant::now();
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(features), Some(folder)) = (arguments.next(), arguments.next()) else {
        return Err("usage: runner-overhead FEATURES REPORT".into());
    };
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let profile = Profile::load(EMBEDDED, &project.join("targets"))?;
    let catalogue = Catalogue::load(&project.join("fixtures/requirements.toml"))?;
    let (mut suite, definitions) = checked(&features, &catalogue).map_err(|errors| errors[0].to_string())?;
    let proofs = coverage::of_areas_with_scenarios(coverage::of(&suite, &catalogue));
    let aside = set_aside(&mut suite, &profile, &catalogue);

    let stage = Arc::new(Stage {
        target: Target::open(profile, &|_| {}).await?,
        browsers: BrowserPool::new(WORKERS),
    });
    let started_at = jiff::Timestamp::now();
    let plan = Plan {
        suite,
        definitions,
        workers: WORKERS,
        ..Plan::default()
    };
    let played = play(plan, Arc::clone(&stage), &catalogue, std::future::pending()).await;
    let scenarios: Vec<_> = played
        .played
        .into_iter()
        .map(|played| played.result)
        .chain(aside)
        .collect();

    let results = Gathered {
        target: stage.target.profile.name.clone(),
        environment: Some(stage.target.profile.environment()),
        started_at: format!("{started_at:.3}"),
        duration_ms: u64::try_from(clock.elapsed().as_millis())?,
        interrupted: played.interrupted,
        unfinished: played.unfinished,
        scenarios,
        requirements: proofs.iter().map(Asked::from).collect(),
        ..Gathered::default()
    }
    .judge();
    let sources = Sources::below(&features).with_steps(definitions::of(&results));
    conformance_reports::write(&results, &sources, &History::none(), &folder)?;
    let passed = results.totals.passed;
    println!("{passed} passed in {:.3} s", clock.elapsed().as_secs_f64());
    if results.verdict == Verdict::Conforms {
        Ok(())
    } else {
        Err(format!("{:?}: see {}", results.verdict, folder.display()).into())
    }
}

/// The suite in `features` with the functions of its steps, or what is wrong with it.
fn checked(
    features: &Path,
    catalogue: &Catalogue,
) -> Result<(Suite, Arc<Definitions>), Vec<FeatureError>> {
    let written = Suite::read(&[features.to_owned()], features)?;
    let suite = written.clone().complete(catalogue)?;
    let vocabulary = Vocabulary::collect();
    let find = |step: &cucumber::gherkin::Step| vocabulary.find(step);
    let problems = preflight::check(&written, &suite, catalogue, &find);
    if problems.is_empty() {
        Ok((suite, vocabulary.linked()))
    } else {
        Err(problems)
    }
}
