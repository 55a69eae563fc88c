//! Where people end up. A place is reached when the page has settled there.

use std::str::FromStr;

use conformance_harness::step_error::StepError;
use conformance_harness::world::World;
use cucumber::{Parameter, given, then};

/// A page of the deployment, by what it is for; where it is says the profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Parameter)]
#[param(
    name = "place",
    regex = "home page|sign-in page|sign-up page|callback page|protected page|dashboard|tasks page|profile|fallback page|billing page|page for when nothing applies"
)]
pub enum Place {
    /// The public start page.
    Home,
    /// Where people sign in.
    SignIn,
    /// Where people sign up, and complete what is missing.
    SignUp,
    /// Where identity providers send people back to.
    Callback,
    /// Only for those who are signed in.
    Protected,
    /// Another page only for those who are signed in.
    Dashboard,
    /// Where session tasks are done.
    Tasks,
    /// Where people see which providers are connected.
    Profile,
    /// Where people go who wanted nothing in particular.
    Fallback,
    /// Where the plans are shown and sold.
    Billing,
    /// Where people are when no rule of the callback applies: a policy of the profile.
    NothingApplies,
}

impl FromStr for Place {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "home page" => Ok(Self::Home),
            "sign-in page" => Ok(Self::SignIn),
            "sign-up page" => Ok(Self::SignUp),
            "callback page" => Ok(Self::Callback),
            "protected page" => Ok(Self::Protected),
            "dashboard" => Ok(Self::Dashboard),
            "tasks page" => Ok(Self::Tasks),
            "profile" => Ok(Self::Profile),
            "fallback page" => Ok(Self::Fallback),
            "billing page" => Ok(Self::Billing),
            "page for when nothing applies" => Ok(Self::NothingApplies),
            _ => Err(format!("there is no place called {name}")),
        }
    }
}

impl Place {
    /// Its name in feature files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Home => "the home page",
            Self::SignIn => "the sign-in page",
            Self::SignUp => "the sign-up page",
            Self::Callback => "the callback page",
            Self::Protected => "the protected page",
            Self::Dashboard => "the dashboard",
            Self::Tasks => "the tasks page",
            Self::Profile => "the profile",
            Self::Fallback => "the fallback page",
            Self::Billing => "the billing page",
            Self::NothingApplies => "the page for when nothing applies",
        }
    }

    /// Its path in the deployment under test.
    ///
    /// # Errors
    /// Blocked, outside of a run.
    pub fn path(self, world: &World) -> Result<String, StepError> {
        let profile = world.profile()?;
        let routes = &profile.routes;
        Ok(match self {
            Self::Home => &routes.home,
            Self::SignIn => &routes.sign_in,
            Self::SignUp => &routes.sign_up,
            Self::Callback => &routes.sso_callback,
            Self::Protected => &routes.protected,
            Self::Dashboard => &routes.dashboard,
            Self::Tasks => &routes.tasks,
            Self::Profile => &routes.profile,
            Self::Fallback => &routes.fallback,
            Self::Billing => &routes.billing,
            Self::NothingApplies => profile.where_nothing_applies(),
        }
        .to_owned())
    }
}

/// The browser has ended up on this page, and stays there.
#[given(expr = "they are on the {place}")]
#[then(expr = "they are on the {place}")]
async fn are_on(world: &mut World, place: Place) -> Result<(), StepError> {
    let path = place.path(world)?;
    world.ends_at(&path, place.name()).await
}

/// The browser has ended up on the login page of the identity provider.
#[then("they are at the identity provider")]
async fn are_at_provider(world: &mut World) -> Result<(), StepError> {
    world.ends_at_provider().await.map(|_| ())
}

/// Somebody without a session may open this path, and is neither led to sign-in nor refused. A name in braces stands for what
/// the profile says under `[routes]`, as in `{sign_in}/factor-two`.
#[then(expr = "the path {string} is public")]
async fn is_public(world: &mut World, path: String) -> Result<(), StepError> {
    let path = world.profile()?.routes.fill(&path);
    world.is_public(&path.map_err(StepError::Blocked)?).await
}

/// The page shows a message, in a place that is announced to screen readers, too.
#[then("the page tells them what happened")]
async fn tells(world: &mut World) -> Result<(), StepError> {
    world.tells(&[]).await
}

/// The page shows a message without error codes, addresses or anything else that only programmers understand.
#[then("the page tells them in plain words what happened")]
async fn tells_plainly(world: &mut World) -> Result<(), StepError> {
    world.tells_plainly().await
}

/// The page shows a message that names this state of the account. Several words are good for it.
#[then(regex = "^the page tells them that the account is \"(locked|banned)\"$")]
async fn tells_that(world: &mut World, state: String) -> Result<(), StepError> {
    let words: &[&str] = match state.as_str() {
        "locked" => &["locked"],
        _ => &["banned", "blocked", "closed", "disabled", "suspended"],
    };
    world.tells(words).await
}

/// The page has a link, a button or a field by which they can go on, so that it is no dead end.
#[then("the page offers a way on")]
async fn offers_way_on(world: &mut World) -> Result<(), StepError> {
    world.offers_way_on().await
}

/// They did not see this page, not even for a moment, since their session token expired.
#[then(expr = "the {place} was not shown to them")]
async fn was_not_shown(world: &mut World, place: Place) -> Result<(), StepError> {
    let path = place.path(world)?;
    world.was_not_shown(&path).await
}

/// They were not led to the sign-in page, not even in passing, since their session token expired.
#[then("they were never sent to the sign-in page")]
async fn never_at_sign_in(world: &mut World) -> Result<(), StepError> {
    let path = Place::SignIn.path(world)?;
    world.was_not_sent_to(&path).await
}

/// The page has exactly one element for Clerk's bot protection.
#[then("the page holds the bot-protection element")]
async fn holds_captcha(world: &mut World) -> Result<(), StepError> {
    let selector = world.profile()?.selectors.captcha.clone();
    let found = world.count(&selector).await?;
    if found == 1 {
        return Ok(());
    }
    Err(StepError::failed(
        format!("the page holds one {selector}"),
        format!("it holds {found}"),
    ))
}
