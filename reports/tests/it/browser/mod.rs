//! The page in a real browser: what it shows, what it does, and whether it keeps anybody out.

mod access;
mod large;
mod use_of_it;

use std::path::Path;

use conformance_harness::browser::{BrowserPool, Lease};
use conformance_harness::results::Results;
use conformance_reports::write;
use serde_json::Value;
use tempfile::TempDir;
use url::Url;

use crate::sample;

/// A report that somebody looks at.
struct Reader {
    browser: Lease,
    folder: TempDir,
}

impl Reader {
    /// Of the run in which everything occurs.
    async fn of_all() -> Self {
        Self::of(&sample::eventful()).await
    }

    /// Of this run.
    async fn of(results: &Results) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let report = folder.path().join("latest");
        let history = sample::past(&report).unwrap();
        write(
            results,
            &conformance_reports::Sources::default(),
            &history,
            &report,
        )
        .unwrap();
        let reader = Self {
            browser: BrowserPool::new(1).lease(None).await.unwrap(),
            folder,
        };
        reader.browser.set_window_size(1280, 1024).await.unwrap();
        reader.go_to("").await;
        reader
    }

    /// Opens the report at that place.
    async fn go_to(&self, place: &str) {
        let page = self.report().join("index.html");
        let mut url = Url::from_file_path(page).unwrap();
        url.set_fragment(Some(place).filter(|it| !it.is_empty()));
        // Another place of the same page would not be loaded.
        self.browser.goto("about:blank").await.unwrap();
        self.browser.goto(url.as_str()).await.unwrap();
    }

    fn report(&self) -> std::path::PathBuf {
        Path::new(self.folder.path()).join("latest")
    }

    /// What the page says to this expression.
    async fn ask(&self, expression: &str) -> Value {
        let script = format!("return {expression};");
        self.browser.execute(&script, vec![]).await.unwrap()
    }

    /// Waits until the page says yes to this expression.
    async fn until(&self, expression: &str) {
        let script = format!(
            "const [done] = arguments;
             const look = () => ({expression}) ? done(true) : requestAnimationFrame(look);
             look();"
        );
        let looked = self.browser.execute_async(&script, vec![]).await;
        assert!(looked.is_ok(), "never: {expression}: {looked:?}");
    }

    /// Presses keys, where the focus is.
    async fn press(&self, keys: &str) {
        let place = self.browser.active_element().await.unwrap();
        place.send_keys(keys).await.unwrap();
    }
}
