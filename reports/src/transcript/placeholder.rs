//! What a run makes up, replaced by what stands for it.

use std::sync::LazyLock;

use regex::{Captures, Regex};

/// `text` with placeholders for what differs from run to run: IDs, made-up names, numbers and addresses, times, ports,
/// and whatever looks drawn at random.
pub(super) fn instead(text: &str) -> String {
    static MADE_UP: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
        let rules = [
            // A time as RFC 3339 has it.
            (
                r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)",
                "[time]",
            ),
            // What need not look drawn at random, and is.
            (
                r"(client_id|code_challenge|errand)=[0-9A-Za-z_~-]+",
                "${1}=…",
            ),
            // Ports of what is not known by name.
            (
                r"(localhost|127\.0\.0\.1|\.example|\.localhost|\.dev):\d{4,5}\b",
                "${1}:…",
            ),
            // Phone numbers.
            (r"(\+|%2B)1\d{3}555\d{4}", "+1…"),
            // What people and things are called that are made for a run: `person-0123456789abcdef`.
            (r"\b([a-z]+)-[0-9a-f]{16}\b", "${1}-…"),
            // … or, where people read it: `Organization 01234567`.
            (r"\b[0-9a-f]{8}\b", "…"),
            // … or where it has to be one word: `own0123456789ab`.
            (r"\b([a-z]+)[0-9a-f]{12}\b", "${1}…"),
            // Seconds and milliseconds since 1970.
            (r"\b1[6-9]\d{8}(\d{3})?\b", "[time]"),
        ];
        rules
            .map(|(rule, with)| (Regex::new(rule).expect("the expression is right"), with))
            .into()
    });
    static ID: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\b([a-z]{2,12})_([0-9A-Za-z_~-]{16,})").expect("the expression is right")
    });
    static LONG: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"[0-9A-Za-z_~-]{20,}").expect("the expression is right"));
    let mut text = text.to_owned();
    for (rule, with) in MADE_UP.iter() {
        text = rule.replace_all(&text, *with).into_owned();
    }
    // IDs as Clerk and the mock provider write them: `user_2mV…`.
    let id = |found: &Captures<'_>| match found[2]
        .contains(|it: char| it.is_ascii_uppercase() || it.is_ascii_digit())
    {
        true => format!("{}_…", &found[1]),
        false => found[0].to_owned(),
    };
    let text = ID.replace_all(&text, id);
    let drawn = |found: &Captures<'_>| match is_drawn(&found[0]) {
        true => "[drawn]".to_owned(),
        false => found[0].to_owned(),
    };
    LONG.replace_all(&text, drawn).into_owned()
}

/// Whether a long word looks drawn at random: it has digits and letters of both cases, or is all hexadecimal digits.
fn is_drawn(word: &str) -> bool {
    let has = |what: fn(&char) -> bool| word.chars().any(|it| what(&it));
    let digits = has(char::is_ascii_digit);
    let mixed = has(char::is_ascii_lowercase) && has(char::is_ascii_uppercase);
    let hexadecimal = word.chars().all(|it| it.is_ascii_hexdigit() || it == '-');
    digits && (mixed || hexadecimal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_run_makes_up_has_a_placeholder_and_the_rest_stays() {
        for (told, left) in [
            (
                "person-fa7c9bc3c65cca03@example.com",
                "person-…@example.com",
            ),
            ("client_id=clerk-b3730bc1e1019295&a=b", "client_id=…&a=b"),
            ("{name=Organization e53722d4}", "{name=Organization …}"),
            ("user_2mVfa7c9bc3c65cca03XyZ", "user_…"),
            ("a%26client_id=JvlzYGdRrZiWCQhR%26b", "a%26client_id=…%26b"),
            ("sub_WWEpGSP-tQvwIkOqSNWVHA", "sub_…"),
            ("own38c8e74c942f", "own…"),
            ("+12125550123", "+1…"),
            ("at 2026-11-21T04:56:04.123Z", "at [time]"),
            ("since 1795233364123", "since [time]"),
            ("http://127.0.0.1:45159/decide", "http://127.0.0.1:…/decide"),
            (
                "code_challenge=pCUh8BkRWUT88U2WBqfCSg5hJWmKRE3ojSafw0FCNcg",
                "code_challenge=…",
            ),
            ("/v1/client/sign_ins", "/v1/client/sign_ins"),
            (
                "action_complete_redirect_url",
                "action_complete_redirect_url",
            ),
            ("2026-05-12", "2026-05-12"),
            ("needs_first_factor", "needs_first_factor"),
            ("price 2900", "price 2900"),
        ] {
            assert_eq!(instead(told), left);
            assert_eq!(instead(left), left, "once is enough");
        }
    }
}
