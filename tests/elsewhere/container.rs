//! Apps in containers.

use std::path::Path;

use conformance_harness::embedded::{SECRET_KEY, SIGNING_SECRET, STORE_KEY};

use crate::command::{outcomes, played_on};
use crate::engine::Engine;
use crate::server::free_ports;
use crate::{Ended, NotRun};

/// The image of the embedded deployment.
const IMAGE: &str = "clerk-conformance-test:1";

/// What is played: how attempts start, and what has to be logged.
const PLAYED: &str = "@START or @TC-08";

/// The embedded deployment from an image, with its Clerk and its provider beside it, is judged as by its URL: its log is
/// what it prints, and the container goes with the run.
pub(crate) fn is_judged_and_removed() -> Ended {
    if !cfg!(feature = "containers") {
        let off = "the feature is off: cargo test --features containers";
        return Err(NotRun(off.to_owned()));
    }
    let engine = Engine::found()?;
    engine.make_image(IMAGE, Path::new(env!("CARGO_BIN_EXE_conformance")));
    let folder = tempfile::tempdir().expect("a folder");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let [clerk, idp, store] = runtime.block_on(free_ports());
    let profile = folder.path().join("contained.toml");
    let text = format!(
        r#"
[app]
kind = "container"
image = "{IMAGE}"
url = "http://localhost:{{port}}"
ready = "/sign-in"
command = [
    "app", "--port", "{{port}}", "--clerk-port", "{clerk}", "--idp-port", "{idp}", "--store-port", "{store}",
    "--log", "/dev/stdout",
]

[clerk]
backend_api = "http://127.0.0.1:{clerk}"
secret_key_env = "CLERK_SECRET_KEY"

[identity_provider]
url = "http://127.0.0.1:{idp}"
strategy = "oauth_custom_acme"

[billing]
signing_secret_env = "CLERK_WEBHOOK_SIGNING_SECRET"

[billing.plan_store]
url = "http://127.0.0.1:{store}/users/{{clerk_id}}"
people = "http://127.0.0.1:{store}/users"
key_env = "PLAN_STORE_KEY"

[policies]
"billing.events" = "both"
"#
    );
    std::fs::write(&profile, text).expect("a file");
    let secrets = [
        ("CLERK_SECRET_KEY", SECRET_KEY),
        ("CLERK_WEBHOOK_SIGNING_SECRET", SIGNING_SECRET),
        ("PLAN_STORE_KEY", STORE_KEY),
    ];
    let report = folder.path().join("report");
    let results = played_on(&profile, &["--tags", PLAYED], &secrets, &report);
    let outcomes = outcomes(&results);
    let passed = outcomes.values().filter(|it| **it == "passed").count();
    assert!(passed >= 9 && passed == outcomes.len(), "{outcomes:?}");
    let logged = results.to_string().contains("POST /api/webhooks");
    assert!(logged, "what it prints is its log");
    assert_eq!(engine.containers(IMAGE), 0);
    engine.remove_image(IMAGE);
    Ok(())
}
