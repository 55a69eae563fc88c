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

#[cfg(test)]
mod tests {
    use super::between;

    #[test]
    fn counts_single_character_changes() {
        assert_eq!(between("given", "given"), 0);
        assert_eq!(between("gven", "given"), 1);
        assert_eq!(between("", "when"), 4);
        assert_eq!(between("kitten", "sitting"), 3);
    }
}
