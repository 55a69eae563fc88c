//! Which scenarios prove which requirement.

use serde::Serialize;

use crate::requirement::{Catalogue, Requirement};
use crate::suite::Suite;

/// A requirement with the scenarios that prove it.
#[derive(Debug, Clone, Serialize)]
pub struct Proof {
    /// The requirement.
    #[serde(flatten)]
    pub requirement: Requirement,
    /// The scenarios that bear its ID; a row of an outline is one. None is a hole.
    pub scenarios: Vec<Place>,
}

/// Where a scenario stands.
#[derive(Debug, Clone, Serialize)]
pub struct Place {
    /// As in the results.
    pub id: String,
    /// As written in the feature file.
    pub name: String,
    /// Path of the feature file.
    pub feature: String,
    /// Its line there.
    pub line: usize,
}

/// Every requirement of the catalogue with its scenarios in `suite`, in the catalogue's order.
#[must_use]
pub fn of(suite: &Suite, catalogue: &Catalogue) -> Vec<Proof> {
    let mut proofs: Vec<Proof> = catalogue
        .requirement
        .iter()
        .map(|requirement| Proof {
            requirement: requirement.clone(),
            scenarios: Vec::new(),
        })
        .collect();
    for case in suite.scenarios() {
        let tags = case.tags();
        for proof in &mut proofs {
            if tags.contains(&proof.requirement.id) {
                proof.scenarios.push(Place {
                    id: case.id(),
                    name: case.scenario.name.clone(),
                    feature: case.file(),
                    line: case.scenario.position.line,
                });
            }
        }
    }
    proofs
}

/// Of these requirements, those whose area has a scenario at all.
#[must_use]
pub fn of_areas_with_scenarios(proofs: Vec<Proof>) -> Vec<Proof> {
    let areas: Vec<String> = proofs
        .iter()
        .filter(|proof| !proof.scenarios.is_empty())
        .map(|proof| proof.requirement.area.clone())
        .collect();
    proofs
        .into_iter()
        .filter(|proof| areas.contains(&proof.requirement.area))
        .collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::suite::tests::suite;

    /// Two requirements of one area, a third of another; scenarios for the first only: one and a row of an outline.
    pub(crate) fn proofs() -> Vec<Proof> {
        let catalogue: Catalogue = toml::from_str(
            "[[area]]\nid = \"CB\"\ntitle = \"SSO callback\"\n\
             [[area]]\nid = \"RT\"\ntitle = \"Routes\"\n\
             [[requirement]]\nid = \"CB-06\"\narea = \"CB\"\nlevel = \"MUST\"\ntitle = \"Makes an account\"\n\
             [[requirement]]\nid = \"CB-21\"\narea = \"CB\"\nlevel = \"SHOULD\"\ntitle = \"Settles\"\n\
             [[requirement]]\nid = \"RT-1\"\narea = \"RT\"\nlevel = \"MUST\"\ntitle = \"Protects\"\n",
        )
        .expect("a catalogue");
        let text = "Feature: A\n  @CB-06\n  Scenario: B\n    Given x\n\n  @CB-06\n  Scenario Outline: C <n>\n    Given <n>\n\n    Examples:\n      | n |\n      | x |\n";
        let (_folder, suite) = suite(text).expect("Gherkin");
        let suite = suite.complete(&catalogue).expect("columns");
        of(&suite, &catalogue)
    }

    #[test]
    fn a_requirement_has_the_scenarios_and_rows_that_bear_its_id() {
        let proofs = proofs();
        let found: Vec<(&str, Vec<(&str, usize)>)> = proofs
            .iter()
            .map(|proof| {
                let places = proof.scenarios.iter();
                let places = places.map(|place| (place.name.as_str(), place.line));
                (proof.requirement.id.as_str(), places.collect())
            })
            .collect();
        let expected = [
            ("CB-06", vec![("B", 3), ("C x", 12)]),
            ("CB-21", vec![]),
            ("RT-1", vec![]),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn an_area_that_no_scenario_is_about_is_left_out_as_a_whole() {
        let kept = of_areas_with_scenarios(proofs());
        let ids: Vec<_> = kept.iter().map(|it| it.requirement.id.as_str()).collect();
        assert_eq!(ids, ["CB-06", "CB-21"]);
    }
}
