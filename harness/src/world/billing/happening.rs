//! What happens to a subscription, and the event that tells of it by the names that the deployment understands.

use std::str::FromStr;

use mock_clerk::Dialect;
use serde_json::json;

use super::Event;
use crate::profile::OnCancel;
use crate::world::World;

/// Something that happens to a person's subscription. Plans are named by what they are sold under: `pro_monthly`,
/// `pro_yearly`, `lifetime`, or a name that nobody knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening {
    /// They have bought a plan.
    Purchase(String),
    /// They have changed to another plan.
    Change(String),
    /// They have cancelled, and what they paid for is over.
    Cancellation,
}

impl FromStr for Happening {
    type Err = String;

    /// `purchase of "pro_monthly"`, `change to "pro_yearly"` or `cancellation`.
    fn from_str(words: &str) -> Result<Self, String> {
        let plan = || words.split('"').nth(1).unwrap_or_default().to_owned();
        match words.split(' ').next().unwrap_or_default() {
            "purchase" => Ok(Self::Purchase(plan())),
            "change" => Ok(Self::Change(plan())),
            "cancellation" => Ok(Self::Cancellation),
            other => Err(format!("nobody knows what a {other} is")),
        }
    }
}

impl World {
    /// The event that tells of something, as the deployment is told.
    #[must_use]
    pub fn event_of(&self, happening: &Happening) -> Event {
        if self.arrangement.dialect() == Dialect::Plan {
            return as_planned(happening);
        }
        let at_once = self.arrangement.policies.billing_on_cancel == OnCancel::AtOnce;
        match happening {
            Happening::Purchase(plan) | Happening::Change(plan) => {
                let (slug, period) = self.as_sold(plan);
                Event {
                    changes: vec![
                        ("data.plan.slug".to_owned(), json!(slug)),
                        ("data.plan_period".to_owned(), json!(period)),
                    ],
                    ..Event::named("subscriptionItem.active")
                }
            }
            Happening::Cancellation if at_once => Event::named("subscriptionItem.canceled"),
            Happening::Cancellation => Event::named("subscriptionItem.ended"),
        }
    }
}

fn as_planned(happening: &Happening) -> Event {
    let (name, plan) = match happening {
        Happening::Purchase(plan) => ("billing.subscription.created", Some(plan)),
        Happening::Change(plan) => ("billing.subscription.updated", Some(plan)),
        Happening::Cancellation => ("billing.subscription.deleted", None),
    };
    let plan = plan.map(|plan| ("data.plan_id".to_owned(), json!(plan)));
    Event {
        changes: plan.into_iter().collect(),
        ..Event::named(name)
    }
}
