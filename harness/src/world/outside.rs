//! Whether everything stayed on this machine, where that is what the target is for.

use std::collections::BTreeSet;

use url::Url;

use super::World;
use crate::step_error::StepError;

impl World {
    /// What the pages and the app have asked for beyond this machine, for a target that brings all that they need.
    ///
    /// # Errors
    /// Failed, when there is something.
    pub fn check_that_nothing_left(&self) -> Result<(), StepError> {
        let Some(deployment) = &self.deployment else {
            return Ok(());
        };
        let Some(names) = &deployment.names else {
            return Ok(());
        };
        let mut left = BTreeSet::new();
        let recordings = self.tab.iter().flat_map(|tab| tab.recordings());
        for (_, recording) in recordings {
            let urls = recording
                .requests()
                .iter()
                .filter_map(|it| Url::parse(&it.url).ok());
            let beyond = urls.filter(|url| url.host_str().is_some_and(|host| !names.is_here(host)));
            left.extend(beyond.map(|url| {
                format!(
                    "a page asked for {}{}",
                    url.origin().ascii_serialization(),
                    url.path()
                )
            }));
        }
        let asked = deployment.outside().into_iter();
        left.extend(asked.map(|place| format!("the app asked for {place}")));
        if left.is_empty() {
            return Ok(());
        }
        let left: Vec<String> = left.into_iter().collect();
        Err(StepError::failed(
            "nothing is asked for beyond this machine, because the target brings all that it needs",
            left.join("; "),
        ))
    }
}
