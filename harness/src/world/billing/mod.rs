//! Billing: what people buy, what is delivered about it, what is stored, and what is open to them.

mod answers;
mod buying;
mod checkout;
mod delivering;
mod evidence;
mod gates;
mod happening;
mod hops;
mod instance;
mod logged;
mod plans;
mod setup;
mod store;
mod waiting;

use serde_json::Value;

use super::World;
use crate::capability::Capability;
use crate::results::{Delivery, Milestone};
use crate::step_error::StepError;
use crate::time::now_ms;

pub use buying::shows_price;
pub use delivering::{Event, Repetition};
pub use gates::{Gate, List};
pub use happening::Happening;
pub use logged::Line;

/// What a scenario has done about billing so far.
#[derive(Debug, Default)]
pub(super) struct Diary {
    /// Unix milliseconds at which the scenario began.
    begun_ms: u64,
    /// What was delivered by the harness itself, in order.
    deliveries: Vec<Delivery>,
    /// The messages that were delivered by the harness itself, each with the event's type, in order.
    messages: Vec<(webhooks::Message, String)>,
    /// How much there was before the last deed: what comes after it is what counts.
    seen: Seen,
    /// When they last paid, in Unix milliseconds.
    paid_ms: Option<u64>,
    /// The user that events are about.
    user_id: Option<String>,
    /// What the plan is sold under whose checkout they have open.
    checkout_of: Option<String>,
    /// Which of their tabs shows them their plan, where it is read off a page.
    plan_tab: Option<usize>,
    /// How long a change of plan took.
    hops: Vec<Milestone>,
    /// The plan store's facts, as they were when a step last remembered them; that there were none is one, too.
    remembered: Option<Option<Value>>,
}

impl Diary {
    /// That of a scenario that begins now.
    pub(super) fn begin() -> Self {
        Self {
            begun_ms: now_ms(),
            ..Self::default()
        }
    }

    /// Milliseconds since the scenario began.
    fn since_begin(&self) -> u64 {
        now_ms().saturating_sub(self.begun_ms)
    }
}

/// How much there was at some moment.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    /// Webhooks that Clerk had made about the person.
    made: usize,
    /// Lines of the log.
    lines: usize,
}

impl World {
    /// The person's user ID in Clerk, which events and the plan store know them by.
    ///
    /// # Errors
    /// Failed, when they have no account or several.
    pub async fn user_id(&mut self) -> Result<String, StepError> {
        if let Some(id) = &self.billing.user_id {
            return Ok(id.clone());
        }
        let id = self.account().await?.id;
        self.billing.user_id = Some(id.clone());
        Ok(id)
    }

    /// Takes note of what there is, before something is done: events and lines that come later are by this.
    async fn begin_deed(&mut self) -> Result<(), StepError> {
        let made = match self.needs.contains(&Capability::Deliveries) {
            true => self.made().await?.len(),
            false => 0,
        };
        let lines = match self.needs.contains(&Capability::Logs) {
            true => self.log_lines().await?.len(),
            false => 0,
        };
        self.billing.seen = Seen { made, lines };
        self.billing.paid_ms = None;
        Ok(())
    }

    /// What the deployment has logged since the scenario began, without secrets.
    ///
    /// # Errors
    /// Blocked, when the scenario does not say by tag that it needs to, or the target has no log that can be read.
    async fn log_lines(&mut self) -> Result<Vec<String>, StepError> {
        self.must_say_that_it_needs(Capability::Logs)?;
        let billing = &self.deployment().await?.billing;
        let log = billing.log.as_ref();
        let log =
            log.ok_or_else(|| StepError::Blocked("the target has no log to read".to_owned()))?;
        let lines = log.lines().await?;
        Ok(lines.iter().map(|line| billing.redact(line)).collect())
    }
}
