//! Trouble: ways in which an endpoint fails to answer, whatever the answer would have been.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use serde::{Deserialize, Serialize};

use crate::{Endpoint, SetupError};

/// The trouble of a person, a login or an issuer, by endpoint.
pub type Troubles = BTreeMap<Endpoint, Trouble>;

/// The longest delay, in milliseconds. An answer that hangs is given up after as long.
pub const LONGEST_DELAY_MS: u64 = 120_000;

/// How an endpoint answers wrongly, and how often.
///
/// Clones count together, so that a person's trouble ends after its times in whatever login.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "TroubleMembers", into = "TroubleMembers")]
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

/// [`Trouble`] as it is written.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TroubleMembers {
    kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ms: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    content_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    times: Option<u32>,
}

/// Why an order cannot be carried out.
#[derive(Debug, thiserror::Error)]
enum BadTrouble {
    #[error(
        "kind `{0}` is not one of status, slow, hangs, cut-off, malformed, content-type, redirect-loop, empty, nothing"
    )]
    Kind(String),
    #[error("kind `{kind}` needs `{member}` and takes nothing else but `times`")]
    Member { kind: String, member: &'static str },
    #[error("kind `{0}` takes nothing else but `times`")]
    Surplus(String),
    #[error("`status` is not one of an error, 400 to 599")]
    Status,
    #[error("`ms` is more than {LONGEST_DELAY_MS}")]
    Delay,
    #[error("`content_type` is not visible ASCII")]
    ContentType,
}

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

impl TryFrom<TroubleMembers> for Trouble {
    type Error = BadTrouble;

    fn try_from(members: TroubleMembers) -> Result<Self, BadTrouble> {
        let TroubleMembers {
            kind,
            status,
            ms,
            content_type,
            times,
        } = members;
        let kind = match (kind.as_str(), status, ms, content_type) {
            ("status", Some(status), None, None) if (400..600).contains(&status) => {
                TroubleKind::Status(status)
            }
            ("status", Some(_), None, None) => return Err(BadTrouble::Status),
            ("slow", None, Some(ms), None) if ms <= LONGEST_DELAY_MS => TroubleKind::Slow(ms),
            ("slow", None, Some(_), None) => return Err(BadTrouble::Delay),
            ("content-type", None, None, Some(text)) if is_visible(&text) => {
                TroubleKind::ContentType(text)
            }
            ("content-type", None, None, Some(_)) => return Err(BadTrouble::ContentType),
            ("hangs", None, None, None) => TroubleKind::Hangs,
            ("cut-off", None, None, None) => TroubleKind::CutOff,
            ("malformed", None, None, None) => TroubleKind::Malformed,
            ("redirect-loop", None, None, None) => TroubleKind::RedirectLoop,
            ("empty", None, None, None) => TroubleKind::Empty,
            ("nothing", None, None, None) => TroubleKind::Nothing,
            (other, ..) => return Err(BadTrouble::about(other)),
        };
        Ok(Self {
            times,
            ..Self::new(kind)
        })
    }
}

impl BadTrouble {
    /// What is wrong with an order of `kind` whose members are not those that it needs.
    fn about(kind: &str) -> Self {
        let member = |member| Self::Member {
            kind: kind.to_owned(),
            member,
        };
        match kind {
            "status" => member("status"),
            "slow" => member("ms"),
            "content-type" => member("content_type"),
            "hangs" | "cut-off" | "malformed" | "redirect-loop" | "empty" | "nothing" => {
                Self::Surplus(kind.to_owned())
            }
            _ => Self::Kind(kind.to_owned()),
        }
    }
}

impl From<Trouble> for TroubleMembers {
    fn from(trouble: Trouble) -> Self {
        let members = Self {
            kind: trouble.kind.name().to_owned(),
            times: trouble.times,
            ..Self::default()
        };
        match trouble.kind {
            TroubleKind::Status(status) => Self {
                status: Some(status),
                ..members
            },
            TroubleKind::Slow(ms) => Self {
                ms: Some(ms),
                ..members
            },
            TroubleKind::ContentType(text) => Self {
                content_type: Some(text),
                ..members
            },
            _ => members,
        }
    }
}

fn is_visible(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn every_kind_survives_json() {
        for order in [
            json!({"kind": "status", "status": 503, "times": 2}),
            json!({"kind": "slow", "ms": 8000}),
            json!({"kind": "hangs"}),
            json!({"kind": "cut-off"}),
            json!({"kind": "malformed"}),
            json!({"kind": "content-type", "content_type": "text/html; charset=utf-8"}),
            json!({"kind": "redirect-loop"}),
            json!({"kind": "empty"}),
            json!({"kind": "nothing", "times": 1}),
        ] {
            let trouble: Trouble = serde_json::from_value(order.clone()).expect("an order");
            assert_eq!(serde_json::to_value(trouble).expect("json"), order);
        }
    }

    #[test]
    fn an_order_that_cannot_be_meant_is_refused_with_what_is_wrong() {
        for (order, word) in [
            (json!({}), "kind"),
            (json!({"kind": "sulks"}), "sulks"),
            (json!({"kind": "status"}), "needs `status`"),
            (json!({"kind": "status", "status": 200}), "400 to 599"),
            (json!({"kind": "slow", "ms": 120_001}), "120000"),
            (json!({"kind": "slow", "status": 500}), "needs `ms`"),
            (json!({"kind": "hangs", "ms": 5}), "nothing else"),
            (
                json!({"kind": "content-type", "content_type": "a\nb"}),
                "ASCII",
            ),
            (json!({"kind": "empty", "tmies": 1}), "tmies"),
        ] {
            let read: Result<Trouble, _> = serde_json::from_value::<Trouble>(order.clone());
            let why = read.expect_err("must be refused").to_string();
            assert!(why.contains(word), "{order}: {why}");
        }
    }

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
