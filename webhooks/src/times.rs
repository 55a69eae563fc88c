//! Times in payloads that are written relative to the event's own.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

/// Replaces every string of the form `$now`, `$now-40d` or `$now+2s` in `payload` by Unix milliseconds, and every
/// `$date`, `$date-40d` by the same moment in RFC 3339. Units are `d`, `h`, `m` and `s`. `now_ms` is the event's time.
///
/// Whatever else begins with a dollar sign stays as it is.
pub fn resolve(payload: &mut Value, now_ms: i64) {
    match payload {
        Value::String(text) => {
            if let Some(time) = moment(text, now_ms) {
                *payload = time;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| resolve(item, now_ms)),
        Value::Object(members) => members
            .values_mut()
            .for_each(|member| resolve(member, now_ms)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn moment(text: &str, now_ms: i64) -> Option<Value> {
    if let Some(offset) = text.strip_prefix("$now") {
        return Some(Value::from(now_ms.checked_add(offset_ms(offset)?)?));
    }
    let at = now_ms.checked_add(offset_ms(text.strip_prefix("$date")?)?)?;
    let at = Timestamp::from_millisecond(at).ok()?;
    Some(Value::from(format!("{at:.3}")))
}

/// `-40d` in milliseconds; nothing is 0.
fn offset_ms(text: &str) -> Option<i64> {
    if text.is_empty() {
        return Some(0);
    }
    let (text, sign) = match text.strip_prefix('-') {
        Some(text) => (text, -1),
        None => (text.strip_prefix('+')?, 1),
    };
    let unit = text.chars().last()?;
    let seconds = match unit {
        'd' => 86_400,
        'h' => 3_600,
        'm' => 60,
        's' => 1,
        _ => return None,
    };
    let count: u32 = text.strip_suffix(unit)?.parse().ok()?;
    Some(sign * i64::from(count) * seconds * 1000)
}

/// The time now, in Unix milliseconds.
#[must_use]
pub fn now_ms() -> i64 {
    Timestamp::now().as_millisecond()
}

/// `age` before `now_ms`, in Unix milliseconds.
pub(crate) fn ago(now_ms: i64, age: Duration) -> i64 {
    now_ms.saturating_sub_unsigned(u64::try_from(age.as_millis()).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const NOW: i64 = 1_700_000_000_000;

    #[test]
    fn times_are_counted_from_the_event_wherever_they_stand() {
        let mut payload = json!({"timestamp": "$now", "data": {"items": [{"period_end": "$now+30d"}, "$now-2s"]}});
        resolve(&mut payload, NOW);
        assert_eq!(
            payload,
            json!({"timestamp": NOW, "data": {"items": [{"period_end": NOW + 30 * 86_400_000}, NOW - 2_000]}})
        );
    }

    #[test]
    fn a_date_is_the_same_moment_in_words() {
        let mut payload = json!(["$date", "$date-1h"]);
        resolve(&mut payload, NOW);
        assert_eq!(
            payload,
            json!(["2023-11-14T22:13:20.000Z", "2023-11-14T21:13:20.000Z"])
        );
    }

    #[test]
    fn what_is_no_time_stays() {
        let texts = json!([
            "$",
            "$nowhere",
            "$now-",
            "$now-d",
            "$now-3",
            "$now-3x",
            "$now-é",
            "$date+-3d",
            "now"
        ]);
        let mut payload = texts.clone();
        resolve(&mut payload, NOW);
        assert_eq!(payload, texts);
    }
}
