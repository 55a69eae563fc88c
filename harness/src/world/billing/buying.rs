//! What people do at the checkout and in the customer portal.

use serde_json::json;

use crate::capability::Capability;
use crate::step_error::StepError;
use crate::time::now_ms;
use crate::world::World;

/// A card that pays.
pub(super) const GOOD_CARD: &str = "4242424242424242";

/// Fills in what a checkout asks for beside the card's number. In one go: what counts of a test card is its number.
const FILL_IN_THE_REST: &str = "
    const form = document.querySelector(arguments[0])?.form;
    if (!form) return false;
    const answers = [['expiry', '12/34'], ['cvc', '123'], ['postal', '12345'], ['name', 'Robin Doe']];
    for (const input of form.querySelectorAll('input:not([type=hidden])')) {
        const known = answers.find(([part]) => input.name.toLowerCase().includes(part));
        if (known && input.value === '') input.value = known[1];
    }
    return true;";

impl World {
    /// Goes from the billing page to the checkout of `plan`.
    ///
    /// # Errors
    /// Failed, when the billing page does not offer it or the checkout does not open.
    pub async fn go_to_checkout(&mut self, plan: &str) -> Result<(), StepError> {
        let billing = self.profile()?.routes.billing.clone();
        self.open(&billing).await?;
        let selectors = &self.profile()?.selectors;
        let checkout = selectors.checkout.replace("{plan}", plan);
        let card = selectors.card_number.clone();
        let tab = self.open_tab()?;
        tab.press(&checkout, &format!("the way to the checkout of {plan}"))
            .await?;
        self.billing.checkout_of = Some(plan.to_owned());
        match self.checkout_steps()?.first() {
            Some(first) => self.checkout_opens(first).await,
            None => self.is_there(&card, "the checkout asks for a card").await,
        }
    }

    /// Pays at the checkout with the card of this number. Returns when, in Unix milliseconds.
    ///
    /// # Errors
    /// Failed, when the checkout is not open.
    pub async fn pay_with(&mut self, card: &str) -> Result<u64, StepError> {
        let selectors = &self.profile()?.selectors;
        let (number, pay) = (selectors.card_number.clone(), selectors.pay.clone());
        self.begin_deed().await?;
        let steps = self.checkout_steps()?;
        if !steps.is_empty() {
            let paid_ms = self.play_checkout(&steps, card).await?;
            self.billing.paid_ms = Some(paid_ms);
            return Ok(paid_ms);
        }
        let tab = self.open_tab()?;
        tab.fill(&number, card, "the checkout's card number")
            .await?;
        tab.run_when_ready(FILL_IN_THE_REST, vec![json!(number)], "the checkout's form")
            .await?;
        let paid_ms = now_ms();
        tab.press(&pay, "what pays at the checkout").await?;
        self.billing.paid_ms = Some(paid_ms);
        Ok(paid_ms)
    }

    /// From the billing page through the checkout, with a card that pays, and back.
    ///
    /// # Errors
    /// Failed, when they are not led through.
    pub async fn buy(&mut self, plan: &str) -> Result<(), StepError> {
        self.go_to_checkout(plan).await?;
        self.pay_with(GOOD_CARD).await?;
        let billing = self.profile()?.routes.billing.clone();
        self.ends_at(&billing, "the billing page").await
    }

    /// The checkout of `plan` opens from the billing page, and says what it costs, e.g. `$12`.
    ///
    /// # Errors
    /// Failed, when it does not.
    pub async fn checkout_asks_for(&mut self, plan: &str, price: &str) -> Result<(), StepError> {
        self.go_to_checkout(plan).await?;
        let page = self.open_tab()?.page().await?;
        if shows_price(&page.text, price) {
            return Ok(());
        }
        let wanted = format!("the checkout of {plan} says that it costs {price}");
        Err(StepError::failed(wanted, page.describe()))
    }

    /// Answers the bank's question whether it is really them with no.
    ///
    /// # Errors
    /// Failed, when nobody asks.
    pub async fn refuse_authentication(&mut self) -> Result<(), StepError> {
        let refuse = self.profile()?.selectors.refuse_authentication.clone();
        let tab = self.open_tab()?;
        tab.press(&refuse, "what refuses the bank's question").await
    }

    /// Lets them have bought a plan, without a browser.
    ///
    /// # Errors
    /// Blocked, when the scenario does not say by tag that it needs to, or the instance cannot.
    pub async fn let_them_have_bought(&mut self, plan: &str) -> Result<(), StepError> {
        self.must_say_that_it_needs(Capability::Sales)?;
        let user_id = self.user_id().await?;
        let (plan, period) = self.as_sold(plan);
        self.begin_deed().await?;
        let clerk = self.deployment().await?.clerk.clone();
        Ok(clerk.sell(&user_id, plan, period).await?)
    }

    /// From the billing page to the customer portal.
    ///
    /// # Errors
    /// Failed, when the billing page does not lead there.
    pub async fn go_to_portal(&mut self) -> Result<(), StepError> {
        let billing = self.profile()?.routes.billing.clone();
        self.open(&billing).await?;
        let portal = self.profile()?.selectors.portal.clone();
        let tab = self.open_tab()?;
        tab.press(&portal, "the way to the customer portal").await
    }

    /// Cancels in the portal.
    ///
    /// # Errors
    /// Failed, when the portal does not offer it.
    pub async fn cancel_in_portal(&mut self) -> Result<(), StepError> {
        self.go_to_portal().await?;
        let cancel = self.profile()?.selectors.cancel.clone();
        let tab = self.open_tab()?;
        tab.press(&cancel, "what cancels the subscription").await?;
        self.confirm().await
    }

    /// Changes to another plan in the portal.
    ///
    /// # Errors
    /// Failed, when the portal does not offer it.
    pub async fn change_in_portal(&mut self, plan: &str) -> Result<(), StepError> {
        self.go_to_portal().await?;
        let selector = self.profile()?.selectors.change_plan.clone();
        let (sold_as, period) = self.as_sold(plan);
        let change = match sold_as == plan {
            true => selector.replace("{plan}", plan),
            false => selector.replace("{plan}", &format!("{sold_as}:{period}")),
        };
        let tab = self.open_tab()?;
        tab.press(&change, &format!("what changes to {plan}"))
            .await?;
        self.confirm().await
    }

    /// Says in the portal that they mean it.
    async fn confirm(&mut self) -> Result<(), StepError> {
        let confirm = self.profile()?.selectors.confirm.clone();
        self.begin_deed().await?;
        let tab = self.open_tab()?;
        tab.press(&confirm, "what confirms it in the portal")
            .await?;
        tab.settle(|_| true).await?;
        Ok(())
    }
}

/// Whether a text names a price, and not one that only begins like it: `$12` is in “$12.00 a month”, and not in “$120”.
#[must_use]
pub fn shows_price(text: &str, price: &str) -> bool {
    text.match_indices(price).any(|(at, _)| {
        let rest = &text[at + price.len()..];
        let rest = rest.strip_prefix(".00").unwrap_or(rest);
        let mut next = rest.chars();
        match next.next() {
            Some('.' | ',') => !next.next().is_some_and(|it| it.is_ascii_digit()),
            Some(other) => !other.is_ascii_digit(),
            None => true,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_not_the_beginning_of_another_one() {
        assert!(shows_price("$12 a month", "$12"));
        assert!(shows_price("costs $12.", "$12"));
        assert!(shows_price("$12.00", "$12"));
        for other in ["$120", "$12.50", "$12,000", "$1", ""] {
            assert!(!shows_price(other, "$12"), "{other}");
        }
        assert!(shows_price("$120 or $12", "$12"));
    }
}
