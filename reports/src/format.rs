//! Times, numbers and levels as people read them.

use conformance_harness::results::Level;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Milliseconds with the unit that suits them: `840 ms`, `12.3 s`, `3 min 05 s`, `1 h 02 min`.
pub(crate) fn duration(ms: u64) -> String {
    let seconds = ms / 1000;
    match seconds {
        0 => format!("{ms} ms"),
        1..=59 => format!("{seconds}.{} s", ms % 1000 / 100),
        60..=3599 => format!("{} min {:02} s", seconds / 60, seconds % 60),
        _ => format!("{} h {:02} min", seconds / 3600, seconds % 3600 / 60),
    }
}

/// Milliseconds in seconds, for columns: `0.82 s`.
pub(crate) fn seconds(ms: u64) -> String {
    format!("{}.{:02} s", ms / 1000, ms % 1000 / 10)
}

/// An RFC 3339 time as `21 November 2025, 04:56 UTC`; as it stands if it is not one.
pub(crate) fn moment(rfc3339: &str) -> String {
    match rfc3339.parse::<Timestamp>() {
        Ok(at) => at
            .to_zoned(TimeZone::UTC)
            .strftime("%-d %B %Y, %H:%M UTC")
            .to_string(),
        Err(_) => rfc3339.to_owned(),
    }
}

/// `1 scenario`, `2 scenarios`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// `1st`, `2nd`, `3rd`, `11th`.
pub(crate) fn ordinal(number: usize) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// `MUST` or `SHOULD`.
pub(crate) fn level(level: Level) -> &'static str {
    match level {
        Level::Must => "MUST",
        Level::Should => "SHOULD",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_bears_the_unit_that_suits_it() {
        let shown = [0, 999, 1_000, 12_399, 59_999, 60_000, 185_000, 3_720_000].map(duration);
        let read = [
            "0 ms",
            "999 ms",
            "1.0 s",
            "12.3 s",
            "59.9 s",
            "1 min 00 s",
            "3 min 05 s",
            "1 h 02 min",
        ];
        assert_eq!(shown, read);
    }

    #[test]
    fn a_moment_is_shown_in_utc_whatever_its_offset() {
        assert_eq!(
            moment("2026-11-21T06:56:04.5+02:00"),
            "21 November 2026, 04:56 UTC"
        );
    }

    #[test]
    fn a_moment_that_is_none_is_shown_as_it_stands() {
        assert_eq!(moment("yesterday"), "yesterday");
    }

    #[test]
    fn an_ordinal_ends_as_it_is_spoken() {
        let shown = [1, 2, 3, 4, 11, 12, 13, 21, 102, 112].map(ordinal);
        let read = [
            "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "112th",
        ];
        assert_eq!(shown, read);
    }

    #[test]
    fn seconds_have_two_places() {
        assert_eq!(
            [7, 820, 12_399].map(seconds),
            ["0.00 s", "0.82 s", "12.39 s"]
        );
    }
}
