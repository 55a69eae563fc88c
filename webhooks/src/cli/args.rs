//! What can be said on the command line.

use std::num::{NonZeroU32, NonZeroU64, NonZeroUsize};
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser as _};
use clap::{Args as ClapArgs, ValueEnum};
use jiff::SignedDuration;
use serde_json::Value;
use url::Url;

use crate::distortion::Distortion;

/// What is sent, how, and to whom.
#[derive(Debug, Clone, ClapArgs)]
pub struct Args {
    /// Events of the catalogue (see --list), sent one after another
    #[arg(value_name = "EVENT", required_unless_present_any = ["list", "story", "data"])]
    pub events: Vec<String>,

    /// Where to send it
    #[arg(long, required_unless_present_any = ["list", "print"])]
    pub url: Option<Url>,

    /// Environment variable with the signing secret (whsec_…)
    #[arg(
        long,
        value_name = "NAME",
        default_value = "CLERK_WEBHOOK_SIGNING_SECRET"
    )]
    pub secret_env: String,

    /// Environment variable with an older secret to sign with too, as while secrets are rotated; may be repeated
    #[arg(long, value_name = "NAME")]
    pub previous_secret_env: Vec<String>,

    /// Change a value of the payload, as in data.items.0.status=ended; JSON if it is JSON, else a text, and
    /// '$now-1h' is a time; may be repeated
    #[arg(long = "set", value_name = "PATH=VALUE", value_parser = parse_change)]
    pub changes: Vec<(String, Value)>,

    /// Send the payload in this JSON file
    #[arg(long, value_name = "FILE", conflicts_with = "events")]
    pub data: Option<PathBuf>,

    /// Send the messages of this TOML file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["events", "data", "age", "distort", "order"])]
    pub story: Option<PathBuf>,

    /// Let it have happened that long ago, as in 2h; it is signed as of now all the same
    #[arg(long = "ago", value_name = "DURATION", default_value = "0s", value_parser = parse_duration)]
    pub age: Duration,

    /// Break a rule of the signature scheme, and expect to be refused; may be repeated, and `all` tries each
    #[arg(long, value_name = "NAME", value_parser = distortions(), hide_possible_values = true)]
    pub distort: Vec<Distort>,

    /// Send each message that many times
    #[arg(long, value_name = "N", default_value = "1")]
    pub times: NonZeroU32,

    /// Send copies under ids of their own, instead of as the same message
    #[arg(long)]
    pub new_id: bool,

    /// Send everything at the same moment, instead of one after another
    #[arg(long, conflicts_with_all = ["story", "order", "wait"])]
    pub simultaneously: bool,

    /// In which order the messages are sent
    #[arg(long, value_enum, default_value_t = Arrangement::Written)]
    pub order: Arrangement,

    /// Makes the same order again where it is by chance
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    pub seed: u64,

    /// What to wait between messages, as in 500ms
    #[arg(long, value_name = "DURATION", default_value = "0s", value_parser = parse_duration)]
    pub wait: Duration,

    /// Try each message until it is delivered, by Svix's schedule: 8 attempts in 27 h 35 min
    #[arg(long, conflicts_with_all = ["distort", "simultaneously", "story", "count", "times"])]
    pub retry: bool,

    /// Go through the schedule that many times as fast
    #[arg(long, value_name = "FACTOR", default_value = "1", requires = "retry")]
    pub speed: NonZeroU32,

    /// Send that many messages of the one event, each with an id of its own, and count the answers
    #[arg(long, value_name = "N", conflicts_with_all = ["story", "distort", "times", "simultaneously"])]
    pub count: Option<NonZeroU64>,

    /// How many of them may wait for their answer at a time
    #[arg(long, value_name = "M", default_value = "1", requires = "count")]
    pub in_flight: NonZeroUsize,

    /// Give up waiting for an answer after this
    #[arg(long, value_name = "DURATION", default_value = "15s", value_parser = parse_duration)]
    pub deadline: Duration,

    /// Print each delivery as a line of JSON
    #[arg(long, conflicts_with_all = ["count", "print", "list"])]
    pub json: bool,

    /// Print the payloads instead of sending them
    #[arg(long, conflicts_with_all = ["list", "retry", "count", "distort"])]
    pub print: bool,

    /// List the events and the distortions
    #[arg(long, conflicts_with_all = ["events", "data", "story"])]
    pub list: bool,
}

/// What is to be odd.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Distort {
    /// Each that there is, one after another.
    All,
    /// This.
    One(Distortion),
}

/// In which order messages are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Arrangement {
    /// As they were written.
    Written,
    /// The last one first.
    Reversed,
    /// By chance: see --seed.
    Shuffled,
}

/// Examples for the help text of `command`.
#[must_use]
pub fn examples(command: &str) -> String {
    format!(
        "Examples, with URL=http://localhost:4100/api/webhooks/clerk-billing:
  {command} --list
  {command} subscriptionItem.active --set data.payer.user_id=user_1 --url $URL
  {command} subscriptionItem.active subscriptionItem.ended --order reversed --url $URL
  {command} subscriptionItem.active --distort all --url $URL
  {command} subscriptionItem.active --times 2 --simultaneously --url $URL
  {command} subscriptionItem.active --retry --speed 10000 --url $URL
  {command} subscriptionItem.active --count 1000 --in-flight 50 --url $URL
  {command} subscriptionItem.active --print

Exit status: 0 all was answered as it should be (2xx for good messages and for oddities that are allowed, anything else for the others),
1 something was not, 2 wrong usage, 3 could not connect"
    )
}

fn distortions() -> impl clap::builder::TypedValueParser<Value = Distort> {
    let names = Distortion::ALL
        .into_iter()
        .map(|it| PossibleValue::new(it.name()).help(it.about()));
    let all = PossibleValue::new("all").help("each of them");
    PossibleValuesParser::new(names.chain([all])).try_map(|name| match name.as_str() {
        "all" => Ok(Distort::All),
        name => name.parse().map(Distort::One),
    })
}

fn parse_change(text: &str) -> Result<(String, Value), &'static str> {
    let (path, value) = text.split_once('=').ok_or("not of the form PATH=VALUE")?;
    let value = serde_json::from_str(value).unwrap_or_else(|_| Value::from(value));
    Ok((path.to_owned(), value))
}

fn parse_duration(text: &str) -> Result<Duration, String> {
    let duration: SignedDuration = text
        .parse()
        .map_err(|_| "not a duration such as 500ms, 5s or 2h".to_owned())?;
    Duration::try_from(duration).map_err(|_| "less than nothing".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;
    use serde_json::json;

    #[derive(Debug, Parser)]
    struct Command {
        #[command(flatten)]
        args: Args,
    }

    const TO: &str = "--url http://127.0.0.1:1/";

    fn parse(line: &str) -> Result<Args, String> {
        Command::try_parse_from(format!("send {line}").split_whitespace())
            .map(|command| command.args)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn every_example_parses() {
        let examples = examples("send");
        let lines: Vec<&str> = examples
            .lines()
            .filter_map(|line| line.strip_prefix("  send "))
            .collect();
        assert_eq!(lines.len(), 8);
        for line in lines {
            parse(&line.replace("$URL", "http://localhost:4100/")).expect(line);
        }
    }

    #[test]
    fn a_value_is_json_if_it_can_be() {
        for (text, value) in [
            ("data.status=ended", json!("ended")),
            ("data.amount=1200", json!(1200)),
            ("data.canceled_at=null", json!(null)),
            ("data.name=\"12\"", json!("12")),
            ("data.name=a=b", json!("a=b")),
        ] {
            let args = parse(&format!("subscription.active {TO} --set {text}")).expect(text);
            assert_eq!(args.changes[0].1, value, "{text}");
        }
        let error =
            parse(&format!("subscription.active {TO} --set data.status")).expect_err("no value");
        assert!(error.contains("not of the form PATH=VALUE"), "{error}");
    }

    #[test]
    fn distortions_are_known_by_name_and_a_slip_is_seen_through() {
        let args = parse(&format!(
            "subscription.active {TO} --distort too-old --distort all"
        ))
        .expect("names");
        assert_eq!(
            args.distort,
            [Distort::One(Distortion::TooOld), Distort::All]
        );
        let error =
            parse(&format!("subscription.active {TO} --distort to-old")).expect_err("a slip");
        assert!(
            error.contains("a similar value exists: 'too-old'"),
            "{error}"
        );
    }

    #[test]
    fn what_does_not_go_together_is_wrong_usage() {
        for line in [
            "",
            "subscription.active",
            "--data a.json subscription.active --url http://127.0.0.1:1/",
            "subscription.active --retry --distort too-old --url http://127.0.0.1:1/",
            "subscription.active --count 0 --url http://127.0.0.1:1/",
            "subscription.active --speed 5 --url http://127.0.0.1:1/",
            "subscription.active --in-flight 5 --url http://127.0.0.1:1/",
            "subscription.active --url nowhere",
            "subscription.active --wait -1s --url http://127.0.0.1:1/",
            "subscription.active --times 0 --url http://127.0.0.1:1/",
        ] {
            parse(line).expect_err(line);
        }
    }
}
