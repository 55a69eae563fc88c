//! Choosing scenarios as libtest chooses tests.

use conformance_harness::suite::Case;

/// Which scenarios to play, by words on the command line of a test target. A scenario's name as a test is its ID.
#[derive(Debug, Clone, Default)]
pub struct TestFilter {
    /// Those whose ID or name has one of these in it; all, if there is none.
    pub any_of: Vec<String>,
    /// The words are whole IDs, and not parts.
    pub exact: bool,
    /// But not those whose ID or name has, or is, one of these.
    pub none_of: Vec<String>,
}

impl TestFilter {
    /// Whether it takes this scenario.
    pub(crate) fn takes(&self, case: &Case<'_>) -> bool {
        self.takes_all() || self.takes_named(&case.id(), &case.scenario.name)
    }

    fn takes_all(&self) -> bool {
        self.any_of.is_empty() && self.none_of.is_empty()
    }

    fn takes_named(&self, id: &str, name: &str) -> bool {
        let fits = |word: &String| match self.exact {
            true => id == word,
            false => id.contains(word) || name.contains(word),
        };
        let wanted = self.any_of.is_empty() || self.any_of.iter().any(fits);
        wanted && !self.none_of.iter().any(fits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(any_of: &[&str], none_of: &[&str], exact: bool) -> TestFilter {
        let owned = |words: &[&str]| words.iter().map(|it| (*it).to_owned()).collect();
        TestFilter {
            any_of: owned(any_of),
            exact,
            none_of: owned(none_of),
        }
    }

    #[test]
    fn a_word_is_a_part_of_id_or_name_unless_it_has_to_be_the_whole_id() {
        let takes = |filter: TestFilter| filter.takes_named("cb/a:a-newcomer", "A newcomer");
        assert!(takes(filter(&[], &[], false)));
        assert!(takes(filter(&["cb/a:"], &[], false)));
        assert!(takes(filter(&["other", "A new"], &[], false)));
        assert!(!takes(filter(&["other"], &[], false)));
        assert!(!takes(filter(&["cb/a:"], &[], true)));
        assert!(takes(filter(&["cb/a:a-newcomer"], &[], true)));
        assert!(!takes(filter(&[], &["newcomer"], false)));
        assert!(takes(filter(&[], &["newcomer"], true)));
    }
}
