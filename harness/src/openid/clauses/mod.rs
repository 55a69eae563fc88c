//! What the specifications ask of a provider's answers, one clause at a time.
//!
//! A kind of answer is a [`Subject`] with a table of [`Clause`]s. All of them are looked at. A profile can list clauses
//! that its provider is known to break, by their IDs.

mod authorization_response;
mod discovery;
mod id_token;
mod introspection;
mod key_set;
mod refusal;
mod server_metadata;
mod token_response;
mod user_info;

pub use authorization_response::AuthorizationResponse;
pub use discovery::Discovery;
pub use introspection::Inactive;
pub use key_set::KeySet;
pub use refusal::{BearerRefusal, Refusal};
pub use server_metadata::ServerMetadata;
pub use token_response::TokenResponse;
pub use user_info::UserInfo;

use super::IdToken;
use crate::redact;
use crate::results::{ClauseOutcome, ClauseResult, Level};

/// One sentence of a specification about answers of the kind `S`.
#[derive(Debug)]
pub struct Clause<S> {
    /// A stable name, e.g. `discovery.issuer`.
    pub id: &'static str,
    /// Whether a breach is a failure or a warning.
    pub level: Level,
    /// Where it stands, e.g. `Discovery 1.0, section 4.3`.
    pub section: &'static str,
    /// What it asks for.
    pub asks: &'static str,
    /// Whether it holds.
    pub check: fn(&S) -> Check,
}

/// What is found of a clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Check {
    /// It holds.
    Holds,
    /// It does not: what was seen.
    Broken(String),
    /// There is nothing that it speaks of.
    Silent,
}

/// A kind of answer that clauses speak of.
pub trait Subject: Sized + 'static {
    /// What it is called, e.g. `the discovery document`.
    const WHAT: &'static str;
    /// What is asked of it.
    const CLAUSES: &'static [Clause<Self>];
}

impl Check {
    /// Holds if `sound`, and otherwise `saw` says what was seen.
    fn that(sound: bool, saw: impl FnOnce() -> String) -> Self {
        if sound {
            Self::Holds
        } else {
            Self::Broken(saw())
        }
    }
}

impl<S> Clause<S> {
    const fn must(
        id: &'static str,
        section: &'static str,
        asks: &'static str,
        check: fn(&S) -> Check,
    ) -> Self {
        Self {
            id,
            level: Level::Must,
            section,
            asks,
            check,
        }
    }

    const fn should(
        id: &'static str,
        section: &'static str,
        asks: &'static str,
        check: fn(&S) -> Check,
    ) -> Self {
        Self {
            id,
            level: Level::Should,
            section,
            asks,
            check,
        }
    }
}

/// Looks at every clause about `subject`. `known` says why a clause is known to be broken, by its ID.
pub fn judge<S: Subject>(subject: &S, known: impl Fn(&str) -> Option<String>) -> Vec<ClauseResult> {
    S::CLAUSES
        .iter()
        .map(|clause| {
            let reason = known(clause.id);
            let (outcome, saw) = match ((clause.check)(subject), &reason) {
                (Check::Silent, _) => (ClauseOutcome::Silent, None),
                (Check::Holds, None) => (ClauseOutcome::Holds, None),
                (Check::Holds, Some(_)) => (ClauseOutcome::HoldsAgainstExpectation, None),
                (Check::Broken(saw), None) => (ClauseOutcome::Broken, Some(saw)),
                (Check::Broken(saw), Some(_)) => (ClauseOutcome::KnownFailure, Some(saw)),
            };
            ClauseResult {
                id: clause.id.to_owned(),
                level: clause.level,
                section: clause.section.to_owned(),
                asks: clause.asks.to_owned(),
                outcome,
                saw: saw.as_deref().map(redact::text),
                known_because: reason,
            }
        })
        .collect()
}

/// The IDs of all clauses, in order.
#[must_use]
pub fn ids() -> Vec<&'static str> {
    fn of<S: Subject>() -> impl Iterator<Item = &'static str> {
        S::CLAUSES.iter().map(|clause| clause.id)
    }
    of::<Discovery>()
        .chain(of::<ServerMetadata>())
        .chain(of::<KeySet>())
        .chain(of::<AuthorizationResponse>())
        .chain(of::<TokenResponse>())
        .chain(of::<IdToken>())
        .chain(of::<UserInfo>())
        .chain(of::<Inactive>())
        .chain(of::<Refusal>())
        .chain(of::<BearerRefusal>())
        .collect()
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The IDs of the clauses that `subject` breaks.
    pub(super) fn broken<S: Subject>(subject: &S) -> Vec<&'static str> {
        let broken = |clause: &&Clause<S>| matches!((clause.check)(subject), Check::Broken(_));
        S::CLAUSES.iter().filter(broken).map(|it| it.id).collect()
    }

    #[test]
    fn no_two_clauses_have_the_same_name() {
        let ids = ids();
        let unique: BTreeSet<_> = ids.iter().collect();
        assert_eq!(unique.len(), ids.len());
    }
}
