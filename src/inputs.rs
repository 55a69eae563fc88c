//! What a run is made of, read and checked: everything that can be wrong is found here, before a browser starts.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use conformance_harness::coverage::{self, Proof};
use conformance_harness::definitions::Definitions;
use conformance_harness::preflight;
use conformance_harness::profile::{Profile, ProfileError};
use conformance_harness::requirement::{Catalogue, CatalogueError};
use conformance_harness::results::Shard;
use conformance_harness::suite::{Case, FeatureError, Suite, wanted_tags};
use conformance_reports::ReadError;
use conformance_steps::vocabulary::Vocabulary;
use cucumber::gherkin::tagexpr::TagOperation;
use regex::Regex;

use crate::project::Project;
use crate::rerun::{Earlier, Rerun};
use crate::test_filter::TestFilter;

/// What to play.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Selection {
    /// Feature files, or folders of them; the project's own if none is named.
    #[arg(value_name = "FEATURES")]
    pub features: Vec<PathBuf>,
    /// Only scenarios whose tags fulfil this, e.g. `@CB or (@MR and not @MR-04)`.
    #[arg(long, value_name = "EXPRESSION")]
    pub tags: Option<String>,
    /// Only scenarios whose name this regular expression finds.
    #[arg(long, value_name = "REGEX")]
    pub name: Option<String>,
    /// Only a part of these scenarios, e.g. 1/3; the parts together are all of them (see: conformance merge).
    #[arg(long, value_name = "I/N")]
    pub shard: Option<Shard>,
    /// Only what did not pass earlier.
    #[command(flatten)]
    pub rerun: Rerun,
    /// Only scenarios that are chosen as libtest chooses tests.
    #[arg(skip)]
    pub tests: TestFilter,
}

/// The features that were read.
#[derive(Debug)]
pub(crate) struct Features {
    /// The scenarios that were selected.
    pub(crate) selected: Suite,
    /// The functions of their steps.
    pub(crate) definitions: Arc<Definitions>,
    /// The IDs of all scenarios that were read, selected or not.
    pub(crate) ids: BTreeSet<String>,
    /// All tags that any of them bears.
    pub(crate) tags: BTreeSet<String>,
    /// Every requirement with all of its scenarios, selected or not.
    pub(crate) proofs: Vec<Proof>,
    /// The run of which these scenarios are played again.
    pub(crate) earlier: Option<Earlier>,
}

/// Wrong usage, profile or feature file: nothing was run.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InputError {
    #[error(transparent)]
    Profile(#[from] ProfileError),
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    #[error(transparent)]
    Defects(#[from] conformance_harness::defect::DefectError),
    #[error("{}", list(.0))]
    Features(Vec<FeatureError>),
    #[error("--tags {expression}: {problem}")]
    Tags { expression: String, problem: String },
    #[error("--name: {0}")]
    Name(regex::Error),
    #[error("--rerun-failed: {0}")]
    Earlier(#[from] ReadError),
    #[error("there is no area “{wanted}”{}; there are {}", meant(.nearest.as_deref()), .known.join(", "))]
    Area {
        wanted: String,
        nearest: Option<String>,
        known: Vec<String>,
    },
}

fn meant(nearest: Option<&str>) -> String {
    nearest
        .map(|nearest| format!("; is {nearest} meant?"))
        .unwrap_or_default()
}

fn list(errors: &[FeatureError]) -> String {
    errors
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\nerror: ")
}

/// Reads the profile named `target`.
pub(crate) fn profile(project: &Project, target: &str) -> Result<Profile, InputError> {
    Ok(Profile::load(target, &project.targets())?)
}

/// Reads the catalogue of requirements.
pub(crate) fn catalogue(project: &Project) -> Result<Catalogue, InputError> {
    Ok(Catalogue::load(&project.requirements())?)
}

/// Reads and checks the features, all of them; then selects scenarios.
pub(crate) fn features(
    project: &Project,
    catalogue: &Catalogue,
    selection: &Selection,
) -> Result<Features, InputError> {
    let tags = selection.tags.as_deref().map(tag_expression).transpose()?;
    let name = selection
        .name
        .as_deref()
        .map(Regex::new)
        .transpose()
        .map_err(InputError::Name)?;
    let own = [project.features()];
    let paths = if selection.features.is_empty() {
        own.as_slice()
    } else {
        &selection.features
    };

    let written = Suite::read(paths, project.root()).map_err(InputError::Features)?;
    let mut suite = written
        .clone()
        .complete(catalogue)
        .map_err(InputError::Features)?;
    let vocabulary = Vocabulary::collect();
    let find = |step: &cucumber::gherkin::Step| vocabulary.find(step);
    let problems = preflight::check(&written, &suite, catalogue, &find);
    if !problems.is_empty() {
        return Err(InputError::Features(problems));
    }
    let borne: BTreeSet<String> = suite.scenarios().flat_map(|case| case.tags()).collect();
    if let Some(expression) = &tags {
        let text = selection.tags.as_deref().unwrap_or_default();
        known_tags(&borne, text, expression)?;
    }
    let proofs = coverage::of(&suite, catalogue);
    let ids = suite.scenarios().map(|case| case.id()).collect();
    let mut earlier = selection.rerun.read(project)?;
    if let Some(earlier) = &mut earlier {
        earlier.narrow(&mut suite);
    }
    suite.retain(|case| case.matches(tags.as_ref(), name.as_ref()) && selection.tests.takes(case));
    if let Some(shard) = selection.shard {
        deal(&mut suite, shard);
    }
    Ok(Features {
        selected: suite,
        definitions: vocabulary.linked(),
        ids,
        tags: borne,
        proofs,
        earlier,
    })
}

/// Keeps the scenarios of one shard. They are dealt in turn as they stand in the files, so that neighbours, which take
/// about as long as each other, are in different shards.
fn deal(suite: &mut Suite, shard: Shard) {
    let place = |case: &Case<'_>| (case.file(), case.scenario.position.line);
    let mut places: Vec<_> = suite.scenarios().map(|case| place(&case)).collect();
    places.sort();
    let dealt = places.into_iter().enumerate();
    let dealt = dealt.filter(|(index, _)| shard.has(*index));
    let dealt: BTreeSet<_> = dealt.map(|(_, place)| place).collect();
    suite.retain(|case| dealt.contains(&place(case)));
}

fn tag_expression(expression: &str) -> Result<TagOperation, InputError> {
    let failed = |problem: String| InputError::Tags {
        expression: format!("“{expression}”"),
        problem,
    };
    expression
        .parse()
        .map_err(|error: <TagOperation as std::str::FromStr>::Err| {
            let column = error.location.column;
            failed(format!(
                "not a tag expression at column {column}; write e.g. “@CB and not @CB-06”"
            ))
        })
}

/// A tag that nothing bears is a slip, and would quietly select nothing.
fn known_tags(
    known: &BTreeSet<String>,
    text: &str,
    expression: &TagOperation,
) -> Result<(), InputError> {
    let mut wanted = wanted_tags(expression).into_iter();
    let unknown = wanted.find(|tag| !known.contains(*tag));
    let Some(unknown) = unknown else {
        return Ok(());
    };
    let nearest = known
        .iter()
        .min_by_key(|known| conformance_harness::distance::between(unknown, known));
    let nearest = nearest.map(|nearest| format!("@{nearest}"));
    let problem = format!(
        "no scenario bears the tag @{unknown}{}",
        meant(nearest.as_deref())
    );
    Err(InputError::Tags {
        expression: format!("“{text}”"),
        problem,
    })
}
