//! Where a deployment keeps its people's plans.

mod convex;
mod json;
mod page;

use std::fmt;
use std::sync::Arc;

use futures::future::BoxFuture;
use secrecy::SecretString;
use serde_json::Value;

use crate::environment_error::EnvironmentError;
use crate::profile;

pub use convex::ConvexStore;
pub use json::{JsonStore, Key};
pub use page::PageStore;

/// A place where the stored plan of a person can be read.
///
/// What is stored is a fact about the deployment; that it cannot be read is a fault of what the run stands on. So a
/// person who is not stored is no error, and a store that refuses, or answers something else than plans, is one.
pub trait PlanStore: fmt::Debug + Send + Sync {
    /// What is stored for the person with this ID at Clerk; `None` if they are not.
    ///
    /// # Errors
    /// When the store cannot be reached, refuses, or answers something else.
    fn stored<'a>(
        &'a self,
        clerk_id: &'a str,
    ) -> BoxFuture<'a, Result<Option<Stored>, EnvironmentError>>;

    /// How often a person is stored: how many members of the list of all have their ID.
    ///
    /// # Errors
    /// When the store has no such list, or as for [`PlanStore::stored`].
    fn times_stored<'a>(
        &'a self,
        clerk_id: &'a str,
    ) -> BoxFuture<'a, Result<usize, EnvironmentError>>;

    /// Members of what is stored that say nothing of what somebody has.
    fn ignore(&self) -> &[String] {
        &[]
    }

    /// What opens it, if it is locked: a secret that must not get into evidence.
    fn key(&self) -> Option<&SecretString> {
        None
    }
}

/// What is stored for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The plan: `free`, `pro` or `lifetime`.
    pub plan: String,
    /// Everything that the store says of them.
    pub facts: Value,
}

/// Where a deployment's plans are read.
#[derive(Debug, Clone)]
pub enum Plans {
    /// In a store that can be asked.
    Store(Arc<dyn PlanStore>),
    /// On the page that the person sees; see [`PageStore`].
    Page,
}

impl Plans {
    /// What a profile says.
    #[must_use]
    pub fn of_profile(store: &profile::PlanStore) -> Self {
        match store {
            profile::PlanStore::Json(store) => Self::Store(Arc::new(JsonStore::of_profile(store))),
            profile::PlanStore::Convex(store) => {
                Self::Store(Arc::new(ConvexStore::of_profile(store)))
            }
            profile::PlanStore::Page => Self::Page,
        }
    }

    /// The plan store of this project, where the harness has started it at `url`.
    pub(crate) fn of_ours(url: &str) -> Self {
        Self::Store(Arc::new(JsonStore::of_ours(url)))
    }

    /// The store, if it can be asked without a browser.
    #[must_use]
    pub fn store(&self) -> Option<&Arc<dyn PlanStore>> {
        match self {
            Self::Store(store) => Some(store),
            Self::Page => None,
        }
    }
}

/// What a store says of somebody.
///
/// # Errors
/// When there is no plan at `pointer`.
fn stored(facts: Value, pointer: &str) -> Result<Stored, EnvironmentError> {
    let plan = facts.pointer(pointer).and_then(Value::as_str);
    let plan = plan.map(str::to_owned).ok_or_else(|| {
        EnvironmentError::new(format!("the plan store's answer has no plan at {pointer}"))
    })?;
    Ok(Stored { plan, facts })
}

/// How many of `people` have a person's ID in one of their members.
fn times(people: &[Value], clerk_id: &str) -> usize {
    let is_theirs = |person: &&Value| {
        let members = person.as_object();
        members.is_some_and(|it| it.values().any(|value| value == clerk_id))
    };
    people.iter().filter(is_theirs).count()
}

/// Why nobody can say how often somebody is stored.
fn no_people() -> EnvironmentError {
    EnvironmentError::new("the profile has no `people` under [billing.plan_store]")
}
