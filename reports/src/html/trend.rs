//! The last runs of the target, as a picture and as a table.

use conformance_harness::results::Verdict;

use crate::folding;
use crate::format::{count, duration, moment};
use crate::history::PastRun;
use crate::mark::Mark;
use crate::verdict;

/// So many runs have a bar.
const BARS: usize = 30;
/// So many are listed, more are folded away.
const LISTED: usize = 8;
/// From one bar to the next, in pixels.
const STEP: usize = 16;
/// How high the highest bar is, in pixels.
const HEIGHT: usize = 72;
/// What is too small to be seen is drawn as high as this.
const LEAST: usize = 4;

/// What the last runs came to.
pub(super) struct Trend<'a> {
    /// The runs that were like this one, the oldest first and this one last.
    pub(super) bars: Vec<Bar>,
    /// How wide the picture is.
    pub(super) width: usize,
    /// What the picture says.
    pub(super) words: String,
    /// How this run stands among those before it, in one sentence.
    pub(super) sentence: String,
    /// All runs, this one first.
    rows: Vec<Row<'a>>,
}

/// One run in the picture.
pub(super) struct Bar {
    /// Where it begins.
    pub(super) x: usize,
    /// Its verdict's colour.
    pub(super) verdict: Mark,
    /// What did not pass, from below.
    pub(super) parts: Vec<Part>,
    /// What it was, for whoever points at it.
    pub(super) title: String,
}

/// The scenarios of one mark.
pub(super) struct Part {
    /// The mark.
    pub(super) mark: Mark,
    /// Its upper edge.
    pub(super) y: usize,
    /// How high it is.
    pub(super) height: usize,
}

/// One run in the table.
pub(super) struct Row<'a> {
    run: &'a PastRun,
    /// What tells it from those that may be compared with this one.
    pub(super) tag: Option<String>,
}

/// What may have kept a scenario from passing, most urgent first.
const MARKS: [Mark; 6] = [
    Mark::Failed,
    Mark::Blocked,
    Mark::Warning,
    Mark::Flaky,
    Mark::KnownFailure,
    Mark::Quarantined,
];

impl<'a> Trend<'a> {
    /// Of `runs`, the last of which is this one; nothing if there is no other.
    pub(super) fn of(runs: &'a [PastRun]) -> Option<Self> {
        let (this, before) = runs.split_last()?;
        if before.is_empty() {
            return None;
        }
        let like: Vec<&PastRun> = runs.iter().filter(|run| run.is_like(this)).collect();
        let like = &like[like.len().saturating_sub(BARS)..];
        let most = like.iter().map(|run| run.not_passed.len()).max();
        let bar = |(place, run): (usize, &&PastRun)| Bar::of(run, place, most.unwrap_or_default());
        let numbers: Vec<String> = like
            .iter()
            .map(|run| run.not_passed.len().to_string())
            .collect();
        Some(Self {
            bars: like.iter().enumerate().map(bar).collect(),
            width: like.len() * STEP,
            words: format!(
                "Scenarios that did not pass, run by run, the oldest first and this one last: {}.",
                numbers.join(", ")
            ),
            sentence: sentence(like),
            rows: runs.iter().rev().map(|run| Row::of(run, this)).collect(),
        })
    }

    /// The runs to list.
    pub(super) fn listed(&self) -> &[Row<'a>] {
        folding::split(&self.rows, LISTED).0
    }

    /// The runs to fold away.
    pub(super) fn folded(&self) -> &[Row<'a>] {
        folding::split(&self.rows, LISTED).1
    }

    /// How high the picture is: the bars, and a line below them in the colour of each verdict.
    pub(super) fn height(&self) -> usize {
        HEIGHT + 2 * LEAST
    }

    /// Where the line of the verdicts begins.
    pub(super) fn line(&self) -> usize {
        HEIGHT + LEAST
    }
}

fn sentence(like: &[&PastRun]) -> String {
    let Some((this, [.., last])) = like.split_last() else {
        return "No run before this one was about the same scenarios.".to_owned();
    };
    let did = |run: &PastRun| run.verdict == Verdict::Conforms;
    let conformed = like.iter().filter(|run| did(run)).count();
    let before = match (did(this), did(last)) {
        (true, true) | (false, false) => "as the run before",
        (true, false) => "and the run before did not",
        (false, true) => "and the run before did",
    };
    let now = if did(this) { "conforms" } else { "does not" };
    format!(
        "{conformed} of the last {} conformed. This one {now}, {before}.",
        count(like.len(), "run")
    )
}

impl Bar {
    fn of(run: &PastRun, place: usize, most: usize) -> Self {
        let mut y = HEIGHT;
        let mut parts = Vec::new();
        for mark in MARKS {
            let number = run.number(mark);
            if number > 0 {
                let height = (number * (HEIGHT - LEAST * MARKS.len()) / most.max(1)).max(LEAST);
                y = y.saturating_sub(height);
                parts.push(Part { mark, y, height });
            }
        }
        Self {
            x: place * STEP,
            verdict: verdict::mark(run.verdict),
            parts,
            title: format!("{}: {}", moment(&run.started_at), numbers(run)),
        }
    }
}

impl<'a> Row<'a> {
    fn of(run: &'a PastRun, this: &PastRun) -> Self {
        let tag = match run.shard {
            _ if run.is(this) => Some("this run".to_owned()),
            _ if run.interrupted => Some("cut short".to_owned()),
            Some(shard) if !run.is_like(this) => Some(format!("shard {shard}")),
            _ => (!run.is_like(this)).then(|| "other scenarios".to_owned()),
        };
        Self { run, tag }
    }

    /// When it began.
    pub(super) fn started(&self) -> String {
        moment(&self.run.started_at)
    }

    /// Its verdict.
    pub(super) fn headline(&self) -> &'static str {
        let is_blocked = self.run.number(Mark::Blocked) + self.run.number(Mark::Flaky) > 0;
        verdict::in_words(self.run.verdict, self.run.interrupted && !is_blocked)
    }

    /// How its verdict is coloured.
    pub(super) fn mark(&self) -> Mark {
        verdict::mark(self.run.verdict)
    }

    /// `GO` or `NO-GO`, if there was a sign-off.
    pub(super) fn go(&self) -> &'static str {
        match self.run.go {
            Some(true) => "GO",
            Some(false) => "NO-GO",
            None => "",
        }
    }

    /// What did not pass.
    pub(super) fn numbers(&self) -> String {
        numbers(self.run)
    }

    /// How many scenarios it had.
    pub(super) fn size(&self) -> usize {
        self.run.size()
    }

    /// How long it took.
    pub(super) fn took(&self) -> String {
        duration(self.run.duration_ms)
    }
}

/// E.g. `2 failed, 1 warning`.
fn numbers(run: &PastRun) -> String {
    let number = |mark: Mark| match (run.number(mark), mark) {
        (0, _) => None,
        (number, Mark::Warning | Mark::KnownFailure) => Some(count(number, mark.word())),
        (number, mark) => Some(format!("{number} {}", mark.word())),
    };
    let numbers: Vec<String> = MARKS.into_iter().filter_map(number).collect();
    match numbers.as_slice() {
        [] => "nothing but passed".to_owned(),
        some => some.join(", "),
    }
}
