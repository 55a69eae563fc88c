//! What is to go wrong: for the whole issuer, for a person, for a person's next login.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::trouble::{self, Troubles};
use crate::{Endpoint, Fault, Person, SetupError, TroubleKind};

/// Where a whole issuer can have trouble.
const OF_AN_ISSUER: [Endpoint; 5] = [
    Endpoint::Discovery,
    Endpoint::Jwks,
    Endpoint::Authorize,
    Endpoint::Token,
    Endpoint::Userinfo,
];
/// Where a person or a login can: it is known there whose exchange it is.
const OF_A_LOGIN: [Endpoint; 2] = [Endpoint::Token, Endpoint::Userinfo];

/// What is to go wrong with one login: the body of `POST /admin/persons/{sub}/next-login`. The person's own faults and
/// the issuer's hold beside these; trouble of the login comes before theirs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NextLogin {
    /// What is wrong with its tokens and answers.
    pub faults: BTreeSet<Fault>,
    /// How `token` and `userinfo` answer in it.
    pub trouble: Troubles,
}

/// What is ordered for the issuer and for logins to come.
#[derive(Debug, Default)]
pub(crate) struct Mischief {
    trouble: Troubles,
    next_logins: HashMap<String, NextLogin>,
}

/// Whose exchange it is, as far as that decides what goes wrong.
#[derive(Default)]
pub(crate) struct Concerned<'a> {
    pub(crate) login: Option<&'a NextLogin>,
    pub(crate) person: Option<&'a Person>,
}

impl NextLogin {
    /// Checks that its trouble can strike.
    pub(crate) fn check(&self) -> Result<(), SetupError> {
        check_of_login(&self.trouble)
    }
}

/// Checks the trouble of a person or a login.
pub(crate) fn check_of_login(troubles: &Troubles) -> Result<(), SetupError> {
    trouble::check(troubles, &OF_A_LOGIN)
}

/// All faults that hold for a login: its own, its person's, and the issuer's.
pub(crate) fn faults(
    login: Option<&NextLogin>,
    person: &Person,
    issuer: &BTreeSet<Fault>,
) -> BTreeSet<Fault> {
    let mut all = issuer.clone();
    all.extend(&person.faults);
    all.extend(login.iter().flat_map(|login| &login.faults));
    all
}

impl Mischief {
    /// Orders trouble for the whole issuer, in place of what was ordered before; none ends it.
    pub(crate) fn order(&mut self, troubles: Troubles) -> Result<(), SetupError> {
        trouble::check(&troubles, &OF_AN_ISSUER)?;
        self.trouble = troubles;
        Ok(())
    }

    /// Orders what is to go wrong with the next login of the person with this `sub`, in place of an order before.
    pub(crate) fn order_next(&mut self, sub: &str, next: NextLogin) {
        self.next_logins.insert(sub.to_owned(), next);
    }

    /// What was ordered for the login of this person that begins now, which ends the order.
    pub(crate) fn take_next(&mut self, sub: &str) -> Option<Arc<NextLogin>> {
        self.next_logins.remove(sub).map(Arc::new)
    }

    /// What becomes of an answer of `endpoint` that is due now: by order for the login, else for the person, else for
    /// the issuer.
    pub(crate) fn strike(
        &self,
        endpoint: Endpoint,
        concerned: &Concerned<'_>,
    ) -> Option<TroubleKind> {
        [
            concerned.login.map(|login| &login.trouble),
            concerned.person.map(|person| &person.trouble),
            Some(&self.trouble),
        ]
        .into_iter()
        .flatten()
        .find_map(|troubles| troubles.get(&endpoint)?.strike())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{NewPerson, Trouble};

    fn trouble(endpoint: Endpoint, kind: TroubleKind, times: u32) -> Troubles {
        Troubles::from([(endpoint, Trouble::new(kind).times(times))])
    }

    #[test]
    fn the_nearest_trouble_strikes_first_and_then_the_wider() {
        let mut mischief = Mischief::default();
        let of_issuer = trouble(Endpoint::Token, TroubleKind::Empty, 1);
        mischief.order(of_issuer).expect("an endpoint of an issuer");
        let person = NewPerson {
            trouble: trouble(Endpoint::Token, TroubleKind::Malformed, 1),
            ..NewPerson::with_email("ada@example.test")
        };
        let person = person.into_person().expect("valid");
        let login = NextLogin {
            trouble: trouble(Endpoint::Token, TroubleKind::CutOff, 1),
            ..NextLogin::default()
        };
        let concerned = Concerned {
            login: Some(&login),
            person: Some(&person),
        };
        assert_eq!(mischief.strike(Endpoint::Userinfo, &concerned), None);
        let struck: Vec<_> = (0..4)
            .map(|_| mischief.strike(Endpoint::Token, &concerned))
            .collect();
        assert_eq!(
            struck,
            [
                Some(TroubleKind::CutOff),
                Some(TroubleKind::Malformed),
                Some(TroubleKind::Empty),
                None
            ]
        );
    }

    #[test]
    fn an_order_for_the_next_login_is_taken_once() {
        let mut mischief = Mischief::default();
        mischief.order_next("ada", NextLogin::default());
        assert!(mischief.take_next("bob").is_none());
        assert!(mischief.take_next("ada").is_some());
        assert!(mischief.take_next("ada").is_none());
    }

    #[test]
    fn the_faults_of_login_person_and_issuer_add_up() {
        let person = NewPerson {
            faults: [Fault::IssWrong].into(),
            ..NewPerson::with_email("ada@example.test")
        };
        let person = person.into_person().expect("valid");
        let login = NextLogin {
            faults: [Fault::AudWrong, Fault::IssWrong].into(),
            ..NextLogin::default()
        };
        let all = faults(Some(&login), &person, &[Fault::StateWrong].into());
        assert_eq!(
            all,
            [Fault::IssWrong, Fault::AudWrong, Fault::StateWrong].into()
        );
    }
}
