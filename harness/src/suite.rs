//! The feature files of a run: read, completed with what follows from them, and narrowed down.

use std::path::{Path, PathBuf};

use cucumber::feature::Ext as _;
use cucumber::gherkin::tagexpr::TagOperation;
use cucumber::gherkin::{Feature, GherkinEnv, Rule, Scenario};
use regex::Regex;

use crate::capability::Capability;
use crate::requirement::Catalogue;
use crate::results::Level;

/// The features of a run, outlines already expanded into their rows.
#[derive(Debug, Clone)]
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

/// A scenario, with what it stands in.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// The feature.
    pub feature: &'a Feature,
    /// The rule, if it stands under one.
    pub rule: Option<&'a Rule>,
    /// The scenario.
    pub scenario: &'a Scenario,
}

impl Case<'_> {
    /// All tags in force, without the `@`, outermost first.
    #[must_use]
    pub fn tags(&self) -> Vec<String> {
        let rule = self
            .rule
            .map(|rule| rule.tags.as_slice())
            .unwrap_or_default();
        self.feature
            .tags
            .iter()
            .chain(rule)
            .chain(&self.scenario.tags)
            .cloned()
            .collect()
    }

    /// Path of the feature file as it was given.
    #[must_use]
    pub fn file(&self) -> String {
        self.feature
            .path
            .as_deref()
            .map(display)
            .unwrap_or_default()
    }

    /// The feature file without its ending and the scenario's name, in a form that fits into a URL; a row of
    /// an outline also has its number.
    #[must_use]
    pub fn id(&self) -> String {
        let file = self.file();
        let file = file
            .trim_end_matches(".feature")
            .trim_start_matches("features/")
            .to_owned();
        let row = match self.scenario.examples.first() {
            Some(examples) => {
                format!(
                    "-row-{}",
                    self.scenario
                        .position
                        .line
                        .saturating_sub(examples.position.line + 1)
                )
            }
            None => String::new(),
        };
        format!(
            "{}:{}{row}",
            slug(&file, true),
            slug(&self.scenario.name, false)
        )
    }

    /// The capabilities that its tags ask for.
    #[must_use]
    pub fn needs(&self) -> Vec<Capability> {
        self.tags()
            .iter()
            .filter_map(|tag| Capability::of_tag(tag))
            .collect()
    }

    /// Whether tags and name are what was asked for.
    #[must_use]
    pub fn matches(&self, tags: Option<&TagOperation>, name: Option<&Regex>) -> bool {
        let in_force = self.tags();
        tags.is_none_or(|expression| holds(expression, &in_force))
            && name.is_none_or(|name| name.is_match(&self.scenario.name))
    }
}

/// Whether a tag expression holds for a scenario with these tags.
#[must_use]
pub fn holds(expression: &TagOperation, tags: &[String]) -> bool {
    match expression {
        TagOperation::And(left, right) => holds(left, tags) && holds(right, tags),
        TagOperation::Or(left, right) => holds(left, tags) || holds(right, tags),
        TagOperation::Not(inner) => !holds(inner, tags),
        TagOperation::Tag(tag) => tags.iter().any(|present| present == tag),
    }
}

/// The tags that an expression asks for, as opposed to those that it excludes.
#[must_use]
pub fn wanted_tags(expression: &TagOperation) -> Vec<&str> {
    match expression {
        TagOperation::And(left, right) | TagOperation::Or(left, right) => {
            [wanted_tags(left), wanted_tags(right)].concat()
        }
        TagOperation::Not(_) => Vec::new(),
        TagOperation::Tag(tag) => vec![tag],
    }
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), String> {
    let metadata = std::fs::metadata(path).map_err(|error| format!("cannot be read: {error}"))?;
    if !metadata.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let entries = std::fs::read_dir(path).map_err(|error| format!("cannot be read: {error}"))?;
    for entry in entries {
        let entry = entry
            .map_err(|error| format!("cannot be read: {error}"))?
            .path();
        if entry.is_dir() {
            collect(&entry, files)?;
        } else if entry.extension().is_some_and(|ending| ending == "feature") {
            files.push(entry);
        }
    }
    Ok(())
}

fn parse(path: &Path, root: &Path) -> Result<Feature, FeatureError> {
    let shown = path.strip_prefix(root).unwrap_or(path);
    let file = display(shown);
    let text = std::fs::read_to_string(path).map_err(|error| FeatureError {
        file: file.clone(),
        line: 0,
        problem: format!("cannot be read: {error}"),
    })?;
    let mut feature = Feature::parse(&text, GherkinEnv::default()).map_err(|error| {
        // The parser shows the position in its message only.
        let message = error.to_string();
        let position = message.strip_prefix("Error at ").and_then(|rest| rest.split(':').next());
        let line: usize = position.and_then(|line| line.parse().ok()).unwrap_or(0);
        let found = text.lines().nth(line.saturating_sub(1)).unwrap_or_default().trim();
        let problem = if found.is_empty() {
            "the file ends here, or a blank line stands, where Gherkin expects a feature, scenario or step".to_owned()
        } else {
            format!("“{found}” is not Gherkin here; a feature, rule, scenario, step, tag or table row was expected")
        };
        FeatureError { file: file.clone(), line, problem }
    })?;
    feature.path = Some(shown.to_owned());
    Ok(feature)
}

fn display(path: &Path) -> String {
    let path = path.strip_prefix(".").unwrap_or(path);
    path.display().to_string()
}

fn slug(text: &str, keep_slashes: bool) -> String {
    let mut slug = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() || (keep_slashes && c == '/') {
            slug.push(c);
        } else if !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_matches('-').to_owned()
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
