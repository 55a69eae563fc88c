//! Ctrl-C and friends.

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot;

use crate::console::Console;
use crate::exit_status::ExitStatus;

/// Resolves when somebody wants the process to stop that has nothing to write down.
pub(crate) async fn wanted() {
    match Signals::listen() {
        Some(mut signals) => drop(signals.next().await),
        None => std::future::pending().await,
    }
}

/// Resolves when somebody wants the process to stop: with who. Whoever wants it twice means at once: then the process
/// ends without a report, and what it has kept so far is left. That works even when nothing else does any more, because
/// a step blocks its thread.
pub(crate) async fn requested() -> String {
    let Some(mut signals) = Signals::listen() else {
        // Without handlers the process simply ends.
        return std::future::pending().await;
    };
    let (first, told) = oneshot::channel();
    tokio::spawn(async move {
        let mut first = first;
        // Nobody waits any more: the run is over.
        let who = tokio::select! {
            () = first.closed() => return,
            who = signals.next() => who,
        };
        Console::new().notice(&format!(
            "{who}: writing down what is known; once more, and it ends at once"
        ));
        let _ = first.send(who.to_owned());
        signals.next().await;
        std::process::exit(ExitStatus::Blocked as i32);
    });
    match told.await {
        Ok(who) => who,
        Err(_) => std::future::pending().await,
    }
}

struct Signals {
    interrupt: Signal,
    terminate: Signal,
    hang_up: Signal,
}

impl Signals {
    fn listen() -> Option<Self> {
        Some(Self {
            interrupt: signal(SignalKind::interrupt()).ok()?,
            terminate: signal(SignalKind::terminate()).ok()?,
            hang_up: signal(SignalKind::hangup()).ok()?,
        })
    }

    async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = self.interrupt.recv() => "Ctrl-C",
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.hang_up.recv() => "SIGHUP",
        }
    }
}
