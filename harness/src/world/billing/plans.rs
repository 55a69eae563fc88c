//! What plan is stored, shown, and paid for.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::waiting::until;
use crate::profile::{OnCancel, OnPastDue, OnUnknownPlan, Policies, Yearly};
use crate::step_error::StepError;
use crate::time::now_ms;
use crate::world::World;

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
        self.user_id().await?;
        // The time counts from the payment, if there was one.
        let since = |paid_ms| Duration::from_millis(now_ms().saturating_sub(paid_ms));
        let spent = self.billing.paid_ms.map_or(Duration::ZERO, since);
        let deadline = Instant::now() + within.saturating_sub(spent);
        let is_it = until(deadline, async || self.stored_plan_is(plan).await);
        is_it.await.map_err(|error| match error {
            StepError::Failed(failure) => StepError::failed(
                format!("{}, within {} s", failure.expected, within.as_secs()),
                failure.actual,
            ),
            blocked => blocked,
        })
    }

    /// Nothing is stored for them, and nothing comes to be: a deployment may answer first and store later.
    ///
    /// # Errors
    /// Failed, when something is.
    pub async fn is_not_stored(&mut self) -> Result<(), StepError> {
        self.is_not_stored_now().await?;
        self.let_it_get_late().await?;
        self.is_not_stored_now().await
    }

    async fn is_not_stored_now(&mut self) -> Result<(), StepError> {
        match self.stored().await? {
            None => Ok(()),
            Some(stored) => Err(StepError::failed(
                "nothing is stored for them",
                format!("they are stored with the plan {}", stored.plan),
            )),
        }
    }

    /// Waits as long as a deployment may take for what it does once too often.
    pub(super) async fn let_it_get_late(&mut self) -> Result<(), StepError> {
        tokio::time::sleep(self.profile()?.timing.late()).await;
        Ok(())
    }

    /// Remembers what is stored for them, or that nothing is.
    ///
    /// # Errors
    /// Blocked, when the store cannot be asked.
    pub async fn remember_what_is_stored(&mut self) -> Result<(), StepError> {
        self.billing.remembered = Some(self.stored().await?.map(|stored| stored.facts));
        Ok(())
    }

    /// What is stored for them is what was remembered, but for what the profile says to ignore, and stays so: a
    /// deployment may answer first and store later.
    ///
    /// # Errors
    /// Failed, when something is different: what; blocked, when nothing was remembered.
    pub async fn nothing_stored_has_changed(&mut self) -> Result<(), StepError> {
        let before = remembered(self.billing.remembered.as_ref())?.clone();
        self.is_still_stored(before.as_ref()).await?;
        self.let_it_get_late().await?;
        self.is_still_stored(before.as_ref()).await
    }

    async fn is_still_stored(&mut self, before: Option<&Value>) -> Result<(), StepError> {
        let store = self.plan_store().await?;
        let after = self.stored().await?.map(|stored| stored.facts);
        let ignore = store.store().map_or(&[][..], |it| it.ignore());
        match difference(before, after.as_ref(), ignore) {
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
    /// Failed, when they are different; blocked, when Clerk sells a plan that nobody here knows and that counts.
    pub async fn provider_and_store_agree(&mut self) -> Result<(), StepError> {
        let user_id = self.user_id().await?;
        let clerk = self.deployment().await?.clerk.clone();
        let subscription = clerk.subscription(&user_id).await?;
        let policies = self.arrangement.policies;
        let paid = paid_plan(&subscription, policies)?.slug();
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

/// A plan as it is stored; what opens more is greater.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Plan {
    #[default]
    Free,
    Pro,
    Lifetime,
}

impl Plan {
    fn slug(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Pro => "pro",
            Self::Lifetime => "lifetime",
        }
    }

    /// What is stored for those who have bought what is sold under an identifier; `None` if nobody knows it.
    fn sold_as(identifier: &str) -> Option<Self> {
        match identifier {
            "free" => Some(Self::Free),
            "pro" | "pro_monthly" | "pro_yearly" => Some(Self::Pro),
            "lifetime" => Some(Self::Lifetime),
            _ => None,
        }
    }
}

/// The plan that a subscription's items amount to, for a deployment with these policies.
///
/// # Errors
/// Blocked, when there is an item of an unknown plan and the deployment keeps what was before: what that was, the
/// subscription does not tell.
fn paid_plan(subscription: &Value, policies: Policies) -> Result<Plan, StepError> {
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
    let plans = active.map(|item| {
        let identifier = item["plan"]["slug"].as_str().unwrap_or_default();
        match (Plan::sold_as(identifier), policies.billing_on_unknown_plan) {
            (Some(plan), _) => Ok(plan),
            (None, OnUnknownPlan::Free) => Ok(Plan::Free),
            (None, OnUnknownPlan::Keep) => Err(StepError::Blocked(format!(
                "Clerk sells a plan that nobody here knows: “{identifier}”"
            ))),
        }
    });
    let plans = plans.collect::<Result<Vec<Plan>, StepError>>()?;
    Ok(plans.into_iter().max().unwrap_or_default())
}

/// What a step has remembered: the facts, or that there were none.
///
/// # Errors
/// Blocked, when none has.
fn remembered(facts: Option<&Option<Value>>) -> Result<&Option<Value>, StepError> {
    facts.ok_or_else(|| {
        StepError::Blocked("no step before this one remembers what is stored".to_owned())
    })
}

/// The first member that differs, but for those that say nothing of what somebody has: a store may count what it was
/// told.
fn difference(before: Option<&Value>, after: Option<&Value>, ignore: &[String]) -> Option<String> {
    let shown = |value: Option<&Value>| value.map_or("absent".to_owned(), Value::to_string);
    let (Some(Value::Object(old)), Some(Value::Object(new))) = (before, after) else {
        let told = || format!("it was {} and is {}", shown(before), shown(after));
        return (before != after).then(told);
    };
    let mut told = old.keys().chain(new.keys());
    let name = told.find(|name| !ignore.contains(name) && old.get(*name) != new.get(*name))?;
    Some(format!(
        "{name} was {} and is {}",
        shown(old.get(name)),
        shown(new.get(name))
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
            let paid = paid_plan(&json!({ "subscription_items": items }), policies);
            paid.map(Plan::slug)
        };
        let of = |items: &[Value]| with(items, Policies::default()).expect("all are known");
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
        assert_eq!(with(&canceled, at_period_end), Ok("pro"));
    }

    #[test]
    fn a_plan_that_nobody_knows_is_worth_nothing_or_cannot_be_judged() {
        let item = |slug: &str| json!({ "status": "active", "plan": { "slug": slug, "is_default": false } });
        let both = json!({ "subscription_items": [item("pro_enterprise"), item("pro_monthly")] });
        let unknown = json!({ "subscription_items": [item("pro_enterprise")] });
        let free = Policies {
            billing_on_unknown_plan: OnUnknownPlan::Free,
            ..Policies::default()
        };
        assert_eq!(paid_plan(&both, free), Ok(Plan::Pro));
        assert_eq!(paid_plan(&unknown, free), Ok(Plan::Free));
        let keep = Policies {
            billing_on_unknown_plan: OnUnknownPlan::Keep,
            ..Policies::default()
        };
        let blocked = paid_plan(&unknown, keep).expect_err("nobody knows");
        let told = "blocked: Clerk sells a plan that nobody here knows: “pro_enterprise”";
        assert_eq!(blocked.to_string(), told);
    }

    #[test]
    fn what_is_ignored_may_change_and_nothing_else() {
        let ignore = ["deliveries".to_owned()];
        let before = json!({ "plan": "free", "plan_changes": 0, "deliveries": 1 });
        let told = json!({ "plan": "free", "plan_changes": 0, "deliveries": 2 });
        assert_eq!(difference(Some(&before), Some(&told), &ignore), None);
        let what = difference(Some(&before), Some(&told), &[]).expect("a difference");
        assert_eq!(what, "deliveries was 1 and is 2");
        let changed = json!({ "plan": "free", "plan_changes": 1, "deliveries": 2 });
        let what = difference(Some(&before), Some(&changed), &ignore).expect("a difference");
        assert_eq!(what, "plan_changes was 0 and is 1");
    }

    #[test]
    fn that_nothing_is_stored_can_be_remembered_and_is_not_the_same_as_forgetting() {
        let facts = json!({ "plan": "free" });
        let before = remembered(Some(&None)).expect("it was looked at");
        assert_eq!(difference(before.as_ref(), None, &[]), None);
        let what = difference(before.as_ref(), Some(&facts), &[]).expect("a difference");
        assert_eq!(what, r#"it was absent and is {"plan":"free"}"#);
        assert!(difference(Some(&facts), None, &[]).is_some());
        assert!(matches!(remembered(None), Err(StepError::Blocked(_))));
    }
}
