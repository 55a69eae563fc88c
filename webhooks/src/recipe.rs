//! From an event's name, or a payload of one's own, to a message.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;

use crate::catalogue::Catalogue;
use crate::delivery::Dispatch;
use crate::message::Message;
use crate::set::{NoSuchPath, set};
use crate::times;

/// What a payload begins as.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// An event of the catalogue, by name.
    Event(String),
    /// A payload of one's own; times in it may be relative, see [`resolve`](crate::resolve).
    Payload(Value),
}

/// How a payload is made.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipe {
    /// What it begins as.
    pub source: Source,
    /// What is then changed: paths with values, which may be relative times.
    pub changes: Vec<(String, Value)>,
    /// How long ago it has happened.
    pub age: Duration,
}

/// Why there is no such payload.
#[derive(Debug, thiserror::Error)]
pub enum RecipeError {
    /// The catalogue has no such event.
    #[error("there is no event `{name}`{nearest}")]
    UnknownEvent {
        /// What was asked for.
        name: String,
        /// What may have been meant, as the end of the sentence.
        nearest: String,
    },
    /// A change is to be made where nothing is.
    #[error(transparent)]
    Path(#[from] NoSuchPath),
    /// A file cannot be read.
    #[error("{}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        source: std::io::Error,
    },
    /// A file is not JSON.
    #[error("{}: {source}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, and where.
        source: serde_json::Error,
    },
}

impl Source {
    /// The payload in the JSON file at `path`.
    ///
    /// # Errors
    /// When it cannot be read or is not JSON.
    pub fn file(path: &Path) -> Result<Self, RecipeError> {
        let text = std::fs::read(path).map_err(|source| RecipeError::Unreadable {
            path: path.to_owned(),
            source,
        })?;
        let payload = serde_json::from_slice(&text).map_err(|source| RecipeError::Malformed {
            path: path.to_owned(),
            source,
        })?;
        Ok(Self::Payload(payload))
    }
}

impl Recipe {
    /// The event as it has just happened, without changes.
    #[must_use]
    pub fn of(source: Source) -> Self {
        Self {
            source,
            changes: Vec::new(),
            age: Duration::ZERO,
        }
    }

    /// The payload, as it is told at `now_ms`, in Unix milliseconds.
    ///
    /// # Errors
    /// When the event is unknown, or a change leads to nothing.
    pub fn payload(&self, now_ms: i64) -> Result<Value, RecipeError> {
        let happened_ms = times::ago(now_ms, self.age);
        let mut payload = match &self.source {
            Source::Event(name) => {
                let catalogue = Catalogue::builtin();
                let event = catalogue.find(name);
                event
                    .ok_or_else(|| unknown(name, catalogue))?
                    .payload(happened_ms)
            }
            Source::Payload(payload) => payload.clone(),
        };
        for (path, value) in &self.changes {
            set(&mut payload, path, value.clone())?;
        }
        times::resolve(&mut payload, happened_ms);
        Ok(payload)
    }

    /// The payload as a fresh message that can be sent.
    ///
    /// # Errors
    /// As [`payload`](Self::payload).
    pub fn dispatch(&self, now_ms: i64) -> Result<Dispatch, RecipeError> {
        let payload = self.payload(now_ms)?;
        let event = payload["type"].as_str().unwrap_or("(no type)");
        Ok(Dispatch::new(event, Message::of_json(&payload)))
    }
}

fn unknown(name: &str, catalogue: &Catalogue) -> RecipeError {
    let nearest = catalogue.nearest(name);
    let nearest = nearest.map(|nearest| format!("; did you mean `{nearest}`?"));
    RecipeError::UnknownEvent {
        name: name.to_owned(),
        nearest: nearest.unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const NOW: i64 = 1_700_000_000_000;

    #[test]
    fn changes_are_made_and_their_times_are_those_of_the_event() {
        let recipe = Recipe {
            changes: vec![
                ("data.status".to_owned(), json!("ended")),
                ("data.period_end".to_owned(), json!("$now-1h")),
            ],
            age: Duration::from_secs(7_200),
            ..Recipe::of(Source::Event("subscriptionItem.active".to_owned()))
        };
        let payload = recipe.payload(NOW).expect("a payload");
        assert_eq!(payload["timestamp"], NOW - 7_200_000);
        assert_eq!(payload["data"]["status"], "ended");
        assert_eq!(payload["data"]["period_end"], NOW - 3 * 3_600_000);
        let dispatch = recipe.dispatch(NOW).expect("a message");
        assert_eq!(dispatch.event, "subscriptionItem.active");
        assert_eq!(dispatch.message.body, payload.to_string());
    }

    #[test]
    fn a_payload_of_ones_own_is_sent_as_it_is() {
        let own = json!({"type": "user.created", "at": "$now"});
        let dispatch = Recipe::of(Source::Payload(own)).dispatch(NOW);
        let dispatch = dispatch.expect("a message");
        assert_eq!(dispatch.event, "user.created");
        assert_eq!(
            dispatch.message.body,
            format!(r#"{{"at":{NOW},"type":"user.created"}}"#)
        );
    }

    #[test]
    fn an_unknown_event_is_told_with_what_may_have_been_meant() {
        for (name, message) in [
            (
                "subscriptionItem.activ",
                "there is no event `subscriptionItem.activ`; did you mean `subscriptionItem.active`?",
            ),
            ("user.created", "there is no event `user.created`"),
        ] {
            let error = Recipe::of(Source::Event(name.to_owned())).payload(NOW);
            assert_eq!(error.expect_err(name).to_string(), message);
        }
    }
}
