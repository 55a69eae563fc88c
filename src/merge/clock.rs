//! When parts of a run were played, and for how long.

use conformance_harness::gathered::Gathered;
use jiff::{SignedDuration, Timestamp};

/// When the first of them began. Times that are none come after those that are one.
pub(super) fn started_at(parts: &[&Gathered]) -> String {
    let starts = parts.iter().map(|it| it.started_at.as_str());
    let first = starts.min_by_key(|it| (begin(it).is_none(), begin(it), *it));
    first.unwrap_or_default().to_owned()
}

/// For how many milliseconds something was being played. What went on at the same time counts once, and the time between
/// a run and its re-run does not.
pub(super) fn duration_ms(parts: &[&Gathered]) -> u64 {
    let mut total = 0_u64;
    let mut times = Vec::new();
    for part in parts {
        let lasted = SignedDuration::try_from(std::time::Duration::from_millis(part.duration_ms));
        let end = |begin: Timestamp| begin.checked_add(lasted.ok()?).ok();
        match begin(&part.started_at).and_then(|begin| Some((begin, end(begin)?))) {
            Some(time) => times.push(time),
            None => total = total.saturating_add(part.duration_ms),
        }
    }
    times.sort();
    let mut told_until = Timestamp::MIN;
    for (begin, end) in times {
        let untold = end.duration_since(begin.max(told_until)).as_millis();
        total = total.saturating_add(u64::try_from(untold).unwrap_or_default());
        told_until = told_until.max(end);
    }
    total
}

fn begin(rfc3339: &str) -> Option<Timestamp> {
    rfc3339.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(started_at: &str, duration_ms: u64) -> Gathered {
        Gathered {
            started_at: started_at.to_owned(),
            duration_ms,
            ..Gathered::default()
        }
    }

    #[test]
    fn what_went_on_at_the_same_time_counts_once() {
        let parts = [
            part("2026-01-02T10:00:04.000Z", 10_000),
            part("2026-01-02T10:00:00.000Z", 5_000),
            part("2026-01-02T10:00:05.000Z", 1_000),
            part("2026-01-03T10:00:00.000Z", 3_000),
            part("yesterday", 100),
        ];
        let parts: Vec<&Gathered> = parts.iter().collect();
        assert_eq!(duration_ms(&parts), 14_000 + 3_000 + 100);
        assert_eq!(started_at(&parts), "2026-01-02T10:00:00.000Z");
        assert_eq!(started_at(&parts[4..]), "yesterday");
        assert_eq!((started_at(&[]), duration_ms(&[])), (String::new(), 0));
    }
}
