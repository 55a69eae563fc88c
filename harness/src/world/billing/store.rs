//! Looking into the plan store.

use super::super::World;
use crate::billing::{PageStore, PlanStore as _, Plans, Stored};
use crate::capability::Capability;
use crate::environment_error::EnvironmentError;
use crate::step_error::StepError;

impl World {
    /// Where the deployment's stored plans can be read.
    ///
    /// # Errors
    /// Blocked, when the scenario does not say by tag that it needs to, or the target has no such place.
    pub(super) async fn plan_store(&mut self) -> Result<Plans, StepError> {
        self.must_say_that_it_needs(Capability::PlanStore)?;
        let store = self.deployment().await?.billing.plan_store.clone();
        store.ok_or_else(|| {
            StepError::Blocked("the target has no plan store to look into".to_owned())
        })
    }

    /// What is stored for them.
    ///
    /// # Errors
    /// Failed, when they have no account; blocked, when the store cannot be asked.
    pub(super) async fn stored(&mut self) -> Result<Option<Stored>, StepError> {
        if self.tab.is_none() {
            self.must_say_that_it_needs(Capability::PlanRecords)?;
        }
        let user_id = self.user_id().await?;
        match self.plan_store().await? {
            Plans::Store(store) => Ok(store.stored(&user_id).await?),
            Plans::Page => self.shown(&user_id).await,
        }
    }

    /// How often they are stored.
    ///
    /// # Errors
    /// Blocked, when the store cannot be asked, or does not tell.
    pub(super) async fn times_stored(&mut self, user_id: &str) -> Result<usize, StepError> {
        self.must_say_that_it_needs(Capability::PlanList)?;
        match self.plan_store().await? {
            Plans::Store(store) => Ok(store.times_stored(user_id).await?),
            Plans::Page => {
                let told = "a page does not show how often somebody is stored";
                Err(StepError::Blocked(told.to_owned()))
            }
        }
    }

    /// What the page shows on which they see their plan. They look at it in a tab of its own, so that what they were at
    /// stays as it is.
    async fn shown(&mut self, user_id: &str) -> Result<Option<Stored>, StepError> {
        let url = {
            let path = self.profile()?.routes.dashboard.clone();
            self.deployment().await?.page(&path)?
        };
        let selector = self.profile()?.selectors.plan.clone();
        let nobody = || {
            EnvironmentError::new(
                "the plan is read off a page that people see who are signed in, and nobody is",
            )
        };
        let tab = self.tab.as_mut().ok_or_else(nobody)?;
        let before = tab.position();
        match self.billing.plan_tab {
            Some(position) => tab.go_on_at_tab(position).await?,
            None => {
                tab.go_on_in_second_tab().await?;
                self.billing.plan_tab = Some(tab.position());
            }
        }
        let page = PageStore { tab, url, selector };
        let shown = page.stored(user_id).await;
        tab.go_on_at_tab(before).await?;
        Ok(shown?)
    }
}
