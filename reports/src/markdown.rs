//! Text as Markdown, in a form that can be read as it stands.

use crate::prose::pieces;

/// A table. All columns but the last are as wide as their widest cell; the last is for what is long.
pub(crate) fn table<const N: usize>(heads: [&str; N], rows: &[[String; N]]) -> String {
    let heads = heads.map(str::to_owned);
    let width = |column: usize| {
        let cells = rows.iter().chain([&heads]);
        let widths = cells.map(|row| row[column].chars().count());
        widths.max().unwrap_or_default()
    };
    let line = |cells: &[String; N]| {
        let mut line = String::new();
        for (column, cell) in cells.iter().enumerate() {
            let width = if column + 1 < N { width(column) } else { 0 };
            line.push_str(&format!("| {cell:width$} "));
        }
        line + "|\n"
    };
    let rule = std::array::from_fn(|column| {
        "-".repeat(match column + 1 < N {
            true => width(column),
            false => heads[column].chars().count(),
        })
    });
    let mut text = line(&heads) + &line(&rule);
    rows.iter().for_each(|row| text.push_str(&line(row)));
    text
}

/// `text` in one line in which nothing but what stands between backticks is more than text.
pub(crate) fn inline(text: &str) -> String {
    let visible: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let words: Vec<_> = visible.split_whitespace().collect();
    let line = words.join(" ");
    let mut markdown = String::new();
    for piece in pieces(&line) {
        match piece.is_code {
            // A bar would end the cell of a table in code as well.
            true => markdown.push_str(&format!("`{}`", piece.text.replace('|', "\\|"))),
            false => escape(piece.text, &mut markdown),
        }
    }
    markdown
}

/// Takes its meaning from what has one. A bracket by itself has none, and log lines have many.
fn escape(text: &str, markdown: &mut String) {
    let mut before = markdown.chars().next_back();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied();
        let in_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let means_something = match c {
            '\\' | '*' | '<' | '|' | '`' | '~' => true,
            '_' => !(in_word(before) && in_word(next)),
            ']' => next == Some('('),
            '&' => next == Some('#'),
            '#' | '>' | '-' | '+' => before.is_none(),
            _ => false,
        };
        if means_something {
            markdown.push('\\');
        }
        markdown.push(c);
        before = Some(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_be_markup_is_text() {
        let cases = [
            ("a | b\n<b>*c*</b>", "a \\| b \\<b>\\*c\\*\\</b>"),
            ("[d](e) [f]", "[d\\](e) [f]"),
            ("snake_case _g_", "snake_case \\_g\\_"),
            ("`x|y` and ` \u{1b}[2J", "`x\\|y` and \\` [2J"),
            ("# no heading", "\\# no heading"),
            ("- no list - at all", "\\- no list - at all"),
        ];
        for (text, markdown) in cases {
            assert_eq!(inline(text), markdown);
        }
    }

    #[test]
    fn the_columns_of_a_table_stand_below_each_other_but_for_the_last() {
        let rows = [
            ["TC-02", "yes", "short"],
            ["stored-plan", "no", "rather long"],
        ];
        let rows = rows.map(|row| row.map(str::to_owned));
        assert_eq!(
            table(["Criterion", "Holds", "Why"], &rows),
            "| Criterion   | Holds | Why |\n\
             | ----------- | ----- | --- |\n\
             | TC-02       | yes   | short |\n\
             | stored-plan | no    | rather long |\n"
        );
    }
}
