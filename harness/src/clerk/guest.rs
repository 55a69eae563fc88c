//! A real instance belongs to somebody: what a run has to mind there, and each scenario.

use std::sync::{Arc, Mutex, PoisonError};

use url::{Host, Url};

use super::ledger::{Ledger, Thing};
use super::limits::{Limited, Limits};
use super::mark;
use super::testing_token::TestingToken;
use crate::profile::Instance;
use crate::run::while_others_have_their_turn;

/// The code that test addresses and fictional numbers take in test mode.
pub(super) const TEST_CODE: &str = "424242";

/// A run as guest of a real instance.
#[derive(Debug)]
pub struct Guest {
    /// What the run's accounts are marked with.
    pub(super) run: String,
    pub(super) test_mode: bool,
    pub(super) limits: Limits,
    /// Whether its Frontend API counts the calls of pages: none on this machine does.
    pages_are_limited: bool,
    pub(super) ledger: Ledger,
    pub(super) token: tokio::sync::Mutex<Option<TestingToken>>,
}

impl Guest {
    /// A guest of `instance`, if it is a real one.
    #[must_use]
    pub fn of(instance: &Instance) -> Option<Arc<Self>> {
        let real = instance.real.as_ref()?;
        Some(Arc::new(Self {
            run: format!("{:08x}", rand::random::<u32>()),
            test_mode: real.test_mode,
            pages_are_limited: !instance
                .frontend_api()
                .is_ok_and(|url| is_on_this_machine(&url)),
            limits: Limits::new(instance.requests_per_10_s()),
            ledger: Ledger::default(),
            token: tokio::sync::Mutex::default(),
        }))
    }
}

fn is_on_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// The stay of one scenario.
#[derive(Debug, Clone)]
pub(super) struct Stay {
    pub(super) guest: Arc<Guest>,
    /// Its page in the ledger.
    page: u64,
    /// What is to be told of it.
    told: Arc<Mutex<Vec<String>>>,
}

impl Stay {
    pub(super) fn begin(guest: &Arc<Guest>) -> Self {
        Self {
            guest: Arc::clone(guest),
            page: guest.ledger.open_page(),
            told: Arc::default(),
        }
    }

    /// Waits until a call may be made. Waiting is a turn like others: the scenario's clock stands still.
    pub(super) async fn pace(&self, what: Limited) {
        if what != Limited::Backend && !self.guest.pages_are_limited {
            return;
        }
        while_others_have_their_turn(self.guest.limits.of(what).take()).await;
    }

    /// Writes down what has been made, so that it goes when the scenario ends.
    pub(super) fn has_made(&self, thing: Thing) {
        self.guest.ledger.write(self.page, thing);
    }

    /// What has been made and is to go.
    pub(super) fn things(&self) -> Vec<Thing> {
        self.guest.ledger.close(self.page)
    }

    pub(super) fn fresh_email(&self) -> String {
        let email = mark::fresh_email(self.guest.test_mode);
        self.has_made(Thing::Mailbox(email.clone()));
        email
    }

    /// Notes what explains the outcome.
    pub(super) fn tell(&self, text: String) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.push(text);
    }

    /// What was noted since this was last asked.
    pub(super) fn told(&self) -> Vec<String> {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut told)
    }
}
