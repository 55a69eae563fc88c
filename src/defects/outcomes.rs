//! What came of playing defects, and what it says.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use conformance_harness::coverage::Proof;
use conformance_harness::defect::Defect;
use conformance_harness::gathered::Asked;
use conformance_harness::results::{Outcome, Release, ScenarioResult};
use conformance_harness::run::Played;
use conformance_harness::{judgement, sign_off};
use serde::Serialize;

use crate::console::Console;
use crate::exit_status::ExitStatus;

/// What came of it; the JSON form is a contract.
#[derive(Debug, Serialize)]
pub(super) struct Outcomes {
    caught: usize,
    total: usize,
    /// IDs of scenarios that did not pass on the sound deployment.
    false_alarms: Vec<String>,
    /// IDs of scenarios that noticed no defect.
    idle_scenarios: Vec<String>,
    /// What the sign-off says of the sound deployment, where all scenarios were played.
    #[serde(skip_serializing_if = "Option::is_none")]
    sign_off: Option<Release>,
    defects: Vec<DefectOutcome>,
}

#[derive(Debug, Serialize)]
struct DefectOutcome {
    id: String,
    requirement: String,
    /// IDs of the scenarios for that requirement that failed.
    caught_by: Vec<String>,
    /// Why nothing is known of a scenario, by its ID.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    blocked: BTreeMap<String, String>,
    /// What the sign-off would say of a deployment with this defect, where it rests on that requirement and all
    /// scenarios were played.
    #[serde(skip_serializing_if = "Option::is_none")]
    sign_off: Option<Release>,
}

impl Outcomes {
    /// What was found. With `proofs`, the whole suite was played, and what it says of idle scenarios and of a release
    /// counts.
    pub(super) fn of(defects: &[Arc<Defect>], played: &[Played], proofs: Option<&[Proof]>) -> Self {
        let mut outcomes = judge(defects, played, proofs.is_some());
        outcomes.sign_off =
            proofs.and_then(|proofs| releases(&mut outcomes.defects, played, proofs));
        outcomes
    }

    /// Prints what was found, and writes it to `json`.
    pub(super) fn conclude(&self, json: Option<&Path>, console: Console) -> ExitStatus {
        console.line("");
        for defect in &self.defects {
            for (scenario, reason) in &defect.blocked {
                console.line(&format!("blocked: {} in {scenario}: {reason}", defect.id));
            }
            if defect.caught_by.is_empty() {
                console.line(&format!(
                    "missed: {} (no scenario for {} failed)",
                    defect.id, defect.requirement
                ));
            }
        }
        for defect in self.released() {
            console.line(&format!(
                "released: with {}, which breaches {}, the sign-off says GO",
                defect.id, defect.requirement
            ));
        }
        if self.sign_off == Some(Release::NoGo) {
            console.line("not released: of the sound deployment the sign-off says NO-GO");
        }
        for scenario in &self.false_alarms {
            console.line(&format!(
                "false alarm: {scenario} does not pass on the sound deployment"
            ));
        }
        for scenario in &self.idle_scenarios {
            console.line(&format!("idle: {scenario} catches no defect"));
        }
        if let Some(file) = json {
            let text = serde_json::to_string_pretty(self).unwrap_or_default();
            if let Err(error) = std::fs::write(file, text + "\n") {
                console.error(&format!("cannot write {}: {error}", file.display()));
                return ExitStatus::Blocked;
            }
        }
        console.line(&format!("caught {} of {}", self.caught, self.total));
        let blocked = self.defects.iter().any(|defect| !defect.blocked.is_empty());
        let sound = self.false_alarms.is_empty()
            && self.idle_scenarios.is_empty()
            && self.released().next().is_none()
            && self.sign_off != Some(Release::NoGo);
        match (self.caught == self.total && sound, blocked) {
            (true, false) => ExitStatus::Conforms,
            (true, true) => ExitStatus::Blocked,
            (false, _) => ExitStatus::RequirementFailed,
        }
    }

    /// The defects that a release would go out with.
    fn released(&self) -> impl Iterator<Item = &DefectOutcome> {
        let go = |it: &&DefectOutcome| it.sign_off == Some(Release::Go);
        self.defects.iter().filter(go)
    }
}

/// Fills in, for each defect in a requirement that a sign-off rests on, what the sheet of a run would say that found
/// what was found on the sound deployment, but for the scenarios that were played with the defect. Returns what it
/// says of the sound deployment.
fn releases(defects: &mut [DefectOutcome], played: &[Played], proofs: &[Proof]) -> Option<Release> {
    let verdict = |scenarios: &[ScenarioResult]| {
        let asked: Vec<Asked> = proofs.iter().map(Asked::from).collect();
        let requirements = judgement::requirements(scenarios, &asked);
        sign_off::judge(scenarios, &requirements).map(|it| it.verdict)
    };
    let of = |defect: Option<&str>| -> Vec<ScenarioResult> {
        let of_it = played.iter().filter(|it| it.defect.as_deref() == defect);
        of_it.map(|it| it.result.clone()).collect()
    };
    let sound = of(None);
    for defect in defects {
        if sign_off::rests_on(&defect.requirement) {
            let broken = of(Some(&defect.id));
            let is_broken = |it: &ScenarioResult| broken.iter().any(|other| other.id == it.id);
            let mut scenarios = sound.clone();
            scenarios.retain(|it| !is_broken(it));
            scenarios.extend(broken);
            defect.sign_off = verdict(&scenarios);
        }
    }
    verdict(&sound)
}

fn judge(defects: &[Arc<Defect>], played: &[Played], whole: bool) -> Outcomes {
    let of = |id: &str| -> Vec<&Played> {
        played
            .iter()
            .filter(|played| played.defect.as_deref() == Some(id))
            .collect()
    };
    let judged: Vec<DefectOutcome> = defects
        .iter()
        .map(|defect| DefectOutcome {
            id: defect.id.clone(),
            requirement: defect.requirement.clone(),
            caught_by: of(&defect.id)
                .iter()
                .filter(|played| played.result.outcome == Outcome::Failed)
                .map(|played| played.result.id.clone())
                .collect(),
            blocked: of(&defect.id)
                .iter()
                .filter(|played| played.result.outcome == Outcome::Blocked)
                .map(|played| {
                    (
                        played.result.id.clone(),
                        played.result.reason.clone().unwrap_or_default(),
                    )
                })
                .collect(),
            sign_off: None,
        })
        .collect();
    let sound = || {
        played
            .iter()
            .filter(|played| played.defect.is_none())
            .map(|played| &played.result)
    };
    let catches = |id: &String| judged.iter().any(|defect| defect.caught_by.contains(id));
    Outcomes {
        caught: judged
            .iter()
            .filter(|defect| !defect.caught_by.is_empty())
            .count(),
        total: judged.len(),
        false_alarms: sound()
            .filter(|it| it.outcome != Outcome::Passed)
            .map(|it| it.id.clone())
            .collect(),
        idle_scenarios: sound()
            .map(|it| it.id.clone())
            .filter(|id| whole && !catches(id))
            .collect(),
        sign_off: None,
        defects: judged,
    }
}
