//! Starting and stopping a provider.

use std::fmt;
use std::sync::Arc;

use serve::{BindError, Bound, Running};

use crate::journal::Filter;
use crate::keys::SigningKey;
use crate::state::State;
use crate::{Client, JournalEntry, NewPerson, Person, Settings, SetupError, endpoints};

/// A provider that answers on a port of 127.0.0.1 until it is dropped.
pub struct MockIdp {
    state: Arc<State>,
    _running: Running,
}

/// A provider could not be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Its port could not be taken.
    #[error(transparent)]
    Bind(#[from] BindError),
    /// Its signing key could not be made.
    #[error("cannot make a signing key")]
    Key,
}

impl MockIdp {
    /// Starts a provider, on the current tokio runtime. It knows nobody yet.
    ///
    /// # Errors
    /// When the port is in use, or no signing key can be made.
    pub async fn start(settings: Settings) -> Result<Self, StartError> {
        let bound = Bound::to(settings.port).await?;
        // An RSA key takes long enough to hold up everything else on this thread.
        let key = tokio::task::spawn_blocking(move || SigningKey::make(settings.algorithm));
        let key = key
            .await
            .map_err(|_| StartError::Key)?
            .map_err(|_| StartError::Key)?;
        let state = Arc::new(State::new(bound.url("127.0.0.1"), key));
        let running = bound.serve(endpoints::router(&state));
        Ok(Self {
            state,
            _running: running,
        })
    }

    /// The issuer, `http://127.0.0.1:<port>` without a trailing slash: where discovery begins.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.state.issuer
    }

    /// Makes a person, as `POST /admin/persons` does.
    ///
    /// # Errors
    /// When a member is not valid, or when somebody else has the e-mail address or the `sub`.
    pub fn add_person(&self, person: NewPerson) -> Result<Person, SetupError> {
        self.state
            .records()
            .directory
            .add(person)
            .map(Arc::unwrap_or_clone)
    }

    /// Registers a client, in place of one with the same `client_id`, as `POST /admin/clients` does.
    ///
    /// # Errors
    /// When a member is not valid.
    pub fn add_client(&self, client: Client) -> Result<(), SetupError> {
        self.state.records().clients.put(client).map(|_| ())
    }

    /// The latest exchanges, at most 10,000, oldest first, as `GET /admin/journal` answers.
    #[must_use]
    pub fn journal(&self) -> Vec<JournalEntry> {
        self.state.records().journal.read(&Filter::default())
    }
}

impl fmt::Debug for MockIdp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockIdp")
            .field("issuer", &self.state.issuer)
            .finish_non_exhaustive()
    }
}
