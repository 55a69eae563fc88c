//! `fixtures/requirements.toml` and this crate agree on the areas.

use std::collections::BTreeSet;
use std::path::Path;

use conformance_reports::{AREAS, area_title};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Catalogue {
    area: Vec<Area>,
    requirement: Vec<Requirement>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Area {
    id: String,
    title: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Requirement {
    id: String,
    area: String,
    level: conformance_harness::results::Level,
    title: String,
}

fn catalogue() -> Catalogue {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/requirements.toml");
    toml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

#[test]
fn the_areas_have_the_same_names_in_the_catalogue_and_in_the_reports() {
    let ours: Vec<_> = AREAS.iter().map(|a| (a.id, a.title)).collect();
    let catalogue = catalogue();
    let theirs: Vec<_> = catalogue
        .area
        .iter()
        .map(|a| (a.id.as_str(), a.title.as_str()))
        .collect();
    assert_eq!(ours, theirs);
}

#[test]
fn an_area_that_nobody_knows_is_called_by_its_id() {
    assert_eq!(area_title("HOUSE"), "HOUSE");
}

#[test]
fn every_requirement_is_in_the_area_that_its_id_begins_with() {
    let catalogue = catalogue();
    for requirement in &catalogue.requirement {
        assert_eq!(
            requirement.id.split('-').next(),
            Some(requirement.area.as_str())
        );
        assert_ne!(
            area_title(&requirement.area),
            requirement.area,
            "{} has no area",
            requirement.id
        );
    }
    let ids: BTreeSet<_> = catalogue.requirement.iter().map(|r| &r.id).collect();
    assert_eq!(ids.len(), catalogue.requirement.len(), "an ID occurs twice");
}

#[test]
fn the_requirements_of_an_area_stand_together_in_the_order_of_the_areas() {
    let catalogue = catalogue();
    let mut order: Vec<_> = catalogue
        .requirement
        .iter()
        .map(|r| r.area.as_str())
        .collect();
    order.dedup();
    assert_eq!(order, AREAS.iter().map(|a| a.id).collect::<Vec<_>>());
}

#[test]
fn every_requirement_is_one_short_sentence() {
    for Requirement {
        id, title, level, ..
    } in catalogue().requirement
    {
        let length = title.chars().count();
        assert!(
            (10..=120).contains(&length),
            "{id} ({level:?}) has {length} characters"
        );
        assert!(
            title.starts_with(char::is_uppercase) && !title.ends_with('.'),
            "{id}: {title}"
        );
    }
}
