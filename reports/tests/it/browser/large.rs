//! Many scenarios.

use conformance_harness::results::Outcome;
use serde_json::json;

use super::Reader;
use crate::unsteady::large;

#[tokio::test]
async fn a_thousand_scenarios_are_light_until_they_are_unfolded_and_are_found() {
    let results = large(84, 14_000);
    let reader = Reader::of(&results).await;
    let number = results.scenarios.len();
    // What makes a page slow is what is in it.
    let packed =
        "[...document.querySelectorAll('.body')].filter((it) => !it.childNodes.length).length";
    let packed = reader.ask(packed).await.as_u64();
    let passed = results.scenarios.iter();
    let passed = passed.filter(|it| it.outcome == Outcome::Passed).count();
    assert!(
        passed > 300 && packed >= u64::try_from(passed).ok(),
        "{packed:?} of {passed}"
    );
    let search = "(() => {
        const search = document.getElementById('search');
        search.value = 'transfer';
        search.dispatchEvent(new Event('input'));
    })()";
    reader.ask(search).await;
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
