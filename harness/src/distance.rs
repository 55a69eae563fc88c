//! The word that is meant by one that is misspelt.

/// How many slips of somebody who types make one word the other: a character too many, too few, or another one, or two
/// neighbours that have changed places.
#[must_use]
pub fn between(left: &str, right: &str) -> usize {
    strsim::osa_distance(left, right)
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
    fn neighbours_that_have_changed_places_are_one_slip() {
        assert_eq!(between("given", "given"), 0);
        assert_eq!(between("gven", "given"), 1);
        assert_eq!(between("stpes", "steps"), 1);
        assert_eq!(between("", "when"), 4);
    }
}
