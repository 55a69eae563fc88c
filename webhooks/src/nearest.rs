//! What somebody may have meant.

/// How like another a word has to be, from 0 to 1, to have been meant by it.
const ALIKE: f64 = 0.6;

/// The one of `names` that is most like `word`, unless none is like it.
pub(crate) fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let likeness = |name: &str| strsim::normalized_damerau_levenshtein(&word, &name.to_lowercase());
    names
        .into_iter()
        .map(|name| (likeness(name), name))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_of_the_pen_is_seen_through_and_another_word_is_not() {
        let names = ["subscription.active", "subscription.pastDue"];
        assert_eq!(
            nearest("subscription.past_due", names),
            Some("subscription.pastDue")
        );
        assert_eq!(
            nearest("Subscription.Active", names),
            Some("subscription.active")
        );
        assert_eq!(nearest("user.created", names), None);
    }
}
