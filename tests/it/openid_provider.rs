//! An OpenID provider that is none of ours as target: the certified npm package `oidc-provider`.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use crate::command::{Ended, conformance, results, room_for};

/// `targets/oidc-provider.toml`.
const SHIPPED: &str = "oidc-provider";

/// The scenarios about providers, on that target.
fn judge(target: &str, report: &Path) -> Command {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let node = runtime.block_on(npm::provide());
    node.unwrap_or_else(|error| panic!("{error}"));
    let mut command = conformance();
    command
        .args(["--target", target, "--output"])
        .arg(report)
        .args(["features/idp"])
        .env("OIDC_CLIENT_SECRET_1", "secret_of_conformance_1")
        .env("OIDC_CLIENT_SECRET_2", "secret_of_conformance_2");
    command
}

/// The names of the scenarios that failed, with why each is known to, if it is.
fn failed(results: &serde_json::Value) -> BTreeMap<String, Option<String>> {
    let scenarios = results["scenarios"].as_array().expect("scenarios");
    let failed = scenarios.iter().filter(|it| it["outcome"] == "failed");
    failed
        .map(|it| {
            let because = it["known_because"].as_str().map(str::to_owned);
            (it["id"].as_str().unwrap_or_default().to_owned(), because)
        })
        .collect()
}

#[test]
fn a_certified_provider_conforms_but_for_what_its_profile_lists_with_reasons() {
    let _room = room_for(2);
    let folder = tempfile::tempdir().expect("a folder");
    let report = folder.path().join("report");
    let ended = Ended::from(
        judge(SHIPPED, &report)
            .output()
            .expect("the command starts"),
    );
    assert_eq!(ended.status, 0, "{}{}", ended.output, ended.errors);
    let results = results(&report);
    assert_eq!(results["verdict"], "conforms");
    let passed = results["totals"]["passed"].as_u64().expect("a number");
    assert!(passed >= 90, "{}", results["totals"]);
    let failed = failed(&results);
    assert_eq!(failed.len(), 3, "{failed:?}");
    assert!(failed.values().all(Option::is_some), "{failed:?}");
    let warnings = results["warnings"].as_array().expect("warnings");
    let told = |it: &serde_json::Value| it.as_str().is_some_and(|it| it.contains("id-token.jti"));
    assert!(warnings.iter().any(told), "{warnings:?}");
}

#[test]
fn what_is_set_up_wrongly_at_that_provider_is_noticed() {
    let _room = room_for(1);
    for (wrong, name, noticed_by) in [
        (
            "refresh-tokens-not-rotated",
            "^Each use gives another one$",
            "idp/refresh-tokens:each-use-gives-another-one",
        ),
        (
            "email-without-its-scope",
            "^Nothing but who they are$",
            "idp/user-info:nothing-but-who-they-are",
        ),
        (
            "refresh-tokens-for-everybody",
            "^For nobody else$",
            "idp/codes:for-nobody-else",
        ),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let report = folder.path().join("report");
        let mut command = judge(SHIPPED, &report);
        command.env("MISCONFIGURED", wrong).args(["--name", name]);
        let ended = Ended::from(command.output().expect("the command starts"));
        assert_eq!(ended.status, 1, "{wrong}: {}{}", ended.output, ended.errors);
        let failed = failed(&results(&report));
        assert_eq!(failed.get(noticed_by), Some(&None), "{wrong}: {failed:?}");
    }
}

#[test]
fn a_failure_that_is_listed_and_passes_fails_the_run() {
    let _room = room_for(2);
    let folder = tempfile::tempdir().expect("a folder");
    let shipped = include_str!("../../targets/oidc-provider.toml");
    let provider = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/oidc-provider");
    let listed = "\n[[known_failures]]\nscenario = \"idp/discovery:the-keys\"\nreason = \"none\"\n\
                  \n[[known_failures]]\nclause = \"discovery.issuer\"\nreason = \"none\"\n";
    let profile = shipped.replace(
        "folder = \"fixtures/oidc-provider\"",
        &format!("folder = {:?}", provider.display().to_string()),
    );
    let file = folder.path().join("listed.toml");
    std::fs::write(&file, profile + listed).expect("a file");
    let report = folder.path().join("report");
    let mut command = judge(file.to_str().expect("a path"), &report);
    command.args(["--name", "^(The keys|The discovery document)$"]);
    let ended = Ended::from(command.output().expect("the command starts"));
    assert_eq!(ended.status, 1, "{}{}", ended.output, ended.errors);
    assert!(
        ended.output.contains("discovery.issuer holds"),
        "{}",
        ended.output
    );
    let failed = failed(&results(&report));
    assert!(failed.contains_key("idp/discovery:the-keys"), "{failed:?}");
}
