//! Which scenario is played with which defect: few pairs, of which each tells something that is not known yet.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use conformance_harness::defect::Defect;
use conformance_harness::results::Outcome;
use conformance_harness::run::Played;
use conformance_harness::suite::Suite;

/// A defect, and a scenario for the requirement that it breaches, each by its ID.
pub(super) type Pair = (String, String);

/// What is still to be shown: that each defect is caught by a scenario for its requirement, and that each scenario
/// catches a defect. To show both, far fewer plays are needed than there are pairs.
#[derive(Debug)]
pub(super) struct Pairing {
    /// The scenarios for the requirement that a defect breaches, in the order of the features.
    scenarios_of: BTreeMap<String, Vec<String>>,
    /// The defects, in the order of the catalogue.
    defects: Vec<String>,
    tried: HashSet<Pair>,
    caught: BTreeSet<String>,
    /// The scenarios that have caught a defect, with how many.
    proven: BTreeMap<String, usize>,
}

impl Pairing {
    /// Nothing has been shown yet of these defects and the scenarios of this suite.
    pub(super) fn new<'a>(defects: impl Iterator<Item = &'a Defect>, suite: &Suite) -> Self {
        let mut pairing = Self {
            scenarios_of: BTreeMap::new(),
            defects: Vec::new(),
            tried: HashSet::new(),
            caught: BTreeSet::new(),
            proven: BTreeMap::new(),
        };
        for defect in defects {
            let for_it = suite
                .scenarios()
                .filter(|case| case.tags().contains(&defect.requirement));
            let scenarios = for_it.map(|case| case.id()).collect();
            pairing.scenarios_of.insert(defect.id.clone(), scenarios);
            pairing.defects.push(defect.id.clone());
        }
        pairing
    }

    /// Every pair there is.
    pub(super) fn all(&self) -> Vec<Pair> {
        let pairs = self.defects.iter().flat_map(|defect| {
            let scenarios = self.scenarios_of[defect].iter();
            scenarios.map(move |scenario| (defect.clone(), scenario.clone()))
        });
        pairs.collect()
    }

    /// The pairs that are worth playing next, side by side; none when everything is shown, or nothing is left to try.
    pub(super) fn next_round(&mut self) -> Vec<Pair> {
        let mut round: Vec<Pair> = Vec::new();
        let mut busy: BTreeSet<String> = BTreeSet::new();
        for defect in self.defects.iter().filter(|it| !self.caught.contains(*it)) {
            let untried = self.untried(defect);
            let wanted = |it: &&&String| !self.proven.contains_key(**it) && !busy.contains(**it);
            // What has caught many defects is the likeliest to catch one more.
            let catches = |it: &&&String| self.proven.get(**it).copied();
            let likeliest = || untried.iter().rev().max_by_key(catches);
            let scenario = untried.iter().find(wanted).or_else(likeliest);
            if let Some(scenario) = scenario {
                busy.insert((*scenario).clone());
                round.push((defect.clone(), (*scenario).clone()));
            }
        }
        // A scenario that has caught nothing yet meets defects that others have caught.
        for defect in self.defects.iter().filter(|it| self.caught.contains(*it)) {
            for scenario in self.untried(defect) {
                if !self.proven.contains_key(scenario) && busy.insert(scenario.clone()) {
                    round.push((defect.clone(), scenario.clone()));
                }
            }
        }
        self.tried.extend(round.iter().cloned());
        round
    }

    /// The scenarios that a defect has not met yet.
    fn untried(&self, defect: &str) -> Vec<&String> {
        let untried = |it: &&String| !self.tried.contains(&(defect.to_owned(), (*it).clone()));
        self.scenarios_of[defect].iter().filter(untried).collect()
    }

    /// Takes in what came of a round.
    pub(super) fn learn(&mut self, played: &[Played]) {
        for it in played {
            if let (Some(defect), Outcome::Failed) = (&it.defect, it.result.outcome) {
                self.caught.insert(defect.clone());
                *self.proven.entry(it.result.id.clone()).or_default() += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairing(scenarios_of: &[(&str, &[&str])]) -> Pairing {
        let owned = |names: &[&str]| names.iter().map(|it| (*it).to_owned()).collect();
        Pairing {
            scenarios_of: scenarios_of
                .iter()
                .map(|(defect, scenarios)| ((*defect).to_owned(), owned(scenarios)))
                .collect(),
            defects: scenarios_of
                .iter()
                .map(|(it, _)| (*it).to_owned())
                .collect(),
            tried: HashSet::new(),
            caught: BTreeSet::new(),
            proven: BTreeMap::new(),
        }
    }

    /// Plays rounds until none is left, where `catches` says what a scenario notices. Returns how many plays it took.
    fn play_all(pairing: &mut Pairing, catches: impl Fn(&str, &str) -> bool) -> usize {
        let mut plays = 0;
        loop {
            let round = pairing.next_round();
            if round.is_empty() {
                return plays;
            }
            plays += round.len();
            for (defect, scenario) in round {
                if catches(&defect, &scenario) {
                    pairing.caught.insert(defect);
                    *pairing.proven.entry(scenario).or_default() += 1;
                }
            }
        }
    }

    #[test]
    fn where_everything_notices_everything_each_is_played_once() {
        let mut pairing = pairing(&[("a", &["1", "2", "3"]), ("b", &["1", "2", "3"])]);
        assert_eq!(play_all(&mut pairing, |_, _| true), 3);
        assert_eq!((pairing.caught.len(), pairing.proven.len()), (2, 3));
    }

    #[test]
    fn the_one_scenario_that_notices_is_found_wherever_it_stands() {
        let mut pairing = pairing(&[("a", &["1", "2", "3", "4"]), ("b", &["1", "2", "3", "4"])]);
        let catches =
            |defect: &str, scenario: &str| (defect, scenario) == ("a", "4") || defect == "b";
        play_all(&mut pairing, catches);
        assert_eq!((pairing.caught.len(), pairing.proven.len()), (2, 4));
    }

    #[test]
    fn what_nothing_notices_has_met_everything_before_it_is_given_up() {
        let mut pairing = pairing(&[("a", &["1", "2"]), ("b", &["2", "3"])]);
        assert_eq!(play_all(&mut pairing, |_, _| false), 4);
        assert_eq!(pairing.tried.len(), pairing.all().len());
    }
}
