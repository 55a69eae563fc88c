//! One message of a story.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::Value;

use crate::delivery::Dispatch;
use crate::distortion::UnknownDistortion;
use crate::recipe::{Recipe, Source};
use crate::script::Step;

/// One `[[message]]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Line {
    /// What a later line calls this message by.
    pub(super) name: Option<String>,
    event: Option<String>,
    data: Option<PathBuf>,
    again: Option<String>,
    #[serde(default)]
    new_id: bool,
    #[serde(default)]
    set: BTreeMap<String, Value>,
    #[serde(default)]
    ago: SignedDuration,
    #[serde(default)]
    wait: SignedDuration,
    #[serde(default = "one")]
    copies: usize,
    distort: Option<String>,
}

/// What a line is read in the light of.
pub(super) struct Setting<'a> {
    /// What files are looked for in.
    pub(super) folder: &'a Path,
    /// What is changed in every payload before the line's own changes.
    pub(super) before: &'a BTreeMap<String, Value>,
    /// And after them.
    pub(super) after: &'a [(String, Value)],
    /// The time now, in Unix milliseconds.
    pub(super) now_ms: i64,
    /// The messages before it that have a name.
    pub(super) known: &'a BTreeMap<String, Dispatch>,
}

impl Line {
    /// The message, without anything odd.
    pub(super) fn dispatch(&self, setting: &Setting<'_>) -> Result<Dispatch, String> {
        let source = match (&self.event, &self.data, &self.again) {
            (Some(name), None, None) => Source::Event(name.clone()),
            (None, Some(file), None) => {
                Source::file(&setting.folder.join(file)).map_err(|error| error.to_string())?
            }
            (None, None, Some(name)) => return self.repeated(name, setting),
            _ => return Err("say one of `event`, `data` and `again`".to_owned()),
        };
        if self.new_id {
            return Err(
                "`new_id` is for what is sent `again`: every other message has one".to_owned(),
            );
        }
        let own = setting.before.iter().chain(&self.set);
        let own = own.map(|(path, value)| (path.clone(), value.clone()));
        let recipe = Recipe {
            source,
            changes: own.chain(setting.after.iter().cloned()).collect(),
            age: positive("ago", self.ago)?,
        };
        let dispatch = recipe.dispatch(setting.now_ms);
        dispatch.map_err(|error| error.to_string())
    }

    /// `sound` as it is sent: odd, at once with its copies, after a wait.
    pub(super) fn step(&self, sound: Dispatch) -> Result<Step, String> {
        let sent = match &self.distort {
            Some(name) => {
                let distortion = name.parse();
                sound.distorted(distortion.map_err(|error: UnknownDistortion| error.to_string())?)
            }
            None => sound,
        };
        Ok(Step {
            wait: positive("wait", self.wait)?,
            dispatches: vec![sent; self.copies],
        })
    }

    /// The message that was called `name`, once more.
    fn repeated(&self, name: &str, setting: &Setting<'_>) -> Result<Dispatch, String> {
        if !self.set.is_empty() || !self.ago.is_zero() {
            return Err(
                "what is sent `again` is the same: `set` and `ago` cannot change it".to_owned(),
            );
        }
        let before = setting.known.get(name);
        let mut dispatch = before
            .ok_or_else(|| format!("no message before it has the name `{name}`"))?
            .clone();
        if self.new_id {
            dispatch.message = dispatch.message.again();
        }
        Ok(dispatch)
    }
}

fn one() -> usize {
    1
}

fn positive(what: &str, duration: SignedDuration) -> Result<Duration, String> {
    Duration::try_from(duration).map_err(|_| format!("`{what}` is less than nothing"))
}
