//! What the deployment wrote to its log.

use crate::format::count;

/// A log.
pub(super) struct Lines<'a> {
    /// Each line, and whether it tells of trouble.
    pub(super) lines: Vec<(&'a str, bool)>,
}

impl<'a> Lines<'a> {
    /// Of `lines`, those in `trouble` marked; trouble that is not among the lines stands at the end. Nothing of nothing.
    pub(super) fn of(lines: &'a [String], trouble: &'a [String]) -> Option<Self> {
        let marked = lines
            .iter()
            .map(|line| (line.as_str(), trouble.contains(line)));
        let others = trouble.iter().filter(|line| !lines.contains(line));
        let others = others.map(|line| (line.as_str(), true));
        let lines: Vec<_> = marked.chain(others).collect();
        (!lines.is_empty()).then_some(Self { lines })
    }

    /// How many lines it has, and how many of them tell of trouble.
    pub(super) fn size(&self) -> String {
        let all = count(self.lines.len(), "line");
        match self.lines.iter().filter(|(_, trouble)| *trouble).count() {
            0 => all,
            trouble => format!("{all}, {trouble} of trouble"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trouble_is_marked_where_it_stands_and_never_lost() {
        let [lines, trouble] = [["a", "b"], ["b", "c"]].map(|it| it.map(str::to_owned));
        let log = Lines::of(&lines, &trouble).expect("lines");
        assert_eq!(log.lines, [("a", false), ("b", true), ("c", true)]);
        assert_eq!(log.size(), "3 lines, 2 of trouble");
        assert!(Lines::of(&[], &[]).is_none());
    }
}
