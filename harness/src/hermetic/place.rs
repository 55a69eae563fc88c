//! What a scenario holds for its time at an app.

use std::sync::Arc;

use mock_clerk::{Admission, MockClerk};
use tokio::sync::{OwnedRwLockReadGuard, OwnedRwLockWriteGuard};

use super::App;
use super::fronts::Leased;
use crate::environment_error::EnvironmentError;

/// A scenario's time at the app, with an instance of its own. Members are dropped in this order.
#[derive(Debug)]
pub(crate) struct Place {
    pub(super) app: Arc<App>,
    /// Whether the app was started with another environment than usual.
    pub(super) is_changed: bool,
    pub(super) _admission: Admission,
    pub(super) _front: Leased,
    pub(super) _clerk: MockClerk,
    pub(super) _turn: Turn,
}

/// Who else is at the app.
#[derive(Debug)]
pub(super) enum Turn {
    WithOthers { _turn: OwnedRwLockReadGuard<()> },
    Alone { _turn: OwnedRwLockWriteGuard<()> },
}

impl Place {
    /// Leaves the app as it was.
    ///
    /// # Errors
    /// When it does not start again.
    pub(crate) async fn leave(self) -> Result<(), EnvironmentError> {
        if self.is_changed {
            let mut process = self.app.process.lock().await;
            process.restart(&self.app.environment).await?;
        }
        Ok(())
    }

    /// What the app asked for beyond this machine since this was last called.
    pub(crate) fn outside(&self) -> Vec<String> {
        self.app.outside.news()
    }
}
