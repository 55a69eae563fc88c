//! A run before anything is started: what it is to play, and everything that can be wrong with that.

use std::collections::BTreeSet;
use std::sync::Arc;

use conformance_harness::coverage::{self, Proof};
use conformance_harness::definitions::Definitions;
use conformance_harness::gathered::{Asked, Gathered};
use conformance_harness::known_failures::{self, ScenariosRead};
use conformance_harness::profile::{App, Profile};
use conformance_harness::quarantine;
use conformance_harness::requirement::Catalogue;
use conformance_harness::results::ScenarioResult;
use conformance_harness::run::set_aside;
use conformance_harness::safety;
use conformance_harness::suite::{Case, Suite};
use conformance_reports::approved::Comparison;

use super::RunArgs;
use crate::approve;
use crate::console::Console;
use crate::dry_run;
use crate::exit_status::ExitStatus;
use crate::inputs::{self, Features};
use crate::project::Project;
use crate::rerun::Earlier;

/// What a run is to play, read and checked.
pub(super) struct Prepared {
    pub(super) profile: Profile,
    pub(super) catalogue: Catalogue,
    /// What was selected and applies.
    pub(super) suite: Suite,
    /// The functions of its steps.
    pub(super) definitions: Arc<Definitions>,
    /// What was selected and does not apply.
    pub(super) aside: Vec<ScenarioResult>,
    /// The requirements of the areas that were read.
    proofs: Vec<Proof>,
    /// Of which run this is a part again.
    earlier: Option<Earlier>,
    /// All tags of what was read.
    tags: BTreeSet<String>,
    /// With what the run is compared.
    pub(super) comparison: Comparison,
}

impl Prepared {
    /// Reads profile and features.
    ///
    /// # Errors
    /// How the command ends if something is wrong with them, which has been told by then.
    pub(super) fn of(
        args: &RunArgs,
        project: &Project,
        console: Console,
    ) -> Result<Self, ExitStatus> {
        let wrong = |problem: String| {
            console.error(&problem);
            ExitStatus::Usage
        };
        let profile = inputs::profile(project, &args.target);
        let profile = profile.map_err(|error| wrong(error.to_string()))?;
        let catalogue = inputs::catalogue(project).map_err(|error| wrong(error.to_string()))?;
        let features = inputs::features(project, &catalogue, &args.selection);
        let Features {
            selected: mut suite,
            definitions,
            ids,
            tags,
            proofs,
            earlier,
        } = features.map_err(|error| wrong(error.to_string()))?;
        let is_whole = args.selection.features.is_empty();
        let read = ScenariosRead {
            ids: ids.iter().map(String::as_str).collect(),
            is_all: is_whole,
        };
        let unknown = known_failures::unknown(&profile.known_failures, &read);
        let unknown = unknown.or_else(|| quarantine::unknown(&profile.quarantine, &read));
        if let Some(problem) = unknown {
            return Err(wrong(format!("the target “{}”: {problem}", profile.name)));
        }
        if let Some(earlier) = &earlier {
            check(earlier, &profile, console)?;
        }
        let approved = args.approved.clone();
        let approved = approved.unwrap_or_else(|| approve::folder(project, &args.target, &profile));
        let comparison = Comparison {
            folder: approved,
            known: ids,
            is_whole,
            // Nobody reviews what is on a CI server.
            leave_pending: std::env::var_os("CI").is_none_or(|it| it.is_empty()),
        };
        Ok(Self {
            aside: set_aside(&mut suite, &profile, &catalogue),
            profile,
            catalogue,
            suite,
            definitions,
            proofs: coverage::of_areas_with_scenarios(proofs),
            earlier,
            tags,
            comparison,
        })
    }

    /// What is known of the run before it begins.
    pub(super) fn known(&self, args: &RunArgs) -> Gathered {
        Gathered {
            target: self.profile.name.clone(),
            environment: Some(self.profile.environment()),
            build: args.build.clone().filter(|it| !it.trim().is_empty()),
            started_at: format!("{:.3}", jiff::Timestamp::now()),
            shard: args.selection.shard,
            rerun_of: self.earlier.as_ref().map(|it| it.started_at.clone()),
            warnings: self.warnings(),
            scenarios: self.aside.clone(),
            requirements: self.proofs.iter().map(Asked::from).collect(),
            ..Gathered::default()
        }
    }

    /// What is to be told of a profile that this suite is played with.
    fn warnings(&self) -> Vec<String> {
        let is_about_billing = |case: Case<'_>| case.tags().iter().any(|tag| tag == "billing");
        let mut warnings = quarantine::warnings(&self.profile.quarantine, quarantine::today());
        warnings.extend(safety::warnings(&self.profile, &self.tags));
        if self.suite.scenarios().any(is_about_billing) {
            warnings.extend(self.profile.policies.warnings());
        }
        warnings
    }

    /// Whether each scenario has a deployment of its own in this process.
    pub(super) fn is_embedded(&self) -> bool {
        matches!(self.profile.app, App::Embedded {})
    }

    /// How many scenarios at a time the profile wants.
    pub(super) fn workers(&self) -> Option<u16> {
        self.profile.browser.workers.map(Into::into)
    }

    /// Says what would be played.
    pub(super) fn tell(&self, console: Console) {
        let (suite, aside) = (&self.suite, &self.aside);
        dry_run::tell(suite, aside, &self.catalogue, &self.profile.name, console);
    }

    /// Why there is nothing to play.
    pub(super) fn nothing(&self) -> String {
        match self.aside.len() {
            0 => "nothing to run: no scenario has such a name and such tags".to_owned(),
            aside => {
                let reasons = self.aside.iter().filter_map(|it| it.reason.as_deref());
                let reasons: BTreeSet<&str> = reasons.collect();
                let reasons: Vec<String> = reasons.iter().map(|it| format!("\n  {it}")).collect();
                format!(
                    "nothing to run: all {aside} selected scenarios do not apply to this target:{}",
                    reasons.concat()
                )
            }
        }
    }
}

/// Whether an earlier run can be played again in part, and what of it cannot.
fn check(earlier: &Earlier, profile: &Profile, console: Console) -> Result<(), ExitStatus> {
    if earlier.target != profile.name {
        console.error(&earlier.of_another_target(&profile.name));
        return Err(ExitStatus::Usage);
    }
    if let Some(nothing) = earlier.nothing() {
        console.error(&nothing);
        return Err(ExitStatus::NothingRan);
    }
    for id in &earlier.gone {
        console.line(&format!(
            "cannot be played again, because it is not there any more: {id}"
        ));
    }
    Ok(())
}
