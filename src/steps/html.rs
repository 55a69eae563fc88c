//! For people: one page that needs nothing beside it, and can be searched.

use askama::Template;

use super::listing::{Entry, Listing, Subject};

/// So many wordings of a step are listed, more are folded away with them.
const WORDINGS: usize = 60;

/// The steps as one self-contained HTML page. It makes no request, which its content security policy enforces. Without
/// JavaScript only the search is missing.
pub(super) fn html(listing: &Listing) -> String {
    let page = Page {
        listing,
        style: include_str!("page/steps.css"),
        script: include_str!("page/steps.js"),
    };
    page.render().expect(
        "a String takes whatever is written to it, and the template calls nothing that fails",
    )
}

#[derive(Template)]
#[template(path = "steps.html", whitespace = "minimize")]
struct Page<'a> {
    listing: &'a Listing,
    style: &'static str,
    script: &'static str,
}

impl Page<'_> {
    /// A step's name in the page's address: file and line, e.g. `visits-13`.
    fn anchor(&self, entry: &Entry) -> String {
        entry.place().map_or_else(String::new, |place| {
            format!("{}-{}", slug(&place.file), place.line)
        })
    }

    fn section(&self, subject: &Subject) -> String {
        slug(&subject.file)
    }

    fn title<'a>(&self, subject: &'a Subject) -> &'a str {
        match subject.title.as_str() {
            "" => &subject.file,
            title => title,
        }
    }

    fn uses(&self, entry: &Entry) -> String {
        match entry.uses().count() {
            0 => "no feature uses it".to_owned(),
            1 => "used once".to_owned(),
            2 => "used twice".to_owned(),
            uses => format!("used {uses} times"),
        }
    }

    /// The wordings beside the example, as text and place.
    fn wordings(&self, entry: &Entry) -> Vec<(String, String)> {
        let all = entry.wordings();
        let others = all.into_iter().skip(1).take(WORDINGS);
        others
            .map(|used| {
                let text = used.text.first().cloned().unwrap_or_default();
                (text, format!("{}:{}", used.file, used.line))
            })
            .collect()
    }

    /// An explanation in pieces: prose, and what stands between backticks.
    fn prose<'a>(&self, text: &'a str) -> Vec<(bool, &'a str)> {
        let pieces = text.split('`').enumerate();
        pieces.map(|(index, text)| (index % 2 == 1, text)).collect()
    }

    /// An expression in pieces: what is written as it stands, and what stands for something else.
    fn pieces<'a>(&self, expression: &'a str) -> Vec<(bool, &'a str)> {
        let mut pieces = Vec::new();
        let mut rest = expression;
        while let Some(start) = rest.find(['{', '(', '…']) {
            let closing = match rest[start..].chars().next() {
                Some('{') => '}',
                Some('(') => ')',
                _ => '…',
            };
            let Some(end) = rest[start..].find(closing) else {
                break;
            };
            let end = start + end + closing.len_utf8();
            pieces.push((false, &rest[..start]));
            pieces.push((true, &rest[start..end]));
            rest = &rest[end..];
        }
        pieces.push((false, rest));
        pieces.retain(|(_, text)| !text.is_empty());
        pieces
    }
}

/// `steps/src/billing/buying.rs` as `billing-buying`.
fn slug(file: &str) -> String {
    let inner = file.rsplit_once("src/").map_or(file, |(_, inner)| inner);
    inner.trim_end_matches(".rs").replace(['/', '.'], "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_for_something_else_is_set_apart() {
        let listing = Listing {
            subjects: Vec::new(),
        };
        let page = Page {
            listing: &listing,
            style: "",
            script: "",
        };
        assert_eq!(
            page.pieces("the provider is (on|off) for {int} key(s)"),
            [
                (false, "the provider is "),
                (true, "(on|off)"),
                (false, " for "),
                (true, "{int}"),
                (false, " key"),
                (true, "(s)"),
            ]
        );
        assert_eq!(
            page.pieces("whose ID token …"),
            [(false, "whose ID token "), (true, "…")]
        );
        assert_eq!(page.pieces("they sign out"), [(false, "they sign out")]);
    }
}
