//! What to say to somebody who has written a step that there is not.

use conformance_harness::distance;
use cucumber::gherkin::{Step, StepType};

use super::definition::{Definition, Place};
use super::{Vocabulary, keyword};

/// So many ways to write one expression are compared at most.
const WAYS: usize = 64;

/// Numbers as people write them out.
const NUMBERS: [(&str, &str); 10] = [
    ("one", "1"),
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("ten", "10"),
];

/// A step that fits after a small change, or else the nearest one; each with its place.
pub(super) fn of(step: &Step, vocabulary: &Vocabulary) -> String {
    let definitions = vocabulary.definitions();
    fits_if_changed(step, vocabulary).unwrap_or_else(|| nearest(step, &definitions, vocabulary))
}

/// What would be a step with another keyword, other quotes or another form of its numbers.
fn fits_if_changed(step: &Step, vocabulary: &Vocabulary) -> Option<String> {
    let types = [StepType::Given, StepType::When, StepType::Then];
    let own = std::iter::once(step.ty);
    let types: Vec<StepType> = own
        .chain(types.into_iter().filter(|ty| *ty != step.ty))
        .collect();
    for text in rewritten(&step.value) {
        for ty in &types {
            let changed = Step {
                ty: *ty,
                value: text.clone(),
                ..step.clone()
            };
            if let [place] = vocabulary.places(&changed)[..] {
                let place = Place::from(place);
                let name = keyword(*ty).name();
                return Some(if *ty == step.ty {
                    format!("write “{text}” ({place})")
                } else {
                    format!("“{text}” is a step for {name} ({place})")
                });
            }
        }
    }
    None
}

/// The text itself, and what people may have meant by it.
fn rewritten(text: &str) -> Vec<String> {
    let mut all = vec![text.to_owned()];
    let mut add = |changed: String| {
        if !all.contains(&changed) {
            all.push(changed);
        }
    };
    let plain = text.replace(['“', '”', '„', '‟', '«', '»'], "\"");
    add(plain.clone());
    let mut first = plain.chars();
    let lower = first
        .next()
        .map(|c| c.to_lowercase().chain(first).collect::<String>())
        .unwrap_or_default();
    let bare = lower.trim_end_matches(['.', ':', ',', ';']).to_owned();
    add(lower);
    add(format!("{bare}:"));
    let bases = [bare.clone(), format!("{bare}:")];
    for base in bases {
        let words = |change: &dyn Fn(&str) -> Option<String>| {
            let words = base.split(' ');
            let words: Vec<String> = words
                .map(|word| change(word).unwrap_or_else(|| word.to_owned()))
                .collect();
            words.join(" ")
        };
        let is_number = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
        add(words(&|word| {
            is_number(word).then(|| format!("\"{word}\""))
        }));
        add(words(&|word| {
            let inner = word.strip_prefix('"')?.strip_suffix('"')?;
            is_number(inner).then(|| inner.to_owned())
        }));
        add(words(&|word| {
            let found = NUMBERS.iter().find(|(name, _)| *name == word)?;
            Some(found.1.to_owned())
        }));
        add(base.replace('"', ""));
        add(base.clone());
    }
    all
}

/// The step that differs least, if one had to be written.
fn nearest(step: &Step, definitions: &[Definition], vocabulary: &Vocabulary) -> String {
    let parameters = vocabulary.parameters();
    let written = generalised(&step.value);
    let distance = |definition: &Definition| {
        let ways = ways(&definition.expression, &parameters);
        let nearest = ways
            .iter()
            .map(|way| distance::between(&written, way))
            .min();
        // Of two that are as near, one that can stand where the step stands.
        (
            nearest.unwrap_or(usize::MAX),
            definition.keyword != keyword(step.ty),
        )
    };
    let nearest = definitions
        .iter()
        .min_by_key(|definition| distance(definition));
    nearest.map_or_else(
        || "this program has no steps".to_owned(),
        |it| format!("the nearest is “{}” ({})", it.line(), it.place),
    )
}

/// A step's text with all that is in quotes, and all numbers, made alike.
fn generalised(text: &str) -> String {
    let text = text.replace(['“', '”'], "\"");
    let mut parts = text.split('"');
    let mut all = parts.next().unwrap_or_default().to_owned();
    for (index, part) in parts.enumerate() {
        all.push_str(if index % 2 == 0 { "\"\"" } else { part });
    }
    let words = all.split(' ').map(|word| {
        let is_number = !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
        if is_number { "0" } else { word }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The ways to write an expression, in the form of [`generalised`].
fn ways(expression: &str, parameters: &[step_docs::Parameter]) -> Vec<String> {
    let mut ways = vec![
        expression
            .replace("{string}", "\"\"")
            .replace("{int}", "0")
            .replace("{word}", "\"\""),
    ];
    for parameter in parameters {
        let name = format!("{{{}}}", parameter.name);
        if expression.contains(&name) {
            ways = ways
                .iter()
                .flat_map(|way| {
                    let choices = parameter.choices.iter();
                    choices.map(|choice| way.replace(&name, &generalised(choice)))
                })
                .take(WAYS)
                .collect();
        }
    }
    // Alternatives of a regular expression: `(on|off)`.
    while let Some((start, end)) = ways.first().and_then(|way| alternative(way)) {
        ways = ways
            .iter()
            .flat_map(|way| {
                let (start, end) = alternative(way).unwrap_or((start, end));
                let choices = way[start + 1..end].split('|');
                let written =
                    choices.map(|choice| format!("{}{choice}{}", &way[..start], &way[end + 1..]));
                written.collect::<Vec<_>>()
            })
            .take(WAYS)
            .collect();
    }
    ways
}

/// Where the first parenthesis opens, and where it closes.
fn alternative(text: &str) -> Option<(usize, usize)> {
    let start = text.find('(')?;
    let end = start + text[start..].find(')')?;
    Some((start, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_may_have_meant_is_tried() {
        for (text, meant) in [
            (
                "they enter the code 424242",
                "they enter the code \"424242\"",
            ),
            ("the page shows \"4\" plans", "the page shows 4 plans"),
            ("they enter “x”", "they enter \"x\""),
            ("ten minutes pass", "10 minutes pass"),
            ("They sign out.", "they sign out"),
            (
                "the profile shows these providers",
                "the profile shows these providers:",
            ),
        ] {
            let tried = rewritten(text);
            assert!(tried.iter().any(|it| it == meant), "{text}: {tried:?}");
        }
    }

    #[test]
    fn an_expression_is_compared_in_all_ways_to_write_it() {
        let place = step_docs::Parameter {
            name: "place".to_owned(),
            meaning: String::new(),
            choices: vec!["home page".to_owned(), "dashboard".to_owned()],
        };
        assert_eq!(
            ways("they open the {place}", &[place]),
            ["they open the home page", "they open the dashboard"]
        );
        assert_eq!(
            ways("the {string} is (on|off) for {int} days", &[]),
            ["the \"\" is on for 0 days", "the \"\" is off for 0 days"]
        );
        assert_eq!(
            generalised("the \"x y\" is on for 12 days"),
            "the \"\" is on for 0 days"
        );
    }
}
