//! For a terminal.

use super::listing::{Entry, Listing};
use crate::console::Console;

/// So many choices of a parameter are listed.
const CHOICES: usize = 12;

/// Prints all of it; what to say if there is nothing depends on what was asked.
pub(super) fn print(listing: &Listing, unused: bool, console: Console) {
    if listing.is_empty() {
        console.line(if unused {
            "every step is used"
        } else {
            "no step has all of these words; try fewer, or another one for the same thing"
        });
        return;
    }
    for subject in &listing.subjects {
        let title = match subject.title.as_str() {
            "" => &subject.file,
            title => title,
        };
        console.line(title);
        console.line("");
        for entry in &subject.entries {
            lines(entry).iter().for_each(|line| console.line(line));
            console.line("");
        }
    }
    let steps = listing.len();
    let what = if unused { "unused " } else { "" };
    let plural = if steps == 1 { "" } else { "s" };
    console.line(&format!("{steps} {what}step{plural}"));
}

fn lines(entry: &Entry) -> Vec<String> {
    let mut lines = Vec::new();
    for way in &entry.ways {
        lines.push(format!("  {}", way.definition.line()));
    }
    if !entry.explanation().is_empty() {
        lines.push(format!("      {}", entry.explanation()));
    }
    for parameter in &entry.parameters {
        let mut choices = parameter.choices.clone();
        let more = choices.len() > CHOICES;
        choices.truncate(CHOICES);
        let more = if more { ", …" } else { "" };
        lines.push(format!(
            "      {{{}}}: {}{more}",
            parameter.name,
            choices.join(", ")
        ));
    }
    if let Some(example) = entry.example() {
        let mut text = example.text.iter();
        let first = text.next().map(String::as_str).unwrap_or_default();
        lines.push(format!("      e.g. {first}"));
        lines.extend(text.map(|line| format!("           {line}")));
        if let Some((file, line)) = &example.place {
            lines.push(format!("           {file}:{line}{}", more_uses(entry)));
        }
    }
    let place = entry.place();
    lines.extend(place.map(|place| format!("      defined at {place}")));
    lines
}

fn more_uses(entry: &Entry) -> String {
    match entry.uses().count() {
        0 | 1 => String::new(),
        2 => ", and once more".to_owned(),
        uses => format!(", and {} times more", uses - 1),
    }
}
