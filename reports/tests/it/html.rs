use conformance_harness::results::{Evidence, Outcome, Results, Verdict};
use conformance_reports::html;
use serde_json::Value;

use crate::sample;

#[test]
fn the_verdict_comes_first_and_in_words() {
    let words = [
        (Verdict::Conforms, "Conforms"),
        (Verdict::DoesNotConform, "Does not conform"),
        (Verdict::Blocked, "Blocked"),
        (Verdict::NothingRan, "Nothing ran"),
    ];
    for (verdict, word) in words {
        let page = html(&Results {
            verdict,
            ..sample::results()
        });
        let heading = format!("<h1>{word}</h1>");
        assert!(page.contains(&heading), "{verdict:?}");
        assert!(page.find(&heading) < page.find("<main>"));
    }
}

#[test]
fn what_the_run_was_stands_beside_the_verdict() {
    let page = html(&sample::results());
    let banner = between(&page, "<header", "</header>");
    for fact in [
        "preview",
        "https://preview.habits.example",
        "chrome 156.0.8078.79",
        "21 November 2026, 04:56 UTC",
        "1 min 32 s",
        "<b>2</b> failed",
        "<b>1</b> blocked",
        "<b>1</b> warning",
        "<b>1</b> flaky",
        "<b>3</b> passed",
        "<b>1</b> not applicable",
    ] {
        assert!(banner.contains(fact), "{fact} is missing in {banner}");
    }
    assert!(!banner.contains("cut short"));
}

#[test]
fn a_run_that_was_cut_short_says_why() {
    let page = html(&Results {
        interrupted: Some("Ctrl-C".to_owned()),
        ..sample::results()
    });
    assert!(between(&page, "<header", "</header>").contains("cut short:</strong> Ctrl-C"));
}

#[test]
fn the_sections_stand_in_the_order_of_urgency() {
    let page = html(&sample::results());
    let titles = [
        "What failed",
        "Blocked",
        "Warnings",
        "Flaky",
        "Requirements",
        "Scenarios",
    ];
    let places = titles.map(|title| page.find(&format!("<h2>{title}")).expect(title));
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn a_failure_shows_expected_against_actual_and_leads_to_its_scenario() {
    let page = html(&sample::results());
    let failures = between(&page, "<section id=\"failed\"", "</section>");
    for part in [
        "<dt>expected</dt><dd>the sign-up page (/sign-up), after one sign-up by transfer</dd>",
        "<dt>actual</dt><dd>the sign-up page (/sign-up), after 2 sign-ups by transfer</dd>",
        "<dt>at</dt><dd>sso-callback/newcomers.feature:19</dd>",
        "href=\"#sso-callback/newcomers%3Athe-sign-up-by-transfer-needs-more%3A15\"",
    ] {
        assert!(failures.contains(part), "{part} is missing in {failures}");
    }
}

#[test]
fn every_link_within_the_page_has_its_target() {
    let page = html(&sample::results());
    let links: Vec<_> = attributes(&page, "href")
        .into_iter()
        .filter(|l| l.starts_with('#'))
        .collect();
    assert!(links.len() > 20, "{links:?}");
    for link in links {
        let id = link[1..].replace("%3A", ":");
        assert!(
            page.contains(&format!("id=\"{id}\"")),
            "{link} leads nowhere"
        );
    }
}

#[test]
fn failures_are_unfolded_and_nothing_else() {
    let results = sample::results();
    let page = html(&results);
    for scenario in &results.scenarios {
        let id = format!("id=\"{}\"", scenario.id);
        let tag = page[page.find(&id).unwrap()..].split('>').next().unwrap();
        let open = tag.ends_with(" open");
        assert_eq!(open, scenario.outcome == Outcome::Failed, "{tag}");
    }
}

#[test]
fn the_areas_have_their_full_names() {
    let page = html(&sample::results());
    for name in [
        "SSO callback",
        "Billing test cases",
        "Feature gates",
        "Billing webhooks",
    ] {
        assert!(page.contains(&format!("<h3>{name} ")), "{name}");
    }
}

#[test]
fn every_kind_of_evidence_is_shown() {
    let page = html(&sample::results());
    for part in [
        "<img src=\"data:image/png;base64,iVBORw0KGgo",
        "<span class=\"dim\">https://clerk.habits.example</span>/v1/oauth_callback",
        "<dt>transfer</dt><dd>true</dd>",
        "status not seen",
        "no answer",
        "Create your account\nUsername\nContinue",
        "warning: Clerk has been loaded with development keys",
        "the effect of the callback page ran twice, 3 ms apart",
        "<td>unlimited</td>",
    ] {
        assert!(page.contains(part), "{part} is missing");
    }
}

#[test]
fn the_page_asks_nobody_for_anything() {
    let page = html(&sample::results());
    assert!(page.contains("default-src &#39;none&#39;"));
    for address in attributes(&page, "src") {
        assert!(address.starts_with("data:image/"), "{address}");
    }
    for address in attributes(&page, "href") {
        let inside = address.starts_with('#') || address.starts_with("./") || address == "data:,";
        assert!(inside, "{address}");
    }
    for word in [
        "@import",
        "<link rel=\"stylesheet\"",
        "fetch(",
        "XMLHttpRequest",
    ] {
        assert!(!page.contains(word), "{word}");
    }
}

#[test]
fn nothing_that_comes_from_outside_becomes_markup() {
    let page = html(&hostile(&sample::results()));
    assert!(!page.contains("<script>alert"));
    assert!(!page.contains("\"><script"));
    assert!(!page.contains("\" onload="));
    assert_eq!(
        page.matches("<script").count(),
        1,
        "the page's own is the only one"
    );
    assert!(page.matches("&#60;script&#62;alert").count() > 100);
}

#[test]
fn the_script_and_the_style_sheet_do_not_end_early() {
    let page = html(&sample::results());
    assert_eq!(page.matches("</script").count(), 1);
    assert_eq!(page.matches("</style").count(), 1);
}

#[test]
fn a_picture_whose_path_leads_out_of_the_report_is_no_link() {
    let mut results = sample::results();
    for evidence in results.scenarios.iter_mut().flat_map(|s| &mut s.evidence) {
        if let Evidence::Screenshot { path, .. } = evidence {
            *path = "/etc/passwd".to_owned();
        }
    }
    assert!(!html(&results).contains("passwd"));
}

#[test]
fn a_run_without_scenarios_says_so() {
    let page = html(&Results {
        verdict: Verdict::NothingRan,
        totals: sample::totals(&[]),
        scenarios: Vec::new(),
        requirements: Vec::new(),
        ..sample::results()
    });
    assert!(page.contains("No scenario was run."));
    assert!(!page.contains("What failed"));
    assert!(!page.contains("class=\"toolbar\""));
}

/// `results` with markup in every text and every form field's name.
fn hostile(results: &Results) -> Results {
    let mut value = serde_json::to_value(results).unwrap();
    poison(&mut value);
    let mut hostile: Results = serde_json::from_value(value).unwrap();
    for evidence in hostile.scenarios.iter_mut().flat_map(|s| &mut s.evidence) {
        if let Evidence::Screenshot { bytes, .. } = evidence {
            *bytes = sample::PICTURE.to_vec();
        }
    }
    hostile
}

const MARKUP: &str = "'\"><script>alert(1)</script></style>\" onload=\"alert(1)";

fn poison(value: &mut Value) {
    match value {
        Value::String(text) => text.push_str(MARKUP),
        Value::Array(values) => values.iter_mut().for_each(poison),
        Value::Object(members) => {
            for (name, value) in members {
                let word = ["verdict", "outcome", "level", "kind"].contains(&name.as_str());
                let step_status = name == "status" && value.is_string();
                if name == "form" {
                    *value = serde_json::json!({ MARKUP: MARKUP });
                } else if !word && !step_status {
                    poison(value);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The values of every attribute `name`.
fn attributes<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    let values = page.split(start.as_str()).skip(1);
    values
        .map(|rest| rest.split('"').next().unwrap_or_default())
        .collect()
}

fn between<'a>(page: &'a str, start: &str, end: &str) -> &'a str {
    let rest = &page[page.find(start).expect(start)..];
    &rest[..rest.find(end).expect(end)]
}
