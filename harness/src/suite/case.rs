//! One scenario, seen with what stands around it.

use cucumber::gherkin::tagexpr::TagOperation;
use cucumber::gherkin::{Feature, Rule, Scenario};
use regex::Regex;

use super::read::display;
use crate::capability::Capability;
use crate::profile::Reading;

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

    /// The feature file below the (last) folder called `features`, without its ending, and the scenario's name, in a form
    /// that fits into a URL; a row of an outline also has its number.
    #[must_use]
    pub fn id(&self) -> String {
        let file = format!("/{}", self.file());
        let file = file.trim_end_matches(".feature");
        // However the path was given that led there.
        let below = file.rsplit_once("/features/").map(|(_, below)| below);
        let file = below.unwrap_or_else(|| file.trim_start_matches('/'));
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
            slug(file, true),
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

    /// The readings of the requirements that its tags say it is about.
    #[must_use]
    pub fn readings(&self) -> Vec<Reading> {
        self.tags()
            .iter()
            .filter_map(|tag| Reading::of_tag(tag))
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
