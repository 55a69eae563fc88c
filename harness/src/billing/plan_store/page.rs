//! The app's own page as plan store.

use futures::FutureExt as _;
use futures::future::BoxFuture;
use serde_json::{Value, json};
use url::Url;

use super::{PlanStore, Stored};
use crate::browser::Tab;
use crate::environment_error::EnvironmentError;
use crate::step_error::StepError;

/// The plans that can be stored.
const PLANS: [&str; 3] = ["free", "pro", "lifetime"];

/// Which of the selectors find something that can be seen.
const SEEN: &str = "
    const seen = (selector) => [...document.querySelectorAll(selector)].some((it) => it.checkVisibility());
    return arguments[0].map(seen);";

/// The page on which an app shows people their plan, for deployments whose store nobody else may look into. It tells of
/// the person who is signed in, and of nobody else.
#[derive(Debug)]
pub struct PageStore<'a> {
    /// Where the person looks; they are signed in there.
    pub tab: &'a Tab,
    /// The page.
    pub url: Url,
    /// What says which plan they have: a CSS selector, in which `{plan}` stands for it.
    pub selector: String,
}

impl PageStore<'_> {
    async fn look(&self) -> Result<Option<Stored>, EnvironmentError> {
        let unreadable = |error: StepError| {
            EnvironmentError::new(match error {
                StepError::Blocked(reason) => reason,
                StepError::Failed(failure) => failure.actual,
            })
        };
        self.tab.go_to(&self.url).await.map_err(unreadable)?;
        let settled = self.tab.settle(|_| true).await?;
        let status = {
            let recording = self.tab.recording();
            let mut pages = recording.requests().iter().rev();
            pages.find(|it| it.is_navigation).and_then(|it| it.status)
        };
        let path = self.url.path();
        let refused = |what: String| {
            EnvironmentError::new(format!(
                "the plan is read off the page {path}, and {what}: is the person signed in?"
            ))
        };
        match status {
            Some(404) => return Ok(None),
            Some(status) if status >= 400 => return Err(refused(format!("it answers {status}"))),
            _ => {}
        }
        let is_there = Url::parse(&settled.page.url).is_ok_and(|it| it.path() == path);
        if !is_there {
            return Err(refused(format!("it leads to {}", settled.page.describe())));
        }
        let selectors = PLANS.map(|plan| self.selector.replace("{plan}", plan));
        let seen = self.tab.evaluate(SEEN, vec![json!(selectors)]).await?;
        let shown = PLANS.iter().enumerate();
        let shown = shown.filter(|(at, _)| seen[at] == Value::Bool(true));
        let shown: Vec<&str> = shown.map(|(_, plan)| *plan).collect();
        match shown[..] {
            [plan] => Ok(Some(Stored {
                plan: plan.to_owned(),
                facts: json!({ "plan": plan }),
            })),
            [] => Err(EnvironmentError::new(format!(
                "the page {path} shows no plan: correct `plan` under [selectors], which is {}",
                self.selector
            ))),
            _ => Err(EnvironmentError::new(format!(
                "the page {path} shows several plans at once: {}",
                shown.join(", ")
            ))),
        }
    }
}

impl PlanStore for PageStore<'_> {
    fn stored<'a>(
        &'a self,
        _clerk_id: &'a str,
    ) -> BoxFuture<'a, Result<Option<Stored>, EnvironmentError>> {
        self.look().boxed()
    }

    fn times_stored<'a>(
        &'a self,
        _clerk_id: &'a str,
    ) -> BoxFuture<'a, Result<usize, EnvironmentError>> {
        let nobody_knows = "a page does not show how often somebody is stored";
        async move { Err(EnvironmentError::new(nobody_knows)) }.boxed()
    }
}
