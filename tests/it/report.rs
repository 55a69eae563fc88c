//! The report of a run that went wrong, as somebody sees it who knows nothing of it yet.

use std::path::Path;

use conformance_harness::browser::{BrowserPool, Lease};
use serde_json::{Value, json};
use url::Url;

use crate::command::{App, Ended, browser_turn, results};

/// Where the pictures of the documentation are put, if they are wanted: `PICTURES=docs/pictures`.
const PICTURES: &str = "PICTURES";

/// How much of a page is in a picture, in pixels.
const SIGHT: (u32, u32) = (1100, 860);

#[tokio::test]
async fn a_stranger_sees_what_is_wrong_at_once_and_one_press_further_why() {
    let folder = tempfile::tempdir().expect("a folder");
    let report = folder.path().join("report");
    let ended = {
        let _turn = browser_turn();
        let app = App::start(&["--defect", "transfer-runs-twice"]);
        let judged = app
            .judge(&report)
            .arg("features/sso-callback")
            .args(["--tags", "@CB-15 or @CB-06"])
            .output();
        Ended::from(judged.expect("the command starts"))
    };
    assert_eq!(ended.status, 1, "{}", ended.told());

    let browser = BrowserPool::new(1).lease(None).await.expect("a browser");
    browser
        .set_window_size(SIGHT.0, SIGHT.1)
        .await
        .expect("a window");
    let page = Url::from_file_path(report.join("index.html")).expect("a path");
    browser.goto(page.as_str()).await.expect("the report");
    let in_sight = "[...document.querySelectorAll('h1, h2, h3, dd')]
        .filter((it) => it.getBoundingClientRect().bottom < innerHeight).map((it) => it.innerText).join('\\n')";
    let seen = ask(&browser, in_sight).await;
    let seen = seen.as_str().expect("a text");
    for part in ["Does not conform", "What failed", "after"] {
        assert!(seen.contains(part), "{part} is not in sight: {seen}");
    }
    take_picture(&browser, "verdict").await;

    let link = "document.querySelector('#failed h3 a')";
    let id = ask(
        &browser,
        &format!("decodeURIComponent({link}.hash.slice(1))"),
    )
    .await;
    ask(&browser, &format!("{link}.click()")).await;
    let scenario = format!("document.getElementById({id})");
    let repeated = format!(
        "[...{scenario}.querySelectorAll('.exchanges tr')].filter((it) => it.innerText.includes('2nd time')).length"
    );
    assert!(
        ask(&browser, &repeated).await.as_u64() > Some(0),
        "the request that was made twice is marked"
    );
    for part in [".strip img", ".journey .way", ".stored li"] {
        let number = format!("{scenario}.querySelectorAll('{part}').length");
        assert!(ask(&browser, &number).await.as_u64() > Some(0), "{part}");
    }
    let top = format!("Math.round({scenario}.getBoundingClientRect().top) < 200");
    assert_eq!(ask(&browser, &top).await, json!(true));
    take_picture(&browser, "failure").await;

    let history = folder.path().join("history");
    let target = &results(&report)["target"];
    let file = history.join(format!("{}.jsonl", target.as_str().expect("a name")));
    let kept = std::fs::read_to_string(file).expect("a history");
    assert_eq!(kept.lines().count(), 1);
}

async fn ask(browser: &Lease, expression: &str) -> Value {
    let script = format!("return {expression};");
    browser.execute(&script, vec![]).await.expect("an answer")
}

async fn take_picture(browser: &Lease, name: &str) {
    let Some(folder) = std::env::var_os(PICTURES) else {
        return;
    };
    let picture = browser.screenshot().await.expect("a picture");
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(folder)
        .join(format!("{name}.png"));
    std::fs::write(file, picture).expect("a file");
}
