//! How patient a run is.

use std::time::Duration;

use serde::Deserialize;

/// How patient the run is, in milliseconds where nothing else is said.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Timing {
    /// A page has settled when nothing was exchanged for this long.
    pub quiet_ms: u64,
    /// What a page does once too often, it has done when it was quiet for this long.
    pub late_ms: u64,
    /// A page that has been quiet for this long is where the person stays.
    pub stays_ms: u64,
    /// Nothing is waited for longer than this.
    pub deadline_ms: u64,
    /// What is paid for has to be stored within this long.
    pub plan_ms: u64,
    /// A scenario that takes longer, in seconds, is ended.
    pub scenario_seconds: u64,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            quiet_ms: 150,
            late_ms: 500,
            stays_ms: 1_500,
            deadline_ms: 10_000,
            plan_ms: 60_000,
            scenario_seconds: 120,
        }
    }
}

impl Timing {
    /// [`Timing::quiet_ms`].
    #[must_use]
    pub fn quiet(self) -> Duration {
        Duration::from_millis(self.quiet_ms)
    }

    /// [`Timing::late_ms`].
    #[must_use]
    pub fn late(self) -> Duration {
        Duration::from_millis(self.late_ms)
    }

    /// [`Timing::stays_ms`].
    #[must_use]
    pub fn stays(self) -> Duration {
        Duration::from_millis(self.stays_ms)
    }

    /// [`Timing::plan_ms`].
    #[must_use]
    pub fn plan(self) -> Duration {
        Duration::from_millis(self.plan_ms)
    }

    /// [`Timing::scenario_seconds`].
    #[must_use]
    pub fn scenario(self) -> Duration {
        Duration::from_secs(self.scenario_seconds)
    }

    /// [`Timing::deadline_ms`].
    #[must_use]
    pub fn deadline(self) -> Duration {
        Duration::from_millis(self.deadline_ms)
    }
}
