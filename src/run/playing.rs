//! How scenarios are played: how often, in which order, for how long.

use std::time::Duration;

use conformance_harness::run::Attempts;

use crate::progress::Progress;

/// How to play what was selected.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct PlayArgs {
    /// Play again, up to N times, what failed or was blocked: what then passes is flaky.
    #[arg(long, value_name = "N", default_value_t = 0, conflicts_with = "repeat")]
    pub retries: u16,
    /// Play each scenario N times, with other people each time: what passes only sometimes is flaky.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub repeat: Option<u16>,
    /// Begin the scenarios in a random order, and say with which seed it was drawn.
    #[arg(long)]
    pub shuffle: bool,
    /// Begin the scenarios in the order that this number draws, e.g. that of an earlier run.
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// End a scenario that takes longer than this: it is blocked [default: 120, or what the profile says].
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    pub deadline: Option<u64>,
    /// What to print while scenarios are played: a line that moves, lines, or nothing; by itself, it is a line that
    /// moves on a terminal and lines elsewhere.
    #[arg(long, value_name = "HOW", value_enum, default_value_t)]
    pub progress: Progress,
}

impl PlayArgs {
    /// How often each scenario is played.
    pub(super) fn attempts(&self) -> Attempts {
        match self.repeat {
            Some(times) => Attempts::Repeat(times.into()),
            None => Attempts::Retries(self.retries.into()),
        }
    }

    /// What the order is drawn with; drawn itself where it is not said.
    pub(super) fn seed(&self) -> Option<u64> {
        // Short enough to be typed, and a number that every reader of JSON has.
        let drawn = || self.shuffle.then(|| u64::from(rand::random::<u32>()));
        self.seed.or_else(drawn)
    }

    /// How long a scenario may take.
    pub(super) fn deadline(&self) -> Option<Duration> {
        self.deadline.map(Duration::from_secs)
    }
}
