//! Which steps features use, and how.

use std::collections::HashMap;

use conformance_harness::suite::Suite;
use cucumber::gherkin::Step;

use super::definition::{Definition, Place};
use super::{Vocabulary, keyword};

/// A step as it stands in a feature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Used {
    /// With the keyword of its definition, and the table or text below it, line by line.
    pub text: Vec<String>,
    /// The feature file.
    pub file: String,
    /// From 1.
    pub line: usize,
}

/// All uses of all steps.
#[derive(Debug, Clone, Default)]
pub struct Usage {
    /// By the place of the definition, in the order of files and lines.
    uses: HashMap<Place, Vec<Used>>,
}

impl Usage {
    /// Looks for the steps of `suite`, whose outlines are replaced by their rows. A step of a background counts once,
    /// and one of an outline once for each different row.
    #[must_use]
    pub fn of(suite: &Suite, vocabulary: &Vocabulary) -> Self {
        let mut usage = Self::default();
        for feature in &suite.features {
            let file = feature.path.as_deref();
            let file = file.map_or_else(String::new, |it| it.display().to_string());
            let scenarios = suite.scenarios();
            let of_feature = scenarios.filter(|case| std::ptr::eq(case.feature, feature));
            let rules = feature.rules.iter();
            let backgrounds = feature
                .background
                .iter()
                .chain(rules.filter_map(|rule| rule.background.as_ref()));
            let steps = backgrounds
                .flat_map(|background| &background.steps)
                .chain(of_feature.flat_map(|case| &case.scenario.steps));
            steps.for_each(|step| usage.note(step, &file, vocabulary));
        }
        for uses in usage.uses.values_mut() {
            uses.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
            uses.dedup();
        }
        usage
    }

    fn note(&mut self, step: &Step, file: &str, vocabulary: &Vocabulary) {
        // What fits none or several is told when the features are checked.
        let [place] = vocabulary.places(step)[..] else {
            return;
        };
        self.uses.entry(place.into()).or_default().push(Used {
            text: lines(step),
            file: file.to_owned(),
            line: step.position.line,
        });
    }

    /// Where a step is used.
    #[must_use]
    pub fn of_step(&self, definition: &Definition) -> &[Used] {
        self.uses
            .get(&definition.place)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }
}

fn lines(step: &Step) -> Vec<String> {
    let mut lines = vec![format!("{} {}", keyword(step.ty).name(), step.value)];
    if let Some(table) = &step.table {
        let widths: Vec<usize> = (0..table.row_width())
            .map(|column| {
                let cells = table.rows.iter().filter_map(|row| row.get(column));
                cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
            })
            .collect();
        for row in &table.rows {
            let cells: Vec<String> = row
                .iter()
                .zip(&widths)
                .map(|(cell, width)| format!("{cell:<width$}"))
                .collect();
            lines.push(format!("  | {} |", cells.join(" | ")));
        }
    }
    if let Some(text) = &step.docstring {
        let inner = text.trim_matches('\n').lines();
        lines.push("  \"\"\"".to_owned());
        lines.extend(inner.map(|line| format!("  {line}")));
        lines.push("  \"\"\"".to_owned());
    }
    lines
}
