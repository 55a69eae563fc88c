//! What others make of a report: the schema of Jenkins, the schema of Cucumber Messages and Cucumber's own formatter.

use std::path::Path;

use conformance_harness::results::Results;
use conformance_reports::PROTOCOL;
use serde_json::{Value, json};
use tokio::process::Command;

use crate::sample;
use crate::untrusted::hostile;
use crate::write;

/// What `tests/formats/check.mjs` says of a report, and the page of Cucumber's formatter.
async fn checked(results: &Results) -> (Value, String) {
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let project = crate_folder.join("tests/formats");
    let folder = npm::installed(&project, Path::new(env!("CARGO_TARGET_TMPDIR"))).await;
    let root = tempfile::tempdir().unwrap();
    let written = write(results, &root.path().join("latest")).unwrap();
    let page = root.path().join("cucumber.html");
    let node = Command::new("node")
        .arg("check.mjs")
        .arg(written.folder)
        .arg(crate_folder.join("schema/results.schema.json"))
        .arg(&page)
        .current_dir(folder.unwrap_or_else(|why| panic!("{why}")))
        .output();
    let node = node.await.unwrap();
    let said = String::from_utf8_lossy(&node.stderr);
    assert!(node.status.success(), "{said}");
    let page = std::fs::read_to_string(page).unwrap();
    (serde_json::from_slice(&node.stdout).unwrap(), page)
}

#[tokio::test]
async fn each_form_keeps_to_its_schema() {
    let interrupted = Results {
        interrupted: Some("Ctrl-C".to_owned()),
        ..sample::results()
    };
    let hostile = hostile(&sample::results());
    for results in [sample::with_sign_off(), interrupted, hostile] {
        let (found, _) = checked(&results).await;
        let sound = json!({ "protocol": PROTOCOL, "messages": [], "junit": [], "results": [] });
        assert_eq!(found, sound);
    }
}

#[tokio::test]
async fn the_formatter_of_cucumber_takes_all_scenarios() {
    let results = sample::results();
    let (_, page) = checked(&results).await;
    for scenario in &results.scenarios {
        let name = serde_json::to_string(&scenario.name).unwrap();
        assert!(page.contains(&name), "{name} is not in the page");
    }
}
