//! Many scenarios.

use conformance_harness::results::Outcome;
use serde_json::json;

use super::Reader;
use crate::unsteady::large;

#[tokio::test]
async fn a_thousand_scenarios_are_there_at_once_and_unpacked_when_they_are_unfolded() {
    let results = large(84, 14_000);
    let reader = Reader::of(&results).await;
    let number = results.scenarios.len();
    let loaded = "(() => {
        const [page] = performance.getEntriesByType('navigation');
        return page.domContentLoadedEventEnd - page.startTime;
    })()";
    let took = reader.ask(loaded).await.as_f64().unwrap();
    assert!(took < 5_000.0, "{took} ms to be there");
    let search = "(() => {
        const begun = performance.now();
        const search = document.getElementById('search');
        search.value = 'transfer';
        search.dispatchEvent(new Event('input'));
        document.body.offsetHeight;
        return performance.now() - begun;
    })()";
    let took = reader.ask(search).await.as_f64().unwrap();
    assert!(took < 1_000.0, "{took} ms to search");
    assert_eq!(
        reader.ask("document.getElementById('shown').value").await,
        format!("84 of {number}")
    );

    let mut scenarios = results.scenarios.iter().rev();
    let last = &scenarios
        .find(|it| it.outcome == Outcome::Passed)
        .unwrap()
        .id;
    let packed = format!("document.getElementById('{last}').querySelector('.body')");
    assert_eq!(
        reader.ask(&format!("{packed}.childNodes.length")).await,
        json!(0)
    );
    reader.go_to(last).await;
    reader
        .until(&format!("{packed}.querySelector('.meta')"))
        .await;
    let foreign = format!("{packed}.querySelectorAll('script, style').length");
    assert_eq!(reader.ask(&foreign).await, json!(0));
}
