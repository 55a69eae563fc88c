//! What can be known to be wrong with feature files before anything is run.

use cucumber::gherkin::{Feature, Scenario, Step};

use crate::capability::Capability;
use crate::distance;
use crate::profile::Reading;
use crate::requirement::Catalogue;
use crate::safety::READ_ONLY;
use crate::sign_off;
use crate::suite::keyword::meant_by;
use crate::suite::{FeatureError, Suite};

/// How a step fares against the vocabulary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match {
    /// Exactly one definition fits.
    One,
    /// None fits: what is near, and where.
    None(String),
    /// Several fit: where they are.
    Several(String),
    /// One fits, and cannot do what it is told: why.
    Slip(String),
}

/// Everything that is wrong, in order of file and line. `find` says how a step fares.
#[must_use]
pub fn check(
    written: &Suite,
    completed: &Suite,
    catalogue: &Catalogue,
    find: &dyn Fn(&Step) -> Match,
) -> Vec<FeatureError> {
    let mut found = Vec::new();
    for feature in &written.features {
        Check {
            feature,
            found: &mut found,
        }
        .descriptions();
        Check {
            feature,
            found: &mut found,
        }
        .emptiness();
        Check {
            feature,
            found: &mut found,
        }
        .tags(catalogue);
    }
    for case in completed.scenarios() {
        let background = case.feature.background.iter();
        let background = background.chain(case.rule.and_then(|rule| rule.background.as_ref()));
        for step in background
            .flat_map(|background| &background.steps)
            .chain(&case.scenario.steps)
        {
            Check {
                feature: case.feature,
                found: &mut found,
            }
            .step(step, find, row_of(case.scenario));
        }
    }
    let mut ids = std::collections::BTreeMap::new();
    for case in completed.scenarios() {
        let line = case.scenario.position.line;
        if let Some(first) = ids.insert(case.id(), line) {
            Check { feature: case.feature, found: &mut found }
                .report(line, format!("a scenario of this name stands at line {first} already; give it a name of its own"));
        }
    }
    found.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    found.dedup();
    found
}

struct Check<'a> {
    feature: &'a Feature,
    found: &'a mut Vec<FeatureError>,
}

impl Check<'_> {
    fn report(&mut self, line: usize, problem: String) {
        let file = self
            .feature
            .path
            .as_deref()
            .map(|path| path.display().to_string())
            .unwrap_or_default();
        self.found.push(FeatureError {
            file,
            line,
            problem,
        });
    }

    /// A mistyped keyword does not fail to parse: it becomes part of a description.
    fn descriptions(&mut self) {
        let feature = self.feature;
        let mut described = vec![(feature.position.line, feature.description.as_deref())];
        described.extend(
            feature
                .background
                .iter()
                .map(|it| (it.position.line, it.description.as_deref())),
        );
        for rule in &feature.rules {
            described.push((rule.position.line, rule.description.as_deref()));
        }
        for scenario in all_scenarios(feature) {
            described.push((scenario.position.line, scenario.description.as_deref()));
            let examples = scenario.examples.iter();
            described.extend(examples.map(|it| (it.position.line, it.description.as_deref())));
        }
        for (line, description) in described {
            for text in description.unwrap_or_default().lines() {
                if let Some(keyword) = meant_by(text) {
                    self.report(
                        line,
                        format!(
                            "“{}” below this line is read as description, not as “{keyword}”; \
                             mend the keyword, or begin the description with another word",
                            text.trim()
                        ),
                    );
                }
            }
        }
    }

    /// What has no steps or no rows would pass by doing nothing.
    fn emptiness(&mut self) {
        let feature = self.feature;
        if all_scenarios(feature).next().is_none() {
            self.report(
                feature.position.line,
                "this feature has no scenario".to_owned(),
            );
        }
        for scenario in all_scenarios(feature) {
            let line = scenario.position.line;
            if scenario.steps.is_empty() {
                self.report(
                    line,
                    format!("the scenario “{}” has no steps", scenario.name),
                );
            }
            let rows = |table: &cucumber::gherkin::Table| table.rows.len().saturating_sub(1);
            let is_outline = scenario.keyword.to_lowercase().contains("outline");
            let filled = scenario
                .examples
                .iter()
                .all(|it| it.table.as_ref().is_some_and(|table| rows(table) > 0));
            if (is_outline && scenario.examples.is_empty()) || !filled {
                self.report(line, format!("the outline “{}” has no rows", scenario.name));
            }
        }
    }

    fn tags(&mut self, catalogue: &Catalogue) {
        let feature = self.feature;
        let mut tagged = vec![(feature.position.line, feature.tags.as_slice())];
        tagged.extend(
            feature
                .rules
                .iter()
                .map(|rule| (rule.position.line, rule.tags.as_slice())),
        );
        for scenario in all_scenarios(feature) {
            tagged.push((scenario.position.line, scenario.tags.as_slice()));
            tagged.extend(
                scenario
                    .examples
                    .iter()
                    .map(|it| (it.position.line, it.tags.as_slice())),
            );
        }
        for (line, tags) in tagged {
            for tag in tags {
                if is_requirement_id(tag) && catalogue.find(tag).is_none() {
                    let nearest = catalogue.nearest(tag).unwrap_or_default();
                    self.report(
                        line,
                        format!("there is no requirement {tag}; is @{nearest} meant?"),
                    );
                }
                if let Some(meant) = meant_requirement(tag, catalogue) {
                    self.report(
                        line,
                        format!("@{tag} is no requirement; is @{meant} meant?"),
                    );
                }
                if let Some(slip) = Reading::of_tag(tag).and_then(|reading| reading.slip()) {
                    self.report(line, slip);
                }
                if let Some(meant) = meant_word(tag) {
                    self.report(line, format!("@{tag} says nothing; is @{meant} meant?"));
                } else if tag.starts_with("needs-") && Capability::of_tag(tag).is_none() {
                    let known: Vec<String> = Capability::ALL
                        .iter()
                        .map(|capability| format!("@{}", capability.tag()))
                        .collect();
                    self.report(
                        line,
                        format!("there is no @{tag}; there are {}", known.join(", ")),
                    );
                }
            }
        }
    }

    /// `row` is the line of the table row that the step was completed with, if it was.
    fn step(&mut self, step: &Step, find: &dyn Fn(&Step) -> Match, row: Option<usize>) {
        let line = step.position.line;
        match find(step) {
            Match::One => {}
            Match::Slip(problem) => self.report(row.unwrap_or(line), problem),
            Match::None(hint) => self.report(
                line,
                format!(
                    "no step is defined for “{} {}”; {hint}",
                    step.keyword.trim(),
                    step.value
                ),
            ),
            Match::Several(places) => self.report(
                line,
                format!(
                    "several steps are defined for “{} {}”: {places}",
                    step.keyword.trim(),
                    step.value
                ),
            ),
        }
    }
}

/// Where the table row stands that a scenario was made of, if it was made of one.
fn row_of(scenario: &Scenario) -> Option<usize> {
    let outlined = !scenario.examples.is_empty();
    outlined.then_some(scenario.position.line)
}

fn all_scenarios(feature: &Feature) -> impl Iterator<Item = &Scenario> {
    feature
        .scenarios
        .iter()
        .chain(feature.rules.iter().flat_map(|rule| &rule.scenarios))
}

/// Whether a tag has the form of a requirement's ID, e.g. `CB-06`, `TC-07b`.
fn is_requirement_id(tag: &str) -> bool {
    tag.split_once('-').is_some_and(|(area, number)| {
        !area.is_empty()
            && area.bytes().all(|b| b.is_ascii_uppercase())
            && number.starts_with(|c: char| c.is_ascii_digit())
    })
}

/// The requirement that a tag means which is not spelled as its ID is: `cb-06`, `CB6`.
fn meant_requirement<'a>(tag: &str, catalogue: &'a Catalogue) -> Option<&'a str> {
    let letters = |text: &str| -> String {
        let bare = text.replace(['-', '_'], "").to_uppercase();
        let area = bare.trim_end_matches(|c: char| !c.is_ascii_alphabetic());
        let number = bare[area.len()..].trim_start_matches('0');
        format!("{area}{number}")
    };
    if is_requirement_id(tag) || !tag.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let tag = letters(tag);
    let mut ids = catalogue.ids();
    ids.find(|id| letters(id) == tag)
}

/// The tag with a meaning of its own that one means which is spelled almost like it: another case, a letter too many, too
/// few or wrong, or two in the wrong order.
fn meant_word(tag: &str) -> Option<&'static str> {
    let words = Capability::ALL.iter().map(|it| it.tag());
    let words: Vec<&str> = words.chain([sign_off::TAG, READ_ONLY]).collect();
    if words.contains(&tag) {
        return None;
    }
    let lower = tag.to_lowercase();
    let letters = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    words
        .into_iter()
        .find(|word| letters(word) == letters(&lower) || distance::between(&lower, word) <= 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::tests::{catalogue, suite};

    /// What is wrong with a file of that text, in a language that knows `x` once and `y` twice.
    fn problems(text: &str) -> Vec<(usize, String)> {
        let (_folder, written) = suite(text).expect("Gherkin");
        let completed = written
            .clone()
            .complete(&catalogue())
            .expect("all placeholders have columns");
        let find = |step: &Step| match step.value.as_str() {
            "x" => Match::One,
            "y" => Match::Several("a.rs:1, b.rs:2".to_owned()),
            "z is 1" => Match::One,
            "z is 2" => Match::Slip("there is no 2".to_owned()),
            _ => Match::None("the nearest is “When x” (steps/src/x.rs:7)".to_owned()),
        };
        check(&written, &completed, &catalogue(), &find)
            .into_iter()
            .map(|error| (error.line, error.problem))
            .collect()
    }

    #[test]
    fn what_a_step_cannot_be_told_is_found_in_the_row_that_says_it() {
        let text = "Feature: A\n\n  Scenario Outline: B <n>\n    Given z is <n>\n\n    Examples:\n      | n |\n      | 1 |\n      | 2 |\n";
        assert_eq!(problems(text), [(9, "there is no 2".to_owned())]);
    }

    #[test]
    fn a_tag_that_means_a_requirement_and_is_spelled_otherwise_is_told_and_any_other_is_free() {
        for slip in ["cb-06", "CB6", "CB_06"] {
            let text = format!("@{slip}\nFeature: A\n\n  Scenario: B\n    Given x\n");
            let found = problems(&text);
            let told = format!("@{slip} is no requirement; is @CB-06 meant?");
            assert!(
                found.iter().any(|(_, problem)| *problem == told),
                "{found:?}"
            );
        }
        let free = "@CB-06 @smoke @sprint-12\nFeature: A\n\n  Scenario: B\n    Given x\n";
        assert_eq!(problems(free), []);
    }

    #[track_caller]
    fn assert_one(text: &str, line: usize, part: &str) {
        let found = problems(text);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].0, line, "{found:?}");
        assert!(found[0].1.contains(part), "{found:?}");
    }

    #[test]
    fn a_sound_file_has_no_problem() {
        assert_eq!(
            problems("@CB-06\nFeature: A\n  The prose of\n  them.\n\n  Scenario: S\n    Given x\n"),
            []
        );
    }

    #[test]
    fn an_undefined_step_comes_with_what_is_near() {
        let text = "Feature: A\n  Scenario: S\n    Then they are on the home pag\n";
        let told = "no step is defined for “Then they are on the home pag”; \
                    the nearest is “When x” (steps/src/x.rs:7)";
        assert_one(text, 3, told);
    }

    #[test]
    fn an_ambiguous_step_comes_with_the_places_of_all_its_definitions() {
        assert_one(
            "Feature: A\n  Scenario: S\n    Given y\n",
            3,
            "a.rs:1, b.rs:2",
        );
    }

    #[test]
    fn a_scenario_without_steps_is_refused() {
        assert_one(
            "Feature: A\n  Scenario: S\n\n  Scenario: T\n    Given x\n",
            2,
            "“S” has no steps",
        );
    }

    #[test]
    fn an_outline_without_rows_is_refused() {
        let text =
            "Feature: A\n  Scenario Outline: S\n    Given <n>\n\n    Examples:\n      | n |\n";
        assert_one(text, 2, "“S” has no rows");
    }

    #[test]
    fn a_feature_without_scenarios_is_refused() {
        assert_one("Feature: A\n  In prose.\n", 1, "no scenario");
    }

    #[test]
    fn a_keyword_with_a_slip_is_not_taken_for_prose() {
        assert_one(
            "Feature: A\n  Scenario: S\n    Givn x\n    Given x\n",
            2,
            "“Givn x”",
        );
        assert_one(
            "Feature: A\n  Senario: S\n\n  Scenario: T\n    Given x\n",
            1,
            "“Senario: S”",
        );
    }

    #[test]
    fn an_unknown_requirement_comes_with_the_nearest_one() {
        assert_one(
            "@CB-66\nFeature: A\n  Scenario: S\n    Given x\n",
            2,
            "is @CB-06 meant?",
        );
    }

    #[test]
    fn an_unknown_capability_comes_with_the_known_ones() {
        let text = "@needs-magic\nFeature: A\n  Scenario: S\n    Given x\n";
        assert_one(text, 2, "@needs-instance-settings");
    }

    #[test]
    fn a_tag_that_is_almost_one_with_a_meaning_is_told() {
        for (slip, meant) in [
            ("needs-outbx", "needs-outbox"),
            ("nedes-outbox", "needs-outbox"),
            ("need-clock", "needs-clock"),
            ("Sign-Off", "sign-off"),
            ("sing-off", "sign-off"),
            ("readonly", "read-only"),
        ] {
            let text = format!("@{slip}\nFeature: A\n  Scenario: S\n    Given x\n");
            assert_one(
                &text,
                2,
                &format!("@{slip} says nothing; is @{meant} meant?"),
            );
        }
        let own = "@sign-on @smoke @needs-clock\nFeature: A\n  Scenario: S\n    Given x\n";
        assert_eq!(problems(own), []);
    }

    #[test]
    fn two_scenarios_of_one_name_are_refused() {
        let text = "Feature: A\n  Scenario: S\n    Given x\n\n  Scenario: S\n    Given x\n";
        assert_one(text, 5, "line 2 already");
    }
}
