//! How far apart two words are.

/// The number of single-character changes that make one word the other (Levenshtein).
#[must_use]
pub fn between(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in right.iter().enumerate() {
            let substitution = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = substitution.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}

/// The word that is meant by `word`, if it is only misspelt: a third of its characters at most.
pub fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let nearest = known.map(|it| (between(word, it), it)).min()?;
    (nearest.0 * 3 <= word.chars().count()).then_some(nearest.1)
}

#[cfg(test)]
mod tests {
    use super::{between, nearest};

    #[test]
    fn only_a_misspelt_word_has_a_nearest_one() {
        let known = ["id-token.jti", "id-token.kid"];
        assert_eq!(
            nearest("id-token.jit", known.into_iter()),
            Some("id-token.jti")
        );
        assert_eq!(nearest("something", known.into_iter()), None);
    }

    #[test]
    fn counts_single_character_changes() {
        assert_eq!(between("given", "given"), 0);
        assert_eq!(between("gven", "given"), 1);
        assert_eq!(between("", "when"), 4);
        assert_eq!(between("kitten", "sitting"), 3);
    }
}
