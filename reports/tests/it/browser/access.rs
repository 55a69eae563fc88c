//! Whether the page keeps anybody out, by axe.

use serde_json::Value;

use super::Reader;

/// What axe finds that is serious or critical: the rule, what it says, and what it is about.
const FIND: &str = "
    const done = arguments[arguments.length - 1];
    axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
        done(violations
            .filter((it) => ['serious', 'critical'].includes(it.impact))
            .map((it) => `${it.id}: ${it.help}: ${it.nodes.slice(0, 3).map((node) => node.html.slice(0, 200)).join(' ')}`)));";

/// Puts the page's own colours for the night in force.
const NIGHT: &str = "(() => {
    for (const rule of document.styleSheets[0].cssRules) {
        if (rule.media?.mediaText.includes('dark')) rule.media.mediaText = 'screen';
    }
    return getComputedStyle(document.documentElement).backgroundColor;
})()";

/// What axe has to say of the page as it stands.
async fn found(reader: &Reader) -> Value {
    let script = npm::axe_script().await.unwrap();
    let script = std::fs::read_to_string(script).unwrap();
    reader.browser.execute(&script, vec![]).await.unwrap();
    reader.browser.execute_async(FIND, vec![]).await.unwrap()
}

#[tokio::test]
async fn axe_finds_nothing_serious_by_day_and_by_night_with_everything_unfolded() {
    let reader = Reader::of_all().await;
    assert_eq!(found(&reader).await, serde_json::json!([]), "folded");
    let unfold = "document.querySelectorAll('details').forEach((it) => { it.open = true; })";
    reader.ask(unfold).await;
    assert_eq!(found(&reader).await, serde_json::json!([]), "by day");
    assert_eq!(reader.ask(NIGHT).await, "rgb(22, 24, 27)");
    assert_eq!(found(&reader).await, serde_json::json!([]), "by night");
}

#[tokio::test]
async fn axe_does_find_what_is_wrong() {
    let reader = Reader::of_all().await;
    reader
        .ask("document.querySelector('.sentence').innerHTML = '<button></button>'")
        .await;
    let found = found(&reader).await;
    assert!(found.to_string().contains("button-name"), "{found}");
}
