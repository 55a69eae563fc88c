//! A checkout that is not ours, played by the steps in the profile.

use crate::browser::Spot;
use crate::profile::{Act, CheckoutStep};
use crate::step_error::StepError;
use crate::time::now_ms;
use crate::world::World;

impl World {
    /// What is done at the checkout, where the profile says it; empty where the checkout is one form.
    pub(super) fn checkout_steps(&self) -> Result<Vec<CheckoutStep>, StepError> {
        let billing = self.profile()?.billing.as_ref();
        let checkout = billing.and_then(|it| it.checkout.as_ref());
        Ok(checkout.map(|it| it.steps.clone()).unwrap_or_default())
    }

    /// Waits until the checkout is there: until what the first step is about can be seen.
    ///
    /// # Errors
    /// Failed, when it is not before the deadline.
    pub(super) async fn checkout_opens(&mut self, first: &CheckoutStep) -> Result<(), StepError> {
        let filled = self.filled_in(std::slice::from_ref(first), "").await?;
        let spots = filled.iter().map(Filled::spot);
        for spot in spots {
            let tab = self.open_tab()?;
            tab.see_at(&spot, "the first step of the checkout").await?;
        }
        Ok(())
    }

    /// Does what the steps say, with the card of this number. Returns when they paid, in Unix milliseconds: with the last
    /// that they pressed.
    ///
    /// # Errors
    /// Failed, when a step cannot be done.
    pub(super) async fn play_checkout(
        &mut self,
        steps: &[CheckoutStep],
        card: &str,
    ) -> Result<u64, StepError> {
        let filled = self.filled_in(steps, card).await?;
        let tab = self.open_tab()?;
        let mut paid_ms = now_ms();
        for (number, step) in filled.iter().enumerate() {
            let what = format!("step {} of the checkout", number + 1);
            let spot = step.spot();
            match &step.act {
                Act::Fill(text) => tab.fill_at(&spot, text, &what).await?,
                Act::Wait => tab.see_at(&spot, &what).await?,
                Act::Press => {
                    paid_ms = now_ms();
                    tab.press_at(&spot, &what).await?;
                }
            }
        }
        Ok(paid_ms)
    }

    /// The steps, with what stands in braces filled in.
    async fn filled_in(
        &mut self,
        steps: &[CheckoutStep],
        card: &str,
    ) -> Result<Vec<Filled>, StepError> {
        let plan = self.billing.checkout_of.clone().unwrap_or_default();
        let email = self.person()?.email.clone();
        let fill = |text: &str| {
            let text = text.replace("{card}", card).replace("{plan}", &plan);
            text.replace("{email}", &email)
        };
        let filled = steps.iter().map(|step| Filled {
            act: match &step.act {
                Act::Fill(text) => Act::Fill(fill(text)),
                other => other.clone(),
            },
            selector: fill(&step.selector),
            frame: step.frame.as_deref().map(fill),
        });
        Ok(filled.collect())
    }
}

/// A step with everything filled in.
struct Filled {
    act: Act,
    selector: String,
    frame: Option<String>,
}

impl Filled {
    fn spot(&self) -> Spot<'_> {
        Spot {
            selector: &self.selector,
            frame: self.frame.as_deref(),
            is_awaited: true,
        }
    }
}
