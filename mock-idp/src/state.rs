//! Everything that one issuer knows, in one place.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use crate::authorization_request::AuthorizationRequest;
use crate::clock::Clock;
use crate::directory::Directory;
use crate::expiring::Expiring;
use crate::grants::{Grant, Grants};
use crate::journal::Journal;
use crate::mischief::Mischief;
use crate::next_step::Known;
use crate::sessions::Sessions;
use crate::setup::Setup;
use crate::sign_out::SignOut;
use crate::{Algorithm, Client, IssuerSettings, NextLogin, Secret, SetupError};

/// How long a page waits for its person, in milliseconds.
const PAGE_LIFETIME_MS: u64 = 30 * 60 * 1_000;
/// How many pages of one kind can wait at most; the oldest are given up first.
const MOST_PAGES: usize = 3_500;

/// One issuer: its name, its clock, how it is set up, and the records that change.
pub(crate) struct State {
    pub(crate) issuer: String,
    pub(crate) clock: Clock,
    /// What the admin API asks for, if it does.
    pub(crate) admin_token: Option<Secret>,
    setup: RwLock<Arc<Setup>>,
    records: Mutex<Records>,
}

/// What changes while an issuer is used.
pub(crate) struct Records {
    pub(crate) directory: Directory,
    pub(crate) clients: Clients,
    /// Logins that wait for a decision, by their id.
    pub(crate) logins: Expiring<String, Arc<PendingLogin>>,
    /// Requests to sign out that wait for a decision, by an id of their own.
    pub(crate) sign_outs: Expiring<String, Arc<SignOut>>,
    pub(crate) sessions: Sessions,
    pub(crate) grants: Grants,
    pub(crate) mischief: Mischief,
    pub(crate) journal: Journal,
}

/// A login that waits for its person.
#[derive(Debug)]
pub(crate) struct PendingLogin {
    pub(crate) request: AuthorizationRequest,
    /// Who is signed in at the browser, where they need not prove that again.
    pub(crate) known: Option<Known>,
}

/// The registered clients, by `client_id`.
#[derive(Debug, Default)]
pub(crate) struct Clients(BTreeMap<String, Arc<Client>>);

impl State {
    /// An issuer that knows nobody yet.
    pub(crate) fn new(
        issuer: String,
        settings: IssuerSettings,
        admin_token: Option<Secret>,
    ) -> Self {
        let records = Records {
            directory: Directory::default(),
            clients: Clients::default(),
            logins: Expiring::new(PAGE_LIFETIME_MS, MOST_PAGES),
            sign_outs: Expiring::new(PAGE_LIFETIME_MS, MOST_PAGES),
            sessions: Sessions::of(&issuer),
            grants: Grants::default(),
            mischief: Mischief::default(),
            journal: Journal::default(),
        };
        Self {
            setup: RwLock::new(Arc::new(Setup::new(&issuer, settings))),
            clock: Clock::default(),
            admin_token,
            records: Mutex::new(records),
            issuer,
        }
    }

    /// The records, for as long as the guard lives. Never hold it over an `await`, a signature or another call of this.
    pub(crate) fn records(&self) -> MutexGuard<'_, Records> {
        // No update leaves the records half-done, so a panic elsewhere does not spoil them.
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How the issuer is set up now; a request that is under way keeps to what it has read.
    pub(crate) fn setup(&self) -> Arc<Setup> {
        Arc::clone(&self.setup.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the settings to what `change` makes of those that hold now.
    pub(crate) fn configure(
        &self,
        change: impl FnOnce(&IssuerSettings) -> Result<IssuerSettings, SetupError>,
    ) -> Result<Arc<Setup>, SetupError> {
        self.set_up(|setup| {
            let settings = change(&setup.settings)?;
            settings.check()?;
            Ok(setup.configured(&self.issuer, settings))
        })
    }

    /// Puts another key in the place of each that signs, and says which signs by default now.
    pub(crate) fn rotate_keys(&self, keep_old: bool) -> Arc<Setup> {
        let rotated =
            self.set_up(|setup| Ok::<_, Infallible>(setup.rotated(&self.issuer, keep_old)));
        let Ok(setup) = rotated;
        setup
    }

    /// Registers a client, in place of one with the same id, and begins to publish keys that it needs.
    pub(crate) fn add_client(&self, client: Client) -> Result<Arc<Client>, SetupError> {
        let client = self.records().clients.put(client)?;
        if let Some(algorithm) = client.id_token_signed_response_alg {
            self.sign_with(algorithm);
        }
        Ok(client)
    }

    fn sign_with(&self, algorithm: Algorithm) {
        if !self.setup().uses(algorithm) {
            let Ok(_) = self
                .set_up(|setup| Ok::<_, Infallible>(setup.signing_with(&self.issuer, algorithm)));
        }
    }

    fn set_up<E>(&self, change: impl FnOnce(&Setup) -> Result<Setup, E>) -> Result<Arc<Setup>, E> {
        let mut setup = self.setup.write().unwrap_or_else(PoisonError::into_inner);
        *setup = Arc::new(change(&setup)?);
        Ok(Arc::clone(&setup))
    }

    /// The issuer, where authorization answers name it (RFC 9207).
    pub(crate) fn response_iss(&self, setup: &Setup) -> Option<&str> {
        setup.settings.response_iss.then_some(self.issuer.as_str())
    }

    /// The issuer's time, in Unix milliseconds.
    pub(crate) fn now_ms(&self) -> u64 {
        self.clock.now_ms()
    }
}

impl Records {
    /// Whether the person and the client of a grant are still here: without one of them, its tokens are good for nothing.
    pub(crate) fn knows(&self, grant: &Grant) -> bool {
        self.directory.by_sub(&grant.sub).is_some() && self.clients.get(&grant.client_id).is_some()
    }

    /// Orders what is to go wrong with the next login of the person with this `sub`, in place of an order before.
    pub(crate) fn set_next_login(&mut self, sub: &str, next: NextLogin) -> Result<(), SetupError> {
        next.check()?;
        if self.directory.by_sub(sub).is_none() {
            return Err(SetupError::Unknown {
                member: "sub",
                value: sub.to_owned(),
            });
        }
        self.mischief.order_next(sub, next);
        Ok(())
    }
}

impl Clients {
    /// Registers a client, in place of one with the same id.
    pub(crate) fn put(&mut self, client: Client) -> Result<Arc<Client>, SetupError> {
        client.check()?;
        let client = Arc::new(client);
        self.0.insert(client.client_id.clone(), Arc::clone(&client));
        Ok(client)
    }

    pub(crate) fn remove(&mut self, client_id: &str) -> Option<Arc<Client>> {
        self.0.remove(client_id)
    }

    /// All clients, by `client_id`.
    pub(crate) fn all(&self) -> Vec<Arc<Client>> {
        self.0.values().cloned().collect()
    }

    pub(crate) fn get(&self, client_id: &str) -> Option<Arc<Client>> {
        self.0.get(client_id).cloned()
    }
}
