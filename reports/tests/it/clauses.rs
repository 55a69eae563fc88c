//! What specifications ask, and what is known to fail, on the page.

use crate::html;
use conformance_harness::results::Results;

use crate::html::between;
use crate::sample;

/// The card of the scenario with this ID.
fn card(results: &Results, id: &str) -> String {
    let page = html(results);
    let start = format!("<details class=\"scenario {id}");
    let rest = &page[page.find(&start).expect("a card")..];
    // The next card, or the end of the page.
    let end = rest[1..].find("<details class=\"scenario ");
    rest[..end.map_or(rest.len(), |end| end + 1)].to_owned()
}

#[test]
fn an_answer_is_listed_with_what_it_breaks_first_and_the_rest_is_folded_away() {
    let card = card(&sample::results(), "failed\" id=\"idp/discovery:");
    let heading = "<h5>The discovery document <span class=\"gloss\">3 of 6 clauses hold</span>";
    assert!(card.contains(heading), "{card}");
    let (open, folded) = card.split_once("<details class=\"sound\">").unwrap();
    let places = [
        "discovery.algorithms",
        "discovery.userinfo-endpoint",
        "discovery.claims-supported",
        "discovery.response-types",
    ];
    let places = places.map(|id| open.find(&format!("<span class=\"id\">{id}<")).expect(id));
    assert!(places.is_sorted(), "{places:?}");
    assert!(folded.starts_with("<summary>2 that hold, 1 that does not apply here</summary>"));
    for id in ["status", "issuer", "registration-endpoint"] {
        let id = format!("<span class=\"id\">discovery.{id}<");
        assert!(folded.contains(&id) && !open.contains(&id), "{id}");
    }
}

#[test]
fn a_clause_shows_what_it_asks_what_was_seen_how_binding_it_is_and_where_it_stands() {
    let card = card(&sample::results(), "failed\" id=\"idp/discovery:");
    let broken = between(&card, "<li class=\"warning\">", "</li>");
    for part in [
        "<span class=\"mark warning\">broken</span>",
        "<p><code>claims_supported</code> lists the claims that it may tell</p>",
        "<p class=\"saw\">Seen: there is none</p>",
        "<span>SHOULD</span> <span>OpenID Connect Discovery 1.0, section 3</span>",
    ] {
        assert!(broken.contains(part), "{part} is missing in {broken}");
    }
    let known = between(&card, "<li class=\"known-failure\">", "</li>");
    assert!(
        known.contains("known to be broken: https://tracker.example/issues/207</p>"),
        "{known}"
    );
}

#[test]
fn a_clause_that_holds_although_it_is_listed_is_a_mistake_and_says_what_to_do() {
    let card = card(&sample::results(), "failed\" id=\"idp/discovery:");
    let marked = "<li class=\"failed\">\n<span class=\"mark failed\">holds after all</span>";
    assert!(card.contains(marked), "{card}");
    assert!(
        card.contains("<p class=\"saw\">It is not: remove its lines under [[known_failures]].</p>")
    );
}

#[test]
fn an_answer_that_was_looked_at_twice_says_so() {
    let card = card(&sample::results(), "passed\" id=\"idp/id-tokens:");
    assert_eq!(card.matches("<h5>The ID token ").count(), 2);
    assert_eq!(
        card.matches("<span class=\"tag\">2nd time</span>").count(),
        1
    );
}

#[test]
fn a_known_failure_has_a_mark_a_section_and_a_filter_of_its_own() {
    let page = html(&sample::results());
    let section = between(&page, "<section id=\"known-failure\"", "</section>");
    for part in [
        "<h2>Known failures <span class=\"count\">1</span></h2>",
        "<dt>known</dt><dd>https://tracker.example/issues/214, due in May</dd>",
        "<dt>actual</dt><dd>the access token still works: 200</dd>",
    ] {
        assert!(section.contains(part), "{part} is missing in {section}");
    }
    let toolbar = between(&page, "<fieldset>", "</fieldset>");
    let filter = "value=\"known-failure\"><span class=\"mark known-failure\">known failure</span>";
    assert!(toolbar.contains(filter), "{toolbar}");
    let row = between(&page, "<tr id=\"requirement-IDP-05\">", "</tr>");
    assert!(row.contains("<span class=\"mark known-failure\">"), "{row}");
}

#[test]
fn of_many_further_warnings_most_are_folded_away() {
    let mut results = sample::results();
    let more = (1..20).map(|number| format!("warning {number}"));
    results.warnings.extend(more);
    let page = html(&results);
    let section = between(&page, "<section id=\"further-warnings\">", "</section>");
    let (listed, folded) = section.split_once("<details").unwrap();
    assert_eq!(listed.matches("<li>").count(), 8);
    assert!(folded.contains("<summary>14 more</summary>"), "{folded}");
    assert!(listed.contains("<code>claims_supported</code> lists"));

    results.warnings.clear();
    assert!(!html(&results).contains("further-warnings"));
    // The sheet has them.
    assert!(!html(&sample::with_sign_off()).contains("further-warnings"));
}
