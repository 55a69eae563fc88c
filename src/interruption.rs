//! Ctrl-C and friends.

use tokio::signal::unix::{SignalKind, signal};

/// Resolves when somebody wants the process to stop: with who.
pub(crate) async fn requested() -> String {
    let (Ok(mut terminate), Ok(mut hang_up)) = (
        signal(SignalKind::terminate()),
        signal(SignalKind::hangup()),
    ) else {
        // Without handlers the process simply ends.
        return std::future::pending().await;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => "Ctrl-C".to_owned(),
        _ = terminate.recv() => "SIGTERM".to_owned(),
        _ = hang_up.recv() => "SIGHUP".to_owned(),
    }
}
