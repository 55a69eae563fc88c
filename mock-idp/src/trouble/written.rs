//! Trouble as it is written in JSON: a kind, and beside it exactly what the kind needs.

use serde::{Deserialize, Serialize};

use super::{LONGEST_DELAY_MS, Trouble, TroubleKind};

/// [`Trouble`] as it is written.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Members {
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
pub(super) enum BadTrouble {
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

impl TryFrom<Members> for Trouble {
    type Error = BadTrouble;

    fn try_from(members: Members) -> Result<Self, BadTrouble> {
        let Members {
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

impl From<Trouble> for Members {
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
    use serde_json::json;

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
}
