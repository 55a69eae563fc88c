//! The report of a run that went wrong, as somebody sees it who knows nothing of it yet.

use std::path::Path;

use conformance_harness::browser::{BrowserPool, Tab};
use conformance_harness::profile::Timing;
use serde_json::{Value, json};
use url::Url;

use crate::command::{App, Ended, results, room_for};

/// Where the pictures of the documentation are put, if they are wanted: `PICTURES=docs/pictures`.
const PICTURES: &str = "PICTURES";

#[tokio::test]
async fn a_stranger_sees_what_is_wrong_at_once_and_one_press_further_why() {
    let folder = tempfile::tempdir().expect("a folder");
    let report = folder.path().join("report");
    let ended = {
        let _room = room_for(2);
        let app = App::start(&["--defect", "transfer-runs-twice"]);
        let judged = app
            .judge(&report)
            .arg("features/sso-callback")
            .args(["--tags", "@CB-15 or @CB-06"])
            .output();
        Ended::from(judged.expect("the command starts"))
    };
    assert_eq!(ended.status, 1, "{}", ended.told());

    let lease = BrowserPool::new(1).lease(None).await.expect("a browser");
    let tab = Tab::open(lease, Timing::default()).await.expect("a tab");
    let page = Url::from_file_path(report.join("index.html")).expect("a path");
    tab.go_to(&page).await.expect("the report");
    let in_sight = "[...document.querySelectorAll(':is(h1, h2, h3, dd):not(dialog *)')]
        .filter((it) => it.getBoundingClientRect().bottom < innerHeight).map((it) => it.innerText).join('\\n')";
    let seen = ask(&tab, in_sight).await;
    let seen = seen.as_str().expect("a text");
    for part in [
        "Does not conform",
        "What failed",
        "the page does this: transfer to sign-up, activation",
        "it does this: transfer to sign-up, activation, activation",
    ] {
        assert!(seen.contains(part), "{part} is not in sight: {seen}");
    }
    take_picture(&tab, "verdict").await;

    let link = "document.querySelector('#failed h3 a')";
    let id = ask(&tab, &format!("decodeURIComponent({link}.hash.slice(1))")).await;
    ask(&tab, &format!("{link}.click()")).await;
    let scenario = format!("document.getElementById({id})");
    let repeated = format!(
        "[...{scenario}.querySelectorAll('.exchanges tr')].filter((it) => it.innerText.includes('2nd time')).length"
    );
    assert!(
        ask(&tab, &repeated).await.as_u64() > Some(0),
        "the request that was made twice is marked"
    );
    for part in [".strip img", ".journey .way", ".stored li"] {
        let number = format!("{scenario}.querySelectorAll('{part}').length");
        assert!(ask(&tab, &number).await.as_u64() > Some(0), "{part}");
    }
    let top = format!("Math.round({scenario}.getBoundingClientRect().top) < 200");
    assert_eq!(ask(&tab, &top).await, json!(true));
    take_picture(&tab, "failure").await;

    let history = folder.path().join("history");
    let target = &results(&report)["target"];
    let file = history.join(format!("{}.jsonl", target.as_str().expect("a name")));
    let kept = std::fs::read_to_string(file).expect("a history");
    assert_eq!(kept.lines().count(), 1);
}

async fn ask(tab: &Tab, expression: &str) -> Value {
    let script = format!("return {expression};");
    tab.evaluate(&script, vec![]).await.expect("an answer")
}

async fn take_picture(tab: &Tab, name: &str) {
    let Some(folder) = std::env::var_os(PICTURES) else {
        return;
    };
    let picture = tab.screenshot().await.expect("a picture");
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(folder)
        .join(format!("{name}.webp"));
    std::fs::write(file, picture).expect("a file");
}
