//! Attempts in a state that a scenario chooses, and trouble on the way to Clerk.

use serde_json::{Map, Value, json};

use super::World;
use super::people::AccountFacts;
use crate::attempts::{AttemptKind, AttemptState, Owner};
use crate::capability::Capability;
use crate::identity_provider::Person;
use crate::step_error::StepError;

/// More calls than any scenario makes.
const ALWAYS: u32 = 1_000;

/// A call of Clerk's Frontend API, by what it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClerkCall {
    /// What is under way on this browser is asked for.
    ReadingTheClient,
    /// A sign-in is started.
    StartingASignIn,
    /// A sign-up is started.
    StartingASignUp,
    /// A sign-in is made of a sign-up.
    TransferToSignIn,
    /// A sign-up is made of a sign-in.
    TransferToSignUp,
    /// A sign-up is sent what was missing.
    UpdatingTheSignUp,
    /// A session becomes the one that pages act in.
    Activation,
}

/// What becomes of calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The next one is answered with this status.
    Status(u16),
    /// Each one is answered with this status.
    StatusEachTime(u16),
    /// Each one is answered so many milliseconds late.
    SlowBy(u64),
    /// The next one does not reach Clerk.
    NeverArrives,
    /// The next one does its work, and its answer is lost.
    AnswerLost,
}

impl ClerkCall {
    /// Method and path, and a field that the call has.
    fn endpoint(self) -> (&'static str, Option<(&'static str, &'static str)>) {
        match self {
            Self::ReadingTheClient => ("GET /v1/client", None),
            Self::StartingASignIn => ("POST /v1/client/sign_ins", None),
            Self::StartingASignUp => ("POST /v1/client/sign_ups", None),
            Self::TransferToSignIn => ("POST /v1/client/sign_ins", Some(("transfer", "true"))),
            Self::TransferToSignUp => ("POST /v1/client/sign_ups", Some(("transfer", "true"))),
            Self::UpdatingTheSignUp => ("PATCH /v1/client/sign_ups/{id}", None),
            Self::Activation => ("POST /v1/client/sessions/{id}/touch", None),
        }
    }
}

impl World {
    /// Puts a sign-in and a sign-up on the browser's client, each in a state of `fixtures/attempts.toml`, or
    /// none. “They” are from now on the person whose sign-in it is; without one, whose sign-up.
    ///
    /// # Errors
    /// Blocked, when there is no such state, or the instance cannot be reached or refuses.
    pub async fn place_attempts(&mut self, sign_in: &str, sign_up: &str) -> Result<(), StepError> {
        let states = [
            AttemptState::named(AttemptKind::SignIn, sign_in).map_err(StepError::Blocked)?,
            AttemptState::named(AttemptKind::SignUp, sign_up).map_err(StepError::Blocked)?,
        ];
        let mut owners: Vec<(Owner, Person, Option<String>)> = Vec::new();
        for state in states.into_iter().flatten() {
            if owners.iter().all(|(owner, ..)| *owner != state.of) {
                let (person, account) = self.make_owner(state.of).await?;
                owners.push((state.of, person, account));
            }
        }
        let theirs = owners.first().map(|(_, person, _)| person.clone());
        self.person = theirs.or(self.person.take());
        self.put_on_client(states, &owners).await
    }

    /// Puts an attempt of somebody else on the browser's client.
    ///
    /// # Errors
    /// Blocked, when there is no such state, or the instance cannot be reached or refuses.
    pub async fn leave_behind(&mut self, kind: AttemptKind, state: &str) -> Result<(), StepError> {
        let state = AttemptState::named(kind, state).map_err(StepError::Blocked)?;
        let mut owners = Vec::new();
        if let Some(state) = state {
            let (person, account) = self.make_owner(state.of).await?;
            owners.push((state.of, person, account));
        }
        let states = match kind {
            AttemptKind::SignIn => [state, None],
            AttemptKind::SignUp => [None, state],
        };
        self.put_on_client(states, &owners).await
    }

    async fn make_owner(&mut self, owner: Owner) -> Result<(Person, Option<String>), StepError> {
        let person = self.new_person(json!({})).await?;
        let facts = AccountFacts {
            authenticator: owner == Owner::SecondFactor,
            ..AccountFacts::default()
        };
        let account = match owner {
            Owner::Newcomer => None,
            Owner::Account | Owner::SecondFactor => {
                Some(self.open_account(&person.email, facts).await?.id)
            }
        };
        Ok((person, account))
    }

    async fn put_on_client(
        &mut self,
        [sign_in, sign_up]: [Option<&AttemptState>; 2],
        owners: &[(Owner, Person, Option<String>)],
    ) -> Result<(), StepError> {
        self.must_say_that_it_needs(Capability::StateInjection)?;
        let dev_browser = self.dev_browser().await?;
        let deployment = self.deployment().await?;
        let strategy = deployment.identity_provider.strategy().to_owned();
        let clerk = deployment.clerk.clone();

        let mut sessions = Vec::new();
        let of_sessions = [sign_in, sign_up]
            .into_iter()
            .flatten()
            .find(|state| state.needs_sessions());
        if let Some(state) = of_sessions {
            let theirs = account_of(owners, state.of);
            let somebody_else = self.make_owner(Owner::Account).await?.1;
            let on_client =
                json!({ "sessions": [{ "user_id": theirs }, { "user_id": somebody_else }] });
            sessions = clerk.place(&dev_browser, &on_client).await?.sessions;
        }
        let mut attempts = Map::new();
        for (name, state) in [("sign_in", sign_in), ("sign_up", sign_up)] {
            if let Some(state) = state {
                let placed = placed(state, owners, &strategy, &sessions);
                attempts.insert(name.to_owned(), placed);
            }
        }
        clerk.place(&dev_browser, &Value::Object(attempts)).await?;
        Ok(())
    }

    /// The browser as the instance knows it; opens the sign-in page if nothing is open yet.
    async fn dev_browser(&mut self) -> Result<String, StepError> {
        let sign_in = self.profile()?.routes.sign_in.clone();
        if self.tab.is_none() {
            self.open(&sign_in).await?;
        }
        let page = self.deployment().await?.page(&sign_in)?;
        let tab = self.open_tab()?;
        tab.settle(|_| true).await?;
        let cookies = tab.cookies_for(&page).await?;
        let dev_browser = cookies.into_iter().find(|it| it.name == "__clerk_db_jwt");
        dev_browser.map(|it| it.value).ok_or_else(|| {
            StepError::Blocked(
                "the app has no __clerk_db_jwt cookie, which names the browser to a development instance"
                    .to_owned(),
            )
        })
    }

    /// Makes calls of Clerk's Frontend API go wrong for the time of this scenario.
    ///
    /// # Errors
    /// Blocked, when the scenario does not say by tag that it needs to, or the instance refuses.
    pub async fn trouble(&mut self, call: ClerkCall, trouble: Trouble) -> Result<(), StepError> {
        self.must_say_that_it_needs(Capability::ClerkFaults)?;
        let (endpoint, field) = call.endpoint();
        let (effect, times) = match trouble {
            Trouble::Status(status) => (json!({ "status": status }), 1),
            Trouble::StatusEachTime(status) => (json!({ "status": status }), ALWAYS),
            Trouble::SlowBy(ms) => (json!({ "delay_ms": ms }), ALWAYS),
            Trouble::NeverArrives => (json!({ "cut": "before" }), 1),
            Trouble::AnswerLost => (json!({ "cut": "after" }), 1),
        };
        let with: Map<String, Value> = field
            .into_iter()
            .map(|(name, value)| (name.to_owned(), json!(value)))
            .collect();
        let fault = json!({ "endpoint": endpoint, "with": with, "times": times, "effect": effect });
        self.deployment().await?.clerk.add_fault(&fault).await?;
        Ok(())
    }
}

fn account_of(owners: &[(Owner, Person, Option<String>)], of: Owner) -> Option<&String> {
    let owner = owners.iter().find(|(owner, ..)| *owner == of);
    owner.and_then(|(.., account)| account.as_ref())
}

/// An attempt in the form that the instance takes.
fn placed(
    state: &AttemptState,
    owners: &[(Owner, Person, Option<String>)],
    strategy: &str,
    sessions: &[String],
) -> Value {
    let mut placed = json!({ "wire": state.wire(strategy, sessions) });
    if let Some(account) = account_of(owners, state.of) {
        placed["user_id"] = json!(account);
    }
    if state.session {
        placed["session"] = json!("new");
    }
    let person = owners.iter().find(|(owner, ..)| *owner == state.of);
    if let Some((_, person, _)) = person.filter(|_| state.identity) {
        placed["identity"] = json!({
            "strategy": strategy,
            "subject": person.sub,
            "email": person.email,
            "email_verified": true,
            "first_name": "Robin",
            "last_name": "Doe",
        });
    }
    placed
}
