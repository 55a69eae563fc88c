//! What a deployment does where its requirements leave it the choice.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The choices of a deployment, by the names that they have in a profile.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policies {
    /// What the SSO callback does when none of its rules applies, as for somebody without an attempt.
    #[serde(rename = "callback.when_nothing_matches")]
    pub callback_when_nothing_matches: WhenNothingMatches,
    /// Which names of billing events it understands.
    #[serde(rename = "billing.events")]
    pub billing_events: BillingEvents,
    /// When somebody who cancels loses what they have paid for.
    #[serde(rename = "billing.on_cancel")]
    pub billing_on_cancel: OnCancel,
    /// What becomes of a plan whose identifier it does not know.
    #[serde(rename = "billing.on_unknown_plan")]
    pub billing_on_unknown_plan: OnUnknownPlan,
    /// What somebody has whose payment is late.
    #[serde(rename = "billing.on_past_due")]
    pub billing_on_past_due: OnPastDue,
    /// How the yearly plan is told from the monthly one.
    #[serde(rename = "billing.yearly")]
    pub billing_yearly: Yearly,
    /// Whether there is a plan that is paid once.
    #[serde(rename = "billing.lifetime")]
    pub billing_lifetime: Lifetime,
    /// When applications are given refresh tokens.
    #[serde(rename = "idp.refresh_token")]
    pub idp_refresh_token: RefreshTokens,
}

/// Where the SSO callback leaves somebody for whom it has no rule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhenNothingMatches {
    /// It stays where it is, and says so.
    #[default]
    Stays,
    /// It leads to the sign-in page.
    SignIn,
}

/// The names of billing events that a deployment understands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BillingEvents {
    /// `billing.subscription.created`, `.updated` and `.deleted`.
    #[default]
    Plan,
    /// `subscription.*`, `subscriptionItem.*` and `paymentAttempt.*`, as Clerk's documentation has them.
    Platform,
    /// Either.
    Both,
}

/// When somebody who cancels loses what they have paid for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnCancel {
    /// When they cancel.
    #[default]
    AtOnce,
    /// When the time is over that they have paid for.
    AtPeriodEnd,
}

/// What becomes of a plan whose identifier is not known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnUnknownPlan {
    /// It counts as the free one, also for somebody who pays.
    #[default]
    Free,
    /// The plan that was stored stays.
    Keep,
}

/// What somebody has whose payment is late.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnPastDue {
    /// What they have had.
    #[default]
    Keep,
    /// The free plan.
    Free,
}

/// How the yearly plan is told from the monthly one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Yearly {
    /// By an identifier of its own.
    #[default]
    OwnIdentifier,
    /// By its period: it is the same plan, `plan_period` is `annual`.
    PlanPeriod,
}

/// Whether there is a plan that is paid once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lifetime {
    /// There is, and an event tells of it.
    #[default]
    Event,
    /// There is none.
    NotSold,
}

/// When the deployment, as OpenID provider, gives applications refresh tokens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefreshTokens {
    /// With every access token.
    #[default]
    Always,
    /// When they ask for the scope `offline_access`.
    OfflineAccess,
}

/// A reading of the requirements that a scenario is about, by tag: `@billing.on_cancel=at_once`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The policy's name.
    pub policy: String,
    /// The choice.
    pub choice: String,
}

impl Reading {
    /// The reading that a tag without its `@` names; `None` for tags of another form.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        let (policy, choice) = tag.split_once('=')?;
        policy.contains('.').then(|| Self {
            policy: policy.to_owned(),
            choice: choice.to_owned(),
        })
    }

    /// What is wrong with it, if no deployment could be like that.
    #[must_use]
    pub fn slip(&self) -> Option<String> {
        let names: Vec<String> = Policies::default().choices().into_keys().collect();
        if !names.contains(&self.policy) {
            return Some(format!(
                "there is no policy {}; there are {}",
                self.policy,
                names.join(", ")
            ));
        }
        let error = Policies::default().with(self).err()?;
        Some(format!("{}: {error}", self.policy))
    }
}

impl Policies {
    /// Whether a deployment with these policies is one of those that a reading is about.
    #[must_use]
    pub fn allow(&self, reading: &Reading) -> bool {
        let choice = self.choices().remove(&reading.policy);
        let understands_both =
            reading.policy == "billing.events" && self.billing_events == BillingEvents::Both;
        understands_both || choice.as_deref() == Some(&reading.choice)
    }

    /// These policies, but with a reading's choice.
    ///
    /// # Errors
    /// When there is no such policy or choice: which there are.
    pub fn with(&self, reading: &Reading) -> Result<Self, serde_json::Error> {
        let mut choices = self.choices();
        choices.insert(reading.policy.clone(), reading.choice.clone());
        serde_json::to_value(choices).and_then(serde_json::from_value)
    }

    /// What it chooses, by the policies' names.
    #[must_use]
    pub fn choices(&self) -> BTreeMap<String, String> {
        let Ok(Value::Object(members)) = serde_json::to_value(self) else {
            return BTreeMap::new();
        };
        let texts = members
            .into_iter()
            .filter_map(|(name, choice)| Some((name, choice.as_str()?.to_owned())));
        texts.collect()
    }

    /// What a reader of the verdict has to know of these choices.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let legacy = self.billing_events == BillingEvents::Plan;
        let warning = "billing.events = plan: the deployment understands `billing.subscription.*` only, names that none of \
                       Clerk's documents, types and tools has; a real instance does not send them";
        legacy.then(|| warning.to_owned()).into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(tag: &str) -> Reading {
        Reading::of_tag(tag).expect("a reading")
    }

    #[test]
    fn a_reading_is_a_tag_with_a_policy_and_a_choice() {
        assert_eq!(Reading::of_tag("CB-06"), None);
        assert_eq!(Reading::of_tag("defect=callback-blank"), None);
        let at_once = reading("billing.on_cancel=at_once");
        assert!(Policies::default().allow(&at_once));
        let later = reading("billing.on_cancel=at_period_end");
        assert!(!Policies::default().allow(&later));
        let other = Policies::default().with(&later).expect("a choice");
        assert!(other.allow(&later) && !other.allow(&at_once));
    }

    #[test]
    fn who_understands_both_kinds_of_events_is_meant_by_either_reading() {
        let both = Policies {
            billing_events: BillingEvents::Both,
            ..Policies::default()
        };
        assert!(both.allow(&reading("billing.events=plan")));
        assert!(both.allow(&reading("billing.events=platform")));
        assert!(!Policies::default().allow(&reading("billing.events=platform")));
    }

    #[test]
    fn a_policy_or_choice_that_does_not_exist_is_a_slip_that_names_those_that_do() {
        assert_eq!(reading("billing.on_cancel=at_once").slip(), None);
        let slip = reading("billing.on_cancle=at_once").slip().expect("a slip");
        assert!(slip.contains("billing.on_cancel,"), "{slip}");
        let slip = reading("billing.on_cancel=never").slip().expect("a slip");
        assert!(slip.contains("`at_once` or `at_period_end`"), "{slip}");
    }

    #[test]
    fn names_that_clerk_does_not_send_are_worth_a_warning() {
        assert_eq!(Policies::default().warnings().len(), 1);
        let both = Policies {
            billing_events: BillingEvents::Both,
            ..Policies::default()
        };
        assert_eq!(both.warnings(), Vec::<String>::new());
    }
}
