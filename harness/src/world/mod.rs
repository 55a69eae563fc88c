//! What one scenario acts on and remembers: the deployment, the browser, the person, the evidence.
//!
//! Steps are one or two lines over the verbs below: [`visit`](self) what a person does, [`check`](self) what
//! must then be true.

mod access;
mod attempts;
mod billing;
mod check;
mod codes;
mod connections;
mod custom_provider;
mod deeds;
mod evidence;
mod fault;
mod form;
mod native;
mod openid;
mod outside;
mod people;
mod session;
mod stored;
mod ticket;
mod visit;

use std::any::{Any, TypeId};
use std::cell::Cell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

pub use attempts::{ClerkCall, Trouble};
pub use billing::{Event, Gate, Happening, Line, List, Repetition, shows_price};
pub use custom_provider::{ProxyAnswer, SecretPlace};
pub use deeds::Deed;
pub use form::unused_username;
pub use openid::{Bearer, Exchange, Manner, TokenKind};
pub use people::AccountFacts;
pub use session::SessionState;
pub use visit::Answer;

use crate::arrangement::{Arrangement, Change, Variable};
use crate::browser::{BrowserPool, Tab};
use crate::capability::Capability;
use crate::defect::Defect;
use crate::deployment::Deployment;
use crate::environment_error::EnvironmentError;
use crate::identity_provider::Person;
use crate::profile::Profile;
use crate::step_error::StepError;
use crate::suite::Case;
use crate::target::Target;

/// What all scenarios of a run share.
#[derive(Debug)]
pub struct Stage {
    /// Where deployments come from.
    pub target: Target,
    /// Where browsers come from.
    pub browsers: Arc<BrowserPool>,
}

/// The world of one scenario. Deployment and browser are had when a step first needs them.
#[derive(Debug, Default, cucumber::World)]
pub struct World {
    stage: Option<Arc<Stage>>,
    needs: Vec<Capability>,
    arrangement: Arrangement,
    deployment: Option<Deployment>,
    tab: Option<Tab>,
    person: Option<Person>,
    /// Under which email address they are known to the identity provider, where it is not their own.
    alias: Option<String>,
    /// The phone number that codes are sent to.
    phone: Option<String>,
    /// The password of their account.
    password: Option<String>,
    /// The username of somebody who has nothing to do with the scenario.
    taken_username: Option<String>,
    /// The codes and links that they have read.
    read: HashSet<String>,
    /// What they have typed into the missing-requirements form, by field.
    given: BTreeMap<String, String>,
    /// How many requests the tab had made when the session token expired.
    requests_before_expiry: usize,
    billing: billing::Diary,
    openid: openid::Diary,
    custom_provider: custom_provider::Diary,
    notes: Vec<String>,
    /// Whether something of the deployment was seen not to answer: nothing more is asked of it.
    is_away: Cell<bool>,
    cpu: Option<Duration>,
    extra: Extra,
}

/// State that steps of other crates keep, one value per type.
#[derive(Default)]
struct Extra(HashMap<TypeId, Box<dyn Any>>);

impl std::fmt::Debug for Extra {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Extra({})", self.0.len())
    }
}

impl World {
    /// Sets the scene: what the scenario may use, what its tags say of it, and the defect to play with.
    pub fn enter(&mut self, stage: Arc<Stage>, case: &Case<'_>, defect: Option<Arc<Defect>>) {
        self.needs = case.needs();
        self.billing = billing::Diary::begin();
        // What the profile does not allow has been set aside, and slips in tags have been found before.
        let policies = stage.target.profile.policies;
        self.arrangement = Arrangement {
            policies: case.readings().iter().fold(policies, |policies, it| {
                policies.with(it).unwrap_or(policies)
            }),
            is_about_events: case
                .readings()
                .iter()
                .any(|it| it.policy == "billing.events"),
            defect,
            ..Arrangement::default()
        };
        self.stage = Some(stage);
    }

    /// State of the caller's own type; made with its default when first asked for.
    pub fn state<T: Any + Default>(&mut self) -> &mut T {
        let value = self
            .extra
            .0
            .entry(TypeId::of::<T>())
            .or_insert_with(|| Box::new(T::default()));
        value
            .downcast_mut()
            .expect("the value was stored under its own type")
    }

    /// Writes something down that explains the outcome.
    pub fn note(&mut self, text: impl Into<String>) {
        self.notes.push(text.into());
    }

    /// The profile of the target.
    ///
    /// # Errors
    /// Blocked, when the world is used outside of a run.
    pub fn profile(&self) -> Result<&Profile, StepError> {
        Ok(&self.stage()?.target.profile)
    }

    fn stage(&self) -> Result<&Arc<Stage>, StepError> {
        self.stage
            .as_ref()
            .ok_or_else(|| StepError::Blocked("this scenario is not part of a run".to_owned()))
    }

    /// The deployment that this scenario is about.
    ///
    /// # Errors
    /// Blocked, when there is none to be had.
    pub async fn deployment(&mut self) -> Result<&Deployment, StepError> {
        if self.deployment.is_none() {
            let stage = Arc::clone(self.stage()?);
            let target = &stage.target;
            let deployment = target.deployment(&self.arrangement, &self.needs).await?;
            if self.needs.contains(&Capability::InstanceSettings) {
                self.arrangement.tell_clerk(&deployment.clerk).await?;
            }
            self.deployment = Some(deployment);
        }
        self.deployment
            .as_ref()
            .ok_or_else(|| StepError::Blocked("there is no deployment".to_owned()))
    }

    /// The tab that the person sits at.
    ///
    /// # Errors
    /// Blocked, when there is no browser to be had.
    pub async fn tab(&mut self) -> Result<&Tab, StepError> {
        if self.tab.is_none() {
            let stage = Arc::clone(self.stage()?);
            // Which browser it is may depend on where the deployment is, and what its pages are told on whose it is.
            let needs_deployment = stage.target.profile.hermetic().is_some()
                || stage.target.profile.real_instance().is_some();
            let names = match needs_deployment {
                true => self.deployment().await?.names.clone(),
                false => None,
            };
            let lease = stage.browsers.lease(names.as_ref()).await?;
            let profile = &stage.target.profile;
            let tab = Tab::open(lease, profile.timing).await?;
            let tab = match stage.target.bypass() {
                Some(bypass) => tab.with_cookies(bypass.cookies().await?).await?,
                None => tab,
            };
            self.tab = Some(match profile.evidence.pictures.are_taken_on_the_way() {
                true => tab.remembering_pages(),
                false => tab,
            });
            self.carry_testing_token().await?;
        }
        self.open_tab()
    }

    /// The tab, which a step before this one has opened.
    ///
    /// # Errors
    /// Blocked, when none has.
    pub fn open_tab(&self) -> Result<&Tab, StepError> {
        self.tab.as_ref().ok_or_else(|| {
            StepError::Blocked("no step before this one has opened a page".to_owned())
        })
    }

    /// Changes the instance's settings for the time of this scenario.
    ///
    /// # Errors
    /// Blocked, when the scenario does not say by tag that it needs to, or the instance refuses.
    pub async fn change_instance(&mut self, changes: &Value) -> Result<(), StepError> {
        self.must_say_that_it_needs(Capability::InstanceSettings)?;
        self.deployment()
            .await?
            .clerk
            .change_settings(changes)
            .await?;
        Ok(())
    }

    /// Has the deployment started with another environment than usual.
    ///
    /// # Errors
    /// Blocked, when the scenario does not say by tag that it needs to, or the deployment runs already.
    pub fn change_environment(
        &mut self,
        variable: Variable,
        change: Change,
    ) -> Result<(), StepError> {
        self.must_say_that_it_needs(Capability::Environment)?;
        if self.deployment.is_some() {
            let late = "a step before this one has started the deployment; say first what its environment is";
            return Err(StepError::Blocked(late.to_owned()));
        }
        self.arrangement.environment.insert(variable, change);
        Ok(())
    }

    /// # Errors
    /// Blocked, when the scenario does not say by tag that it needs `capability`.
    fn must_say_that_it_needs(&self, capability: Capability) -> Result<(), StepError> {
        self.must_say_that_it_needs_one_of(&[capability])
    }

    /// # Errors
    /// Blocked, when the scenario says by tag that it needs none of these.
    fn must_say_that_it_needs_one_of(&self, wanted: &[Capability]) -> Result<(), StepError> {
        if wanted.iter().any(|one| self.needs.contains(one)) {
            return Ok(());
        }
        let tags: Vec<String> = wanted.iter().map(|it| format!("@{}", it.tag())).collect();
        Err(StepError::Blocked(format!(
            "not every target can do what this scenario does, so it has to say so: tag it {}",
            tags.join(" or ")
        )))
    }

    /// Processor time that the scenario's browser has used, once the scenario has been left; absent without a browser,
    /// and where the system does not tell.
    #[must_use]
    pub fn cpu(&self) -> Option<Duration> {
        self.cpu
    }

    /// What the scenario ordered and what never happened, so that it has proven nothing: trouble on the way to Clerk
    /// that no call has met, and faults of the identity provider that no login has met.
    ///
    /// # Errors
    /// When the instance or the provider cannot be asked.
    pub async fn idle_order(&self) -> Result<Option<String>, EnvironmentError> {
        if let Some(order) = self.idle_provider_order().await? {
            return Ok(Some(order));
        }
        let Some(deployment) = &self.deployment else {
            return Ok(None);
        };
        if !self.needs.contains(&Capability::ClerkFaults) {
            return Ok(None);
        }
        let unmet = deployment.clerk.unmet_faults().await?;
        Ok(unmet.first().map(|endpoint| {
            format!("the trouble that was ordered for {endpoint} met no call, so nothing was tried")
        }))
    }

    /// Closes the tab and gives the deployment back.
    ///
    /// # Errors
    /// When the deployment cannot be put back as it was.
    pub async fn leave(&mut self) -> Result<(), EnvironmentError> {
        if let Some(tab) = self.tab.take() {
            self.cpu = tab.close().await;
        }
        match self.deployment.take() {
            Some(deployment) => deployment.release().await,
            None => Ok(()),
        }
    }
}
