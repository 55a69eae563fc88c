//! The steps, with what is known of each, in the order in which they are shown.

use conformance_steps::vocabulary::{
    Definition, Keyword, Parameter, Place, Usage, Used, Vocabulary,
};

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
    pub(super) ways: Vec<Way>,
    /// What the words in braces stand for.
    pub(super) parameters: Vec<Parameter>,
}

/// One way to write a step.
#[derive(Debug)]
pub(super) struct Way {
    pub(super) definition: Definition,
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
            let parameters = parameters_of(&definition, &parameters);
            let here = uses.of_step(&definition);
            let used = here.first().or(suite.of_step(&definition).first());
            let way = Way {
                example: Example::of(&definition, used),
                uses: here.to_vec(),
                definition,
            };
            match subject.entries.last_mut() {
                Some(entry) if entry.is_said_of(&way.definition) => entry.ways.push(way),
                _ => subject.entries.push(Entry {
                    ways: vec![way],
                    parameters,
                }),
            }
        }
        let entries = subjects.iter_mut().flat_map(|it| &mut it.entries);
        entries.for_each(Entry::share_examples);
        subjects.sort_by_key(|subject| std::cmp::Reverse(subject.uses()));
        Self { subjects }
    }

    /// Keeps the steps of which all of these words, in lower case, are said.
    pub(super) fn find(&mut self, words: &[String]) {
        for subject in &mut self.subjects {
            subject.entries.retain(|entry| entry.has(words));
        }
        self.drop_empty();
    }

    /// Keeps what no feature uses.
    pub(super) fn keep_unused(&mut self) {
        for subject in &mut self.subjects {
            for entry in &mut subject.entries {
                entry.ways.retain(|way| way.uses.is_empty());
            }
            subject.entries.retain(|entry| !entry.ways.is_empty());
        }
        self.drop_empty();
    }

    fn drop_empty(&mut self) {
        self.subjects.retain(|subject| !subject.entries.is_empty());
    }

    pub(super) fn is_empty(&self) -> bool {
        self.subjects.is_empty()
    }

    /// How many ways to write a step there are.
    pub(super) fn len(&self) -> usize {
        let entries = self.subjects.iter().flat_map(|it| &it.entries);
        entries.map(|entry| entry.ways.len()).sum()
    }
}

impl Subject {
    fn uses(&self) -> usize {
        self.entries.iter().map(|entry| entry.uses().count()).sum()
    }
}

impl Entry {
    /// Whether another definition is only another way to write this one: an attribute of the same function.
    fn is_said_of(&self, definition: &Definition) -> bool {
        !definition.explanation.is_empty() && self.explanation() == definition.explanation
    }

    /// Gives a way without an example the one of the same words under another keyword.
    fn share_examples(&mut self) {
        let shared: Vec<(String, Example)> = self
            .ways
            .iter()
            .filter_map(|way| Some((way.definition.expression.clone(), way.example.clone()?)))
            .collect();
        for way in self.ways.iter_mut().filter(|way| way.example.is_none()) {
            let found = shared
                .iter()
                .find(|(expression, _)| *expression == way.definition.expression);
            way.example = found.map(|(_, example)| example.under(way.definition.keyword));
        }
    }

    /// What it does, in a sentence or two.
    pub(super) fn explanation(&self) -> &str {
        let first = self.ways.first();
        first.map_or("", |way| &way.definition.explanation)
    }

    /// Where it is defined.
    pub(super) fn place(&self) -> Option<&Place> {
        self.ways.first().map(|way| &way.definition.place)
    }

    /// One that shows how it is written.
    pub(super) fn example(&self) -> Option<&Example> {
        self.ways.iter().find_map(|way| way.example.as_ref())
    }

    /// In the features that were asked about.
    pub(super) fn uses(&self) -> impl Iterator<Item = &Used> {
        self.ways.iter().flat_map(|way| &way.uses)
    }

    /// Whether words of what is said of it begin with all of these, which are in lower case.
    fn has(&self, words: &[String]) -> bool {
        let mut all = vec![self.explanation().to_owned()];
        for Way { definition, .. } in &self.ways {
            all.push(definition.line());
            all.push(definition.subject.clone());
            all.push(definition.place.file.clone());
        }
        all.extend(self.parameters.iter().flat_map(|it| it.choices.clone()));
        all.extend(self.uses().flat_map(|it| it.text.clone()));
        let all = all.join(" ").to_lowercase();
        words.iter().all(|word| begins_a_word(&all, word))
    }

    /// The different texts under which it is used, each with its first place.
    pub(super) fn wordings(&self) -> Vec<&Used> {
        let mut found: Vec<&Used> = Vec::new();
        for used in self.uses() {
            if found.iter().all(|it| it.text.first() != used.text.first()) {
                found.push(used);
            }
        }
        found
    }
}

/// Whether `word` stands in `text` other than in the middle of a word.
fn begins_a_word(text: &str, word: &str) -> bool {
    let mut found = text.match_indices(word);
    found.any(|(at, _)| !text[..at].ends_with(char::is_alphanumeric))
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

    /// The same under another keyword, as which it stands nowhere.
    fn under(&self, keyword: Keyword) -> Self {
        let mut text = self.text.clone();
        if let Some(first) = text.first_mut() {
            let words = first.split_once(' ').map_or("", |(_, words)| words);
            *first = format!("{} {words}", keyword.name());
        }
        Self { text, place: None }
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

#[cfg(test)]
mod tests {
    use super::begins_a_word;

    #[test]
    fn a_word_is_found_by_its_beginning() {
        let text = "they have signed in without \"email_verified\"";
        for (word, found) in [
            ("sign", true),
            ("out", false),
            ("verified", true),
            ("\"email", true),
        ] {
            assert_eq!(begins_a_word(text, word), found, "{word}");
        }
    }
}
