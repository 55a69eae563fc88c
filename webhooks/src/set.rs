//! Changing one value of a payload.

use serde_json::Value;

use crate::nearest::nearest;

/// A path leads to nothing in a payload; the message says what is where it ends.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no `{path}`: {there}")]
pub struct NoSuchPath {
    path: String,
    there: String,
}

/// Puts `value` in the place that `path` leads to: names and, in lists, numbers from 0, with full stops between them,
/// as in `data.items.0.status`.
///
/// # Errors
/// When the path leads to nothing: only what is there can be changed, so that a slip of the pen does not go unnoticed.
pub fn set(payload: &mut Value, path: &str, value: Value) -> Result<(), NoSuchPath> {
    match payload.pointer_mut(&pointer(path.split('.'))) {
        Some(place) => {
            *place = value;
            Ok(())
        }
        None => Err(NoSuchPath {
            path: path.to_owned(),
            there: what_is_there(payload, path),
        }),
    }
}

/// The same path as a JSON pointer (RFC 6901).
fn pointer<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names
        .map(|name| format!("/{}", name.replace('~', "~0").replace('/', "~1")))
        .collect()
}

/// What is in `payload` at the last place that `path` comes by.
fn what_is_there(payload: &Value, path: &str) -> String {
    let names: Vec<&str> = path.split('.').collect();
    let mut place = payload;
    let mut walked = 0;
    while let Some(next) = place.pointer(&pointer(names[walked..].iter().take(1).copied())) {
        place = next;
        walked += 1;
    }
    let at = match walked {
        0 => "the payload".to_owned(),
        _ => format!("`{}`", names[..walked].join(".")),
    };
    match place {
        Value::Object(members) => {
            let there: Vec<&str> = members.keys().map(String::as_str).collect();
            let meant = nearest(names[walked], there.iter().copied());
            let meant = meant.map(|name| format!("; did you mean `{name}`?"));
            let meant = meant.unwrap_or_default();
            format!("{at} has {}{meant}", there.join(", "))
        }
        Value::Array(items) if items.is_empty() => format!("{at} is an empty list"),
        Value::Array(items) => format!("{at} is a list, with items 0 to {}", items.len() - 1),
        single => format!("{at} is {single}, which has nothing in it"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn payload() -> Value {
        json!({"type": "e", "data": {"plan": {"slug": "pro", "amount": 1200}, "items": [{"status": "active"}], "none": []}})
    }

    #[test]
    fn values_are_put_where_the_path_leads() {
        let mut payload = payload();
        for (path, value) in [
            ("data.plan.slug", json!("free")),
            ("data.items.0.status", json!("ended")),
            ("data.none", json!(null)),
            ("type", json!({"a": 1})),
        ] {
            set(&mut payload, path, value).expect(path);
        }
        assert_eq!(
            payload,
            json!({"type": {"a": 1}, "data": {"plan": {"slug": "free", "amount": 1200}, "items": [{"status": "ended"}], "none": null}})
        );
    }

    #[test]
    fn a_path_to_nothing_is_told_with_what_is_there() {
        for (path, message) in [
            (
                "data.plan.slg",
                "there is no `data.plan.slg`: `data.plan` has amount, slug; did you mean `slug`?",
            ),
            (
                "dta",
                "there is no `dta`: the payload has data, type; did you mean `data`?",
            ),
            ("", "there is no ``: the payload has data, type"),
            (
                "data.items.1.status",
                "there is no `data.items.1.status`: `data.items` is a list, with items 0 to 0",
            ),
            (
                "data.items.first",
                "there is no `data.items.first`: `data.items` is a list, with items 0 to 0",
            ),
            (
                "data.none.0",
                "there is no `data.none.0`: `data.none` is an empty list",
            ),
            (
                "type.x",
                "there is no `type.x`: `type` is \"e\", which has nothing in it",
            ),
        ] {
            let mut changed = payload();
            let error = set(&mut changed, path, json!(1)).expect_err(path);
            assert_eq!(error.to_string(), message);
            assert_eq!(changed, payload(), "{path}");
        }
    }
}
