//! What the page shows, and what it does.

use serde_json::json;

use super::Reader;

/// How many scenarios are in sight.
const SHOWN: &str = "document.querySelectorAll('details.scenario:not([hidden])').length";
/// What the scenario with the focus is called.
const HERE: &str =
    "document.activeElement.closest('details.scenario')?.querySelector('.name').textContent";

/// The scenario with the most to tell.
const FAILED: &str = "sso-callback/newcomers:the-sign-up-by-transfer-needs-more:15";

#[tokio::test]
async fn the_verdict_and_the_first_failure_are_in_sight_without_scrolling() {
    let reader = Reader::of_all().await;
    let above = |selector: &str| {
        format!("document.querySelector('{selector}').getBoundingClientRect().bottom < innerHeight")
    };
    assert_eq!(
        reader.ask("document.querySelector('h1').textContent").await,
        "Does not conform NO-GO"
    );
    assert_eq!(reader.ask(&above("h1")).await, json!(true));
    assert_eq!(reader.ask(&above(".totals")).await, json!(true));
    assert_eq!(reader.ask(&above("#failed .actual")).await, json!(true));
}

#[tokio::test]
async fn the_page_asks_nobody_for_anything_and_complains_of_nothing() {
    let reader = Reader::of_all().await;
    let asked = "performance.getEntriesByType('resource').filter((it) => !it.name.startsWith('data:')).length";
    assert_eq!(reader.ask(asked).await, json!(0));
    let sound = "[...document.images].filter((it) => it.alt).every((it) => it.naturalWidth > 0)";
    assert_eq!(reader.ask(sound).await, json!(true));
    let styled = "getComputedStyle(document.querySelector('.banner')).borderTopWidth";
    assert_eq!(reader.ask(styled).await, "6px");
}

#[tokio::test]
async fn outcomes_and_words_choose_what_is_in_sight() {
    let reader = Reader::of_all().await;
    assert_eq!(reader.ask(SHOWN).await, json!(24));
    reader
        .ask("document.querySelector('input[value=failed]').click()")
        .await;
    assert_eq!(reader.ask(SHOWN).await, json!(4));
    reader
        .ask("document.querySelector('input[value=drifted]').click()")
        .await;
    assert_eq!(reader.ask(SHOWN).await, json!(5));
    reader.press("/").await;
    reader.press("cb-07 transfer").await;
    assert_eq!(reader.ask(SHOWN).await, json!(1));
    assert_eq!(
        reader.ask("document.getElementById('shown').value").await,
        "1 of 24"
    );
    reader.press("nobody").await;
    assert_eq!(
        reader
            .ask("document.getElementById('nothing').hidden")
            .await,
        json!(false)
    );
    reader.press("\u{e00c}").await; // Escape
    assert_eq!(reader.ask(SHOWN).await, json!(24));
}

#[tokio::test]
async fn keys_lead_from_scenario_to_scenario_and_unfold_them() {
    let reader = Reader::of_all().await;
    reader.press("j").await;
    assert_eq!(reader.ask(HERE).await, "The free plan ends at ten habits");
    reader.press("j").await;
    reader.press("k").await;
    assert_eq!(reader.ask(HERE).await, "The free plan ends at ten habits");
    let open = "document.activeElement.closest('details').open";
    reader.press("o").await;
    assert_eq!(reader.ask(open).await, json!(true));
    reader.press("o").await;
    assert_eq!(reader.ask(open).await, json!(false));
    reader.press("f").await;
    assert_ne!(
        reader
            .ask("document.activeElement.closest('details').dataset.mark")
            .await,
        "passed"
    );
    reader.press("?").await;
    assert_eq!(
        reader.ask("document.getElementById('keys').open").await,
        json!(true)
    );
}

#[tokio::test]
async fn a_link_to_a_scenario_unfolds_it_and_brings_it_into_sight() {
    let reader = Reader::of_all().await;
    let passed = "routes/sessions:a-signed-out-person-is-sent-to-sign-in:52";
    for id in [FAILED, passed] {
        reader.go_to(id).await;
        let scenario = format!("document.getElementById('{id}')");
        let top = format!("{scenario}.getBoundingClientRect().top");
        reader
            .until(&format!(
                "{scenario}.open && {top} >= 0 && {top} < innerHeight"
            ))
            .await;
    }
}

#[tokio::test]
async fn a_failure_at_the_top_leads_to_its_scenario() {
    let reader = Reader::of_all().await;
    reader
        .ask("[...document.querySelectorAll('#failed h3 > a:first-child')].at(-1).click()")
        .await;
    reader
        .until("document.querySelector('details.scenario:target')?.open")
        .await;
}

#[tokio::test]
async fn pictures_are_enlarged_and_leafed_through() {
    let reader = Reader::of_all().await;
    let strip = "[...document.querySelectorAll('.strip')].find((it) => it.children.length > 1)";
    reader
        .ask(&format!("{strip}.closest('details').open = true"))
        .await;
    reader
        .ask(&format!("{strip}.querySelector('a').click()"))
        .await;
    let which = "document.getElementById('which').textContent";
    assert_eq!(
        reader.ask(which).await,
        "Screenshot after “they open the protected page” (1 of 2)"
    );
    reader.press("\u{e014}").await; // the right arrow
    assert_eq!(
        reader.ask(which).await,
        "Screenshot when it stopped (2 of 2)"
    );
    reader.press("\u{e014}").await;
    assert_eq!(
        reader.ask(which).await,
        "Screenshot when it stopped (2 of 2)"
    );
}

#[tokio::test]
async fn on_paper_is_all_that_did_not_pass_and_of_the_rest_the_names() {
    let reader = Reader::of_all().await;
    reader.ask("dispatchEvent(new Event('beforeprint'))").await;
    let folded = "[...document.querySelectorAll('details.scenario:not([open])')].map((it) => it.dataset.mark)";
    let marks = reader.ask(folded).await;
    let quiet = |mark: &serde_json::Value| mark == "passed" || mark == "not-applicable";
    assert!(marks.as_array().unwrap().iter().all(quiet), "{marks}");
    let listed = "[...document.querySelectorAll('#history details, .criteria details')].every((it) => it.open)";
    assert_eq!(reader.ask(listed).await, json!(true));
}

#[tokio::test]
async fn a_narrow_window_needs_no_scrolling_to_the_side() {
    let reader = Reader::of_all().await;
    reader.browser.set_window_size(500, 900).await.unwrap();
    reader
        .ask("document.querySelectorAll('details').forEach((it) => { it.open = true; })")
        .await;
    let wide = "[...document.querySelectorAll('main *')]
        .filter((it) => it.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
        .filter((it) => !it.closest('.strip, .exchanges, .unseen, .trend'))
        .map((it) => it.className || it.tagName).slice(0, 5)";
    assert_eq!(reader.ask(wide).await, json!([]));
}
