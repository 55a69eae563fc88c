//! Leaving for the identity provider.

use conformance_harness::browser::Request;
use conformance_harness::step_error::StepError;
use conformance_harness::world::World;
use cucumber::gherkin::Step;
use cucumber::{then, when};
use serde_json::json;

use crate::places::Place;

/// What a scenario about leaving remembers.
#[derive(Default)]
struct Departures {
    /// The `state` of each authorization request, in order.
    states: Vec<String>,
}

/// The page has one button for each of these providers, in this order, and no other. The table lists their names.
#[then("the page offers exactly these providers:")]
async fn offers(world: &mut World, step: &Step) -> Result<(), StepError> {
    let selector = world.profile()?.selectors.provider_buttons.clone();
    let found = world.visible_texts(&selector).await?;
    let rows = step
        .table
        .as_ref()
        .map(|table| table.rows.as_slice())
        .unwrap_or_default();
    let wanted: Vec<&str> = rows.iter().map(|row| row[0].as_str()).collect();
    let one_each = found.len() == wanted.len()
        && found
            .iter()
            .zip(&wanted)
            .all(|(text, name)| text.contains(name));
    if one_each {
        return Ok(());
    }
    Err(StepError::failed(
        format!("one button each for {}", wanted.join(", ")),
        format!("{} buttons: {}", found.len(), found.join(", ")),
    ))
}

/// The page told Clerk which provider is meant when it started the attempt.
#[then("the attempt was started with the provider's strategy")]
async fn with_strategy(world: &mut World) -> Result<(), StepError> {
    let wanted = world
        .deployment()
        .await?
        .identity_provider
        .strategy()
        .to_owned();
    field_is(world, "strategy", &wanted)
}

/// The page told Clerk to lead people to this page when nothing more is needed of them (`redirectUrl` in the SDK).
#[then(expr = "the attempt goes to the {place} when nothing more is needed")]
async fn completes_at(world: &mut World, place: Place) -> Result<(), StepError> {
    let wanted = place.path(world)?;
    field_leads_to(world, "action_complete_redirect_url", &wanted).await
}

/// The page told Clerk to lead people back to this page when more is needed of them (`redirectCallbackUrl` in the
/// SDK).
#[then(expr = "the attempt comes back to the {place} when more is needed")]
async fn comes_back_to(world: &mut World, place: Place) -> Result<(), StepError> {
    let wanted = place.path(world)?;
    field_leads_to(world, "redirect_url", &wanted).await
}

/// The browser came to the identity provider with these parameters. The table has a name and a rule per row: the exact
/// value, `some value`, or `the word` followed by one of several (RFC 6749, section 4.1.1).
#[then("the authorization request has:")]
async fn authorization_request(world: &mut World, step: &Step) -> Result<(), StepError> {
    let url = world.ends_at_provider().await?;
    let parameter = |name: &str| {
        url.query_pairs()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    };
    for row in step
        .table
        .as_ref()
        .map(|table| table.rows.as_slice())
        .unwrap_or_default()
    {
        let [name, rule] = row.as_slice() else {
            return Err(StepError::Blocked(
                "the table has a name and a rule per row".to_owned(),
            ));
        };
        let value = parameter(name);
        let holds = match (rule.as_str(), &value) {
            (_, None) => false,
            ("some value", Some(value)) => !value.is_empty(),
            (rule, Some(value)) => match rule.strip_prefix("the word ") {
                Some(word) => value.split(' ').any(|it| it == word),
                None => value == rule,
            },
        };
        if !holds {
            return Err(StepError::failed(
                format!("the authorization request's {name} is {rule}"),
                value.map_or_else(
                    || "it is missing".to_owned(),
                    |value| format!("it is “{value}”"),
                ),
            ));
        }
    }
    Ok(())
}

/// They open the page, press the provider's button, and arrive at the identity provider. The `state` of the request is
/// noted.
#[when(expr = "they leave for the identity provider from the {place}")]
async fn leave(world: &mut World, place: Place) -> Result<(), StepError> {
    let path = place.path(world)?;
    world.open(&path).await?;
    world.press_provider().await?;
    let url = world.ends_at_provider().await?;
    let state = url
        .query_pairs()
        .find(|(name, _)| name == "state")
        .map(|(_, value)| value.into_owned());
    world
        .state::<Departures>()
        .states
        .push(state.unwrap_or_default());
    Ok(())
}

/// Each departure that was noted had a `state` of its own, and each was long enough that nobody could guess it: 22
/// characters or more (RFC 6749, section 10.10).
#[then("nobody could have guessed the states")]
async fn unguessable(world: &mut World) -> Result<(), StepError> {
    let states = &world.state::<Departures>().states;
    let mut distinct = states.clone();
    distinct.sort();
    distinct.dedup();
    let short = states.iter().map(String::len).min().unwrap_or_default();
    if states.len() > 1 && distinct.len() == states.len() && short >= 22 {
        return Ok(());
    }
    Err(StepError::failed(
        "each attempt has a state of its own, of 22 characters or more",
        format!(
            "{} attempts with {} different states, the shortest of {short}",
            states.len(),
            distinct.len()
        ),
    ))
}

/// The identity provider shows its login page, which it does only if the redirect URI is one that it knows.
#[then("the redirect URI is the one that the identity provider knows")]
async fn registered_redirect_uri(world: &mut World) -> Result<(), StepError> {
    // The provider answers an unknown redirect URI with an error page instead of its login page.
    world.ends_at_provider().await?;
    let tab = world.open_tab()?;
    let script = "return document.querySelectorAll(arguments[0]).length";
    let inputs = tab
        .evaluate(script, vec![json!("input[name='person']")])
        .await?;
    if inputs == json!(1) {
        return Ok(());
    }
    let page = tab.page().await?;
    Err(StepError::failed(
        "the identity provider shows its login page",
        page.describe(),
    ))
}

/// The call that started the latest attempt.
fn latest_start(world: &World) -> Result<Option<Request>, StepError> {
    let recording = world.open_tab()?.recording();
    let starts = |request: &&Request| {
        let path = request.path();
        request.is_exchange
            && (path.contains("/v1/client/sign_ins") || path.contains("/v1/client/sign_ups"))
            && request.form().any(|(name, _)| name == "strategy")
    };
    Ok(recording.requests().iter().rev().find(starts).cloned())
}

fn field(world: &World, name: &str) -> Result<String, StepError> {
    let start = latest_start(world)?;
    let start = start
        .ok_or_else(|| StepError::failed("the page starts an attempt", "it made no such call"))?;
    let value = start
        .form()
        .find(|(field, _)| field == name)
        .map(|(_, value)| value);
    value.ok_or_else(|| {
        StepError::failed(
            format!("the attempt is started with {name}"),
            "it is not there",
        )
    })
}

fn field_is(world: &World, name: &str, wanted: &str) -> Result<(), StepError> {
    let value = field(world, name)?;
    if value == wanted {
        return Ok(());
    }
    Err(StepError::failed(
        format!("the attempt's {name} is {wanted}"),
        format!("it is {value}"),
    ))
}

/// On the deployment itself: an address of another site would give people's sessions away.
async fn field_leads_to(world: &mut World, name: &str, wanted: &str) -> Result<(), StepError> {
    let value = field(world, name)?;
    let page = world.deployment().await?.page(wanted)?;
    let leads_to = page.join(&value).ok();
    if leads_to.is_some_and(|it| it.origin() == page.origin() && it.path() == page.path()) {
        return Ok(());
    }
    Err(StepError::failed(
        format!("the attempt's {name} leads to {page}"),
        format!("it is {value}"),
    ))
}
