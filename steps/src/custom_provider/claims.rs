//! What becomes of claims.

use conformance_harness::step_error::StepError;
use conformance_harness::world::{ProxyAnswer, World};
use cucumber::gherkin::Step;
use cucumber::{given, then};
use serde_json::{Map, Value, json};

use super::wording::unknown;
use crate::table;

/// The attributes that claims become, by their names at Clerk.
const ATTRIBUTES: [&str; 7] = [
    "user_id",
    "email_address",
    "email_address_verified",
    "first_name",
    "last_name",
    "avatar_url",
    "username",
];

/// What stands in a table for what is not there.
const NOTHING: &str = "nothing";

/// The scenario is about somebody new of whom the provider tells these claims. The table has a name and a value per
/// row, in JSON or as text; `{own}` stands for a word that nobody else has.
#[given("a newcomer with the claims:")]
async fn newcomer_with_claims(world: &mut World, step: &Step) -> Result<(), StepError> {
    world.newcomer_with_claims(&claims(step)?).await
}

/// The instance takes attributes of accounts from these claims. The table has an attribute and a claim per row, which
/// may be `nothing`; a third cell is for what holds if the claim is missing. What is not named comes from its standard
/// claim.
#[given("attributes come from these claims:")]
async fn mapping(world: &mut World, step: &Step) -> Result<(), StepError> {
    let mut mapping = Map::new();
    for row in table::rows_below_names(step)? {
        let (attribute, claim, default) = match row.as_slice() {
            [attribute, claim] => (attribute, claim, None),
            [attribute, claim, default] => (attribute, claim, Some(default)),
            _ => {
                let odd = format!("a row has two cells or three: {}", row.join(" | "));
                return Err(StepError::Blocked(odd));
            }
        };
        let mut mapped = json!({ "claim": if claim == NOTHING { "" } else { claim } });
        if let Some(default) = default.filter(|it| !it.is_empty()) {
            mapped["default"] = value(default);
        }
        mapping.insert(attribute.clone(), mapped);
    }
    world
        .set_up_provider(json!({ "attributes": mapping }))
        .await
}

/// The instance asks a proxy about people instead of the provider. The table has the claims that it tells beside their
/// ID; `nothing` takes one away.
#[given("people are asked about at a proxy that says:")]
async fn proxy(world: &mut World, step: &Step) -> Result<(), StepError> {
    let answer = ProxyAnswer::Claims(claims(step)?);
    world.ask_proxy_about_people(answer).await
}

/// The instance asks a proxy about people instead of the provider, and the proxy tells the same as the provider.
#[given("people are asked about at a proxy")]
async fn plain_proxy(world: &mut World) -> Result<(), StepError> {
    let email = world.person()?.email.clone();
    let claims = json!({ "email": email, "email_verified": true });
    world
        .ask_proxy_about_people(ProxyAnswer::Claims(claims))
        .await
}

/// The instance asks a proxy about people instead of the provider, and the proxy answers with this HTTP status and
/// nothing else.
#[given(expr = "people are asked about at a proxy that answers with status {int}")]
async fn failing_proxy(world: &mut World, status: u16) -> Result<(), StepError> {
    let answer = ProxyAnswer::Status(status);
    world.ask_proxy_about_people(answer).await
}

/// Their account at Clerk has these attributes. The table has a name and a value per row, which may be `nothing`.
#[then("the attributes of their account are:")]
async fn attributes(world: &mut World, step: &Step) -> Result<(), StepError> {
    let mut wanted = Vec::new();
    for row in table::rows(step)? {
        let [name, value] = table::cells(row)?;
        let value = Some(value.clone()).filter(|value| value != NOTHING);
        wanted.push((name.clone(), value));
    }
    world.attributes_are(&wanted).await
}

fn claims(step: &Step) -> Result<Value, StepError> {
    let mut claims = Map::new();
    for row in table::rows(step)? {
        let [name, told] = table::cells(row)?;
        claims.insert(name.clone(), value(told));
    }
    Ok(Value::Object(claims))
}

/// JSON, or else text.
fn value(text: &str) -> Value {
    if text == NOTHING {
        return Value::Null;
    }
    serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
}

/// An attribute in a table of this module that accounts do not have.
pub(super) fn slip_in(step: &Step) -> Option<String> {
    let skipped = match step.value.as_str() {
        "attributes come from these claims:" => 1,
        "the attributes of their account are:" => 0,
        _ => return None,
    };
    let rows = step.table.as_ref()?.rows.iter().skip(skipped);
    let mut names = rows.filter_map(|row| row.first());
    let slip = names.find(|name| !ATTRIBUTES.contains(&name.as_str()))?;
    Some(unknown(
        &format!("an attribute “{slip}”"),
        ATTRIBUTES.into_iter(),
        slip,
    ))
}

#[cfg(test)]
mod tests {
    use cucumber::gherkin::{Feature, GherkinEnv};

    use super::*;

    fn step(text: &str) -> Step {
        let text = format!("Feature: F\n  Scenario: S\n    {text}");
        let feature = Feature::parse(text, GherkinEnv::default()).expect("a feature");
        feature.scenarios[0].steps[0].clone()
    }

    #[test]
    fn an_attribute_that_accounts_do_not_have_is_a_slip() {
        let slip = step("Then the attributes of their account are:\n      | firstname | Ann |\n");
        let told = slip_in(&slip).expect("a slip");
        assert!(told.contains("is “first_name” meant?"), "{told}");
        let right = "Given attributes come from these claims:\n      | attribute | claim |\n      | username | nick |\n";
        assert_eq!(slip_in(&step(right)), None);
    }

    #[test]
    fn claims_are_json_where_they_can_be_and_text_otherwise() {
        let told = "Given a newcomer with the claims:\n      | a | {\"b\": 1} |\n      | c | Ann |\n      | d | nothing |\n";
        let claims = claims(&step(told)).expect("claims");
        assert_eq!(claims, json!({ "a": { "b": 1 }, "c": "Ann", "d": null }));
    }
}
