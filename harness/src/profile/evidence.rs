//! What a run keeps of what it saw.

use serde::Deserialize;

use crate::results::{Evidence, Outcome, ScenarioResult};

/// What a run keeps of what it saw.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EvidenceKept {
    /// Which pictures.
    pub pictures: Pictures,
}

/// Which pictures of pages are kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pictures {
    /// Of every scenario one of each page that the person left, and one at the end.
    All,
    /// The same of scenarios that did not pass; of the others the one at the end.
    #[default]
    Failed,
    /// The one at the end.
    Last,
}

impl Pictures {
    /// Whether pictures are taken before it is over.
    #[must_use]
    pub fn are_taken_on_the_way(self) -> bool {
        self != Self::Last
    }

    /// Leaves out of `result`, which is complete, the pictures that are not kept.
    pub fn leave_out(self, result: &mut ScenarioResult) {
        if self != Self::Failed {
            return;
        }
        if result.outcome == Outcome::Passed {
            keep_last(&mut result.evidence);
        }
        for attempt in &mut result.other_attempts {
            if attempt.outcome == Outcome::Passed {
                keep_last(&mut attempt.evidence);
            }
        }
    }
}

fn keep_last(evidence: &mut Vec<Evidence>) {
    let is_picture = |it: &Evidence| matches!(it, Evidence::Screenshot { .. });
    let last = evidence.iter().rposition(is_picture);
    let mut index = 0;
    evidence.retain(|it| {
        let stays = !is_picture(it) || Some(index) == last;
        index += 1;
        stays
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judgement::tests::scenario;
    use crate::results::Level;

    fn kept(pictures: Pictures, outcome: Outcome) -> Vec<String> {
        let mut result = scenario(outcome, Level::Must);
        let picture = |title: &str| Evidence::Screenshot {
            title: title.to_owned(),
            path: format!("evidence/{title}.webp"),
            media_type: "image/webp".to_owned(),
            bytes: Vec::new(),
        };
        let note = Evidence::Note {
            text: "said".to_owned(),
        };
        result.evidence = vec![picture("first"), note.clone(), picture("last"), note];
        pictures.leave_out(&mut result);
        let name = |it: &Evidence| match it {
            Evidence::Screenshot { title, .. } => title.clone(),
            _ => "note".to_owned(),
        };
        result.evidence.iter().map(name).collect()
    }

    #[test]
    fn of_a_scenario_that_passed_only_the_last_picture_is_kept_unless_all_are_wanted() {
        let all = ["first", "note", "last", "note"];
        assert_eq!(kept(Pictures::All, Outcome::Passed), all);
        assert_eq!(kept(Pictures::Failed, Outcome::Failed), all);
        assert_eq!(kept(Pictures::Failed, Outcome::Flaky), all);
        assert_eq!(
            kept(Pictures::Failed, Outcome::Passed),
            ["note", "last", "note"]
        );
    }
}
