//! What a run, or several together, found, before it is judged.

use serde::{Deserialize, Serialize};

use crate::coverage::Proof;
use crate::judgement::{self, clause_warnings};
use crate::profile::Environment;
use crate::requirement::Requirement;
use crate::results::{RequirementResult, Results, SCHEMA, ScenarioResult, Shard, Transcripts};
use crate::sign_off;

/// What a run, or several together, found. Judging is a function of this, so that runs that are put together are judged
/// as one. Without its scenarios it is the first line of a [record](crate::partial), so members are only ever added.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Gathered {
    /// As in [`Results`].
    pub target: String,
    /// As in [`Results`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<Environment>,
    /// As in [`Results`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build: Option<String>,
    /// As in [`Results`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// As in [`Results`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub browser: Option<String>,
    /// As in [`Results`].
    pub started_at: String,
    /// As in [`Results`].
    pub duration_ms: u64,
    /// As in [`Results`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interrupted: Option<String>,
    /// As in [`Results`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unfinished: Vec<String>,
    /// As in [`Results`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shard: Option<Shard>,
    /// As in [`Results`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// As in [`Results`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transcripts: Option<Transcripts>,
    /// As in [`Results`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rerun_of: Option<String>,
    /// What is to be told of the profile, without what follows from the scenarios.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// In any order. A record has a line for each of them.
    #[serde(skip)]
    pub scenarios: Vec<ScenarioResult>,
    /// In the order of the catalogue.
    pub requirements: Vec<Asked>,
}

/// A requirement, and the scenarios that the features have for it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Asked {
    /// The requirement.
    pub requirement: Requirement,
    /// The IDs of the scenarios that bear its ID, selected or not.
    pub scenarios: Vec<String>,
    /// How many there are; more than `scenarios` only if that is read from a report that does not name those it left out.
    pub of: usize,
}

impl From<&Proof> for Asked {
    fn from(proof: &Proof) -> Self {
        Self {
            requirement: proof.requirement.clone(),
            scenarios: proof.scenarios.iter().map(|it| it.id.clone()).collect(),
            of: proof.scenarios.len(),
        }
    }
}

impl From<&RequirementResult> for Asked {
    fn from(result: &RequirementResult) -> Self {
        Self {
            requirement: Requirement {
                id: result.id.clone(),
                area: result.area.clone(),
                level: result.level,
                title: result.title.clone(),
            },
            scenarios: [&result.scenarios[..], &result.left_out].concat(),
            of: result.of,
        }
    }
}

impl From<Results> for Gathered {
    /// What the results were judged from.
    fn from(results: Results) -> Self {
        let judged = clause_warnings(&results.scenarios);
        let mut warnings = results.warnings;
        warnings.retain(|warning| !judged.contains(warning));
        Self {
            target: results.target,
            environment: results.environment,
            build: results.build,
            url: results.url,
            browser: results.browser,
            started_at: results.started_at,
            duration_ms: results.duration_ms,
            interrupted: results.interrupted,
            unfinished: results.unfinished,
            shard: results.shard,
            seed: results.seed,
            rerun_of: results.rerun_of,
            transcripts: results.transcripts,
            warnings,
            requirements: results.requirements.iter().map(Asked::from).collect(),
            scenarios: results.scenarios,
        }
    }
}

impl Gathered {
    /// What all of it comes to.
    #[must_use]
    pub fn judge(self) -> Results {
        let mut scenarios = self.scenarios;
        scenarios.sort_by(|a, b| (&a.feature, a.line).cmp(&(&b.feature, b.line)));
        let requirements = judgement::requirements(&scenarios, &self.requirements);
        let mut warnings = self.warnings;
        warnings.extend(clause_warnings(&scenarios));
        Results {
            schema: SCHEMA,
            target: self.target,
            environment: self.environment,
            build: self.build,
            url: self.url,
            browser: self.browser,
            started_at: self.started_at,
            duration_ms: self.duration_ms,
            verdict: judgement::verdict(&scenarios, self.interrupted.is_some()),
            interrupted: self.interrupted,
            unfinished: self.unfinished,
            shard: self.shard,
            seed: self.seed,
            transcripts: self.transcripts,
            rerun_of: self.rerun_of,
            totals: judgement::totals(&scenarios),
            sign_off: sign_off::judge(&scenarios, &requirements),
            warnings,
            requirements,
            scenarios,
        }
    }
}
