//! What comes out of a browser can do the page no harm.

use crate::html;
use conformance_harness::results::{Evidence, Results};
use serde_json::Value;

use crate::sample;

#[test]
fn nothing_that_comes_from_outside_becomes_markup() {
    let page = html(&hostile(&sample::eventful()));
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

/// `results` with markup in every text and every form field's name.
pub(crate) fn hostile(results: &Results) -> Results {
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

const MARKUP: &str = "`'\"><script>alert(1)</script></style>`?<script>alert(1)&<script>alert=\" onload=\"alert#\"<script>alert";

fn poison(value: &mut Value) {
    match value {
        Value::String(text) => text.push_str(MARKUP),
        Value::Array(values) => values.iter_mut().for_each(poison),
        Value::Object(members) => {
            for (name, value) in members {
                let word =
                    ["verdict", "outcome", "level", "kind", "environment"].contains(&name.as_str());
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
