//! What people do at a checkout that is not ours, step by step.

use serde::Deserialize;

/// What people do from where the checkout has opened until they have paid.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "WrittenCheckout")]
pub struct Checkout {
    /// One after the other; the last that presses something is the one that pays.
    pub steps: Vec<CheckoutStep>,
}

/// A step of it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "WrittenStep")]
pub struct CheckoutStep {
    /// What is done.
    pub act: Act,
    /// To what: a CSS selector.
    pub selector: String,
    /// The frame of the page that this is in: a CSS selector; the page itself, where there is none.
    pub frame: Option<String>,
}

/// What is done in a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// This is typed; `{card}`, `{plan}` and `{email}` stand for the card's number, what the plan is sold under, and the
    /// person's email address.
    Fill(String),
    /// It is pressed.
    Press,
    /// It is waited for.
    Wait,
}

/// What can stand in what is typed.
const VARIABLES: [&str; 3] = ["{card}", "{plan}", "{email}"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenCheckout {
    steps: Vec<CheckoutStep>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenStep {
    fill: Option<String>,
    with: Option<String>,
    press: Option<String>,
    wait: Option<String>,
    frame: Option<String>,
}

impl TryFrom<WrittenCheckout> for Checkout {
    type Error = String;

    fn try_from(written: WrittenCheckout) -> Result<Self, String> {
        let pays = |step: &CheckoutStep| step.act == Act::Press;
        if written.steps.iter().any(pays) {
            return Ok(Self {
                steps: written.steps,
            });
        }
        Err("nobody pays in these steps: the last thing that is pressed pays, so add { press = \"…\" }".to_owned())
    }
}

impl TryFrom<WrittenStep> for CheckoutStep {
    type Error = String;

    fn try_from(written: WrittenStep) -> Result<Self, String> {
        let WrittenStep {
            fill,
            with,
            press,
            wait,
            frame,
        } = written;
        let (act, selector) = match (fill, with, press, wait) {
            (Some(selector), Some(text), None, None) => {
                knows_variables(&text)?;
                (Act::Fill(text), selector)
            }
            (None, None, Some(selector), None) => (Act::Press, selector),
            (None, None, None, Some(selector)) => (Act::Wait, selector),
            _ => {
                let slip = "a step of a checkout is one of { fill = \"…\", with = \"…\" }, { press = \"…\" } and \
                            { wait = \"…\" }, each with or without `frame`";
                return Err(slip.to_owned());
            }
        };
        Ok(Self {
            act,
            selector,
            frame,
        })
    }
}

/// # Errors
/// When something stands in braces that nobody knows.
fn knows_variables(text: &str) -> Result<(), String> {
    let rest = VARIABLES
        .iter()
        .fold(text.to_owned(), |rest, known| rest.replace(known, ""));
    if rest.contains(['{', '}']) {
        return Err(format!(
            "in braces stands one of {}, and not “{text}”",
            VARIABLES.join(", ")
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Checkout, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    #[test]
    fn steps_fill_press_and_wait_in_a_frame_or_not() {
        let checkout = read(
            "steps = [\n{ fill = \"[name=cardnumber]\", with = \"{card}\", frame = \"iframe\" },\n\
             { press = \"[type=submit]\" },\n{ wait = \".paid\" },\n]\n",
        )
        .expect("a checkout");
        let step = |act, selector: &str, frame: Option<&str>| CheckoutStep {
            act,
            selector: selector.to_owned(),
            frame: frame.map(str::to_owned),
        };
        let expected = [
            step(
                Act::Fill("{card}".to_owned()),
                "[name=cardnumber]",
                Some("iframe"),
            ),
            step(Act::Press, "[type=submit]", None),
            step(Act::Wait, ".paid", None),
        ];
        assert_eq!(checkout.steps, expected);
    }

    #[test]
    fn what_cannot_be_played_is_told_with_what_to_write() {
        for (steps, told) in [
            ("", "add { press"),
            ("{ wait = \".paid\" }", "add { press"),
            ("{ fill = \"input\" }", "with = "),
            ("{ press = \"a\", wait = \"b\" }", "is one of"),
            ("{ frame = \"iframe\" }", "is one of"),
            ("{ click = \"a\" }", "unknown field `click`"),
            (
                "{ fill = \"input\", with = \"{pin}\" }",
                "{card}, {plan}, {email}",
            ),
        ] {
            let error = read(&format!("steps = [{steps}]\n")).expect_err("a slip");
            assert!(error.contains(told), "{error}");
        }
    }
}
