//! How a transcript differs from the approved one.

use conformance_harness::results::Drift;

use crate::format::count;

/// A difference, line by line.
pub(super) struct Diff<'a> {
    /// The file that holds what was approved.
    pub(super) approved: &'a str,
    /// How each line is coloured, what a listener hears before it, and the line.
    pub(super) lines: Vec<(&'static str, &'static str, &'a str)>,
}

impl<'a> Diff<'a> {
    /// What `drift` says.
    pub(super) fn of(drift: &'a Drift) -> Self {
        let line = |line: &'a str| match line.as_bytes().first() {
            Some(b'+') => ("added", "seen: ", line),
            Some(b'-') => ("removed", "approved: ", line),
            Some(b'@') => ("place", "", line),
            _ => ("same", "", line),
        };
        Self {
            approved: &drift.approved,
            lines: drift.diff.lines().map(line).collect(),
        }
    }

    /// How much is different, e.g. `2 lines more, 1 line less`.
    pub(super) fn size(&self) -> String {
        let with = |wanted| self.lines.iter().filter(|(key, ..)| *key == wanted).count();
        let number =
            |number, word| (number > 0).then(|| format!("{} {word}", count(number, "line")));
        let sizes = [
            number(with("added"), "more"),
            number(with("removed"), "less"),
        ];
        let sizes: Vec<String> = sizes.into_iter().flatten().collect();
        sizes.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_were_seen_and_lines_that_were_approved_are_told_apart_and_counted() {
        let drift = Drift {
            approved: "approved/a.txt".to_owned(),
            diff: "@@ 1 @@\n GET /sign-in\n-GET /a\n+GET /b\n+GET /c".to_owned(),
        };
        let diff = Diff::of(&drift);
        let keys: Vec<_> = diff.lines.iter().map(|(key, ..)| *key).collect();
        assert_eq!(keys, ["place", "same", "removed", "added", "added"]);
        assert_eq!(diff.size(), "2 lines more, 1 line less");
    }
}
