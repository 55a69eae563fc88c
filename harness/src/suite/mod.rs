//! The feature files of a run: read, completed with what follows from them, and narrowed down.

mod case;
pub(crate) mod keyword;
mod read;

use std::path::{Path, PathBuf};

use cucumber::feature::Ext as _;
use cucumber::gherkin::{Feature, Scenario};

use crate::requirement::Catalogue;
use crate::results::Level;
use read::{collect, display, parse};

pub use case::{Case, holds, wanted_tags};

/// The features of a run, outlines already expanded into their rows.
#[derive(Debug, Clone, Default)]
pub struct Suite {
    /// In order of their paths.
    pub features: Vec<Feature>,
}

/// A feature file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeatureError {
    /// The file.
    pub file: String,
    /// The line, from 1; 0 where the file as a whole is meant.
    pub line: usize,
    /// What is wrong, and what to do.
    pub problem: String,
}

impl std::fmt::Display for FeatureError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.problem),
            line => write!(f, "{}:{line}: {}", self.file, self.problem),
        }
    }
}

impl std::error::Error for FeatureError {}

impl Suite {
    /// Reads the feature files at `paths`: files, or folders with all that is below them. What is below `root` is
    /// called by its path from there.
    ///
    /// # Errors
    /// All that cannot be read or parsed, each with file and line.
    pub fn read(paths: &[PathBuf], root: &Path) -> Result<Self, Vec<FeatureError>> {
        let mut files = Vec::new();
        let mut errors = Vec::new();
        for path in paths {
            if let Err(problem) = collect(path, &mut files) {
                errors.push(FeatureError {
                    file: path.display().to_string(),
                    line: 0,
                    problem,
                });
            }
        }
        files.sort();
        files.dedup();
        let mut features = Vec::new();
        for file in files {
            match parse(&file, root) {
                Ok(feature) => features.push(feature),
                Err(error) => errors.push(error),
            }
        }
        if errors.is_empty() {
            Ok(Self { features })
        } else {
            Err(errors)
        }
    }

    /// Replaces each outline by its rows, and adds the tags that follow from requirement IDs: the area
    /// (`@CB`) and the level (`@MUST`, `@SHOULD`).
    ///
    /// # Errors
    /// A placeholder without a column.
    pub fn complete(self, catalogue: &Catalogue) -> Result<Self, Vec<FeatureError>> {
        let mut features = Vec::new();
        let mut errors = Vec::new();
        for feature in self.features {
            match feature.expand_examples() {
                Ok(feature) => features.push(feature),
                Err(error) => errors.push(FeatureError {
                    file: error.path.as_deref().map(display).unwrap_or_default(),
                    line: error.pos.line,
                    problem: format!("no column of the examples is called <{}>", error.name),
                }),
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut suite = Self { features };
        suite.for_each_scenario_mut(|outer, scenario| {
            let mut derived = Vec::new();
            for tag in outer.iter().chain(&scenario.tags) {
                if let Some(requirement) = catalogue.find(tag) {
                    derived.push(requirement.area.clone());
                    derived.push(
                        if requirement.level == Level::Must {
                            "MUST"
                        } else {
                            "SHOULD"
                        }
                        .to_owned(),
                    );
                }
            }
            for tag in derived {
                if !outer.contains(&tag) && !scenario.tags.contains(&tag) {
                    scenario.tags.push(tag);
                }
            }
        });
        Ok(suite)
    }

    /// Calls `change` with the tags in force around each scenario, and the scenario.
    pub fn for_each_scenario_mut(&mut self, mut change: impl FnMut(&[String], &mut Scenario)) {
        for feature in &mut self.features {
            for scenario in &mut feature.scenarios {
                change(&feature.tags, scenario);
            }
            for rule in &mut feature.rules {
                let outer: Vec<String> = feature.tags.iter().chain(&rule.tags).cloned().collect();
                for scenario in &mut rule.scenarios {
                    change(&outer, scenario);
                }
            }
        }
    }

    /// All scenarios, with what they stand in.
    pub fn scenarios(&self) -> impl Iterator<Item = Case<'_>> {
        self.features.iter().flat_map(|feature| {
            let own = feature.scenarios.iter().map(move |scenario| Case {
                feature,
                rule: None,
                scenario,
            });
            let ruled = feature.rules.iter().flat_map(move |rule| {
                rule.scenarios.iter().map(move |scenario| Case {
                    feature,
                    rule: Some(rule),
                    scenario,
                })
            });
            own.chain(ruled)
        })
    }

    /// Keeps the scenarios that `keep` likes, and the features that then still have one.
    pub fn retain(&mut self, keep: impl Fn(&Case<'_>) -> bool) {
        for feature in &mut self.features {
            let whole = feature.clone();
            feature.scenarios.retain(|scenario| {
                keep(&Case {
                    feature: &whole,
                    rule: None,
                    scenario,
                })
            });
            for rule in &mut feature.rules {
                let whole_rule = rule.clone();
                rule.scenarios.retain(|scenario| {
                    keep(&Case {
                        feature: &whole,
                        rule: Some(&whole_rule),
                        scenario,
                    })
                });
            }
            feature.rules.retain(|rule| !rule.scenarios.is_empty());
        }
        self.features
            .retain(|feature| !feature.scenarios.is_empty() || !feature.rules.is_empty());
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A suite of one file with that text, and its folder.
    pub(crate) fn suite(text: &str) -> Result<(tempfile::TempDir, Suite), Vec<FeatureError>> {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("a.feature"), text).expect("a file");
        let suite = Suite::read(&[folder.path().to_owned()], Path::new(""))?;
        Ok((folder, suite))
    }

    pub(crate) fn catalogue() -> Catalogue {
        toml::from_str(
            "[[area]]\nid = \"CB\"\ntitle = \"SSO callback\"\n\
             [[requirement]]\nid = \"CB-06\"\narea = \"CB\"\nlevel = \"MUST\"\ntitle = \"Makes an account\"\n",
        )
        .expect("a catalogue")
    }

    #[test]
    fn a_syntax_error_has_file_and_line_and_shows_what_stands_there() {
        let errors =
            suite("Feature: A\n  Scenario: B\n    Given one\n    Whn two\n").expect_err("a typo");
        assert_eq!(errors.len(), 1);
        assert!(errors[0].file.ends_with("a.feature"), "{}", errors[0]);
        assert_eq!(errors[0].line, 4, "{}", errors[0]);
        assert!(errors[0].problem.contains("Whn two"), "{}", errors[0]);
    }

    #[test]
    fn a_scenario_has_one_id_however_the_path_to_it_is_given() {
        let folder = tempfile::tempdir().expect("a folder");
        let features = folder.path().join("my/features");
        std::fs::create_dir_all(features.join("shop")).expect("a folder");
        let file = features.join("shop/buying.feature");
        std::fs::write(&file, "Feature: A\n  Scenario: B\n    Given x\n").expect("a file");
        let way_round = folder.path().join("my/../my/features");
        let inside = features.join("shop");
        for (path, root) in [
            (&file, Path::new("")),
            (&features, Path::new("")),
            (&features, folder.path()),
            (&way_round, folder.path()),
            (&inside, Path::new("/elsewhere")),
        ] {
            let suite = Suite::read(std::slice::from_ref(path), root).expect("Gherkin");
            let ids: Vec<String> = suite.scenarios().map(|case| case.id()).collect();
            assert_eq!(ids, ["shop/buying:b"], "{}", path.display());
        }
    }

    #[test]
    fn rows_of_an_outline_become_scenarios_with_ids_and_lines_of_their_own() {
        let text = "@CB-06\nFeature: A\n  Scenario Outline: B <n>\n    Given <n>\n\n    Examples:\n      | n |\n      | x |\n      | y |\n";
        let (_folder, suite) = suite(text).expect("Gherkin");
        let suite = suite
            .complete(&catalogue())
            .expect("all placeholders have columns");
        let found: Vec<(String, usize)> = suite
            .scenarios()
            .map(|case| {
                (
                    case.id().rsplit(':').next().unwrap_or_default().to_owned(),
                    case.scenario.position.line,
                )
            })
            .collect();
        assert_eq!(
            found,
            [("b-x-row-1".to_owned(), 8), ("b-y-row-2".to_owned(), 9)]
        );
        assert_eq!(
            suite.scenarios().next().expect("a row").tags(),
            ["CB-06", "CB", "MUST"]
        );
    }

    #[test]
    fn tag_expressions_see_the_tags_of_feature_and_rule_too() {
        let text = "@a\nFeature: A\n  @b\n  Rule: R\n    @c\n    Scenario: S\n      Given x\n";
        let (_folder, suite) = suite(text).expect("Gherkin");
        let case = suite.scenarios().next().expect("a scenario");
        for (expression, expected) in [
            ("@a and @b and @c", true),
            ("@a and not @b", false),
            ("@x or @c", true),
        ] {
            let expression = expression.parse().expect("an expression");
            assert_eq!(case.matches(Some(&expression), None), expected);
        }
    }
}
