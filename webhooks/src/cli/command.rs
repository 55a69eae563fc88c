//! From the command line to what is printed.

use std::io::Write;

use serde_json::Value;

use super::args::Args;
use super::{CliError, Outcome, show};
use crate::attempt::Attempt;
use crate::burst::Burst;
use crate::endpoint::Endpoint;
use crate::schedule::Schedule;
use crate::script::Step;
use crate::secret::SigningSecret;
use crate::sender::Sender;
use crate::signer::Signer;
use crate::times::now_ms;

/// One call of the command. Nobody may be listening any more to what it prints, which is no reason to stop.
pub(super) struct Command<'a, W, V> {
    pub(super) args: &'a Args,
    pub(super) out: W,
    /// Reads environment variables.
    pub(super) variable: V,
}

impl<W: Write, V: Fn(&str) -> Option<String>> Command<'_, W, V> {
    pub(super) async fn run(&mut self) -> Result<Outcome, CliError> {
        if self.args.list {
            let _ = show::list(&mut self.out);
            return Ok(Outcome::AsItShouldBe);
        }
        let now = now_ms();
        // All that can be wrong with the messages is told before the secret is asked for.
        let steps = self.args.steps(now)?;
        let Some(url) = self.args.url.as_ref().filter(|_| !self.args.print) else {
            self.print(&steps);
            return Ok(Outcome::AsItShouldBe);
        };
        let endpoint = Endpoint {
            url: url.clone(),
            signer: self.signer()?,
            sender: Sender::with_deadline(self.args.deadline),
        };
        if let Some(count) = self.args.count {
            self.burst(&endpoint, &steps, count.get()).await
        } else if self.args.retry {
            Ok(self.retry(&endpoint, &steps).await)
        } else {
            Ok(self.play(&endpoint, &steps).await)
        }
    }

    fn signer(&self) -> Result<Signer, CliError> {
        let previous = self.args.previous_secret_env.iter();
        let previous: Vec<SigningSecret> = previous
            .map(|name| self.secret(name))
            .collect::<Result<_, _>>()?;
        Ok(Signer::new(self.secret(&self.args.secret_env)?).with_previous(previous))
    }

    fn secret(&self, name: &str) -> Result<SigningSecret, CliError> {
        let text = (self.variable)(name).ok_or_else(|| CliError::NoSecret(name.to_owned()))?;
        text.parse().map_err(|source| CliError::Secret {
            name: name.to_owned(),
            source,
        })
    }

    /// Prints the payloads, as they can be given back by `--data`.
    fn print(&mut self, steps: &[Step]) {
        for dispatch in steps.iter().flat_map(|step| &step.dispatches) {
            let payload: Value = serde_json::from_slice(&dispatch.message.body).unwrap_or_default();
            let _ = writeln!(self.out, "{payload:#}");
        }
    }

    async fn play(&mut self, endpoint: &Endpoint, steps: &[Step]) -> Outcome {
        let (out, json) = (&mut self.out, self.args.json);
        let deliveries = endpoint
            .play(steps, |delivery| {
                let _ = match json {
                    true => writeln!(out, "{}", serde_json::json!(delivery)),
                    false => show::delivery(out, delivery),
                };
            })
            .await;
        let wrong = deliveries.iter().filter(|it| !it.as_it_should_be()).count();
        if !json {
            let sent = deliveries.len();
            let _ = match wrong {
                0 => writeln!(self.out, "{sent} sent: all answered as they should be"),
                _ => writeln!(
                    self.out,
                    "{sent} sent: {wrong} not answered as they should be"
                ),
            };
        }
        outcome(wrong > 0, deliveries.iter().map(|it| &it.attempt))
    }

    async fn retry(&mut self, endpoint: &Endpoint, steps: &[Step]) -> Outcome {
        let schedule = Schedule::svix().compressed(self.args.speed.get());
        let (of, json) = (schedule.waits().len(), self.args.json);
        let mut last = Vec::new();
        for dispatch in steps.iter().flat_map(|step| &step.dispatches) {
            let out = &mut self.out;
            let attempts = endpoint.retry(dispatch, &schedule, |retried| {
                let _ = match json {
                    true => writeln!(out, "{}", serde_json::json!(retried)),
                    false => show::retried(out, retried, of),
                };
            });
            last.extend(attempts.await.pop());
        }
        let given_up = last
            .iter()
            .filter(|it| !it.delivery.attempt.delivered())
            .count();
        if !json {
            let sent = last.len();
            let _ = match given_up {
                0 => writeln!(self.out, "{sent} delivered"),
                _ => writeln!(
                    self.out,
                    "{given_up} of {sent} given up after {of} attempts"
                ),
            };
        }
        outcome(given_up > 0, last.iter().map(|it| &it.delivery.attempt))
    }

    async fn burst(
        &mut self,
        endpoint: &Endpoint,
        steps: &[Step],
        count: u64,
    ) -> Result<Outcome, CliError> {
        let [step] = steps else {
            return Err(CliError::OneEvent);
        };
        let message = step.dispatches[0].message.clone();
        let burst = Burst {
            count,
            in_flight: self.args.in_flight,
        };
        let tally = endpoint.burst(burst, move |_| message.again()).await;
        let _ = show::tally(&mut self.out, &tally);
        Ok(match (tally.unconnected, tally.delivered == count) {
            (1.., _) => Outcome::NotConnected,
            (0, true) => Outcome::AsItShouldBe,
            (0, false) => Outcome::Otherwise,
        })
    }
}

fn outcome<'a>(wrong: bool, mut attempts: impl Iterator<Item = &'a Attempt>) -> Outcome {
    if attempts.any(|attempt| !attempt.end.connected()) {
        Outcome::NotConnected
    } else if wrong {
        Outcome::Otherwise
    } else {
        Outcome::AsItShouldBe
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::http::StatusCode;
    use axum::routing::post;
    use clap::Parser;
    use serve::Bound;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        args: Args,
    }

    const SECRET: &str = "whsec_ZW1iZWRkZWQtc2lnbmluZy1zZWNyZXQtZm9yLXRlc3Rz";

    /// Runs `send <line>`, where `URL` is a server that answers with `status`; with what was printed.
    async fn sent(line: &str, status: StatusCode) -> (Result<Outcome, CliError>, String) {
        let bound = Bound::to(0).await.expect("a free port");
        let url = bound.url("127.0.0.1");
        let answer = post(async move || (status, "the answer"));
        let running = bound.serve(Router::new().route("/", answer));
        let line = format!("send {}", line.replace("URL", &url));
        let args = Line::try_parse_from(line.split_whitespace())
            .expect("a command")
            .args;
        let mut out = Vec::new();
        let variable = |name: &str| match name {
            "CLERK_WEBHOOK_SIGNING_SECRET" => Some(SECRET.to_owned()),
            "BROKEN" => Some("whsec_broken!".to_owned()),
            _ => None,
        };
        let mut command = Command {
            args: &args,
            out: &mut out,
            variable,
        };
        let result = command.run().await;
        drop(running);
        (result, String::from_utf8(out).expect("UTF-8"))
    }

    #[tokio::test]
    async fn the_outcome_is_right_only_if_all_was_answered_as_it_should_be() {
        let (ok, bad) = (StatusCode::OK, StatusCode::BAD_REQUEST);
        for (line, status, expected, printed) in [
            (
                "subscription.active --url URL",
                ok,
                Outcome::AsItShouldBe,
                "the answer",
            ),
            (
                "subscription.active --url URL",
                bad,
                Outcome::Otherwise,
                "  FAIL  400",
            ),
            (
                "subscription.active --distort too-old --url URL",
                bad,
                Outcome::AsItShouldBe,
                "  PASS  400",
            ),
            (
                "subscription.active --distort too-old --url URL",
                ok,
                Outcome::Otherwise,
                "should have been refused",
            ),
            (
                "subscription.active --url http://127.0.0.1:1/",
                ok,
                Outcome::NotConnected,
                "refused",
            ),
            (
                "subscription.active --retry --speed 1000000 --url URL",
                bad,
                Outcome::Otherwise,
                "given up after 8 attempts",
            ),
            (
                "subscription.active --retry --url URL",
                ok,
                Outcome::AsItShouldBe,
                "1 delivered",
            ),
            (
                "subscription.active --count 20 --in-flight 3 --url URL",
                ok,
                Outcome::AsItShouldBe,
                "20 × 200",
            ),
            (
                "subscription.active --count 20 --in-flight 3 --url URL",
                bad,
                Outcome::Otherwise,
                "20 × 400",
            ),
            (
                "subscription.active --count 3 --url http://127.0.0.1:1/",
                ok,
                Outcome::NotConnected,
                "3 without an answer",
            ),
            (
                "subscription.active --times 3 --json --url URL",
                ok,
                Outcome::AsItShouldBe,
                "\"status\":200",
            ),
            (
                "--list",
                ok,
                Outcome::AsItShouldBe,
                "subscriptionItem.freeTrialEnding",
            ),
        ] {
            let (outcome, out) = sent(line, status).await;
            assert_eq!(outcome.expect(line), expected, "{line}\n{out}");
            assert!(out.contains(printed), "{line}\n{out}");
        }
    }

    #[tokio::test]
    async fn wrong_usage_is_told_before_anything_is_sent_and_never_tells_a_secret() {
        for (line, message) in [
            (
                "subscription.activ --url URL",
                "there is no event `subscription.activ`; did you mean `subscription.active`?",
            ),
            (
                "subscription.active --set dat.x=1 --url URL",
                "there is no `dat.x`: the payload has",
            ),
            (
                "subscription.active --secret-env NONE --url URL",
                "NONE is not set: it has to hold the signing secret (whsec_…)",
            ),
            (
                "subscription.active --secret-env BROKEN --url URL",
                "BROKEN: what follows `whsec_` in the signing secret is not base64",
            ),
            (
                "subscription.active --previous-secret-env NONE --url URL",
                "NONE is not set",
            ),
            (
                "subscription.active subscription.updated --count 2 --url URL",
                "--count sends one event",
            ),
            ("--data /nowhere.json --url URL", "/nowhere.json: "),
            ("--story /nowhere.toml --url URL", "/nowhere.toml: "),
        ] {
            let (result, out) = sent(line, StatusCode::OK).await;
            let error = result.expect_err(line).to_string();
            assert!(error.starts_with(message), "{line}: {error}");
            assert_eq!(out, "", "{line}");
        }
    }

    #[tokio::test]
    async fn what_is_printed_can_be_given_back_as_data() {
        let (_, printed) = sent("subscription.active --print", StatusCode::OK).await;
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("own.json");
        std::fs::write(&file, &printed).expect("written");
        let line = format!("--data {} --print", file.display());
        let (outcome, again) = sent(&line, StatusCode::OK).await;
        assert_eq!(outcome.expect("printed"), Outcome::AsItShouldBe);
        assert_eq!(again, printed);
    }
}
