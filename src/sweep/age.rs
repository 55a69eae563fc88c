//! How old something is, as people write it.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// An age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Age(Duration);

/// Units with their length in seconds, the longest first.
const UNITS: [(char, u64); 4] = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

impl Age {
    /// That of something made at a time in Unix milliseconds.
    pub(super) fn since(made_at: u64) -> Self {
        let made_at = UNIX_EPOCH + Duration::from_millis(made_at);
        Self(
            SystemTime::now()
                .duration_since(made_at)
                .unwrap_or_default(),
        )
    }

    /// Whether something that was made at a time in Unix milliseconds is at least that old.
    pub(super) fn is_exceeded_by(self, made_at: u64) -> bool {
        Self::since(made_at).0 >= self.0
    }
}

impl FromStr for Age {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let read = || {
            let unit = text.chars().next_back()?;
            let (_, seconds) = UNITS.into_iter().find(|(name, _)| *name == unit)?;
            let number: u64 = text.strip_suffix(unit)?.parse().ok()?;
            number.checked_mul(seconds)
        };
        let seconds = read().ok_or("not an age: write e.g. 90s, 30m, 1h or 2d")?;
        Ok(Self(Duration::from_secs(seconds)))
    }
}

impl fmt::Display for Age {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        let unit = UNITS.into_iter().find(|(_, length)| seconds >= *length);
        let (name, length) = unit.unwrap_or(('s', 1));
        write!(f, "{}{name}", seconds / length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_a_number_and_a_unit() {
        for (text, seconds) in [("90s", 90), ("30m", 1_800), ("1h", 3_600), ("2d", 172_800)] {
            assert_eq!(
                text.parse(),
                Ok(Age(Duration::from_secs(seconds))),
                "{text}"
            );
        }
        for text in [
            "",
            "1",
            "h",
            "1w",
            "-1h",
            "1.5h",
            "99999999999999999999d",
            "1ü",
        ] {
            assert!(text.parse::<Age>().is_err(), "{text}");
        }
    }

    #[test]
    fn it_is_told_in_the_longest_unit_that_fits() {
        let told = |seconds| Age(Duration::from_secs(seconds)).to_string();
        assert_eq!(
            [told(0), told(59), told(119), told(90_000)],
            ["0s", "59s", "1m", "1d"]
        );
    }

    #[test]
    fn what_is_to_come_is_not_old() {
        let Ok(hour) = "1h".parse::<Age>() else {
            panic!("an age");
        };
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .expect("after 1970");
        let now = u64::try_from(now.as_millis()).expect("a number");
        assert!(!hour.is_exceeded_by(now + 60_000));
        assert!(!hour.is_exceeded_by(now));
        assert!(hour.is_exceeded_by(now - 3_700_000));
    }
}
