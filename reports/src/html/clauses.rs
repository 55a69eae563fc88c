//! What specifications ask of an answer, clause by clause.

use std::collections::HashMap;

use conformance_harness::results::{ClauseOutcome, ClauseResult, Evidence, Level};

use super::journey::again;
use crate::format::{count, level};
use crate::mark::Mark;

/// One look at one answer; never without clauses.
pub(super) struct Look<'a> {
    /// What was looked at, e.g. `The discovery document`.
    pub(super) about: String,
    /// `2nd time` where a scenario looked at such an answer before.
    pub(super) again: Option<String>,
    /// The clauses that somebody has to look at, most urgent first.
    pub(super) wrong: Vec<Clause<'a>>,
    /// All others, in order.
    pub(super) sound: Vec<Clause<'a>>,
}

/// One clause.
#[derive(Clone, Copy)]
pub(super) struct Clause<'a> {
    /// What the results say.
    pub(super) result: &'a ClauseResult,
    /// How it is marked.
    pub(super) mark: Mark,
}

impl<'a> Look<'a> {
    /// Those of a scenario that left `evidence` behind, in order.
    pub(super) fn all(evidence: &'a [Evidence]) -> Vec<Self> {
        let mut times: HashMap<&str, usize> = HashMap::new();
        let mut looks = Vec::new();
        for evidence in evidence {
            if let Evidence::Clauses { about, clauses } = evidence
                && !clauses.is_empty()
            {
                let again = again(times.entry(about).or_default());
                looks.push(Self::of(about, again, clauses));
            }
        }
        looks
    }

    fn of(about: &str, again: Option<String>, clauses: &'a [ClauseResult]) -> Self {
        let clauses = clauses.iter().map(Clause::of);
        let (mut wrong, sound): (Vec<_>, Vec<_>) = clauses.partition(Clause::is_wrong);
        wrong.sort_by_key(|clause| clause.mark);
        Self {
            about: capitalised(about),
            again,
            wrong,
            sound,
        }
    }

    /// How many clauses hold of those that have something to speak of, e.g. `20 of 21 clauses hold`.
    pub(super) fn standing(&self) -> String {
        let with = |wanted: fn(ClauseOutcome) -> bool| {
            let all = self.wrong.iter().chain(&self.sound);
            all.filter(|clause| wanted(clause.result.outcome)).count()
        };
        let applying = count(with(|it| it != ClauseOutcome::Silent), "clause");
        let holding = with(|it| {
            use ClauseOutcome::{Holds, HoldsAgainstExpectation};
            matches!(it, Holds | HoldsAgainstExpectation)
        });
        let verb = if holding == 1 { "holds" } else { "hold" };
        format!("{holding} of {applying} {verb}")
    }

    /// What is folded away, e.g. `20 that hold, 2 that do not apply`.
    pub(super) fn sound_in_words(&self) -> String {
        let with = |mark| self.sound.iter().filter(|it| it.mark == mark).count();
        let say = |number: usize, one: &str, several: &str| match number {
            0 => None,
            1 => Some(format!("1 that {one}")),
            _ => Some(format!("{number} that {several}")),
        };
        let parts = [
            say(with(Mark::Passed), "holds", "hold"),
            say(
                with(Mark::NotApplicable),
                "does not apply here",
                "do not apply here",
            ),
        ];
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        parts.join(", ")
    }
}

impl<'a> Clause<'a> {
    fn of(result: &'a ClauseResult) -> Self {
        let mark = match result.outcome {
            ClauseOutcome::Broken => Mark::of_failure(result.level),
            // Somebody has to remove a line, whatever the level.
            ClauseOutcome::HoldsAgainstExpectation => Mark::of_failure(Level::Must),
            ClauseOutcome::KnownFailure => Mark::KnownFailure,
            ClauseOutcome::Holds => Mark::Passed,
            ClauseOutcome::Silent => Mark::NotApplicable,
        };
        Self { result, mark }
    }

    fn is_wrong(&self) -> bool {
        !matches!(self.mark, Mark::Passed | Mark::NotApplicable)
    }

    /// The word that people read.
    pub(super) fn word(&self) -> &'static str {
        match self.result.outcome {
            ClauseOutcome::Broken => "broken",
            ClauseOutcome::HoldsAgainstExpectation => "holds after all",
            ClauseOutcome::Holds => "holds",
            ClauseOutcome::KnownFailure | ClauseOutcome::Silent => self.mark.word(),
        }
    }

    /// `MUST` or `SHOULD`.
    pub(super) fn level(&self) -> &'static str {
        level(self.result.level)
    }

    /// What was seen instead, as far as it does not hold.
    pub(super) fn saw(&self) -> Option<&'a str> {
        use ClauseOutcome::{Broken, KnownFailure};
        let is_broken = matches!(self.result.outcome, Broken | KnownFailure);
        let saw = self.result.saw.as_deref();
        is_broken.then(|| saw.unwrap_or("it is not so"))
    }

    /// Whether the profile says that it is broken, and it is not.
    pub(super) fn holds_after_all(&self) -> bool {
        self.result.outcome == ClauseOutcome::HoldsAgainstExpectation
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase());
    let first: String = first.into_iter().flatten().collect();
    first + letters.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(outcomes: &[(ClauseOutcome, Level)]) -> Vec<ClauseResult> {
        let clauses = outcomes.iter().zip(1..);
        let clauses = clauses.map(|(&(outcome, level), number)| ClauseResult {
            id: format!("key-set.{number}"),
            level,
            section: String::new(),
            asks: String::new(),
            outcome,
            saw: None,
            known_because: None,
        });
        clauses.collect()
    }

    #[test]
    fn what_is_wrong_comes_first_and_the_worst_of_it_before_the_rest() {
        use ClauseOutcome::{Broken, Holds, HoldsAgainstExpectation, KnownFailure, Silent};
        let clauses = look(&[
            (Holds, Level::Must),
            (KnownFailure, Level::Must),
            (Broken, Level::Should),
            (HoldsAgainstExpectation, Level::Should),
            (Silent, Level::Must),
            (Broken, Level::Must),
            (Holds, Level::Should),
        ]);
        let look = Look::of("the key set", None, &clauses);
        let ids = |clauses: &[Clause<'_>]| -> String {
            let ids = clauses
                .iter()
                .filter_map(|it| it.result.id.split('.').nth(1));
            ids.collect()
        };
        assert_eq!(
            (ids(&look.wrong), ids(&look.sound)),
            ("4632".into(), "157".into())
        );
        assert_eq!(look.about, "The key set");
        assert_eq!(look.standing(), "3 of 6 clauses hold");
        assert_eq!(
            look.sound_in_words(),
            "2 that hold, 1 that does not apply here"
        );
    }
}
