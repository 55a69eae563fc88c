//! Starting and stopping a provider.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use axum::middleware::from_fn_with_state;
use serve::{BindError, Bound, Running};
use tokio::sync::watch;

use crate::endpoints::disturbance;
use crate::issuers::Issuers;
use crate::state::State;
use crate::{Issuer, IssuerSettings, Settings, SetupError, endpoints};

/// A provider that answers on a port until it is dropped.
///
/// It holds its default issuer, and can be used as that: see [`Issuer`] for what there is to do.
pub struct MockIdp {
    default: Issuer,
    issuers: Arc<Issuers>,
    _running: Running,
    /// Dropped with the provider, which ends the answers that are held back.
    _stop: watch::Sender<()>,
}

/// A provider could not be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Its port could not be taken.
    #[error(transparent)]
    Bind(#[from] BindError),
    /// It would listen where others can reach its admin API, without a token for that.
    #[error("the admin API needs a token to be reached from other machines")]
    AdminExposed,
    /// A setting is not valid.
    #[error(transparent)]
    Setup(#[from] SetupError),
}

impl MockIdp {
    /// Starts a provider, on the current tokio runtime. It knows nobody yet.
    ///
    /// # Errors
    /// When the port is in use, a setting is not valid, or the admin API would be open to other machines.
    pub async fn start(settings: Settings) -> Result<Self, StartError> {
        settings.issuer.check()?;
        if settings.exposes_admin() {
            return Err(StartError::AdminExposed);
        }
        let bound = Bound::at((settings.listen, settings.port).into()).await?;
        let url = settings.issuer_at(bound.url(&settings.url_host()));
        let state = State::new(url.clone(), settings.issuer, settings.admin_token);
        let issuers = Arc::new(Issuers::new(url, state));
        let (stop, stopped) = watch::channel(());
        let held_back = from_fn_with_state(stopped, disturbance::hold);
        let running = bound.serve(endpoints::routes(&issuers).layer(held_back));
        Ok(Self {
            default: Issuer {
                state: Arc::clone(issuers.default_issuer()),
            },
            issuers,
            _running: running,
            _stop: stop,
        })
    }

    /// Makes another issuer, at `/i/<name>`, as `POST /admin/issuers` does. It has persons, clients, a journal, keys and
    /// a clock of its own.
    ///
    /// # Errors
    /// When the name or a setting is not valid, or when there is an issuer of that name.
    pub fn add_issuer(&self, name: &str, settings: IssuerSettings) -> Result<Issuer, SetupError> {
        let state = self.issuers.add(name, settings)?;
        Ok(Issuer { state })
    }
}

impl Deref for MockIdp {
    type Target = Issuer;

    fn deref(&self) -> &Issuer {
        &self.default
    }
}

impl fmt::Debug for MockIdp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockIdp")
            .field("issuer", &self.issuer())
            .finish_non_exhaustive()
    }
}
