//! The steps, with what is known of each, in the order in which they are shown.

use conformance_steps::vocabulary::{Definition, Parameter, Usage, Used, Vocabulary};

/// Steps by subject.
#[derive(Debug)]
pub(super) struct Listing {
    /// Those that are used most come first.
    pub(super) subjects: Vec<Subject>,
}

/// The steps of one module.
#[derive(Debug)]
pub(super) struct Subject {
    /// What they are about.
    pub(super) title: String,
    /// Where they are defined.
    pub(super) file: String,
    pub(super) entries: Vec<Entry>,
}

/// One step, with all keywords and wordings under which it goes.
#[derive(Debug)]
pub(super) struct Entry {
    /// One or more, with the same explanation.
    pub(super) definitions: Vec<Definition>,
    /// What the words in braces stand for.
    pub(super) parameters: Vec<Parameter>,
    /// One that shows how it is written.
    pub(super) example: Option<Example>,
    /// In the features that were asked about.
    pub(super) uses: Vec<Used>,
}

/// How a step is written.
#[derive(Debug, Clone)]
pub(super) struct Example {
    pub(super) text: Vec<String>,
    /// File and line, where it stands in a feature.
    pub(super) place: Option<(String, usize)>,
}

impl Listing {
    /// All steps: with their `uses`, and with examples from those, or else from the features of the `suite`, or
    /// else from their doc comments.
    pub(super) fn new(vocabulary: &Vocabulary, uses: &Usage, suite: &Usage) -> Self {
        let parameters = vocabulary.parameters();
        let mut subjects: Vec<Subject> = Vec::new();
        for definition in vocabulary.definitions() {
            let is_new = subjects
                .last()
                .is_none_or(|it| it.file != definition.place.file);
            if is_new {
                subjects.push(Subject {
                    title: definition.subject.clone(),
                    file: definition.place.file.clone(),
                    entries: Vec::new(),
                });
            }
            let Some(subject) = subjects.last_mut() else {
                continue;
            };
            let here = uses.of_step(&definition);
            let example = Example::of(
                &definition,
                here.first().or(suite.of_step(&definition).first()),
            );
            match subject.entries.last_mut() {
                Some(entry) if entry.is_said_of(&definition) => {
                    entry.uses.extend_from_slice(here);
                    entry.example = entry.example.take().or(example);
                    entry.definitions.push(definition);
                }
                _ => subject.entries.push(Entry {
                    parameters: parameters_of(&definition, &parameters),
                    definitions: vec![definition],
                    example,
                    uses: here.to_vec(),
                }),
            }
        }
        subjects.sort_by_key(|subject| std::cmp::Reverse(subject.uses()));
        Self { subjects }
    }

    /// Keeps the steps that `keep` likes, and the subjects that then still have one.
    pub(super) fn retain(&mut self, keep: impl Fn(&Entry) -> bool) {
        for subject in &mut self.subjects {
            subject.entries.retain(&keep);
        }
        self.subjects.retain(|subject| !subject.entries.is_empty());
    }

    pub(super) fn is_empty(&self) -> bool {
        self.subjects.is_empty()
    }

    /// How many ways to write a step there are.
    pub(super) fn len(&self) -> usize {
        let entries = self.subjects.iter().flat_map(|it| &it.entries);
        entries.map(|entry| entry.definitions.len()).sum()
    }
}

impl Subject {
    fn uses(&self) -> usize {
        self.entries.iter().map(|entry| entry.uses.len()).sum()
    }
}

impl Entry {
    /// Whether another definition is only another way to write this one: an attribute of the same function.
    fn is_said_of(&self, definition: &Definition) -> bool {
        !definition.explanation.is_empty()
            && self
                .definitions
                .iter()
                .all(|own| own.explanation == definition.explanation)
    }

    /// What it does, in a sentence or two.
    pub(super) fn explanation(&self) -> &str {
        self.definitions
            .first()
            .map_or("", |definition| &definition.explanation)
    }

    /// Whether all of these words, in lower case, occur in what is said of it.
    pub(super) fn has(&self, words: &[String]) -> bool {
        let mut all = String::new();
        for definition in &self.definitions {
            all.push_str(&definition.line());
            all.push(' ');
            all.push_str(&definition.subject);
            all.push(' ');
            all.push_str(&definition.place.file);
            all.push(' ');
        }
        all.push_str(self.explanation());
        for parameter in &self.parameters {
            all.push(' ');
            all.push_str(&parameter.choices.join(" "));
        }
        for used in &self.uses {
            all.push(' ');
            all.push_str(&used.text.join(" "));
        }
        let all = all.to_lowercase();
        words.iter().all(|word| all.contains(word.as_str()))
    }

    /// The different texts under which it is used, each with its first place.
    pub(super) fn wordings(&self) -> Vec<&Used> {
        let mut found: Vec<&Used> = Vec::new();
        for used in &self.uses {
            if found.iter().all(|it| it.text.first() != used.text.first()) {
                found.push(used);
            }
        }
        found
    }
}

impl Example {
    fn of(definition: &Definition, used: Option<&Used>) -> Option<Self> {
        let from_feature = used.map(|used| Self {
            text: used.text.clone(),
            place: Some((used.file.clone(), used.line)),
        });
        let told = || {
            (!definition.example.is_empty()).then(|| Self {
                text: definition.example.clone(),
                place: None,
            })
        };
        from_feature.or_else(told)
    }
}

/// Those that occur in its expression.
fn parameters_of(definition: &Definition, known: &[Parameter]) -> Vec<Parameter> {
    let occurs = |name: &str| definition.expression.contains(&format!("{{{name}}}"));
    known
        .iter()
        .filter(|it| occurs(&it.name))
        .cloned()
        .collect()
}
