//! What every log keeps to, wherever it is.

use std::time::{Duration, Instant};

use conformance_harness::billing::Log;

/// Long enough for whatever is on this machine.
const DEADLINE: Duration = Duration::from_secs(10);

/// A deployment that logs what it is told to.
pub(crate) trait Deployment {
    /// Logs a line with this in it.
    async fn log(&mut self, text: &str);

    /// Logs the beginning of a line; `false` where there are whole lines only.
    async fn begin_line(&mut self, _text: &str) -> bool {
        false
    }

    /// Logs the end of it.
    async fn end_line(&mut self, _text: &str) {}

    /// Has the log begun anew, or told again, or whatever else happens to such a log in the middle of a scenario.
    async fn disturb(&mut self) {}

    /// Begins a scenario.
    async fn begin(&mut self) -> Log;
}

/// The lines, once there are so many: a log may come late, and does not come twice.
async fn lines(log: &Log, number: usize) -> Vec<String> {
    let deadline = Instant::now() + DEADLINE;
    loop {
        let lines = log.lines().await.expect("lines");
        if lines.len() >= number || Instant::now() >= deadline {
            return lines;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The lines are these, as far as they go, and no others.
async fn are(log: &Log, texts: &[&str]) {
    let lines = lines(log, texts.len()).await;
    assert_eq!(lines.len(), texts.len(), "{lines:?}");
    for (line, text) in lines.iter().zip(texts) {
        assert!(line.contains(text), "“{text}” in {lines:?}");
    }
}

/// Plays the contract.
pub(crate) async fn keeps_it(mut deployment: impl Deployment) {
    deployment.log("before").await;
    let log = deployment.begin().await;
    are(&log, &[]).await;
    deployment.log("one").await;
    deployment.log("two").await;
    are(&log, &["one", "two"]).await;
    are(&log, &["one", "two"]).await;
    if deployment.begin_line("thr").await {
        are(&log, &["one", "two"]).await;
        deployment.end_line("ee").await;
    } else {
        deployment.log("three").await;
    }
    are(&log, &["one", "two", "three"]).await;
    deployment.disturb().await;
    deployment.log("four").await;
    are(&log, &["one", "two", "three", "four"]).await;

    let next = deployment.begin().await;
    deployment.log("five").await;
    are(&next, &["five"]).await;
}
