//! The requirements on the page.

use crate::html;
use conformance_harness::results::RequirementOutcome;

use crate::html::between;
use crate::sample;

#[test]
fn an_untested_requirement_is_listed_with_what_is_missing() {
    let mut results = sample::results();
    let gate = results.requirements.iter_mut().find(|it| it.id == "GATE-1");
    let gate = gate.expect("the sample has it");
    gate.outcome = RequirementOutcome::Untested;
    gate.of = 3;
    let page = html(&results);
    let row = between(&page, "<tr id=\"requirement-GATE-1\">", "</tr>");
    assert!(
        row.contains("<span class=\"mark untested\">untested</span>"),
        "{row}"
    );
    assert!(row.contains(">1 of 3 scenarios played<"), "{row}");
    assert!(page.contains(">0 of 1 hold, 1 untested<"));
    let row = between(&page, "<tr id=\"requirement-WH-09\">", "</tr>");
    assert!(
        row.contains(">no scenario of these features is about it<"),
        "{row}"
    );
    assert!(page.contains(">Untested: 2 of 15 requirements, 1 of them in part<"));
}

#[test]
fn requirements_that_were_not_selected_are_folded_away_and_counted() {
    let mut results = sample::results();
    for requirement in &mut results.requirements {
        if requirement.area == "RT" || ["CB-06", "CB-07"].contains(&requirement.id.as_str()) {
            requirement.outcome = RequirementOutcome::Untested;
            requirement.scenarios.clear();
        }
    }
    let folds = |page: &str| -> Vec<String> {
        let folds = page.split("<details class=\"left-out\"><summary>").skip(1);
        let label = |fold: &str| fold.split("</summary>").next().unwrap().to_owned();
        folds.map(label).collect()
    };
    let page = html(&results);
    // Those of an area that was looked at stay with it; a whole area that was not is told at the end.
    let folded = [
        "2 requirements were not part of this selection",
        "2 requirements of other areas were not part of this selection",
    ];
    assert_eq!(folds(&page), folded);
    let rest = &page[page.rfind("<details class=\"left-out\">").unwrap()..];
    assert!(rest.contains("id=\"requirement-RT-4\""));
    assert!(page.contains(">0 of 5 hold, 2 untested<"));

    results.interrupted = Some("Ctrl-C".to_owned());
    assert_eq!(folds(&html(&results))[0], "2 requirements were not played");
    assert!(folds(&html(&sample::results())).is_empty());
}

#[test]
fn code_in_a_requirement_is_set_as_code() {
    let page = html(&sample::results());
    assert!(page.contains("decision tree of <code>/sso-callback</code> once"));
    let start = "<section id=\"requirements\">";
    assert!(!between(&page, start, "<section id=\"scenarios\">").contains('`'));
}
