//! Everything that an app needs, brought by the run: Clerk, an identity provider, a plan store. Nothing leaves this machine.
//!
//! The app runs once, with one publishable key. Each scenario has a Clerk instance of its own all the same: all instances
//! have that key, each browser finds the one of its scenario under the host in it (a *front*), and the app's server side
//! finds all of them at one place (the *backend door*).

mod fronts;
mod outside;
mod place;

use std::collections::BTreeMap;
use std::sync::Arc;

use mock_clerk::{BackendDoor, MockClerk, Scripts};
use mock_idp::MockIdp;
use plan_store::PlanStore;
use serde_json::json;
use tokio::sync::{Mutex, RwLock};

use crate::arrangement::{Arrangement, Change, Variable};
use crate::billing::{Billing, FileLog, Plans, SyncSecrets};
use crate::capability::Capability;
use crate::clerk::Clerk;
use crate::deployment::{Deployment, Hold};
use crate::embedded::{SECRET_KEY, SIGNING_SECRET, STORE_KEY, SYNC_SECRET};
use crate::environment_error::EnvironmentError;
use crate::identity_provider::IdentityProvider;
use crate::instance;
use crate::profile::{Filling, Name, Profile, StandIn, Start};
use crate::run::while_others_have_their_turn;
use crate::started::Started;
use crate::target::fill;
use fronts::Fronts;
use outside::Outside;

pub(crate) use place::Place;

/// An app with all that it needs, for the time of a run.
#[derive(Debug)]
pub(crate) struct Hermetic {
    stand_in: StandIn,
    start: Start,
    values: BTreeMap<Name, String>,
    idp: MockIdp,
    door: BackendDoor,
    fronts: Fronts,
    store: Option<PlanStore>,
    app: Arc<App>,
    /// Whoever changes what all share is alone.
    turn: Arc<RwLock<()>>,
}

/// The app, as all scenarios share it.
#[derive(Debug)]
struct App {
    process: Mutex<Started>,
    outside: Outside,
    /// The environment that it is started with unless a scenario wants another.
    environment: BTreeMap<String, String>,
}

impl Hermetic {
    /// Starts what the app needs, and the app.
    ///
    /// # Errors
    /// When something of it cannot be had or started.
    pub(crate) async fn open(
        profile: &Profile,
        tell: &(dyn Fn(&str) + Send + Sync),
    ) -> Result<Self, EnvironmentError> {
        let (Some(start), Some(stand_in)) = (
            profile.hermetic(),
            profile.clerk.as_ref().and_then(|it| it.stand_in()),
        ) else {
            return Err(EnvironmentError::new(
                "the profile has no stand-in for Clerk",
            ));
        };
        let failed = |what: &str, error: &dyn std::error::Error| {
            EnvironmentError::because(&format!("{what} could not be started"), error)
        };
        let idp = MockIdp::start(mock_idp::Settings::default()).await;
        let idp = idp.map_err(|error| failed("the mock identity provider", &error))?;
        let door = BackendDoor::start(0, SECRET_KEY.into()).await;
        let door = door.map_err(|error| failed("the stand-in for Clerk", &error))?;
        let scripts = npm::clerk_scripts().await.map_err(|error| {
            EnvironmentError::because("Clerk's scripts for browsers are not there", &error)
        })?;
        let mut store = None;
        if start.takes(Name::PlanStore) {
            let settings = plan_store::Settings {
                service_key: STORE_KEY.into(),
                sync_secret: Some(SYNC_SECRET.into()),
                rules: instance::store_rules(profile.policies),
                ..plan_store::Settings::default()
            };
            let started = PlanStore::start(settings).await;
            store = Some(started.map_err(|error| failed("the plan store", &error))?);
        }
        let frontend_api = format!("https://{}", stand_in.host);
        let mut values = BTreeMap::from([
            (
                Name::PublishableKey,
                mock_clerk::publishable_key(&stand_in.host),
            ),
            (Name::SecretKey, SECRET_KEY.to_owned()),
            (Name::BackendApi, door.url().to_owned()),
            (Name::FrontendApi, frontend_api),
            (Name::WebhookSigningSecret, SIGNING_SECRET.to_owned()),
            (Name::SyncSecret, SYNC_SECRET.to_owned()),
            (Name::PlanStoreKey, STORE_KEY.to_owned()),
        ]);
        if let Some(store) = &store {
            values.insert(Name::PlanStore, store.url().to_owned());
        }
        let outside = Outside::watch().await?;
        let mut environment = fill(start, &values)?;
        let options = environment.get("NODE_OPTIONS").cloned();
        let options = options.or_else(|| std::env::var("NODE_OPTIONS").ok());
        environment.extend(match start.container {
            // The guard of Node is a file that is not in there.
            Some(_) => outside.proxies(),
            None => outside.environment(options.as_deref()),
        });
        let process = Started::start(start, &environment, tell).await?;
        Ok(Self {
            stand_in: stand_in.clone(),
            start: start.clone(),
            values,
            idp,
            door,
            fronts: Fronts::new(Scripts::in_folder(scripts)),
            store,
            app: Arc::new(App {
                process: Mutex::new(process),
                outside,
                environment,
            }),
            turn: Arc::default(),
        })
    }

    /// A place for one scenario, with an instance of its own; alone at the app if it `needs` what others would notice.
    ///
    /// # Errors
    /// When something cannot be started.
    pub(crate) async fn deployment(
        &self,
        profile: &Profile,
        arrangement: &Arrangement,
        needs: &[Capability],
    ) -> Result<Deployment, EnvironmentError> {
        let turn = if needs.iter().any(|need| is_noticed(*need)) {
            let turn = Arc::clone(&self.turn).write_owned();
            place::Turn::Alone {
                _turn: while_others_have_their_turn(turn).await,
            }
        } else {
            let turn = Arc::clone(&self.turn).read_owned();
            place::Turn::WithOthers {
                _turn: while_others_have_their_turn(turn).await,
            }
        };
        let failed = |error: &dyn std::error::Error| {
            EnvironmentError::because("an instance could not be started", error)
        };
        let client_id = instance::fresh_client_id();
        let mut settings = instance::settings(arrangement, self.idp.issuer(), &client_id);
        for provider in &mut settings.providers {
            provider.strategy = Some(self.stand_in.strategy.clone());
        }
        let clerk = MockClerk::start(mock_clerk::Settings {
            secret_key: SECRET_KEY.into(),
            instance: settings,
            frontend_host: Some(self.stand_in.host.clone()),
            ..mock_clerk::Settings::default()
        });
        let clerk = clerk.await.map_err(|error| failed(&error))?;
        let callback = format!("{}/v1/oauth_callback", clerk.frontend_url());
        instance::register(&self.idp, client_id, callback).map_err(|error| failed(&error))?;
        let front = self.fronts.lease(&self.stand_in.host, &clerk).await?;
        let admission = self.door.admit(&clerk);
        let api = Clerk::stand_in(
            clerk.url(),
            clerk.frontend_url(),
            SECRET_KEY.to_owned().into(),
        );
        let app_url = self.start.url.clone();
        let page = |path: &str| {
            let url = app_url.join(path).map(String::from);
            url.map_err(|error| EnvironmentError::because(&format!("{path} is not a path"), &error))
        };
        let takes_webhooks = self.start.takes(Name::WebhookSigningSecret);
        let webhooks = page(&profile.routes.webhooks)?;
        let endpoint = json!({ "url": webhooks, "signing_secret": SIGNING_SECRET });
        let endpoint = takes_webhooks.then_some(endpoint);
        instance::introduce(&api, &page(&profile.routes.sign_in)?, endpoint).await?;
        let is_changed = !arrangement.environment.is_empty();
        if is_changed {
            let environment = self.changed(&arrangement.environment)?;
            self.app.process.lock().await.restart(&environment).await?;
        }
        let billing = self.billing(profile, arrangement).await?;
        Ok(Deployment {
            app_url,
            clerk: api,
            identity_provider: IdentityProvider::new(self.idp.issuer(), &self.stand_in.strategy),
            billing,
            names: Some(front.names()),
            accounts_before: Some(0),
            hold: Hold::Hermetic {
                place: Box::new(Place {
                    app: Arc::clone(&self.app),
                    is_changed,
                    _admission: admission,
                    _front: front,
                    _clerk: clerk,
                    _turn: turn,
                }),
            },
        })
    }

    /// The environment with some variables changed: each of those that take what is to be another, or missing.
    fn changed(
        &self,
        changes: &BTreeMap<Variable, Change>,
    ) -> Result<BTreeMap<String, String>, EnvironmentError> {
        let mut environment = self.app.environment.clone();
        for (variable, change) in changes {
            let name = variable.filled_in_as();
            let takes = |it: &(&String, &Filling)| it.1.has(name);
            for (variable_name, filling) in self.start.environment.iter().filter(takes) {
                match change {
                    Change::Missing => {
                        environment.remove(variable_name);
                    }
                    Change::Another => {
                        let mut values = self.values.clone();
                        values.insert(name, variable.other_value().to_owned());
                        let value = filling.fill(&values).map_err(|name| {
                            EnvironmentError::new(format!("nothing is filled in for {name}"))
                        })?;
                        environment.insert(variable_name.clone(), value);
                    }
                }
            }
        }
        Ok(environment)
    }

    /// The ways in and out of the app's billing.
    async fn billing(
        &self,
        profile: &Profile,
        arrangement: &Arrangement,
    ) -> Result<Billing, EnvironmentError> {
        let billing = profile.billing.as_ref();
        let mut billing = billing.map(Billing::of_profile).unwrap_or_default();
        if self.start.takes(Name::WebhookSigningSecret) {
            billing.signing_secret = Some(SIGNING_SECRET.into());
        }
        if let Some(store) = &self.store {
            billing.plan_store = Some(Plans::of_ours(store.url()));
        }
        let log = self.app.process.lock().await.log();
        billing.log = Some(FileLog::new(&log).begin_now()?);
        if self.start.takes(Name::SyncSecret) {
            let route = match arrangement.environment.get(&Variable::SyncSecret) {
                None => Some(SYNC_SECRET),
                Some(Change::Missing) => None,
                Some(Change::Another) => Some(Variable::SyncSecret.other_value()),
            };
            billing.secrets = Some(SyncSecrets {
                route: route.map(Into::into),
                store: Some(SYNC_SECRET.into()),
            });
        }
        Ok(billing)
    }
}

/// Whether others at the same app would notice: they share its process and what it prints, and nothing else.
fn is_noticed(need: Capability) -> bool {
    matches!(need, Capability::Logs | Capability::Environment)
}
