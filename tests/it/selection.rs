//! A part of the suite, and what its report holds.

use crate::command::run;

#[test]
fn a_run_can_be_narrowed_down_by_tag_and_name() {
    let _room = crate::command::room_for(1);
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("report").display().to_string();
    let ended = run(&[
        "run",
        "--tags",
        "@RT-1",
        "--name",
        "^The ",
        "--build",
        "1.4.2",
        "--workers",
        "1",
        "--output",
        &output,
    ]);
    assert_eq!(ended.status, 0, "{}{}", ended.output, ended.errors);
    assert!(
        ended
            .output
            .starts_with("4 scenarios on embedded, 1 at a time"),
        "{}",
        ended.output
    );
    let results = crate::command::results(&folder.path().join("report"));
    assert_eq!(results["schema"], 1);
    assert_eq!(results["build"], "1.4.2");
    assert_eq!(results["verdict"], "conforms");
    assert_eq!(results["totals"]["passed"], 4);
    let requirements = results["requirements"].as_array().expect("a list");
    let protection = requirements.iter().find(|it| it["id"] == "RT-1");
    let protection = protection.expect("the requirement of the scenarios");
    assert_eq!(protection["outcome"], "untested", "not all was played");
    assert_eq!(protection["scenarios"].as_array().map(Vec::len), Some(4));
    assert!(protection["of"].as_u64() > Some(4), "{protection}");
    let scenario = &results["scenarios"][0];
    for member in [
        "id",
        "name",
        "feature",
        "line",
        "tags",
        "requirements",
        "level",
        "outcome",
        "duration_ms",
        "evidence",
    ] {
        assert!(
            !scenario[member].is_null(),
            "{member} is missing in {scenario}"
        );
    }
    assert!(
        scenario["cpu_ms"].is_null(),
        "it needs no browser: {scenario}"
    );
    for file in ["index.html", "junit.xml"] {
        assert!(
            folder.path().join("report").join(file).exists(),
            "{file} is missing"
        );
    }
}
