//! What plan is stored, shown, and paid for.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::billing::Stored;
use crate::profile::{OnCancel, OnPastDue, Policies, Yearly};
use crate::step_error::StepError;
use crate::world::World;

/// How often the store is asked again.
const POLL: Duration = Duration::from_millis(50);

impl World {
    /// Under which identifier and for which period the instance sells a plan: `pro_monthly`, `pro_yearly` or `lifetime`.
    pub(super) fn as_sold<'a>(&self, plan: &'a str) -> (&'a str, &'static str) {
        let by_period = self.arrangement.policies.billing_yearly == Yearly::PlanPeriod;
        match plan {
            "pro_monthly" if by_period => ("pro", "month"),
            "pro_yearly" if by_period => ("pro", "annual"),
            "pro_yearly" => (plan, "annual"),
            _ => (plan, "month"),
        }
    }

    /// What is stored for them.
    ///
    /// # Errors
    /// Failed, when they have no account; blocked, when the store cannot be asked.
    pub(super) async fn stored(&mut self) -> Result<Option<Stored>, StepError> {
        let user_id = self.user_id().await?;
        let store = self.plan_store().await?;
        Ok(store.stored(&user_id).await?)
    }

    /// The plan that is stored for them is `plan`, now.
    ///
    /// # Errors
    /// Failed, when it is another one, or none.
    pub async fn stored_plan_is(&mut self, plan: &str) -> Result<(), StepError> {
        let found = self.stored().await?.map(|stored| stored.plan);
        is_plan(plan, found.as_deref())
    }

    /// The plan that is stored for them becomes `plan`, by itself and in time.
    ///
    /// # Errors
    /// Failed, when it is another one, or none, when the time for it is over.
    pub async fn stored_plan_becomes(&mut self, plan: &str) -> Result<(), StepError> {
        let within = self.profile()?.timing.plan();
        let deadline = Instant::now() + within;
        loop {
            let found = self.stored().await?.map(|stored| stored.plan);
            let is_it = is_plan(plan, found.as_deref());
            if is_it.is_ok() || Instant::now() >= deadline {
                return is_it.map_err(|error| match error {
                    StepError::Failed(failure) => StepError::failed(
                        format!("{}, within {} s", failure.expected, within.as_secs()),
                        failure.actual,
                    ),
                    blocked => blocked,
                });
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// Nothing is stored for them.
    ///
    /// # Errors
    /// Failed, when something is.
    pub async fn is_not_stored(&mut self) -> Result<(), StepError> {
        match self.stored().await? {
            None => Ok(()),
            Some(stored) => Err(StepError::failed(
                "nothing is stored for them",
                format!("they are stored with the plan {}", stored.plan),
            )),
        }
    }

    /// Remembers what is stored for them.
    ///
    /// # Errors
    /// Blocked, when the store cannot be asked.
    pub async fn remember_what_is_stored(&mut self) -> Result<(), StepError> {
        self.billing.remembered = self.stored().await?.map(|stored| stored.facts);
        Ok(())
    }

    /// What is stored for them is what was remembered, but for counts of deliveries and the like.
    ///
    /// # Errors
    /// Failed, when something is different: what.
    pub async fn nothing_stored_has_changed(&mut self) -> Result<(), StepError> {
        let before = self.billing.remembered.clone().unwrap_or_default();
        let after = self.stored().await?.map(|stored| stored.facts);
        let after = after.unwrap_or_default();
        match difference(&before, &after) {
            None => Ok(()),
            Some(what) => Err(StepError::failed(
                "nothing that is stored has changed",
                what,
            )),
        }
    }

    /// What Clerk says that they pay for is the plan that is stored.
    ///
    /// # Errors
    /// Failed, when they are different.
    pub async fn provider_and_store_agree(&mut self) -> Result<(), StepError> {
        let user_id = self.user_id().await?;
        let clerk = self.deployment().await?.clerk.clone();
        let subscription = clerk.subscription(&user_id).await?;
        let policies = self.arrangement.policies;
        let paid = paid_plan(&subscription, policies);
        let stored = self.stored().await?.map_or_else(
            || "none: nothing is stored for them".to_owned(),
            |stored| stored.plan,
        );
        if paid == stored {
            return Ok(());
        }
        Err(StepError::failed(
            format!("the stored plan is what Clerk says: {paid}"),
            stored,
        ))
    }
}

fn is_plan(plan: &str, found: Option<&str>) -> Result<(), StepError> {
    match found {
        Some(found) if found == plan => Ok(()),
        found => Err(StepError::failed(
            format!("the plan that is stored for them is {plan}"),
            match found {
                Some(found) => format!("it is {found}"),
                None => "nothing is stored for them".to_owned(),
            },
        )),
    }
}

/// The plan that a subscription's items amount to, for a deployment with these policies.
fn paid_plan(subscription: &Value, policies: Policies) -> String {
    let items = subscription["subscription_items"].as_array();
    let counts = |status: &str| match status {
        "active" => true,
        "canceled" => policies.billing_on_cancel == OnCancel::AtPeriodEnd,
        "past_due" => policies.billing_on_past_due == OnPastDue::Keep,
        _ => false,
    };
    let active = items.into_iter().flatten().filter(|item| {
        counts(item["status"].as_str().unwrap_or_default()) && item["plan"]["is_default"] != true
    });
    let mut plans: Vec<&str> = active
        .filter_map(|item| item["plan"]["slug"].as_str())
        .map(|slug| match slug {
            "lifetime" => "lifetime",
            slug if slug.starts_with("pro") => "pro",
            other => other,
        })
        .collect();
    plans.sort_unstable();
    plans.first().copied().unwrap_or("free").to_owned()
}

/// The first member that differs, among those that say what somebody has. A store may count what it was told.
fn difference(before: &Value, after: &Value) -> Option<String> {
    let (Value::Object(before), Value::Object(after)) = (before, after) else {
        return (before != after).then(|| format!("it was {before} and is {after}"));
    };
    let names = before.keys().chain(after.keys());
    let mut told = names.filter(|name| *name != "deliveries");
    let name = told.find(|name| before.get(*name) != after.get(*name))?;
    let shown = |value: Option<&Value>| value.map_or("absent".to_owned(), Value::to_string);
    Some(format!(
        "{name} was {} and is {}",
        shown(before.get(name)),
        shown(after.get(name))
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_paid_for_is_the_best_active_item_that_is_not_the_free_one() {
        let item = |slug: &str, status: &str, is_default: bool| json!({ "status": status, "plan": { "slug": slug, "is_default": is_default } });
        let with = |items: &[Value], policies| {
            paid_plan(&json!({ "subscription_items": items }), policies)
        };
        let of = |items: &[Value]| with(items, Policies::default());
        let free = item("free", "active", true);
        assert_eq!(of(&[]), "free");
        assert_eq!(of(std::slice::from_ref(&free)), "free");
        assert_eq!(
            of(&[free.clone(), item("pro_yearly", "active", false)]),
            "pro"
        );
        assert_eq!(of(&[free, item("pro_yearly", "incomplete", false)]), "free");
        let both = [
            item("pro", "active", false),
            item("lifetime", "active", false),
        ];
        assert_eq!(of(&both), "lifetime");
        let canceled = [item("pro", "canceled", false)];
        assert_eq!(of(&canceled), "free");
        let at_period_end = Policies {
            billing_on_cancel: OnCancel::AtPeriodEnd,
            ..Policies::default()
        };
        assert_eq!(with(&canceled, at_period_end), "pro");
    }

    #[test]
    fn a_count_of_deliveries_may_change_and_nothing_else() {
        let before = json!({ "plan": "free", "plan_changes": 0, "deliveries": 1 });
        let told = json!({ "plan": "free", "plan_changes": 0, "deliveries": 2 });
        assert_eq!(difference(&before, &told), None);
        let changed = json!({ "plan": "free", "plan_changes": 1, "deliveries": 2 });
        let what = difference(&before, &changed).expect("a difference");
        assert_eq!(what, "plan_changes was 0 and is 1");
        assert!(difference(&before, &Value::Null).is_some());
    }
}
