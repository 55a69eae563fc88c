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

impl ExitStatus {
    /// How a run ends that found `results`; `require_go`: only with a GO can it end well.
    #[must_use]
    pub fn of(results: &Results, require_go: bool) -> Self {
        let verdict = results.sign_off.as_ref().map(|it| it.verdict);
        match verdict {
            Some(Release::Go) => results.verdict.into(),
            Some(Release::NoGo) | None if require_go => Self::RequirementFailed,
            Some(Release::NoGo) | None => results.verdict.into(),
        }
    }
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
    use conformance_harness::results::{SCHEMA, SignOff, Totals};

    use super::*;

    /// How a run ends, without and with `--require-go`.
    fn ends(verdict: Verdict, sign_off: Option<Release>) -> [ExitStatus; 2] {
        let results = Results {
            schema: SCHEMA,
            target: String::new(),
            url: None,
            browser: None,
            started_at: String::new(),
            duration_ms: 0,
            interrupted: None,
            unfinished: Vec::new(),
            shard: None,
            seed: None,
            rerun_of: None,
            transcripts: None,
            verdict,
            totals: Totals::default(),
            sign_off: sign_off.map(|verdict| SignOff {
                verdict,
                criteria: Vec::new(),
            }),
            warnings: Vec::new(),
            scenarios: Vec::new(),
            requirements: Vec::new(),
        };
        [false, true].map(|require_go| ExitStatus::of(&results, require_go))
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
}
