//! A deployment by URL, with a rough proxy before each of its parts.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use rough_proxy::{RoughProxy, Rules, Settings};
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::command::{App, Ended, Running, results};

/// The parts, and where the profile says where they are.
pub(crate) const PARTS: [(&str, &str); 4] = [
    ("app", "/app/url"),
    ("clerk", "/clerk/backend_api"),
    ("provider", "/identity_provider/url"),
    ("store", "/billing/plan_store/url"),
];

/// What a run sees of a deployment: its parts behind proxies.
pub(crate) struct Site {
    folder: TempDir,
    proxies: Vec<RoughProxy>,
    _runtime: Runtime,
}

impl Site {
    /// Puts proxies before the parts of `app`, those named by the pointers of [`PARTS`].
    pub(crate) fn before(app: &App, parts: &[(&str, &str)]) -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let mut text = fs::read_to_string(app.profile()).expect("a profile");
        let profile: toml::Value = text.parse().map(toml::Value::Table).expect("TOML");
        let profile = serde_json::to_value(profile).expect("JSON");
        let mut proxies = Vec::new();
        for (_, pointer) in parts {
            let url = profile.pointer(pointer).and_then(Value::as_str);
            let url = url.expect("the profile says where it is");
            let end = url
                .match_indices('/')
                .nth(2)
                .map_or(url.len(), |(at, _)| at);
            let settings = Settings {
                to: url[..end].to_owned(),
                ..Settings::default()
            };
            let proxy = runtime.block_on(RoughProxy::start(settings));
            let proxy = proxy.expect("it starts");
            text = text.replace(&url[..end], &proxy.url());
            proxies.push(proxy);
        }
        text.push_str("\n[timing]\ndeadline_ms = 3000\n");
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("rough.toml"), text).expect("a profile");
        Self {
            folder,
            proxies,
            _runtime: runtime,
        }
    }

    /// The proxies, in the order of the parts.
    pub(crate) fn proxies(&self) -> &[RoughProxy] {
        &self.proxies
    }

    /// Has the proxy before part `index` keep these rules.
    pub(crate) fn change(&self, index: usize, rules: Rules) {
        self.proxies[index].change(rules).expect("rules");
    }

    /// Begins to judge `app` as it is behind the proxies, by this feature.
    pub(crate) fn begin(&self, app: &App, feature: &str) -> Running {
        let file = self.folder.path().join("mine.feature");
        fs::write(&file, feature).expect("a file");
        let profile = self.folder.path().join("rough.toml");
        let mut command = app.judge_by(&profile, &self.report());
        command.arg(&file).args(["--workers", "1"]);
        Running::start(command)
    }

    /// Waits for the end of that, for no longer than `limit`.
    pub(crate) fn end(&self, running: Running, limit: Duration) -> (Ended, Value) {
        let since = Instant::now();
        let ended = running.end();
        let took = since.elapsed();
        assert!(took < limit, "it took {took:?}: {}", ended.output);
        (ended, results(&self.report()))
    }

    fn report(&self) -> PathBuf {
        self.folder.path().join("report")
    }
}
