//! Long lists, of which not all is shown at once.

/// The part of `all` to show and the part to fold away, where no more than `most` are shown.
pub(crate) fn split<T>(all: &[T], most: usize) -> (&[T], &[T]) {
    // To fold away one would save nothing.
    match all.len() {
        few if few <= most + 1 => (all, &[]),
        _ => all.split_at(most),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_that_is_over_is_shown_too() {
        let lengths = |of: usize| {
            let all = vec![(); of];
            let (shown, folded) = split(&all, 5);
            (shown.len(), folded.len())
        };
        assert_eq!([0, 5, 6, 7].map(lengths), [(0, 0), (5, 0), (6, 0), (5, 2)]);
    }
}
