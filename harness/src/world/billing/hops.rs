//! How long it takes from a payment to what the person sees.

use std::time::Instant;

use serde_json::json;

use super::buying::GOOD_CARD;
use super::logged::Line;
use super::waiting::until;
use crate::results::Milestone;
use crate::step_error::StepError;
use crate::time::now_ms;
use crate::world::World;
use crate::world::check::VISIBLE;

impl World {
    /// Buys a plan, follows the payment to the event `event`, the stored plan `stored` and the page that shows it, and
    /// notes when it passed each.
    ///
    /// # Errors
    /// Failed, when it does not get to one of them in time.
    pub async fn follow_payment(
        &mut self,
        plan: &str,
        event: &str,
        stored: &str,
    ) -> Result<(), StepError> {
        self.go_to_checkout(plan).await?;
        let paid_ms = self.pay_with(GOOD_CARD).await?;
        self.billing.hops = vec![milestone("payment", 0)];
        self.log_has(&Line::Received(event.to_owned())).await?;
        self.pass("event", paid_ms);
        self.stored_plan_becomes(stored).await?;
        self.pass("stored", paid_ms);
        self.dashboard_comes_to_show(stored).await?;
        self.pass("page", paid_ms);
        Ok(())
    }

    /// The dashboard comes to show the plan, as they open it again and again.
    ///
    /// # Errors
    /// Failed, when it does not in time.
    pub async fn dashboard_comes_to_show(&mut self, plan: &str) -> Result<(), StepError> {
        let shown = self.profile()?.selectors.plan.replace("{plan}", plan);
        let dashboard = self.profile()?.routes.dashboard.clone();
        let deadline = Instant::now() + self.profile()?.timing.plan();
        until(deadline, async || {
            self.open(&dashboard).await?;
            let tab = self.open_tab()?;
            let settled = tab.settle(|_| true).await?;
            if tab.evaluate(VISIBLE, vec![json!(shown)]).await? == json!(true) {
                return Ok(());
            }
            let expected = format!("the dashboard shows the plan {plan} ({shown})");
            Err(StepError::failed(expected, settled.describe()))
        })
        .await
    }

    fn pass(&mut self, name: &str, paid_ms: u64) {
        let at_ms = now_ms().saturating_sub(paid_ms);
        self.billing.hops.push(milestone(name, at_ms));
    }

    /// From the payment to the page it took no longer than `seconds`.
    ///
    /// # Errors
    /// Failed, when it did; blocked, when no payment was followed.
    pub fn payment_took_at_most(&self, seconds: u64) -> Result<(), StepError> {
        let hops = &self.billing.hops;
        let Some(last) = hops.last().filter(|it| it.name == "page") else {
            let nothing = "no step before this one follows a payment to the page";
            return Err(StepError::Blocked(nothing.to_owned()));
        };
        if last.at_ms <= seconds * 1_000 {
            return Ok(());
        }
        let told: Vec<String> = hops
            .iter()
            .map(|hop| format!("{} after {} ms", hop.name, hop.at_ms))
            .collect();
        Err(StepError::failed(
            format!("the page shows the plan within {seconds} s of the payment"),
            told.join(", "),
        ))
    }
}

fn milestone(name: &str, at_ms: u64) -> Milestone {
    Milestone {
        name: name.to_owned(),
        at_ms,
    }
}
