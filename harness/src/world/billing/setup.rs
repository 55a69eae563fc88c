//! What has to be so before anything is bought.

use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;

use crate::capability::Capability;
use crate::step_error::StepError;
use crate::world::World;

impl World {
    /// The sync secret is the same on both sides, and has at least so many characters.
    ///
    /// # Errors
    /// Failed, when it is not; blocked, when it cannot be known.
    pub async fn sync_secret_is_good(&mut self, least: usize) -> Result<(), StepError> {
        self.must_say_that_it_needs(Capability::Environment)?;
        let secrets = self.deployment().await?.billing.secrets.clone();
        let secrets = secrets.ok_or_else(|| {
            StepError::Blocked("nobody has told what the deployment's environment is".to_owned())
        })?;
        let length = |secret: &Option<SecretString>| {
            secret
                .as_ref()
                .map_or(0, |it| it.expose_secret().chars().count())
        };
        let (route, store) = (length(&secrets.route), length(&secrets.store));
        if route < least || store < least {
            return Err(StepError::failed(
                format!("the sync secret has at least {least} characters"),
                format!("the webhook route's has {route}, the plan store's {store}"),
            ));
        }
        let text =
            |secret: &Option<SecretString>| secret.as_ref().map(|it| it.expose_secret().to_owned());
        if text(&secrets.route) == text(&secrets.store) {
            return Ok(());
        }
        Err(StepError::failed(
            "the sync secret is the same on both sides",
            "webhook route and plan store have different ones",
        ))
    }

    /// Clerk sells a plan at a price (in the smallest unit of its currency) for every `month`, `year`, or `once`.
    ///
    /// # Errors
    /// Failed, when it does not.
    pub async fn clerk_sells(
        &mut self,
        plan: &str,
        price: u64,
        every: &str,
    ) -> Result<(), StepError> {
        let (slug, _) = self.as_sold(plan);
        let plans = self.deployment().await?.clerk.plans().await?;
        let Some(found) = plans.iter().find(|it| it["slug"] == slug) else {
            let slugs: Vec<&str> = plans.iter().filter_map(|it| it["slug"].as_str()).collect();
            return Err(StepError::failed(
                format!("Clerk sells the plan {slug}"),
                format!("it sells {}", slugs.join(", ")),
            ));
        };
        let terms = terms(found, every);
        if terms == Some(price) {
            return Ok(());
        }
        Err(StepError::failed(
            format!("{slug} costs {price} cents ({every})"),
            match terms {
                Some(other) => format!("it costs {other}"),
                None => format!("it cannot be had so: {found}"),
            },
        ))
    }

    /// The instance's webhooks of these types go to the deployment's webhook route.
    ///
    /// # Errors
    /// Failed, when they do not.
    pub async fn endpoint_is_registered_for(&mut self, events: &[String]) -> Result<(), StepError> {
        self.must_say_that_it_needs(Capability::InstanceSettings)?;
        let path = self.profile()?.routes.webhooks.clone();
        let url = self.deployment().await?.page(&path)?;
        let settings = self.deployment().await?.clerk.settings().await?;
        let endpoints = settings["billing"]["endpoints"].as_array().cloned();
        let own = endpoints.unwrap_or_default();
        let own = own
            .iter()
            .find(|it| it["url"] == url.as_str())
            .ok_or_else(|| {
                StepError::failed(
                    format!("Clerk has the webhook endpoint {url}"),
                    "it has none with that address",
                )
            })?;
        let filter: Vec<&str> = own["events"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let wanted = |event: &&String| filter.is_empty() || filter.contains(&event.as_str());
        match events.iter().find(|event| !wanted(event)) {
            None => Ok(()),
            Some(missing) => Err(StepError::failed(
                format!("{missing} goes to {url}"),
                format!("only {} do", filter.join(", ")),
            )),
        }
    }

    /// Whatever was told of them, they are stored once.
    ///
    /// # Errors
    /// Failed, when they are not, or more often; blocked, when the store does not tell.
    pub async fn is_stored_once(&mut self) -> Result<(), StepError> {
        let user_id = self.user_id().await?;
        let times = self.times_stored(&user_id).await?;
        if times == 1 {
            return Ok(());
        }
        Err(StepError::failed(
            "they are stored once",
            format!("they are stored {times} times"),
        ))
    }

    /// What they have at Clerk is the item of the default plan, and no other one that is active.
    ///
    /// # Errors
    /// Failed, when it is something else.
    pub async fn is_on_default_plan(&mut self) -> Result<(), StepError> {
        let user_id = self.user_id().await?;
        let clerk = self.deployment().await?.clerk.clone();
        let subscription = clerk.subscription(&user_id).await?;
        let items = subscription["subscription_items"].as_array().cloned();
        let items = items.unwrap_or_default();
        let active: Vec<String> = items
            .iter()
            .filter(|item| item["status"] == "active")
            .map(|item| item["plan"]["slug"].as_str().unwrap_or("?").to_owned())
            .collect();
        let default =
            |item: &Value| item["status"] == "active" && item["plan"]["is_default"] == true;
        if active.len() == 1 && items.iter().any(default) {
            return Ok(());
        }
        Err(StepError::failed(
            "the default plan is the one that is active at Clerk",
            format!("active are: {}", active.join(", ")),
        ))
    }
}

/// What a plan costs for such a time, in cents; `None` if it is not sold so.
fn terms(plan: &Value, every: &str) -> Option<u64> {
    let recurs = plan["is_recurring"] == true;
    match every {
        "year" => {
            let monthly = plan["annual_monthly_amount"].as_u64().filter(|it| *it > 0);
            recurs.then(|| monthly.map(|it| it * 12)).flatten()
        }
        "month" => recurs.then(|| plan["amount"].as_u64()).flatten(),
        _ => (!recurs).then(|| plan["amount"].as_u64()).flatten(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_plan_costs_what_it_costs_for_the_time_that_is_asked_about() {
        let pro = json!({ "is_recurring": true, "amount": 1200, "annual_monthly_amount": 800 });
        assert_eq!(terms(&pro, "month"), Some(1200));
        assert_eq!(terms(&pro, "year"), Some(9600));
        assert_eq!(terms(&pro, "once"), None);
        let lifetime =
            json!({ "is_recurring": false, "amount": 19900, "annual_monthly_amount": 0 });
        assert_eq!(terms(&lifetime, "once"), Some(19900));
        assert_eq!(terms(&lifetime, "year"), None);
    }
}
