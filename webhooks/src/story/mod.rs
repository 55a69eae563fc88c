//! Stories: several messages, written down in a TOML file.

mod error;
mod line;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use self::line::{Line, Setting};
use crate::delivery::Dispatch;
use crate::script::{Order, Step};

pub use self::error::StoryError;

/// Several messages. The crate's README shows how one is written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Story {
    /// The order in which the messages are sent.
    #[serde(default)]
    order: Arrangement,
    /// Makes the same order again, where that is by chance.
    #[serde(default)]
    seed: u64,
    /// What is changed in each payload, by path.
    #[serde(default)]
    set: BTreeMap<String, Value>,
    #[serde(rename = "message")]
    lines: Vec<Line>,
    /// What files are looked for in.
    #[serde(skip)]
    folder: PathBuf,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Arrangement {
    #[default]
    Written,
    Reversed,
    Shuffled,
}

impl Story {
    /// Reads the story in the file at `path`. Files that it names are looked for beside it.
    ///
    /// # Errors
    /// When it cannot be read or is not a story.
    pub fn read(path: &Path) -> Result<Self, StoryError> {
        let text = std::fs::read_to_string(path).map_err(|source| StoryError::Unreadable {
            path: path.to_owned(),
            source,
        })?;
        let mut story: Self = toml::from_str(&text).map_err(|source| StoryError::Malformed {
            path: path.to_owned(),
            source: Box::new(source),
        })?;
        story.folder = path.parent().unwrap_or(Path::new("")).to_owned();
        Ok(story)
    }

    /// The messages in the order in which they are to be sent, as of `now_ms` (Unix milliseconds). `changes` are made
    /// in each payload, after the story's own.
    ///
    /// # Errors
    /// When a message cannot be made: says which one and why.
    pub fn steps(&self, changes: &[(String, Value)], now_ms: i64) -> Result<Vec<Step>, StoryError> {
        let mut known: BTreeMap<String, Dispatch> = BTreeMap::new();
        let mut steps = Vec::new();
        for (index, line) in self.lines.iter().enumerate() {
            let setting = Setting {
                folder: &self.folder,
                before: &self.set,
                after: changes,
                now_ms,
                known: &known,
            };
            let wrong = |problem| StoryError::Message {
                number: index + 1,
                problem,
            };
            let dispatch = line.dispatch(&setting).map_err(wrong)?;
            steps.push(line.step(dispatch.clone()).map_err(wrong)?);
            if let Some(name) = &line.name {
                known.insert(name.clone(), dispatch);
            }
        }
        self.order().arrange(&mut steps);
        Ok(steps)
    }

    fn order(&self) -> Order {
        match self.order {
            Arrangement::Written => Order::Written,
            Arrangement::Reversed => Order::Reversed,
            Arrangement::Shuffled => Order::Shuffled(self.seed),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use super::*;
    use crate::distortion::Distortion;

    const NOW: i64 = 1_700_000_000_000;

    fn story(text: &str) -> Story {
        toml::from_str(text).expect("a story")
    }

    fn steps(text: &str) -> Vec<Step> {
        story(text).steps(&[], NOW).expect("steps")
    }

    fn body(step: &Step) -> Value {
        serde_json::from_slice(&step.dispatches[0].message.body).expect("JSON")
    }

    #[test]
    fn messages_are_made_as_the_lines_say() {
        let steps = steps(
            r#"
            set = { "data.payer.user_id" = "user_1" }

            [[message]]
            event = "subscriptionItem.active"
            set = { "data.plan.slug" = "pro_yearly" }
            ago = "2h"

            [[message]]
            event = "subscriptionItem.ended"
            wait = "500ms"
            copies = 2
            distort = "too-old"
            "#,
        );
        let (first, second) = (&steps[0], &steps[1]);
        assert_eq!(body(first)["data"]["plan"]["slug"], "pro_yearly");
        assert_eq!(body(first)["timestamp"], NOW - 7_200_000);
        assert_eq!(body(second)["data"]["payer"]["user_id"], "user_1");
        assert_eq!(second.wait, Duration::from_millis(500));
        assert_eq!(second.dispatches.len(), 2);
        assert_eq!(second.dispatches[0], second.dispatches[1]);
        assert_eq!(second.dispatches[0].distortion, Some(Distortion::TooOld));
    }

    #[test]
    fn a_message_can_be_sent_again_under_its_id_or_another_and_without_what_was_odd() {
        let steps = steps(
            r#"
            [[message]]
            name = "purchase"
            event = "subscriptionItem.active"
            distort = "tampered-body"

            [[message]]
            again = "purchase"

            [[message]]
            again = "purchase"
            new_id = true
            "#,
        );
        let [first, same, other] = [0, 1, 2].map(|index| &steps[index].dispatches[0]);
        assert_eq!(first.message, same.message);
        assert_eq!(same.distortion, None);
        assert_ne!(first.message.id, other.message.id);
        assert_eq!(first.message.body, other.message.body);
    }

    #[test]
    fn the_story_in_the_readme_can_be_told() {
        let readme = include_str!("../../README.md");
        let (_, text) = readme.split_once("```toml\n").expect("a story");
        let (text, _) = text.split_once("```").expect("its end");
        let steps = steps(text);
        let copies: Vec<usize> = steps.iter().map(|step| step.dispatches.len()).collect();
        assert_eq!(copies, [1, 1, 2]);
    }

    #[test]
    fn changes_from_outside_come_last() {
        let story = story(
            r#"
            set = { "data.status" = "ended" }
            [[message]]
            event = "subscriptionItem.active"
            "#,
        );
        let changes = [("data.status".to_owned(), json!("canceled"))];
        let steps = story.steps(&changes, NOW).expect("steps");
        assert_eq!(body(&steps[0])["data"]["status"], "canceled");
    }

    #[test]
    fn a_slip_is_told_with_the_number_of_its_message() {
        for (line, problem) in [
            (
                "event = \"subscription.activ\"",
                "there is no event `subscription.activ`; did you mean `subscription.active`?",
            ),
            (
                "again = \"first\"",
                "no message before it has the name `first`",
            ),
            ("copies = 2", "say one of `event`, `data` and `again`"),
            (
                "again = \"a\"\nevent = \"subscription.active\"",
                "say one of `event`, `data` and `again`",
            ),
            (
                "again = \"a\"\nago = \"1h\"",
                "what is sent `again` is the same: `set` and `ago` cannot change it",
            ),
            (
                "event = \"subscription.active\"\nwait = \"-1s\"",
                "`wait` is less than nothing",
            ),
            (
                "event = \"subscription.active\"\nnew_id = true",
                "`new_id` is for what is sent `again`: every other message has one",
            ),
            (
                "event = \"subscription.active\"\ndistort = \"odd\"",
                "there is no distortion `odd`",
            ),
        ] {
            let text = format!(
                "[[message]]\nname = \"a\"\nevent = \"subscription.active\"\n[[message]]\n{line}"
            );
            let error = story(&text).steps(&[], NOW).expect_err(line);
            assert_eq!(error.to_string(), format!("message 2: {problem}"));
        }
    }

    #[test]
    fn a_file_that_is_no_story_is_told_by_its_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("story.toml");
        let error = Story::read(&path).expect_err("no file").to_string();
        assert!(
            error.starts_with(&format!("{}: ", path.display())),
            "{error}"
        );
        std::fs::write(&path, "[[message]]\nevnt = \"a\"").expect("written");
        let error = Story::read(&path).expect_err("no story").to_string();
        assert!(
            error.contains("story.toml") && error.contains("`evnt`"),
            "{error}"
        );
    }

    #[test]
    fn payloads_of_ones_own_lie_beside_the_story() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text);
        write("own.json", r#"{"type": "user.created", "at": "$now"}"#).expect("written");
        write("story.toml", "[[message]]\ndata = \"own.json\"").expect("written");
        let story = Story::read(&folder.path().join("story.toml")).expect("a story");
        let steps = story.steps(&[], NOW).expect("steps");
        assert_eq!(steps[0].dispatches[0].event, "user.created");
        assert_eq!(body(&steps[0])["at"], NOW);
    }
}
