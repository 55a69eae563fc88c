//! How the command ends: an interface that scripts rely on.

use std::process::ExitCode;

use conformance_harness::results::{Release, Results, Verdict};

/// How the command ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum ExitStatus {
    /// The deployment conforms.
    Conforms = 0,
    /// A requirement failed, or a release was asked for and there is no GO.
    RequirementFailed = 1,
    /// Wrong usage, profile or feature file.
    Usage = 2,
    /// The environment kept the run from finding out.
    Blocked = 3,
    /// Not one scenario was run.
    NothingRan = 4,
}

/// What has to be so beside the verdict, for the command to end well.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
pub struct Demands {
    /// End with status 1 unless there is a sign-off sheet, and it says GO.
    #[arg(long)]
    pub require_go: bool,
    /// End with status 1 if a scenario did otherwise than was approved, or was never approved (see: conformance approve).
    #[arg(long)]
    pub deny_drift: bool,
}

impl ExitStatus {
    /// How a run ends that found `results`.
    #[must_use]
    pub fn of(results: &Results, demands: Demands) -> Self {
        let release = results.sign_off.as_ref().map(|it| it.verdict);
        let is_denied = demands.require_go && release != Some(Release::Go);
        let verdict = Self::from(results.verdict);
        if is_denied || (demands.deny_drift && has_drifted(results) && verdict == Self::Conforms) {
            return Self::RequirementFailed;
        }
        verdict
    }
}

/// Whether what was seen and what is approved are not the same; also where nothing is approved at all.
fn has_drifted(results: &Results) -> bool {
    results.totals.drifted > 0
        || results
            .transcripts
            .as_ref()
            .is_none_or(|it| !it.new.is_empty() || !it.stale.is_empty())
}

impl From<Verdict> for ExitStatus {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Conforms => Self::Conforms,
            Verdict::DoesNotConform => Self::RequirementFailed,
            Verdict::Blocked => Self::Blocked,
            Verdict::NothingRan => Self::NothingRan,
        }
    }
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        Self::from(status as u8)
    }
}

#[cfg(test)]
mod tests {
    use conformance_harness::results::{SCHEMA, SignOff, Totals, Transcripts};

    use super::*;

    const REQUIRE_GO: Demands = Demands {
        require_go: true,
        deny_drift: false,
    };
    const DENY_DRIFT: Demands = Demands {
        require_go: false,
        deny_drift: true,
    };

    /// How a run ends, without and with `--require-go`.
    fn ends(verdict: Verdict, sign_off: Option<Release>) -> [ExitStatus; 2] {
        let results = results(verdict, sign_off);
        [Demands::default(), REQUIRE_GO].map(|demands| ExitStatus::of(&results, demands))
    }

    fn results(verdict: Verdict, sign_off: Option<Release>) -> Results {
        Results {
            schema: SCHEMA,
            target: String::new(),
            environment: None,
            build: None,
            url: None,
            browser: None,
            started_at: String::new(),
            duration_ms: 0,
            interrupted: None,
            unfinished: Vec::new(),
            shard: None,
            seed: None,
            transcripts: None,
            rerun_of: None,
            verdict,
            totals: Totals::default(),
            sign_off: sign_off.map(|verdict| SignOff {
                verdict,
                criteria: Vec::new(),
            }),
            warnings: Vec::new(),
            scenarios: Vec::new(),
            requirements: Vec::new(),
        }
    }

    #[test]
    fn where_a_go_is_required_nothing_else_ends_well() {
        use ExitStatus::{Conforms, RequirementFailed};
        let good = Verdict::Conforms;
        assert_eq!(ends(good, Some(Release::Go)), [Conforms, Conforms]);
        let no_go = ends(good, Some(Release::NoGo));
        assert_eq!(no_go, [Conforms, RequirementFailed]);
        assert_eq!(ends(good, None), [Conforms, RequirementFailed]);
        let blocked = ends(Verdict::Blocked, Some(Release::NoGo));
        assert_eq!(blocked, [ExitStatus::Blocked, RequirementFailed]);
    }

    #[test]
    fn a_go_does_not_make_good_what_else_is_wrong() {
        for (verdict, status) in [
            (Verdict::DoesNotConform, ExitStatus::RequirementFailed),
            (Verdict::Blocked, ExitStatus::Blocked),
        ] {
            assert_eq!(ends(verdict, Some(Release::Go)), [status, status]);
        }
    }

    #[test]
    fn where_drift_is_denied_only_what_was_approved_ends_well() {
        let with = |drifted: usize, transcripts: Option<Transcripts>| {
            let mut results = results(Verdict::Conforms, None);
            results.totals.drifted = drifted;
            results.transcripts = transcripts;
            [Demands::default(), DENY_DRIFT].map(|demands| ExitStatus::of(&results, demands))
        };
        let same = Transcripts {
            folder: "approved".to_owned(),
            new: Vec::new(),
            stale: Vec::new(),
        };
        let new = Transcripts {
            new: vec!["a:b".to_owned()],
            ..same.clone()
        };
        let stale = Transcripts {
            stale: vec!["a/b.snap".to_owned()],
            ..same.clone()
        };
        use ExitStatus::{Conforms, RequirementFailed};
        assert_eq!(with(0, Some(same.clone())), [Conforms, Conforms]);
        assert_eq!(with(1, Some(same)), [Conforms, RequirementFailed]);
        assert_eq!(with(0, Some(new)), [Conforms, RequirementFailed]);
        assert_eq!(with(0, Some(stale)), [Conforms, RequirementFailed]);
        assert_eq!(with(0, None), [Conforms, RequirementFailed]);
        let mut blocked = results(Verdict::Blocked, None);
        blocked.totals.drifted = 1;
        assert_eq!(ExitStatus::of(&blocked, DENY_DRIFT), ExitStatus::Blocked);
    }
}
