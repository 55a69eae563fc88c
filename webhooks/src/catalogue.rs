//! The events that can be sent by name: data in `fixtures/webhook-events`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::Value;

use crate::dialect::Dialect;
use crate::nearest::nearest;
use crate::times;

/// An event, with a payload that makes sense by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The payload's `type`.
    pub name: String,
    /// The way of telling that it belongs to.
    pub dialect: Dialect,
    /// Where it is known from that there is such an event.
    pub provenance: String,
    /// What has happened, in a sentence.
    pub about: String,
    /// The envelope, with times relative to the event's own.
    payload: Value,
}

impl Event {
    /// The complete envelope of the event that has happened at `now_ms`, in Unix milliseconds.
    #[must_use]
    pub fn payload(&self, now_ms: i64) -> Value {
        let mut payload = self.payload.clone();
        times::resolve(&mut payload, now_ms);
        payload
    }
}

/// All events that are known.
#[derive(Debug)]
pub struct Catalogue(Vec<Event>);

impl Catalogue {
    /// The events that come with this crate.
    ///
    /// # Panics
    /// Never: the data is compiled in, and a test reads it.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static BUILTIN: LazyLock<Catalogue> = LazyLock::new(Catalogue::read);
        &BUILTIN
    }

    /// The event of that name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Event> {
        self.iter().find(|event| event.name == name)
    }

    /// All events, in the order of the index.
    pub fn iter(&self) -> std::slice::Iter<'_, Event> {
        self.0.iter()
    }

    /// The name of an event that `name` may have been meant to be.
    #[must_use]
    pub fn nearest(&self, name: &str) -> Option<&str> {
        nearest(name, self.iter().map(|event| event.name.as_str()))
    }

    fn read() -> Self {
        let index: Index = toml::from_str(INDEX).expect("the index of events is TOML");
        let events = index.event.into_iter().map(|entry| {
            let (_, text) = PAYLOADS
                .iter()
                .find(|(name, _)| *name == entry.name)
                .expect("an event of the index has a payload");
            Event {
                provenance: index.provenance[&entry.provenance].clone(),
                payload: serde_json::from_str(text).expect("a payload is JSON"),
                name: entry.name,
                dialect: entry.dialect,
                about: entry.about,
            }
        });
        Self(events.collect())
    }
}

impl<'a> IntoIterator for &'a Catalogue {
    type Item = &'a Event;
    type IntoIter = std::slice::Iter<'a, Event>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Index {
    provenance: BTreeMap<String, String>,
    event: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    dialect: Dialect,
    provenance: String,
    about: String,
}

const INDEX: &str = include_str!("../../fixtures/webhook-events/index.toml");

/// Names of events with the texts of their payloads.
macro_rules! payloads {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../../fixtures/webhook-events/", $name, ".json")))),*]
    };
}

const PAYLOADS: [(&str, &str); 19] = payloads![
    "subscription.created",
    "subscription.active",
    "subscription.updated",
    "subscription.pastDue",
    "subscriptionItem.created",
    "subscriptionItem.active",
    "subscriptionItem.updated",
    "subscriptionItem.canceled",
    "subscriptionItem.upcoming",
    "subscriptionItem.ended",
    "subscriptionItem.abandoned",
    "subscriptionItem.incomplete",
    "subscriptionItem.pastDue",
    "subscriptionItem.freeTrialEnding",
    "paymentAttempt.created",
    "paymentAttempt.updated",
    "billing.subscription.created",
    "billing.subscription.updated",
    "billing.subscription.deleted",
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    const NOW: i64 = 1_700_000_000_000;

    #[test]
    fn index_table_and_folder_know_the_same_events() {
        let index: Vec<&str> = Catalogue::builtin()
            .iter()
            .map(|event| event.name.as_str())
            .collect();
        assert_eq!(index, PAYLOADS.map(|(name, _)| name));
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/webhook-events");
        let files: BTreeSet<String> = std::fs::read_dir(folder)
            .expect("the folder")
            .map(|entry| {
                entry
                    .expect("a file")
                    .file_name()
                    .into_string()
                    .expect("UTF-8")
            })
            .filter_map(|file| file.strip_suffix(".json").map(str::to_owned))
            .collect();
        assert_eq!(files, index.into_iter().map(str::to_owned).collect());
    }

    #[test]
    fn there_are_16_events_of_the_platform_and_3_of_the_plan() {
        let of = |dialect| {
            Catalogue::builtin()
                .iter()
                .filter(|event| event.dialect == dialect)
                .count()
        };
        assert_eq!((of(Dialect::Platform), of(Dialect::Plan)), (16, 3));
    }

    #[test]
    fn every_envelope_is_complete_and_has_happened_at_the_time_that_was_given() {
        for event in Catalogue::builtin() {
            let payload = event.payload(NOW);
            let name = &event.name;
            assert_eq!(payload["object"], "event", "{name}");
            assert_eq!(payload["type"], *name);
            assert_eq!(payload["timestamp"], NOW, "{name}");
            for pointer in [
                "/data/id",
                "/instance_id",
                "/event_attributes/http_request/client_ip",
            ] {
                assert!(
                    payload.pointer(pointer).is_some_and(Value::is_string),
                    "{name}: {pointer}"
                );
            }
            assert!(!payload.to_string().contains("\"$now"), "{name}");
            assert!(!payload.to_string().contains("\"$date"), "{name}");
        }
    }

    #[test]
    fn every_event_of_the_platform_is_about_the_same_person_and_those_of_the_plan_too() {
        let person = "user_Example00000000000000000001";
        for event in Catalogue::builtin() {
            let payload = event.payload(NOW);
            let found = match event.dialect {
                Dialect::Plan => &payload["data"]["user_id"],
                Dialect::Platform => &payload["data"]["payer"]["user_id"],
            };
            assert_eq!(found, person, "{}", event.name);
        }
    }

    #[test]
    fn the_status_is_the_one_that_the_name_speaks_of() {
        for (name, status) in [
            ("subscriptionItem.active", "active"),
            ("subscriptionItem.canceled", "canceled"),
            ("subscriptionItem.upcoming", "upcoming"),
            ("subscriptionItem.ended", "ended"),
            ("subscriptionItem.abandoned", "abandoned"),
            ("subscriptionItem.incomplete", "incomplete"),
            ("subscriptionItem.pastDue", "past_due"),
            ("subscription.active", "active"),
            ("subscription.pastDue", "past_due"),
            ("paymentAttempt.created", "pending"),
            ("paymentAttempt.updated", "paid"),
            ("billing.subscription.deleted", "canceled"),
        ] {
            let event = Catalogue::builtin().find(name).expect(name);
            assert_eq!(event.payload(NOW)["data"]["status"], status, "{name}");
        }
    }

    #[test]
    fn an_unknown_name_has_a_nearest() {
        let catalogue = Catalogue::builtin();
        assert!(catalogue.find("subscriptionItem.cancelled").is_none());
        assert_eq!(
            catalogue.nearest("subscriptionItem.cancelled"),
            Some("subscriptionItem.canceled")
        );
        assert_eq!(catalogue.nearest("user.created"), None);
    }
}
