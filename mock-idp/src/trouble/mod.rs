//! Trouble: ways in which an endpoint fails to answer, whatever the answer would have been.

mod written;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use serde::{Deserialize, Serialize};

use crate::{Endpoint, SetupError};
use written::Members;

/// The trouble of a person, a login or an issuer, by endpoint.
pub type Troubles = BTreeMap<Endpoint, Trouble>;

/// The longest delay, in milliseconds. An answer that hangs is given up after as long.
pub const LONGEST_DELAY_MS: u64 = 120_000;

/// How an endpoint answers wrongly, and how often.
///
/// Clones count together, so that a person's trouble ends after its times in whatever login.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Members", into = "Members")]
pub struct Trouble {
    /// What goes wrong.
    pub kind: TroubleKind,
    /// How many answers go wrong before they are sound again; all, when left out.
    pub times: Option<u32>,
    struck: Struck,
}

/// What becomes of an answer.
///
/// Where there is a sound answer to spoil ([`Slow`](Self::Slow), [`CutOff`](Self::CutOff), [`Malformed`](Self::Malformed),
/// [`ContentType`](Self::ContentType)), the request is carried out. With the others it is not: its code or refresh token
/// can still be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TroubleKind {
    /// It is an error with this HTTP status, 400 to 599, and no JSON.
    Status(u16),
    /// It is sound, and leaves this many milliseconds late, at most [`LONGEST_DELAY_MS`].
    Slow(u64),
    /// It never comes: the connection stays open until the provider stops, and for two minutes at most.
    Hangs,
    /// It breaks off: its head and half of its body come, then the connection closes.
    CutOff,
    /// It is the first half of its JSON, as if that were all.
    Malformed,
    /// It is sound, but for this `Content-Type`.
    ContentType(String),
    /// It sends the client back to where it was, again and again.
    RedirectLoop,
    /// It is 200 and has no body.
    Empty,
    /// The connection closes without an answer.
    Nothing,
}

/// How many answers have gone wrong. What is ordered is the same whatever has come of it.
#[derive(Debug, Clone, Default)]
struct Struck(Arc<AtomicU32>);

impl Trouble {
    /// Trouble with every answer.
    #[must_use]
    pub fn new(kind: TroubleKind) -> Self {
        Self {
            kind,
            times: None,
            struck: Struck::default(),
        }
    }

    /// The same trouble with `times` answers only; they are counted from here.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self {
            times: Some(times),
            ..Self::new(self.kind)
        }
    }

    /// What becomes of an answer that is due now, which is counted.
    pub(crate) fn strike(&self) -> Option<TroubleKind> {
        let left = |struck: u32| {
            self.times
                .is_none_or(|times| struck < times)
                .then(|| struck.saturating_add(1))
        };
        let struck = &self.struck.0;
        struck
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, left)
            .is_ok()
            .then(|| self.kind.clone())
    }
}

impl TroubleKind {
    /// Whether there has to be a sound answer for it.
    pub(crate) const fn spoils(&self) -> bool {
        matches!(
            self,
            Self::Slow(_) | Self::CutOff | Self::Malformed | Self::ContentType(_)
        )
    }

    /// Whether the client never hears anything.
    pub(crate) const fn leaves_no_answer(&self) -> bool {
        matches!(self, Self::Hangs | Self::Nothing)
    }

    /// The name in kebab case, as the admin API and the journal spell it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Status(_) => "status",
            Self::Slow(_) => "slow",
            Self::Hangs => "hangs",
            Self::CutOff => "cut-off",
            Self::Malformed => "malformed",
            Self::ContentType(_) => "content-type",
            Self::RedirectLoop => "redirect-loop",
            Self::Empty => "empty",
            Self::Nothing => "nothing",
        }
    }
}

/// Checks that trouble is ordered only where it can strike: `allowed` are the endpoints that belong to whom it is of.
pub(crate) fn check(troubles: &Troubles, allowed: &[Endpoint]) -> Result<(), SetupError> {
    match troubles.keys().find(|endpoint| !allowed.contains(endpoint)) {
        None => Ok(()),
        Some(endpoint) => {
            let names: Vec<_> = allowed.iter().map(|endpoint| endpoint.as_str()).collect();
            let why = format!(
                "names `{}`, which is not one of {}",
                endpoint.as_str(),
                names.join(", ")
            );
            Err(SetupError::invalid("trouble", why))
        }
    }
}

impl PartialEq for Struck {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Struck {}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn trouble_ends_after_its_times_whichever_clone_met_it() {
        let trouble = Trouble::new(TroubleKind::Empty).times(2);
        let same = trouble.clone();
        let strikes: Vec<_> = [&trouble, &same, &trouble]
            .into_iter()
            .map(|it| it.strike().is_some())
            .collect();
        assert_eq!(strikes, [true, true, false]);
        assert!(trouble.times(1).strike().is_some(), "counted anew");
    }

    #[test]
    fn without_times_there_is_no_end() {
        let trouble = Trouble::new(TroubleKind::Nothing);
        assert!((0..100).all(|_| trouble.strike() == Some(TroubleKind::Nothing)));
    }

    #[test]
    fn trouble_that_could_never_strike_is_refused() {
        let order: Value = json!({"discovery": {"kind": "empty"}});
        let troubles: Troubles = serde_json::from_value(order).expect("well-formed");
        let refused = check(&troubles, &[Endpoint::Token, Endpoint::Userinfo]);
        let text = refused.expect_err("not a person's").to_string();
        assert!(text.contains("`discovery`"), "{text}");
        assert!(check(&troubles, &[Endpoint::Discovery]).is_ok());
    }
}
