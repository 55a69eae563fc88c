//! What a plan opens: lists that may be longer, features that may be used. In the page, and in the API behind it.

use std::fmt;
use std::str::FromStr;

use serde_json::{Value, json};

use crate::safety;
use crate::step_error::StepError;
use crate::world::World;

/// A list whose length depends on the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// The person's habits.
    Habits,
    /// The person's goals.
    Goals,
}

/// Whether somebody may use something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// They may.
    Open,
    /// They may not.
    Closed,
}

impl List {
    fn name(self) -> &'static str {
        match self {
            Self::Habits => "habits",
            Self::Goals => "goals",
        }
    }
}

impl fmt::Display for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for List {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "habits" => Ok(Self::Habits),
            "goals" => Ok(Self::Goals),
            _ => Err(format!("there is no list of {name}")),
        }
    }
}

/// Calls the API of the page's own server as its scripts do; the status of the answer.
const CALL: &str = "
    const [method, path, body] = arguments;
    const init = { method, headers: { 'content-type': 'application/json' } };
    if (body !== null) init.body = JSON.stringify(body);
    return fetch(path, init).then((answer) => answer.status, () => 0);";

/// Adds so many entries one after the other; the statuses of the answers.
const ADD: &str = "
    const [path, number] = arguments;
    const init = (n) => ({
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ title: `Entry ${n}` }),
    });
    return (async () => {
        const statuses = [];
        for (let n = 0; n < number; n++) statuses.push((await fetch(path, init(n))).status);
        return statuses;
    })();";

/// Types a title into the form of a list and sends it, once it can be sent.
const ADD_ON_PAGE: &str = "
    const input = document.querySelector(arguments[0]);
    if (!input || input.disabled || !input.form) return false;
    input.value = arguments[1];
    setTimeout(() => input.form.requestSubmit());
    return true;";

/// Whether a list on the page cannot be made longer: its input is gone or cannot be used.
const CANNOT_ADD: &str = "
    const input = document.querySelector(arguments[0]);
    return !input || input.disabled || !input.checkVisibility();";

impl World {
    /// Adds so many entries to a list, by the API.
    ///
    /// # Errors
    /// Failed, when one of them is refused.
    pub async fn has_added(&mut self, list: List, number: usize) -> Result<(), StepError> {
        safety::may(|| format!("add to the {list}"))?;
        let path = self.list_path(list)?;
        self.open_dashboard().await?;
        let added = self
            .open_tab()?
            .evaluate(ADD, vec![json!(path), json!(number)]);
        let statuses: Vec<u64> = added
            .await?
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_u64)
            .collect();
        all_taken(list, number, &statuses)
    }

    /// Whether the API takes another entry is as it should be.
    ///
    /// # Errors
    /// Failed, when it is not.
    pub async fn api_takes_another(&mut self, list: List, gate: Gate) -> Result<(), StepError> {
        let path = self.list_path(list)?;
        self.open_dashboard().await?;
        let entry = json!({ "title": "One more" });
        let status = self.call_api("POST", &path, &entry).await?;
        as_gate(
            &format!("another one of the {list}, by the API,"),
            gate,
            status,
        )
    }

    /// Whether the dashboard takes another entry is as it should be.
    ///
    /// # Errors
    /// Failed, when it is not.
    pub async fn page_takes_another(&mut self, list: List, gate: Gate) -> Result<(), StepError> {
        self.open_dashboard().await?;
        let selectors = &self.profile()?.selectors;
        let input = selectors.new_entry.replace("{list}", list.name());
        let entries = selectors.entries.replace("{list}", list.name());
        let before = self.count(&entries).await?;
        let closed = self
            .open_tab()?
            .evaluate(CANNOT_ADD, vec![json!(input)])
            .await?
            == json!(true);
        if !closed {
            safety::may(|| format!("add to the {list}"))?;
            let arguments = vec![json!(input), json!("One more")];
            let what = format!("the form for {list}");
            let tab = self.open_tab()?;
            tab.run_when_ready(ADD_ON_PAGE, arguments, &what).await?;
            tab.come_to_rest().await?;
        }
        let after = self.count(&entries).await?;
        let wanted = before + usize::from(gate == Gate::Open);
        if after != wanted {
            let shown = format!("the dashboard shows {wanted} {list} after one more was entered");
            return Err(StepError::failed(shown, format!("it shows {after}")));
        }
        match gate {
            Gate::Open => Ok(()),
            Gate::Closed => self.tells(&[]).await,
        }
    }

    /// Whether a feature can be used is as it should be, on the dashboard and by the API.
    ///
    /// # Errors
    /// Failed, when it is not.
    pub async fn feature_is(&mut self, feature: &str, gate: Gate) -> Result<(), StepError> {
        self.open_dashboard().await?;
        let selectors = &self.profile()?.selectors;
        let selector = match gate {
            Gate::Open => &selectors.open_feature,
            Gate::Closed => &selectors.closed_feature,
        };
        let selector = selector.replace("{feature}", feature);
        let shown = format!(
            "the dashboard shows {feature} as {} ({selector})",
            word(gate)
        );
        self.is_there(&selector, &shown).await?;
        let path = self.profile()?.routes.feature.replace("{feature}", feature);
        let status = self.call_api("GET", &path, &Value::Null).await?;
        as_gate(&format!("{feature}, by the API,"), gate, status)
    }

    fn list_path(&self, list: List) -> Result<String, StepError> {
        let routes = &self.profile()?.routes;
        Ok(match list {
            List::Habits => routes.habits.clone(),
            List::Goals => routes.goals.clone(),
        })
    }

    /// Opens the dashboard, as it is now.
    async fn open_dashboard(&mut self) -> Result<(), StepError> {
        let dashboard = self.profile()?.routes.dashboard.clone();
        self.open(&dashboard).await?;
        self.ends_at(&dashboard, "the dashboard").await
    }

    async fn call_api(&mut self, method: &str, path: &str, body: &Value) -> Result<u64, StepError> {
        if method != "GET" {
            safety::may(|| format!("send {method} {path} from a page"))?;
        }
        let arguments = vec![json!(method), json!(path), body.clone()];
        let status = self.open_tab()?.evaluate(CALL, arguments).await?;
        Ok(status.as_u64().unwrap_or_default())
    }
}

fn word(gate: Gate) -> &'static str {
    match gate {
        Gate::Open => "available",
        Gate::Closed => "not available",
    }
}

/// # Errors
/// Failed, when not each of so many entries was taken.
fn all_taken(list: List, number: usize, statuses: &[u64]) -> Result<(), StepError> {
    let refused = |status: &u64| !(200..300).contains(status);
    let actual = match statuses.iter().position(refused) {
        Some(index) => format!("number {} is answered with {}", index + 1, statuses[index]),
        None if statuses.len() != number => format!("{} are answered", statuses.len()),
        None => return Ok(()),
    };
    Err(StepError::failed(
        format!("they can have {number} {list}"),
        actual,
    ))
}

/// # Errors
/// Failed, when an answer is not that of such a gate.
fn as_gate(what: &str, gate: Gate, status: u64) -> Result<(), StepError> {
    let is_so = match gate {
        Gate::Open => (200..300).contains(&status),
        Gate::Closed => matches!(status, 402 | 403),
    };
    if is_so {
        return Ok(());
    }
    Err(StepError::failed(
        format!("{what} is {}", word(gate)),
        format!("the answer is {status}"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_taken_when_there_is_an_answer_for_each_and_it_is_yes() {
        assert_eq!(all_taken(List::Habits, 2, &[201, 200]), Ok(()));
        assert_eq!(all_taken(List::Habits, 0, &[]), Ok(()));
        for statuses in [&[][..], &[201], &[201, 403], &[201, 201, 201]] {
            let taken = all_taken(List::Habits, 2, statuses);
            assert!(taken.is_err(), "{statuses:?}");
        }
    }

    #[test]
    fn a_gate_is_closed_by_a_refusal_and_by_no_other_answer() {
        assert!(as_gate("it", Gate::Closed, 403).is_ok());
        assert!(as_gate("it", Gate::Closed, 402).is_ok());
        for status in [0, 200, 401, 404, 500] {
            assert!(as_gate("it", Gate::Closed, status).is_err(), "{status}");
        }
        assert!(as_gate("it", Gate::Open, 201).is_ok());
        assert!(as_gate("it", Gate::Open, 403).is_err());
    }
}
