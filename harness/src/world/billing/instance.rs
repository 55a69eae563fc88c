//! What Clerk does about billing: what it sells, and what it delivers by itself.

use std::time::{Duration, Instant};

use serde_json::json;

use super::waiting::until;
use crate::capability::Capability;
use crate::clerk::MadeMessage;
use crate::step_error::StepError;
use crate::world::World;

/// How often deliveries are looked at again.
const POLL: Duration = Duration::from_millis(50);

impl World {
    /// Has Clerk keep the webhooks that it makes from now on.
    ///
    /// # Errors
    /// Blocked, when the scenario does not say by tag that it needs to, or the instance cannot.
    pub async fn hold_deliveries(&mut self) -> Result<(), StepError> {
        self.must_say_that_it_needs(Capability::Deliveries)?;
        let hold = json!({ "billing": { "hold_deliveries": true } });
        self.deployment()
            .await?
            .clerk
            .change_settings(&hold)
            .await?;
        Ok(())
    }

    /// Has Clerk send what it has kept about them, in the order that `arrange` puts it in.
    ///
    /// # Errors
    /// Blocked, when it has kept nothing.
    pub async fn release_deliveries(
        &mut self,
        arrange: impl FnOnce(&mut Vec<MadeMessage>),
    ) -> Result<(), StepError> {
        let mut held = self.held().await?;
        arrange(&mut held);
        let clerk = self.deployment().await?.clerk.clone();
        for message in &held {
            clerk.release_delivery(&message.id).await?;
        }
        Ok(())
    }

    /// Has Clerk lose what it has kept about them.
    ///
    /// # Errors
    /// Blocked, when it has kept nothing.
    pub async fn lose_deliveries(&mut self) -> Result<(), StepError> {
        let clerk = self.deployment().await?.clerk.clone();
        for message in self.held().await? {
            clerk.lose_delivery(&message.id).await?;
        }
        Ok(())
    }

    /// What Clerk has kept about them.
    async fn held(&mut self) -> Result<Vec<MadeMessage>, StepError> {
        let mut made = self.made().await?;
        made.retain(|message| message.held);
        if made.is_empty() {
            let nothing = "Clerk has kept no webhook, so nothing was tried";
            return Err(StepError::Blocked(nothing.to_owned()));
        }
        Ok(made)
    }

    /// The webhooks that Clerk has made about them.
    pub(super) async fn made(&mut self) -> Result<Vec<MadeMessage>, StepError> {
        self.must_say_that_it_needs(Capability::Deliveries)?;
        let user_id = self.user_id().await?;
        let clerk = self.deployment().await?.clerk.clone();
        Ok(clerk.deliveries(&user_id).await?)
    }

    /// Clerk has made such an event about them since the last deed, and it has arrived.
    ///
    /// # Errors
    /// Failed, when it has not before the deadline.
    pub async fn event_arrives(&mut self, event: &str) -> Result<(), StepError> {
        let deadline = Instant::now() + self.profile()?.timing.plan();
        until(deadline, async || {
            let made = self.made().await?;
            let newer = made.iter().skip(self.billing.seen.made);
            let of_type: Vec<&MadeMessage> = newer.filter(|it| it.event == event).collect();
            if of_type.iter().any(|message| message.is_delivered()) {
                return Ok(());
            }
            Err(StepError::failed(
                format!("{event} arrives at the deployment"),
                how_far(event, &of_type, &made),
            ))
        })
        .await
    }

    /// Everything that Clerk has made about them has arrived at the first attempt, with something of the last deed.
    ///
    /// # Errors
    /// Failed, when something has not; blocked, when there is nothing.
    pub async fn all_arrived_at_once(&mut self) -> Result<(), StepError> {
        self.all_arrive(async |_| Ok(())).await
    }

    /// The plan that is stored for them is `plan` all the time until everything that Clerk has made has arrived.
    ///
    /// # Errors
    /// Failed, when it is another one in between, or something has not arrived.
    pub async fn plan_stays_until_all_arrived(&mut self, plan: &str) -> Result<(), StepError> {
        let plan = plan.to_owned();
        self.all_arrive(async move |world| world.stored_plan_is(&plan).await)
            .await?;
        Ok(())
    }

    /// Waits for what Clerk has made to arrive, and looks at something meanwhile, and once more at the end.
    async fn all_arrive(
        &mut self,
        meanwhile: impl AsyncFn(&mut Self) -> Result<(), StepError>,
    ) -> Result<(), StepError> {
        let deadline = Instant::now() + self.profile()?.timing.plan();
        loop {
            let made = self.made().await?;
            meanwhile(self).await?;
            let tried = made.iter().all(|message| !message.attempts.is_empty());
            let refused = made.iter().find(|message| {
                let first = message.attempts.first();
                first.is_some_and(|it| !it.status.is_some_and(|it| (200..300).contains(&it)))
            });
            match refused {
                Some(message) => {
                    return Err(StepError::failed(
                        "each webhook is answered with 2xx at the first attempt",
                        how_far(&message.event, &[message], &made),
                    ));
                }
                None if tried && made.len() > self.billing.seen.made => return Ok(()),
                None if Instant::now() >= deadline => {
                    return Err(StepError::Blocked(
                        "Clerk has not sent what it has made".to_owned(),
                    ));
                }
                None => tokio::time::sleep(POLL).await,
            }
        }
    }

    /// Time passes for Clerk, which does what is due by then.
    ///
    /// # Errors
    /// Blocked, when the scenario does not say by tag that it needs to, or the instance cannot.
    pub async fn let_days_pass(&mut self, days: u64) -> Result<(), StepError> {
        self.begin_deed().await?;
        self.move_clock(days * 24 * 60 * 60).await
    }
}

/// What became of an event that should have arrived.
fn how_far(event: &str, of_type: &[&MadeMessage], made: &[MadeMessage]) -> String {
    let Some(last) = of_type.last() else {
        let others: Vec<&str> = made.iter().map(|it| it.event.as_str()).collect();
        return match others.as_slice() {
            [] => "Clerk has made no webhook".to_owned(),
            others => format!("Clerk has made {} only", others.join(", ")),
        };
    };
    match last.attempts.last() {
        None => format!("{event} has not been sent"),
        Some(attempt) => {
            let came = match (attempt.status, &attempt.error) {
                (Some(status), _) => format!("the answer is {status}"),
                (None, Some(error)) => format!("no answer: {error}"),
                (None, None) => "no answer".to_owned(),
            };
            let times = last.attempts.len();
            format!("{event} was sent {times} times, and {came}")
        }
    }
}
