//! The plans that Clerk sells, at their prices (PRE-2).

use conformance_harness::profile::{Lifetime, Policies, Yearly};
use serde_json::Value;

use super::asking::{Answer, Silence};
use super::check::Check;
use super::clerk::price;

/// What is sold: slug, price in cents, and for how long.
type Offer = (&'static str, u64, &'static str);

const FREE: Offer = ("free", 0, "month");
const LIFETIME: Offer = ("lifetime", 19_900, "once");

/// What the requirements want to be sold, where each plan has an identifier of its own.
const OWN_IDENTIFIERS: [Offer; 3] = [
    FREE,
    ("pro_monthly", 1_200, "month"),
    ("pro_yearly", 9_600, "year"),
];

/// The same, where the year is a period of the one plan.
const PERIODS: [Offer; 3] = [FREE, ("pro", 1_200, "month"), ("pro", 9_600, "year")];

/// Whether Clerk sells what the requirements say, in an app with these policies.
pub(super) fn check(policies: &Policies, answer: Result<Answer, Silence>) -> Check {
    let checked = "the plans that Clerk sells (PRE-2)";
    let plans = match answer {
        Ok(answer) if answer.status.is_success() => answer.json(),
        Ok(answer) => {
            let mend = "switch on billing for the instance: dashboard, Billing";
            return Check::missing(checked, format!("it {}", answer.told()), mend);
        }
        Err(silence) => return Check::missing(checked, silence.told(), "try again"),
    };
    let plans = plans["data"].as_array().cloned().unwrap_or_default();
    let mut wanted = match policies.billing_yearly {
        Yearly::PlanPeriod => PERIODS.to_vec(),
        _ => OWN_IDENTIFIERS.to_vec(),
    };
    if policies.billing_lifetime == Lifetime::Event {
        wanted.push(LIFETIME);
    }
    let wrong: Vec<String> = wanted
        .iter()
        .filter_map(|offer| wrong(offer, &plans))
        .collect();
    if wrong.is_empty() {
        let offers: Vec<String> = wanted.iter().map(|it| told(it, it.1)).collect();
        return Check::there(checked, offers.join(", "));
    }
    let mend =
        "correct the plans (dashboard, Billing, Plans), or say in [policies] how they are sold";
    Check::missing(checked, wrong.join("; "), mend)
}

/// What is wrong with an offer.
fn wrong(offer: &Offer, plans: &[Value]) -> Option<String> {
    let (slug, wanted, every) = *offer;
    let Some(plan) = plans.iter().find(|it| it["slug"] == slug) else {
        let slugs: Vec<&str> = plans.iter().filter_map(|it| it["slug"].as_str()).collect();
        return Some(format!("there is no {slug}, only {}", slugs.join(", ")));
    };
    match price(plan, every) {
        Some(price) if price == wanted => None,
        Some(price) => Some(format!(
            "{}, not {}",
            told(offer, price),
            told(offer, wanted)
        )),
        None if wanted == 0 => None,
        None => Some(format!("{slug} is not sold by the {every}")),
    }
}

fn told((slug, _, every): &Offer, price: u64) -> String {
    let (dollars, cents) = (price / 100, price % 100);
    match *every {
        "once" => format!("{slug} costs ${dollars}.{cents:02} once"),
        every => format!("{slug} costs ${dollars}.{cents:02} a {every}"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use wiremock::matchers::path;
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::super::asking::get;
    use super::*;

    /// The check of a Clerk that answers so.
    async fn of(policies: &Policies, status: u16, plans: Value) -> Check {
        let server = MockServer::start().await;
        let answer = ResponseTemplate::new(status).set_body_json(json!({ "data": plans }));
        Mock::given(path("/v1/billing/plans"))
            .respond_with(answer)
            .mount(&server)
            .await;
        let url = format!("{}/v1/billing/plans", server.uri());
        check(policies, get(&url.parse().expect("a URL")).await)
    }

    /// As Clerk's Backend API writes a plan.
    fn plan(slug: &str, month: u64, year: Option<u64>) -> Value {
        let fee = |amount: u64| json!({ "amount": amount, "currency": "USD" });
        json!({
            "slug": slug,
            "is_recurring": true,
            "fee": fee(month),
            "annual_monthly_fee": year.map(|it| fee(it / 12)),
        })
    }

    #[tokio::test]
    async fn plans_at_their_prices_are_there() {
        let lifetime = json!({ "slug": "lifetime", "is_recurring": false, "amount": 19900 });
        let plans = json!([
            plan("free", 0, None),
            plan("pro_monthly", 1200, None),
            plan("pro_yearly", 1000, Some(9600)),
            lifetime,
        ]);
        let check = of(&Policies::default(), 200, plans).await;
        assert!(!check.is_missing(), "{check:?}");
        assert!(
            check.saw.contains("pro_yearly costs $96.00 a year"),
            "{check:?}"
        );
    }

    #[tokio::test]
    async fn a_plan_that_is_not_there_or_costs_something_else_is_missing() {
        let plans = json!([plan("free", 0, None), plan("pro_monthly", 900, None)]);
        let check = of(&Policies::default(), 200, plans).await;
        assert!(check.is_missing(), "{check:?}");
        for part in [
            "pro_monthly costs $9.00 a month, not pro_monthly costs $12.00 a month",
            "there is no pro_yearly, only free, pro_monthly",
        ] {
            assert!(check.saw.contains(part), "{check:?}");
        }
    }

    #[tokio::test]
    async fn an_instance_without_billing_is_missing_it() {
        let check = of(&Policies::default(), 404, json!([])).await;
        assert!(
            check.is_missing() && check.saw.contains("answers 404"),
            "{check:?}"
        );
    }
}
