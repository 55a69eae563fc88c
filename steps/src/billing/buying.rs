//! What people do on the billing page, at the checkout and in the customer portal.

use conformance_harness::step_error::StepError;
use conformance_harness::world::{World, shows_price};
use cucumber::{given, then, when};
use serde_json::json;

use crate::places::Place;

/// What the plans are sold under.
const PLANS: [&str; 4] = ["free", "pro_monthly", "pro_yearly", "lifetime"];

/// They buy this plan: from the billing page through the checkout, with a test card that pays, and back.
#[given(expr = "they have bought {string}")]
#[when(expr = "they buy {string}")]
async fn buy(world: &mut World, plan: String) -> Result<(), StepError> {
    world.buy(&plan).await
}

/// They try to buy this plan with a card that is declined. The checkout says so, and they are still there.
#[when(expr = "they try to buy {string} with a card that is declined")]
async fn declined(world: &mut World, plan: String) -> Result<(), StepError> {
    world.go_to_checkout(&plan).await?;
    world.pay_with("4000000000000002").await?;
    world.tells(&[]).await
}

/// They try to buy this plan, their bank asks whether it is really them (3-D Secure), and they say no.
#[when(expr = "they try to buy {string} and do not prove to the bank who they are")]
async fn not_authenticated(world: &mut World, plan: String) -> Result<(), StepError> {
    world.go_to_checkout(&plan).await?;
    world.pay_with("4000002500003155").await?;
    world.refuse_authentication().await?;
    world.tells(&[]).await
}

/// They have bought this plan with a card that pays once. What is due later is not paid.
#[given(expr = "they have bought {string} with a card that will not pay again")]
async fn card_that_fails_later(world: &mut World, plan: String) -> Result<(), StepError> {
    world.go_to_checkout(&plan).await?;
    world.pay_with("4000000000000341").await?;
    let billing = Place::Billing.path(world)?;
    world.ends_at(&billing, Place::Billing.name()).await
}

/// They go as far as the page of the checkout that asks for a card, and then back to the billing page.
#[when(expr = "they go to the checkout of {string} and leave it")]
async fn walk_away(world: &mut World, plan: String) -> Result<(), StepError> {
    world.go_to_checkout(&plan).await?;
    let billing = Place::Billing.path(world)?;
    world.open(&billing).await
}

/// They go from the billing page to the customer portal, and cancel their subscription there.
#[when("they cancel in the portal")]
async fn cancel(world: &mut World) -> Result<(), StepError> {
    world.cancel_in_portal().await
}

/// They go from the billing page to the customer portal, and change to this plan there.
#[when(expr = "they change to {string} in the portal")]
async fn change(world: &mut World, plan: String) -> Result<(), StepError> {
    world.change_in_portal(&plan).await
}

/// The billing page shows as many plans as this.
#[then(expr = "the billing page shows {int} plans")]
async fn plan_cards(world: &mut World, number: usize) -> Result<(), StepError> {
    let billing = Place::Billing.path(world)?;
    world.open(&billing).await?;
    let cards = world.profile()?.selectors.plan_cards.clone();
    let shown = world.visible_texts(&cards).await?.len();
    if shown == number {
        return Ok(());
    }
    Err(StepError::failed(
        format!("the billing page shows {number} plans ({cards})"),
        format!("it shows {shown}"),
    ))
}

/// The billing page shows this plan with this price, as a person reads it.
#[then(expr = "the plan {string} is shown with the price {string}")]
async fn shown_with_price(world: &mut World, plan: String, price: String) -> Result<(), StepError> {
    let card = world
        .profile()?
        .selectors
        .plan_card
        .replace("{plan}", &plan);
    let texts = world.visible_texts(&card).await?;
    if texts.iter().any(|text| shows_price(text, &price)) {
        return Ok(());
    }
    Err(StepError::failed(
        format!("the plan {plan} is shown with the price {price}"),
        format!("it says {}", json!(texts)),
    ))
}

/// The billing page marks this plan as theirs, and no other one.
#[then(expr = "{string} is marked as their plan")]
async fn current(world: &mut World, plan: String) -> Result<(), StepError> {
    let selector = world.profile()?.selectors.current_plan.clone();
    let what = format!("the mark of their own plan, at {plan},");
    world
        .is_there(&selector.replace("{plan}", &plan), &what)
        .await?;
    for other in PLANS.into_iter().filter(|it| *it != plan) {
        let what = format!("a mark at {other}, which is not theirs");
        world
            .shows_none(&selector.replace("{plan}", other), &what)
            .await?;
    }
    Ok(())
}

/// The billing page marks no plan as theirs.
#[then("no plan is marked as theirs")]
async fn none_current(world: &mut World) -> Result<(), StepError> {
    let selector = world.profile()?.selectors.current_plan.clone();
    for plan in PLANS {
        let what = format!("the plan {plan} as theirs");
        world
            .shows_none(&selector.replace("{plan}", plan), &what)
            .await?;
    }
    Ok(())
}

/// What people press on the billing page to buy this plan has these words.
#[given(expr = "the way to the checkout of {string} says {string}")]
#[then(expr = "the way to the checkout of {string} says {string}")]
async fn checkout_says(world: &mut World, plan: String, words: String) -> Result<(), StepError> {
    let checkout = world.profile()?.selectors.checkout.replace("{plan}", &plan);
    says(world, &checkout, &words).await
}

/// What people press on the billing page to change or cancel has these words.
#[then(expr = "the way to the portal says {string}")]
async fn portal_says(world: &mut World, words: String) -> Result<(), StepError> {
    let portal = world.profile()?.selectors.portal.clone();
    says(world, &portal, &words).await
}

async fn says(world: &mut World, selector: &str, words: &str) -> Result<(), StepError> {
    let billing = Place::Billing.path(world)?;
    world.open(&billing).await?;
    let texts = world.visible_texts(selector).await?;
    if texts.iter().any(|text| text == words) {
        return Ok(());
    }
    Err(StepError::failed(
        format!("the billing page has “{words}” to press ({selector})"),
        format!("it has {}", json!(texts)),
    ))
}

/// The billing page leads to the checkout of this plan, which opens and says what it costs.
#[then(expr = "the billing page leads to the checkout of {string}, which asks for {string}")]
async fn leads_to_checkout(
    world: &mut World,
    plan: String,
    price: String,
) -> Result<(), StepError> {
    world.checkout_asks_for(&plan, &price).await
}

/// The billing page has something to press that leads to the customer portal, which opens.
#[then("the billing page leads to the portal")]
async fn leads_to_portal(world: &mut World) -> Result<(), StepError> {
    world.go_to_portal().await?;
    let cancel = world.profile()?.selectors.cancel.clone();
    world
        .is_there(&cancel, "the customer portal, where one can cancel,")
        .await
}

/// The billing page leads neither to the portal nor to the checkout of a subscription.
#[then("the billing page has nothing that recurs")]
async fn nothing_recurring(world: &mut World) -> Result<(), StepError> {
    let billing = Place::Billing.path(world)?;
    world.open(&billing).await?;
    let selectors = world.profile()?.selectors.clone();
    let subscription = |plan: &str| selectors.checkout.replace("{plan}", plan);
    let recurring = [
        selectors.portal.clone(),
        subscription("pro_monthly"),
        subscription("pro_yearly"),
    ];
    world
        .shows_none(
            &recurring.join(", "),
            "the portal or the checkout of a subscription",
        )
        .await
}

/// The dashboard shows the badge of people who have paid once and for all.
#[then("the dashboard shows the lifetime badge")]
async fn badge(world: &mut World) -> Result<(), StepError> {
    let dashboard = Place::Dashboard.path(world)?;
    world.open(&dashboard).await?;
    let badge = world.profile()?.selectors.lifetime_badge.clone();
    world.is_there(&badge, "the lifetime badge").await
}

/// The dashboard does not show the badge of people who have paid once and for all.
#[then("the dashboard shows no lifetime badge")]
async fn no_badge(world: &mut World) -> Result<(), StepError> {
    let dashboard = Place::Dashboard.path(world)?;
    world.open(&dashboard).await?;
    let badge = world.profile()?.selectors.lifetime_badge.clone();
    world.shows_none(&badge, "the lifetime badge").await
}

/// The dashboard shows this plan when they open it.
#[then(expr = "the dashboard shows the plan {string}")]
async fn shows_plan(world: &mut World, plan: String) -> Result<(), StepError> {
    let dashboard = Place::Dashboard.path(world)?;
    world.open(&dashboard).await?;
    let shown = world.profile()?.selectors.plan.replace("{plan}", &plan);
    world.is_there(&shown, &format!("the plan {plan}")).await
}

/// The dashboard shows this plan sooner or later, as they look at it again and again. Nothing else is told to the app
/// meanwhile.
#[then(expr = "the dashboard comes to show the plan {string}")]
async fn comes_to_show_plan(world: &mut World, plan: String) -> Result<(), StepError> {
    world.dashboard_comes_to_show(&plan).await
}

/// Somebody without a session who presses the button of this plan is asked to sign in, and is back at the billing page
/// afterwards.
#[then(expr = "somebody who is signed out and wants {string} is asked to sign in and comes back")]
async fn asked_to_sign_in(world: &mut World, plan: String) -> Result<(), StepError> {
    let billing = Place::Billing.path(world)?;
    world.open(&billing).await?;
    let checkout = world.profile()?.selectors.checkout.replace("{plan}", &plan);
    let tab = world.open_tab()?;
    tab.press(&checkout, &format!("the button of {plan}"))
        .await?;
    let sign_in = Place::SignIn.path(world)?;
    world.ends_at(&sign_in, Place::SignIn.name()).await?;
    world.press_provider().await?;
    world
        .answer_provider(conformance_harness::world::Answer::Allow)
        .await?;
    world.ends_at(&billing, Place::Billing.name()).await
}
