//! Drift, other attempts, quarantine, what is unfinished, what is stored, and how much fits into the page.

use std::collections::BTreeSet;

use conformance_harness::results::{Evidence, Results};

use crate::html;
use crate::html::between;
use crate::sample;

#[test]
fn a_drift_is_in_the_banner_in_a_list_and_line_by_line_with_its_scenario() {
    let page = html(&sample::eventful());
    assert!(
        between(&page, "<header", "</header>").contains("#drifted\">Drifted: 1 of 24 scenarios<")
    );
    let listed = between(&page, "<section id=\"drifted\"", "</section>");
    assert!(listed.contains("2 lines more, 1 line less"));
    for line in [
        "<li class=\"removed\"><span class=\"unseen\">approved: </span>-GET /sign-in 200</li>",
        "<li class=\"added\"><span class=\"unseen\">seen: </span>+GET /welcome 302</li>",
    ] {
        assert!(page.contains(line), "{line}");
    }
    assert_eq!(page.matches(" data-drifted").count(), 1);
}

#[test]
fn what_has_no_result_is_named() {
    let page = html(&sample::eventful());
    assert!(
        between(&page, "<header", "</header>")
            .contains("#unfinished\">2 scenarios have no result<")
    );
    let section = between(&page, "<section id=\"unfinished\"", "</section>");
    assert!(section.contains("routes/tokens:a-token-of-another-instance"));
}

#[test]
fn another_attempt_is_folded_into_the_scenario_with_what_was_seen_of_it() {
    let page = html(&sample::eventful());
    let attempt = between(&page, "<details class=\"attempt passed\">", "</details>");
    for part in ["Attempt 2", "3.3 s", "/protected", "sessions-30-again.png"] {
        assert!(attempt.contains(part), "{part} is missing in {attempt}");
    }
}

#[test]
fn quarantine_tells_who_sees_to_it_and_until_when() {
    let mut results = sample::eventful();
    let page = html(&results);
    let listed = between(&page, "<section id=\"quarantined\"", "</section>");
    assert!(listed.contains("issue 231 (team identity, until 2027-01-31)"));
    for scenario in &mut results.scenarios {
        if scenario.quarantine.is_some() {
            scenario.outcome = conformance_harness::results::Outcome::Passed;
        }
    }
    let page = html(&results);
    assert!(page.contains("In quarantine until 2027-01-31 (team identity): "));
}

#[test]
fn pictures_are_a_strip_in_the_order_in_which_they_were_taken() {
    let page = html(&sample::eventful());
    let strip = page
        .split("<ol class=\"strip\">")
        .find(|it| it.contains("<figcaption>Screenshot after"))
        .unwrap();
    let strip = &strip[..strip.find("</ol>").unwrap()];
    let (first, last) = (
        strip.find("after “they open"),
        strip.find("when it stopped"),
    );
    assert!(
        first < last && strip.matches("<img").count() == 2,
        "{strip}"
    );
}

#[test]
fn what_is_stored_stands_under_the_name_of_who_stores_it() {
    let page = html(&sample::eventful());
    assert!(page.contains("<h5>Stored at the end <span class=\"gloss\">by Clerk</span></h5>"));
    assert!(page.contains("<li>sessions: 1 expired</li>"));
}

#[test]
fn each_address_of_a_journey_has_its_time() {
    let page = html(&sample::results());
    let journey = between(&page, "<ol class=\"journey\">", "</ol>");
    for part in ["0.64 s", "+0.67 s", "2.96 s"] {
        assert!(journey.contains(part), "{part} is missing in {journey}");
    }
}

/// The run a hundred times, each scenario with a picture of its own of `picture` bytes.
pub(crate) fn large(copies: usize, picture: usize) -> Results {
    let mut results = sample::results();
    let all = results.scenarios.clone();
    results.scenarios.clear();
    for copy in 0..copies {
        for (index, scenario) in all.iter().enumerate() {
            let mut scenario = scenario.clone();
            scenario.id.push_str(&format!("-{copy}"));
            scenario.evidence.push(Evidence::Screenshot {
                title: "at the end".to_owned(),
                path: format!("evidence/{copy}-{index}.webp"),
                media_type: "image/webp".to_owned(),
                bytes: vec![b'x'; picture],
            });
            results.scenarios.push(scenario);
        }
    }
    results.totals = sample::totals(&results.scenarios);
    results
}

#[test]
fn a_thousand_scenarios_with_pictures_fit_into_five_megabytes() {
    let results = large(84, 14_000);
    assert!(results.scenarios.len() > 1_000);
    let page = html(&results);
    assert!(page.len() < 5_000_000, "{} bytes", page.len());
    let ids: BTreeSet<&str> = results.scenarios.iter().map(|it| it.id.as_str()).collect();
    assert!(ids.iter().all(|id| page.contains(&format!("id=\"{id}\""))));
    assert!(page.contains("data-packed=\""), "what is folded is packed");
}

#[test]
fn pictures_that_do_not_fit_are_linked_and_those_of_failures_are_kept_first() {
    let results = large(1, 200_000);
    let page = html(&results);
    assert_eq!(page.matches("data:image/webp").count(), 7);
    assert!(page.contains("<a href=\"./evidence/0-0.webp\">Beside this page</a>"));
    let failed = results
        .scenarios
        .iter()
        .position(|it| it.id.contains("needs-more"))
        .unwrap();
    assert!(!page.contains(&format!("<a href=\"./evidence/0-{failed}.webp\">Beside")));
}
