//! Sentences in which code stands between backticks.

/// A piece of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece<'a> {
    /// What it says, without the backticks.
    pub(crate) text: &'a str,
    /// Whether it stood between two backticks.
    pub(crate) is_code: bool,
}

/// The pieces of `sentence`; a backtick that has no other remains as it is.
pub(crate) fn pieces(sentence: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = sentence;
    while let Some((before, code, after)) = first_code(rest) {
        pieces.push(Piece {
            text: before,
            is_code: false,
        });
        pieces.push(Piece {
            text: code,
            is_code: true,
        });
        rest = after;
    }
    pieces.push(Piece {
        text: rest,
        is_code: false,
    });
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

fn first_code(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('`')?;
    let (code, after) = rest.split_once('`')?;
    Some((before, code, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(sentence: &str) -> String {
        let pieces = pieces(sentence).into_iter();
        pieces
            .map(|it| match it.is_code {
                true => format!("<{}>", it.text),
                false => it.text.to_owned(),
            })
            .collect()
    }

    #[test]
    fn what_stands_between_backticks_is_code() {
        assert_eq!(shown("as in `a_b` → `aB`"), "as in <a_b> → <aB>");
        assert_eq!(shown("nothing of the kind"), "nothing of the kind");
    }

    #[test]
    fn a_backtick_without_another_remains() {
        assert_eq!(shown("`a` and ` b"), "<a> and ` b");
    }
}
