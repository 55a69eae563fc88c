use std::collections::BTreeSet;
use std::fmt;

use conformance_harness::profile::Environment;
use conformance_harness::results::{
    Attempt, ClauseOutcome, ClauseResult, Criterion, Delivery, Drift, Exchange, Failure, Hop,
    Level, Milestone, Outcome, Quarantine, Release, RequirementOutcome, RequirementResult, Results,
    SCHEMA, ScenarioResult, Shard, SignOff, StepResult, StepStatus, Totals, Transcripts, Verdict,
};
use conformance_reports::json;
use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde_json::Value;

use crate::sample;

/// The published schema.
const PUBLISHED: &str = include_str!("../../schema/results.schema.json");

#[test]
fn every_member_of_the_model_is_in_the_schema_and_no_other() {
    let schema = schema();
    assert_eq!(schema["properties"]["schema"]["const"], SCHEMA);
    let root = ("Results", names::<Results>());
    let others = [
        ("Attempt", names::<Attempt>()),
        ("ClauseOutcome", names::<ClauseOutcome>()),
        ("ClauseResult", names::<ClauseResult>()),
        ("Criterion", names::<Criterion>()),
        ("Delivery", names::<Delivery>()),
        ("Drift", names::<Drift>()),
        ("Environment", names::<Environment>()),
        ("Exchange", names::<Exchange>()),
        ("Failure", names::<Failure>()),
        ("Hop", names::<Hop>()),
        ("Level", names::<Level>()),
        ("Milestone", names::<Milestone>()),
        ("Outcome", names::<Outcome>()),
        ("Quarantine", names::<Quarantine>()),
        ("Release", names::<Release>()),
        ("RequirementOutcome", names::<RequirementOutcome>()),
        ("RequirementResult", names::<RequirementResult>()),
        ("ScenarioResult", names::<ScenarioResult>()),
        ("Shard", names::<Shard>()),
        ("SignOff", names::<SignOff>()),
        ("StepResult", names::<StepResult>()),
        ("StepStatus", names::<StepStatus>()),
        ("Totals", names::<Totals>()),
        ("Transcripts", names::<Transcripts>()),
        ("Verdict", names::<Verdict>()),
    ];
    for (name, model) in others.into_iter().chain([root]) {
        let part = match name {
            "Results" => &schema,
            name => &schema["$defs"][name],
        };
        let published: BTreeSet<&str> = match part["properties"].as_object() {
            Some(members) => members.keys().map(String::as_str).collect(),
            None => part["oneOf"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|it| it["const"].as_str())
                .collect(),
        };
        let model: BTreeSet<&str> = model.into_iter().collect();
        assert_eq!(
            model, published,
            "{name} in reports/schema/results.schema.json"
        );
    }
}

#[test]
fn what_is_written_has_no_member_that_the_schema_lacks() {
    let schema = schema();
    for results in [sample::results(), sample::with_sign_off()] {
        let written: Value = serde_json::from_str(&json(&results)).unwrap();
        check(&schema, &schema, &written, "");
    }
}

/// That `value` has all members that `part` of the `schema` requires, and none that it does not know.
fn check(schema: &Value, part: &Value, value: &Value, place: &str) {
    if let Some(name) = part["$ref"]
        .as_str()
        .and_then(|it| it.strip_prefix("#/$defs/"))
    {
        return check(schema, &schema["$defs"][name], value, place);
    }
    if let Some(kind) = value.get("kind") {
        let kinds = part["oneOf"].as_array().into_iter().flatten();
        let mut kinds = kinds.filter(|it| it["properties"]["kind"]["const"] == *kind);
        if let Some(part) = kinds.next() {
            return check(schema, part, value, place);
        }
    }
    match value {
        Value::Array(items) => {
            for item in items {
                check(schema, &part["items"], item, place);
            }
        }
        Value::Object(members) if part["additionalProperties"].is_null() => {
            for (name, member) in members {
                let known = &part["properties"][name];
                assert!(known.is_object(), "{place}/{name} is not in the schema");
                check(schema, known, member, &format!("{place}/{name}"));
            }
            for name in part["required"].as_array().into_iter().flatten() {
                let name = name.as_str().unwrap();
                assert!(members.contains_key(name), "{place} lacks {name}");
            }
        }
        _ => {}
    }
}

fn schema() -> Value {
    serde_json::from_str(PUBLISHED).unwrap()
}

/// The members of a struct, or the variants of an enum, as they are called in JSON: what is asked for when one is read.
fn names<T: for<'de> Deserialize<'de>>() -> Vec<&'static str> {
    match T::deserialize(Curious) {
        Err(Asked(names)) => names.to_vec(),
        Ok(_) => panic!("nothing was asked for"),
    }
}

/// Gives nothing, and remembers what it was asked for.
struct Curious;

#[derive(Debug)]
struct Asked(&'static [&'static str]);

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

impl std::error::Error for Asked {}

impl de::Error for Asked {
    fn custom<T: fmt::Display>(what: T) -> Self {
        panic!("{what}")
    }
}

impl<'de> Deserializer<'de> for Curious {
    type Error = Asked;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Asked> {
        panic!("neither struct nor enum")
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        members: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Asked> {
        Err(Asked(members))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Asked> {
        Err(Asked(variants))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map identifier ignored_any
    }
}
