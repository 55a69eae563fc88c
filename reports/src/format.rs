//! Times and numbers as people read them.

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
}
