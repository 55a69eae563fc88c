//! Scenarios that are known not to be reliable, and who sees to each of them until when.
//!
//! They are played, and what comes of them is told; until their last day it does not count.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;

use crate::known_failures::{self, KnownFailure, ScenariosRead};
use crate::results::Quarantine;

/// A scenario in quarantine.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InQuarantine {
    /// The scenario by its ID, as results have it.
    pub scenario: String,
    /// Who sees to it: a person or a team.
    pub owner: String,
    /// Its last day, in UTC.
    pub until: Date,
    /// Why, e.g. an issue in a tracker.
    pub reason: String,
}

impl InQuarantine {
    /// What is wrong with it, if it can mean nothing.
    #[must_use]
    pub fn slip(&self) -> Option<String> {
        let members = [
            ("scenario", &self.scenario),
            ("owner", &self.owner),
            ("reason", &self.reason),
        ];
        let mut empty = members.iter().filter(|(_, value)| value.trim().is_empty());
        let (member, _) = empty.next()?;
        Some(format!("each of [[quarantine]] needs its `{member}`"))
    }

    fn has_ended(&self, today: Date) -> bool {
        today > self.until
    }
}

/// The day that it is now, in UTC.
#[must_use]
pub fn today() -> Date {
    Timestamp::now().to_zoned(TimeZone::UTC).date()
}

/// Those that still hold on that day.
#[must_use]
pub fn in_force(all: &[InQuarantine], today: Date) -> Vec<InQuarantine> {
    let in_force = all.iter().filter(|it| !it.has_ended(today));
    in_force.cloned().collect()
}

/// What results say of the scenario with that ID, if it is in quarantine.
#[must_use]
pub fn of(all: &[InQuarantine], id: &str) -> Option<Quarantine> {
    let mut all = all.iter();
    let listed = all.find(|it| it.scenario == id)?;
    Some(Quarantine {
        owner: listed.owner.clone(),
        until: listed.until.to_string(),
        reason: listed.reason.clone(),
    })
}

/// A sentence for each that has ended, with who was to see to it.
#[must_use]
pub fn warnings(all: &[InQuarantine], today: Date) -> Vec<String> {
    let ended = all.iter().filter(|it| it.has_ended(today));
    let warning = |it: &InQuarantine| {
        let InQuarantine {
            scenario,
            owner,
            until,
            reason,
        } = it;
        format!(
            "the quarantine of {scenario} ended on {until}, so it counts again; {owner} was to see to it: {reason}"
        )
    };
    ended.map(warning).collect()
}

/// What is wrong with a profile that has a scenario in quarantine twice, or lists it as a known failure as well.
#[must_use]
pub fn contradiction(all: &[InQuarantine], known: &[KnownFailure]) -> Option<String> {
    let mut seen = BTreeSet::new();
    let known: BTreeSet<&str> = known
        .iter()
        .filter_map(|it| it.scenario.as_deref())
        .collect();
    all.iter().map(|it| it.scenario.as_str()).find_map(|id| {
        if known.contains(id) {
            Some(format!(
                "the scenario “{id}” is in [[known_failures]] and in [[quarantine]]: \
                 it either fails, or is not reliable"
            ))
        } else if seen.insert(id) {
            None
        } else {
            Some(format!("[[quarantine]] has the scenario “{id}” twice"))
        }
    })
}

/// What is wrong with a list that names a scenario which is not there, as far as that can be known.
#[must_use]
pub fn unknown(all: &[InQuarantine], read: &ScenariosRead<'_>) -> Option<String> {
    let listed = all.iter().map(|it| it.scenario.as_str());
    known_failures::not_there("quarantine", listed, read)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(text: &str) -> InQuarantine {
        toml::from_str(text).expect("a scenario in quarantine")
    }

    /// One in quarantine until the last day of January.
    fn callback() -> InQuarantine {
        listed(
            "scenario = \"a:b\"\nowner = \"Ada\"\nuntil = \"2027-01-31\"\nreason = \"issue 214\"",
        )
    }

    fn day(text: &str) -> Date {
        text.parse().expect("a date")
    }

    #[test]
    fn it_holds_on_its_last_day_and_then_there_is_a_warning_with_the_owner() {
        let all = [callback()];
        let last = day("2027-01-31");
        assert_eq!(in_force(&all, last), all);
        assert!(warnings(&all, last).is_empty());
        let next = day("2027-02-01");
        assert!(in_force(&all, next).is_empty());
        assert_eq!(
            warnings(&all, next),
            [
                "the quarantine of a:b ended on 2027-01-31, so it counts again; Ada was to see to it: issue 214"
            ]
        );
    }

    #[test]
    fn results_say_who_sees_to_it_until_when_and_why() {
        let all = [callback()];
        let told = of(&all, "a:b").expect("it is in quarantine");
        assert_eq!(
            (told.owner, told.until, told.reason),
            ("Ada".into(), "2027-01-31".into(), "issue 214".into())
        );
        assert_eq!(of(&all, "a:c"), None);
    }

    #[test]
    fn what_can_mean_nothing_is_found_before_anything_runs() {
        assert_eq!(callback().slip(), None);
        let nobody = InQuarantine {
            owner: " ".to_owned(),
            ..callback()
        };
        let slip = nobody.slip().expect("a slip");
        assert!(slip.contains("`owner`"), "{slip}");

        let twice = contradiction(&[callback(), callback()], &[]).expect("a slip");
        assert!(twice.contains("twice"), "{twice}");
        let known: KnownFailure =
            toml::from_str("scenario = \"a:b\"\nreason = \"r\"").expect("a known failure");
        let both = contradiction(&[callback()], &[known]).expect("a slip");
        assert!(
            both.contains("[[known_failures]] and in [[quarantine]]"),
            "{both}"
        );
        assert_eq!(contradiction(&[callback()], &[]), None);

        let read = ScenariosRead {
            ids: BTreeSet::from(["a:bb", "a:something-else"]),
            is_all: false,
        };
        let problem = unknown(&[callback()], &read).expect("a slip");
        assert!(
            problem.contains("[[quarantine]] names the scenario “a:b”"),
            "{problem}"
        );
    }
}
