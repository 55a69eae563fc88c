//! How far a run is.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use conformance_harness::results::{Outcome, ScenarioResult};
use conformance_harness::run::Event;

/// From so many scenarios on it can be told how long the others will take.
const ENOUGH: usize = 3;

/// How far a run is.
#[derive(Debug)]
pub(super) struct Standing {
    scenarios: usize,
    began: Instant,
    done: usize,
    /// How many did not pass, by a word for what became of them.
    others: BTreeMap<&'static str, usize>,
    /// Name and beginning of what is being played, by scenario and attempt.
    playing: BTreeMap<(usize, usize), (String, Instant)>,
}

impl Standing {
    pub(super) fn new(scenarios: usize, now: Instant) -> Self {
        Self {
            scenarios,
            began: now,
            done: 0,
            others: BTreeMap::new(),
            playing: BTreeMap::new(),
        }
    }

    /// Notes what happens.
    pub(super) fn note(&mut self, event: &Event<'_>, now: Instant) {
        match event {
            Event::Begins {
                scenario,
                name,
                number,
            } => {
                let name = name.replace(char::is_control, " ");
                self.playing.insert((*scenario, *number), (name, now));
            }
            Event::Again {
                scenario, attempt, ..
            } => {
                self.playing.remove(&(*scenario, attempt.number));
            }
            Event::Ended { scenario, played } => {
                self.playing.retain(|(other, _), _| other != scenario);
                self.done += 1;
                if let Some(word) = word(&played.result) {
                    *self.others.entry(word).or_default() += 1;
                }
            }
        }
    }

    /// One line: how many are done, what did not pass, how long it will take, and what is being played since when.
    pub(super) fn line(&self, now: Instant) -> String {
        let mut parts = vec![format!("{}/{}", self.done, self.scenarios)];
        if !self.others.is_empty() {
            let others = self.others.iter();
            let others: Vec<String> = others
                .map(|(word, many)| format!("{many} {word}"))
                .collect();
            parts.push(others.join(", "));
        }
        parts.extend(self.left(now));
        // What takes longest comes first: it is what somebody who looks here waits for.
        let mut playing: Vec<&(String, Instant)> = self.playing.values().collect();
        playing.sort_by_key(|(_, since)| *since);
        let playing = playing.iter().map(|(name, since)| {
            let seconds = now.saturating_duration_since(*since).as_secs();
            format!("{name} {seconds} s")
        });
        parts.extend(playing);
        parts.join(" · ")
    }

    /// How long it will take, if the others are like those that are done.
    fn left(&self, now: Instant) -> Option<String> {
        if self.done < ENOUGH {
            return None;
        }
        let each = now.saturating_duration_since(self.began) / u32::try_from(self.done).ok()?;
        let left = each * u32::try_from(self.scenarios.saturating_sub(self.done)).ok()?;
        Some(if left < Duration::from_secs(90) {
            format!("about {} s left", left.as_secs().next_multiple_of(10))
        } else {
            format!("about {} min left", left.as_secs().div_ceil(60))
        })
    }
}

fn word(result: &ScenarioResult) -> Option<&'static str> {
    match result.outcome {
        Outcome::Passed | Outcome::NotApplicable => None,
        _ if result.quarantine.is_some() => Some("in quarantine"),
        Outcome::Failed if result.known_because.is_some() => Some("known"),
        Outcome::Failed => Some("failed"),
        Outcome::Blocked => Some("blocked"),
        Outcome::Flaky => Some("flaky"),
    }
}

#[cfg(test)]
mod tests {
    use conformance_harness::run::Played;

    use super::*;
    use crate::progress::tests::result;

    const SECOND: Duration = Duration::from_secs(1);

    fn begins(scenario: usize, name: &str) -> Event<'_> {
        Event::Begins {
            scenario,
            name,
            number: 1,
        }
    }

    #[test]
    fn it_says_how_many_are_done_what_did_not_pass_and_what_is_being_played_since_when() {
        let began = Instant::now();
        let mut standing = Standing::new(100, began);
        standing.note(&begins(0, "One"), began);
        standing.note(&begins(1, "Two"), began + SECOND);
        let line = standing.line(began + 5 * SECOND);
        assert_eq!(line, "0/100 · One 5 s · Two 4 s");

        for (scenario, outcome) in ["passed", "failed", "failed", "flaky"].iter().enumerate() {
            let played = Played {
                result: result(outcome, ""),
                defect: None,
            };
            let ended = Event::Ended {
                scenario,
                played: &played,
            };
            standing.note(&ended, began + 8 * SECOND);
        }
        let line = standing.line(began + 8 * SECOND);
        assert_eq!(line, "4/100 · 2 failed, 1 flaky · about 4 min left");
        let mut almost = Standing::new(5, began);
        almost.done = 4;
        let line = almost.line(began + 8 * SECOND);
        assert_eq!(line, "4/5 · about 10 s left");
    }
}
