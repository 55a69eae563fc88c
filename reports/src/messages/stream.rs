//! Line after line, and what time it is meanwhile.

use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use conformance_harness::results::{Evidence, Results};

use super::attachments;
use super::envelope::{
    Attachment, Envelope, ExternalAttachment, Status, StepResult, TestCaseFinished,
    TestCaseStarted, TestStepFinished, TestStepStarted, Time,
};
use super::pickle::Names;
use super::playing::Playing;

/// Where the messages go.
pub(super) struct Stream<W> {
    out: W,
    /// When the run began, in milliseconds since 1970.
    began: i64,
    /// How long it took, in milliseconds.
    took: u64,
    /// How long the scenarios took that have been told.
    told: u64,
}

impl<W: Write> Stream<W> {
    pub(super) fn new(results: &Results, out: W) -> Self {
        Self {
            out,
            began: super::started(results),
            took: results.duration_ms,
            told: 0,
        }
    }

    /// Writes one message.
    pub(super) fn line(&mut self, envelope: &Envelope<'_>) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, envelope)?;
        self.out.write_all(b"\n")
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Writes what became of a scenario with so many steps, each time that it was played.
    pub(super) fn scenario(
        &mut self,
        playings: &[Playing<'_>],
        names: &Names,
        steps: usize,
        has_end: bool,
    ) -> io::Result<()> {
        for (attempt, playing) in playings.iter().enumerate() {
            // As several are played at a time, all of them together are longer than the run.
            let latest = self.took.saturating_sub(playing.duration_ms);
            let begins = self.began.saturating_add_unsigned(self.told.min(latest));
            let mut telling = Telling {
                playing,
                names,
                id: format!("{} attempt {}", names.case, attempt + 1),
                now: begins,
            };
            self.line(&Envelope::TestCaseStarted(TestCaseStarted {
                id: &telling.id,
                test_case_id: &names.case,
                attempt,
                timestamp: Time::millis(begins),
            }))?;
            let all = steps + usize::from(has_end);
            for index in 0..all {
                self.step(&mut telling, index, steps, all)?;
            }
            self.line(&Envelope::TestCaseFinished(TestCaseFinished {
                test_case_started_id: &telling.id,
                timestamp: Time::millis(begins.saturating_add_unsigned(playing.duration_ms)),
                will_be_retried: attempt + 1 < playings.len(),
            }))?;
            self.told = self.told.saturating_add(playing.duration_ms);
        }
        Ok(())
    }

    /// Writes what became of the step at `index`, of `all`; behind the first `steps`, that is the end.
    fn step(
        &mut self,
        telling: &mut Telling<'_>,
        index: usize,
        steps: usize,
        all: usize,
    ) -> io::Result<()> {
        let Telling {
            playing, names, id, ..
        } = telling;
        let step = names.step(index);
        self.line(&Envelope::TestStepStarted(TestStepStarted {
            test_case_started_id: id,
            test_step_id: &step,
            timestamp: Time::millis(telling.now),
        }))?;
        if playing.bearer(all) == Some(index) {
            if let (Status::Ambiguous, Some(why)) = (playing.status, &playing.message) {
                // Readers show no message of this status.
                self.line(&text("blocked.txt", why.clone(), id, &step))?;
            }
            for evidence in playing.evidence {
                self.evidence(evidence, playing.status != Status::Passed, id, &step)?;
            }
        }
        let (status, duration_ms, says_why) = match playing.is_told_at_the_end(steps) {
            at_the_end if index == steps => match at_the_end {
                true => (playing.status, 0, true),
                false => (Status::Passed, 0, false),
            },
            _ => playing.step(index),
        };
        telling.now = telling.now.saturating_add_unsigned(duration_ms);
        self.line(&Envelope::TestStepFinished(TestStepFinished {
            test_case_started_id: id,
            test_step_id: &step,
            test_step_result: StepResult {
                status,
                duration: Time::millis(i64::try_from(duration_ms).unwrap_or(i64::MAX)),
                message: playing.message.as_deref().filter(|_| says_why),
            },
            timestamp: Time::millis(telling.now),
        }))
    }

    /// Writes one piece of evidence: itself if it is `wanted`, else where its picture is.
    fn evidence(
        &mut self,
        evidence: &Evidence,
        wanted: bool,
        id: &str,
        step: &str,
    ) -> io::Result<()> {
        match evidence {
            Evidence::Screenshot { bytes, .. } if bytes.is_empty() => Ok(()),
            Evidence::Screenshot {
                path,
                media_type,
                bytes,
                ..
            } => self.line(&match wanted {
                true => Envelope::Attachment(Attachment {
                    body: STANDARD.encode(bytes),
                    content_encoding: "BASE64",
                    media_type,
                    file_name: path,
                    test_case_started_id: id,
                    test_step_id: step,
                }),
                false => Envelope::ExternalAttachment(ExternalAttachment {
                    url: path,
                    media_type,
                    test_case_started_id: id,
                    test_step_id: step,
                }),
            }),
            evidence => match attachments::text(evidence).filter(|_| wanted) {
                Some((name, content)) => self.line(&text(name, content, id, step)),
                None => Ok(()),
            },
        }
    }
}

/// One time that a scenario was played, while it is being told.
struct Telling<'a> {
    playing: &'a Playing<'a>,
    names: &'a Names,
    /// What this time is called.
    id: String,
    /// In milliseconds since 1970.
    now: i64,
}

fn text<'a>(name: &'a str, content: String, id: &'a str, step: &'a str) -> Envelope<'a> {
    Envelope::Attachment(Attachment {
        body: content,
        content_encoding: "IDENTITY",
        media_type: "text/plain",
        file_name: name,
        test_case_started_id: id,
        test_step_id: step,
    })
}
