//! JSON merge patches (RFC 7396).

use serde_json::{Map, Value, json};

/// Lays `patch` over `target`: `null` takes a member away, objects are merged, anything else replaces.
pub(crate) fn merge(target: &mut Map<String, Value>, patch: &Map<String, Value>) {
    for (name, value) in patch {
        match value {
            Value::Null => {
                target.remove(name);
            }
            Value::Object(patch) => {
                let member = target.entry(name).or_insert(Value::Null);
                if !member.is_object() {
                    *member = json!({});
                }
                if let Value::Object(member) = member {
                    merge(member, patch);
                }
            }
            _ => {
                target.insert(name.clone(), value.clone());
            }
        }
    }
}

/// Does the same for an object one member of which, `literal`, is a merge patch itself: its own `null`s are kept, since
/// they say what it takes away.
pub(crate) fn merge_around(
    target: &mut Map<String, Value>,
    patch: &Map<String, Value>,
    literal: &str,
) {
    merge(target, patch);
    if let (Some(Value::Object(own)), Some(Value::Object(new))) =
        (target.get_mut(literal), patch.get(literal))
    {
        own.extend(new.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patch_adds_replaces_and_takes_away() {
        let mut target =
            json!({"kept": 1, "changed": 1, "gone": 1, "inner": {"kept": 1, "gone": 1}});
        let patch = json!({"changed": 2, "gone": null, "inner": {"gone": null, "new": {"not": null, "a": []}}});
        if let (Value::Object(target), Value::Object(patch)) = (&mut target, &patch) {
            merge(target, patch);
        }
        assert_eq!(
            target,
            json!({"kept": 1, "changed": 2, "inner": {"kept": 1, "new": {"a": []}}})
        );
    }
}
