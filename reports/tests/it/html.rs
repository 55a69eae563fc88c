use conformance_harness::profile::Environment;
use conformance_harness::results::{Evidence, Level, Outcome, Results, ScenarioResult, Verdict};
use conformance_reports::{github, sign_off, summary};

use crate::{html, sample};

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
fn the_sentence_says_what_the_verdict_rests_on() {
    let with = |outcome, level| {
        let mut results = sample::results();
        results.scenarios.truncate(2);
        results.scenarios[0].outcome = outcome;
        results.scenarios[0].level = level;
        results.totals = sample::totals(&results.scenarios);
        results
    };
    let mut known = with(Outcome::Failed, Level::Must);
    known.scenarios[0].known_because = Some("an issue is open".to_owned());
    known.totals = sample::totals(&known.scenarios);
    let cases = [
        (
            Verdict::Conforms,
            with(Outcome::Passed, Level::Must),
            "Every scenario that applies to this target passed.",
        ),
        (
            Verdict::Conforms,
            with(Outcome::Failed, Level::Should),
            "but 1 scenario found a SHOULD that does not hold.",
        ),
        (
            Verdict::DoesNotConform,
            with(Outcome::Failed, Level::Must),
            "1 scenario found the deployment in breach of a MUST.",
        ),
        (
            Verdict::Blocked,
            with(Outcome::Blocked, Level::Must),
            "1 scenario could not be played to the end",
        ),
        (
            Verdict::Blocked,
            with(Outcome::Flaky, Level::Must),
            "1 scenario passed only on a retry",
        ),
        (
            Verdict::Conforms,
            known,
            "No MUST was found broken beyond what the profile lists as known (1 scenario).",
        ),
        (
            Verdict::Blocked,
            with(Outcome::Passed, Level::Must),
            "nothing is known about the rest.",
        ),
    ];
    for (verdict, results, sentence) in cases {
        let page = html(&Results { verdict, ..results });
        let banner = between(&page, "<header", "</header>");
        assert!(banner.contains(sentence), "{sentence} is not in {banner}");
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
        "<b>3</b> failed",
        "<b>1</b> blocked",
        "<b>1</b> warning",
        "<b>1</b> flaky",
        "<b>1</b> known failure",
        "<b>4</b> passed",
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
fn a_run_that_was_only_cut_short_is_not_headed_as_blocked() {
    let heading = |results: &Results| between(&html(results), "<h1>", "</h1>").to_owned();
    let mut results = Results {
        interrupted: Some("Ctrl-C".to_owned()),
        verdict: Verdict::Blocked,
        ..sample::results()
    };
    // One passed only on a retry.
    assert_eq!(heading(&results), "<h1>Blocked");
    let settled = [Outcome::Passed, Outcome::NotApplicable];
    results.scenarios.retain(|it| settled.contains(&it.outcome));
    assert_eq!(heading(&results), "<h1>Cut short");
}

#[test]
fn what_was_played_on_another_target_says_so_wherever_it_stands() {
    let mut results = sample::with_sign_off();
    let is_told = |results: &Results| {
        let page = html(results);
        let sheet = sign_off(results).expect("a sheet");
        [
            between(&page, "<header", "</header>").contains("<dd>1 scenario on hermetic</dd>"),
            between(&page, "id=\"scenarios\"", "</html>")
                .contains("<span class=\"tag\">on hermetic</span>"),
            between(&page, "<h2>What failed", "</section>")
                .contains("<span class=\"tag\">on hermetic</span>"),
            sheet.contains("could not be asked: 1 scenario on hermetic"),
            summary(results).contains("Played elsewhere: 1 scenario on hermetic"),
        ]
    };
    assert_eq!(is_told(&results), [false; 5]);
    let failed = |it: &&mut ScenarioResult| {
        it.failure.is_some() && it.level == Level::Must && it.known_because.is_none()
    };
    let failed = results
        .scenarios
        .iter_mut()
        .find(failed)
        .expect("one that failed");
    failed.played_on = Some("hermetic".to_owned());
    assert_eq!(is_told(&results), [true; 5]);
    results
        .scenarios
        .retain(|it| it.outcome == Outcome::Passed || it.played_on.is_some());
    results.verdict = Verdict::Conforms;
    let banner = html(&results);
    let banner = between(&banner, "<p class=\"sentence\">", "</p>");
    assert!(
        banner.contains("passed, here or, where this target could not be asked, on another"),
        "{banner}"
    );
}

#[test]
fn the_build_that_was_judged_is_named_and_the_sheet_says_if_nobody_has_said() {
    let mut results = sample::with_sign_off();
    let sheet = |results: &Results| sign_off(results).expect("a sheet");
    assert!(sheet(&results).contains("- Build: nobody has said which"));
    results.build = Some("1.4.2".to_owned());
    assert!(sheet(&results).contains("- Build: 1.4.2\n"));
    let page = html(&results);
    let banner = between(&page, "<header", "</header>");
    assert!(banner.contains("<dt>Build</dt><dd>1.4.2</dd>"), "{banner}");
}

#[test]
fn production_is_told_wherever_the_target_is() {
    let mut results = sample::with_sign_off();
    let tells = |results: &Results| {
        let page = html(results);
        let banner = between(&page, "<header", "</header>");
        [
            banner.contains("<dt>Environment</dt><dd>production</dd>"),
            sign_off(results)
                .expect("a sheet")
                .contains("preview (production), "),
            github::summary(results, "here").contains(": preview (production)"),
        ]
    };
    assert_eq!(tells(&results), [false; 3]);
    results.environment = Some(Environment::Production);
    assert_eq!(tells(&results), [true; 3]);
}

#[test]
fn the_sections_stand_in_the_order_of_urgency() {
    let page = html(&sample::results());
    let titles = [
        "What failed",
        "Blocked",
        "Warnings",
        "Flaky",
        "Known failures",
        "Further warnings",
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
    let page = html(&sample::with_sign_off());
    let links: Vec<_> = attributes(&page, "href")
        .into_iter()
        .filter(|l| l.starts_with('#'))
        .collect();
    assert!(links.len() > 20, "{links:?}");
    for link in links {
        let id = link[1..].replace("%3A", ":").replace("%2C", ",");
        assert!(
            page.contains(&format!("id=\"{id}\"")),
            "{link} leads nowhere"
        );
    }
}

#[test]
fn a_failure_names_what_its_requirement_asks_for() {
    let page = html(&sample::results());
    let failures = between(&page, "<section id=\"failed\"", "</section>");
    let asked = "<p class=\"asked\">Shows no protected page after sign-out</p>";
    assert!(failures.contains(asked), "{failures}");
}

#[test]
fn scenarios_that_failed_alike_are_explained_once() {
    let mut results = sample::results();
    let failed = results.scenarios.last().unwrap().clone();
    for copy in 1..8 {
        let mut scenario = failed.clone();
        scenario.id.push_str(&format!("-{copy}"));
        results.scenarios.push(scenario);
    }
    let page = html(&results);
    let failures = between(&page, "<section id=\"failed\"", "</section>");
    assert_eq!(failures.matches("<article").count(), 3);
    assert_eq!(failures.matches("after 2 sign-ups by transfer").count(), 1);
    assert_eq!(
        failures
            .matches("The sign-up by transfer needs more")
            .count(),
        8
    );
    assert!(failures.contains("<summary>3 more</summary>"), "{failures}");
}

#[test]
fn the_requirements_that_stand_against_a_release_are_in_the_banner() {
    let page = html(&sample::results());
    let banner = between(&page, "<header", "</header>");
    let lines: Vec<_> = banner.split("<p class=\"shortfall\">").skip(1).collect();
    let [not_met, not_known, accepted, untested, warnings] = lines.as_slice() else {
        panic!("{banner}");
    };
    assert!(not_met.starts_with("Not met, 4 of 14 requirements:"));
    assert!(not_met.contains("href=\"#requirement-CB-07\""));
    assert!(not_known.starts_with("Not known, 2 of 14 requirements:"));
    let known = "Not met, as the profile says, 1 of 14 requirements:";
    assert!(accepted.starts_with(known) && accepted.contains("#requirement-IDP-05"));
    assert!(warnings.contains("href=\"#further-warnings\">3 further warnings<"));
    assert!(
        untested.contains(">Untested: 1 of 15 requirements<"),
        "{untested}"
    );
    assert!(
        !banner.contains("CB-21"),
        "a SHOULD does not stand against a release"
    );
}

#[test]
fn the_page_that_a_journey_ended_on_is_marked_and_no_other() {
    let page = html(&sample::results());
    let journey = between(&page, "<ol class=\"journey\">", "</ol>");
    assert_eq!(journey.matches("final page").count(), 1);
    let last = journey.rsplit("<li").next().unwrap();
    assert!(
        last.contains("final page") && last.contains("/sign-up"),
        "{last}"
    );
}

#[test]
fn a_request_that_was_made_twice_says_so_and_what_most_bear_is_said_once() {
    let page = html(&sample::results());
    let exchanges = between(&page, "<table class=\"exchanges\">", "</table>");
    assert_eq!(exchanges.matches("2nd time").count(), 1);
    assert_eq!(exchanges.matches("without __clerk_db_jwt").count(), 1);
    assert!(!exchanges.contains("_clerk_js_version"));
    assert!(page.contains("<dt>_clerk_js_version</dt><dd>6.34.1</dd>"));
}

#[test]
fn evidence_that_holds_nothing_has_no_heading() {
    let mut results = sample::results();
    for evidence in results.scenarios.iter_mut().flat_map(|s| &mut s.evidence) {
        match evidence {
            Evidence::Redirects { hops } => hops.clear(),
            Evidence::Exchanges { exchanges } => exchanges.clear(),
            _ => {}
        }
    }
    let page = html(&results);
    assert!(!page.contains("<h5>Journey") && !page.contains("<h5>Exchanges"));
}

#[test]
fn many_failures_stay_folded_because_they_are_listed_above() {
    let mut results = sample::results();
    assert!(html(&results).contains("\" open>"));
    results.totals.failed = 13 + results.totals.known_failures;
    assert!(!html(&results).contains("\" open>"));
}

#[test]
fn a_step_that_was_blocked_is_not_said_to_have_failed() {
    let page = html(&sample::results());
    assert!(page.contains("<li class=\"blocked\">"));
    assert!(page.contains("blocked after 30.0 s"));
    assert!(!page.contains("failed after 30.0 s"));
}

#[test]
fn a_scenario_does_not_repeat_its_requirement_among_its_tags() {
    let mut results = sample::results();
    let tags = ["CB-06", "CB", "MUST", "smoke"];
    for scenario in &mut results.scenarios {
        if scenario.requirements == ["CB-06"] {
            scenario.tags = tags.map(str::to_owned).to_vec();
        }
    }
    assert!(html(&results).contains("<span>@smoke </span>"));
}

#[test]
fn failures_are_unfolded_and_nothing_else() {
    let results = sample::results();
    let page = html(&results);
    for scenario in &results.scenarios {
        let id = format!("id=\"{}\"", scenario.id);
        let tag = page[page.find(&id).unwrap()..].split('>').next().unwrap();
        let open = tag.ends_with(" open");
        let is_news = scenario.outcome == Outcome::Failed && scenario.known_because.is_none();
        assert_eq!(open, is_news, "{tag}");
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
        "<span class=\"path\">/v1/oauth_callback</span> <span class=\"origin\">https://clerk.habits.example</span>",
        "<dt>scope</dt><dd>openid+email</dd>",
        "<dt>state</dt><dd class=\"silent\">redacted</dd>",
        "<dt>transfer</dt><dd>true</dd>",
        "<span class=\"status absent\">–</span>",
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
    let page = html(&sample::with_sign_off());
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

/// The values of every attribute `name`.
fn attributes<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    let values = page.split(start.as_str()).skip(1);
    values
        .map(|rest| rest.split('"').next().unwrap_or_default())
        .collect()
}

/// What stands in `page` from the first `start` to the next `end`.
pub(crate) fn between<'a>(page: &'a str, start: &str, end: &str) -> &'a str {
    let rest = &page[page.find(start).expect(start)..];
    &rest[..rest.find(end).expect(end)]
}
