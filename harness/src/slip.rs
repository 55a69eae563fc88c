//! What is wrong with a file in TOML, in words for whoever wrote it. Nothing is quoted but names of members and words where one
//! of a few belongs: what else stands there may be a secret that somebody has put where the name of a variable belongs.

use toml::de::Error;

use crate::distance;

/// What `error`, which came of reading `text`, says: line and column, what is wrong, and what may be meant.
#[must_use]
pub fn told(text: &str, error: &Error) -> String {
    let message = error.message();
    let words: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let start = error.span().map_or(0, |span| span.start);
    let (start, said) = match (first_words(message), words.as_slice()) {
        ("unknown field", [wrong, known @ ..]) => (
            member(text, start, wrong).unwrap_or(start),
            format!(
                "there is no `{wrong}` here{} ({})",
                meant(wrong, known),
                all(known)
            ),
        ),
        ("unknown variant", [wrong, known @ ..]) => {
            let problem = format!("`{wrong}` is nothing that can stand here");
            (
                start,
                format!("{problem}{} ({})", meant(wrong, known), all(known)),
            )
        }
        ("missing field", [member]) => (start, format!("what begins here has to have `{member}`")),
        ("invalid type", _) => (start, other_kind(message)),
        _ => (start, message.to_owned()),
    };
    let (line, column) = place(text, start);
    format!("line {line}, column {column}: {said}")
}

fn first_words(message: &str) -> &str {
    message.split(['`', ':']).next().unwrap_or_default().trim()
}

/// Where the member `name` stands in the table that begins at `start`, if it is on a line of its own. What is read by its
/// `kind` is read as a whole, and then a wrong member has no place.
fn member(text: &str, start: usize, name: &str) -> Option<usize> {
    let lines = text.get(start..)?.split_inclusive('\n');
    let mut at = start;
    for (index, line) in lines.enumerate() {
        let key = line.trim_start();
        if index > 0 && key.starts_with('[') {
            return None;
        }
        let rest = key.trim_start_matches(['"', '\'']).strip_prefix(name);
        let ends = rest.is_some_and(|it| it.starts_with(['=', ' ', '\t', '"', '\'', '.']));
        if ends {
            return Some(at + line.len() - key.len());
        }
        at += line.len();
    }
    None
}

/// What may be meant by `wrong`: a word that it is a slip of, or one that it is the beginning of.
fn meant(wrong: &str, known: &[&str]) -> String {
    let nearest = distance::nearest(wrong, known.iter().copied());
    let longer = || known.iter().copied().find(|it| it.starts_with(wrong));
    let Some(word) = nearest.or_else(longer) else {
        return String::new();
    };
    match word.strip_suffix("_env") == Some(wrong) {
        true => format!("; is `{word}` meant, the name of an environment variable?"),
        false => format!("; is `{word}` meant?"),
    }
}

fn all(known: &[&str]) -> String {
    match known {
        [] => "there is none".to_owned(),
        [one] => format!("there is only `{one}`"),
        [others @ .., last] => format!("there are `{}` and `{last}`", others.join("`, `")),
    }
}

/// `invalid type: string "…", expected u64`, without the value.
fn other_kind(message: &str) -> String {
    let rest = message.split_once(": ").map_or(message, |(_, rest)| rest);
    let (found, wanted) = rest.rsplit_once(", expected ").unwrap_or((rest, ""));
    let found = match found.split([' ', '`', '"']).next().unwrap_or_default() {
        "string" => "a text",
        "integer" | "floating" => "a number",
        "boolean" => "true or false",
        "sequence" => "a list",
        "map" => "a table",
        _ => "something else",
    };
    let wanted = match wanted {
        "u8" | "u16" | "u32" | "u64" | "usize" | "i64" => "a whole number",
        "a string" => "a text",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        "a map" => "a table",
        it if it.starts_with("struct ") || it.contains("enum ") => "a table",
        it => it,
    };
    format!("here belongs {wanted}, not {found}")
}

/// The line and the column at `start`, from 1.
pub(crate) fn place(text: &str, start: usize) -> (usize, usize) {
    let before = text.get(..start).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let begin = before.rfind('\n').map_or(0, |end| end + 1);
    (line, before[begin..].chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Shop {
        name: String,
        #[serde(default)]
        places: u16,
        #[serde(default)]
        clerk: Option<Clerk>,
        #[serde(default)]
        app: Option<App>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Clerk {
        secret_key_env: Option<String>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    enum App {
        Url { url: String },
        Embedded,
    }

    fn slip(text: &str) -> String {
        told(text, &toml::from_str::<Shop>(text).expect_err("a slip"))
    }

    #[test]
    fn a_slip_has_its_place_and_what_may_be_meant() {
        for (text, wanted) in [
            (
                "name = \"a\"\nplcaes = 2\n",
                "line 2, column 1: there is no `plcaes` here; is `places` meant? (there are `name`, `places`, \
                 `clerk` and `app`)",
            ),
            (
                "name = \"a\"\n[app]\nkind = \"urls\"\n",
                "line 3, column 8: `urls` is nothing that can stand here; is `url` meant? (there are `url` and \
                 `embedded`)",
            ),
            (
                "name = \"a\"\n[app]\nkind = \"url\"\n\n  urll = \"x\"\n",
                "line 5, column 3: there is no `urll` here; is `url` meant? (there is only `url`)",
            ),
            (
                "name = \"a\"\n[app]\nkind = \"url\"\n",
                "line 2, column 1: what begins here has to have `url`",
            ),
            (
                "name = \"é\"\nplaces = \"2\"\n",
                "line 2, column 10: here belongs a whole number, not a text",
            ),
            (
                "name = \"a\nplaces = 2\n",
                "line 1, column 10: invalid basic string, expected `\"`",
            ),
        ] {
            assert_eq!(slip(text), wanted);
        }
    }

    #[test]
    fn no_value_is_repeated() {
        let secret = "sk_test_written_down_by_mistake";
        let named = slip(&format!(
            "name = \"a\"\n[clerk]\nsecret_key = \"{secret}\"\n"
        ));
        assert_eq!(
            named,
            "line 3, column 1: there is no `secret_key` here; is `secret_key_env` meant, the name of an environment \
             variable? (there is only `secret_key_env`)"
        );
        for text in [
            "clerk = \"SECRET\"\nname = \"a\"\n",
            "name = [\"SECRET\"]\n",
            "places = \"SECRET\"\n",
        ] {
            let told = slip(&text.replace("SECRET", secret));
            assert!(
                told.contains("here belongs") && !told.contains(secret),
                "{told}"
            );
        }
    }
}
