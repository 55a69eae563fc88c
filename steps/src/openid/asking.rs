//! User info, and what tokens are good for.

use conformance_harness::step_error::StepError;
use conformance_harness::world::{Bearer, Exchange, TokenKind, World};
use cucumber::gherkin::Step;
use cucumber::{Parameter, given, then, when};

use super::wanted;

/// How an access token is shown.
#[derive(Debug, Clone, Copy, Parameter)]
#[param(
    name = "shown",
    regex = "by GET|by POST|by POST with the token in the form|without a token|with a tampered token|with a token of nobody"
)]
pub struct Shown(Bearer);

impl std::str::FromStr for Shown {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(Self(match text {
            "by GET" => Bearer::Get,
            "by POST" => Bearer::Post,
            "by POST with the token in the form" => Bearer::Form,
            "without a token" => Bearer::Missing,
            "with a tampered token" => Bearer::Tampered,
            "with a token of nobody" => Bearer::Unknown,
            other => return Err(format!("a token is not shown “{other}”")),
        }))
    }
}

/// Which token is meant.
#[derive(Debug, Clone, Copy, Parameter)]
#[param(
    name = "token",
    regex = "its access token|its refresh token|a token of nobody"
)]
pub struct Which(TokenKind);

impl std::str::FromStr for Which {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(Self(match text {
            "its access token" => TokenKind::Access,
            "its refresh token" => TokenKind::Refresh,
            "a token of nobody" => TokenKind::Unknown,
            other => return Err(format!("there is no token called “{other}”")),
        }))
    }
}

/// The application asks the provider who they are, with its access token in the header.
#[when("the application reads the user info")]
async fn reads(world: &mut World) -> Result<(), StepError> {
    world.read_user_info(Bearer::Get).await
}

/// The application asks the provider who they are, and shows its access token in this way (RFC 6750, section 2).
#[when(expr = "the application reads the user info {shown}")]
async fn reads_shown(world: &mut World, shown: Shown) -> Result<(), StepError> {
    world.read_user_info(shown.0).await
}

/// What the provider says of them has all that its specification asks for. It is judged clause by clause.
#[then("the user info keeps to its specification")]
async fn holds(world: &mut World) -> Result<(), StepError> {
    world.user_info_holds()
}

/// The last answer has these members. The table has a name per row, and a value, `present`, `absent`, or a value in
/// words.
#[then("the user info says:")]
#[then("the answer says:")]
async fn says(world: &mut World, step: &Step) -> Result<(), StepError> {
    world.answer_says(&wanted(step)?).await
}

/// The application is refused with status 401, and told to come with a good token. The answer is judged clause by
/// clause.
#[then("the application is asked for a good token")]
async fn asked_for_token(world: &mut World) -> Result<(), StepError> {
    world.is_refused_as_bearer()
}

/// The application asks the provider whether this token is still good, and for what (RFC 7662).
#[when(expr = "the application asks what {token} is good for")]
async fn introspects(world: &mut World, token: Which) -> Result<(), StepError> {
    world.introspect(token.0, Exchange::AsRegistered).await
}

/// The application asks whether this token is still good, and shows a secret that is not its own.
#[when(expr = "the application asks with a wrong secret what {token} is good for")]
async fn introspects_wrongly(world: &mut World, token: Which) -> Result<(), StepError> {
    world.introspect(token.0, Exchange::WrongSecret).await
}

/// Somebody whom the provider does not know asks whether this token is still good.
#[when(expr = "somebody unknown asks what {token} is good for")]
async fn introspects_unknown(world: &mut World, token: Which) -> Result<(), StepError> {
    world.introspect(token.0, Exchange::Unknown).await
}

/// The answer says that the token is good for nothing (`active` is false), and tells nothing else. It is judged clause
/// by clause.
#[then("it is good for nothing")]
async fn is_inactive(world: &mut World) -> Result<(), StepError> {
    world.is_inactive()
}

/// The application tells the provider that this token shall no longer be good (RFC 7009).
#[given(expr = "the application has revoked {token}")]
#[when(expr = "the application revokes {token}")]
async fn revokes(world: &mut World, token: Which) -> Result<(), StepError> {
    world.revoke(token.0, Exchange::AsRegistered).await
}

/// The last answer has this HTTP status.
#[then(expr = "the answer is {int}")]
async fn answered(world: &mut World, status: u16) -> Result<(), StepError> {
    world.answer_is(status)
}

/// An application that the provider does not know registers itself (RFC 7591).
#[when("an application registers itself")]
async fn registers(world: &mut World) -> Result<(), StepError> {
    world.register_dynamically().await
}

/// An application registers itself with this redirect URI, which none should have.
#[when(expr = "an application registers itself to be sent people back at {string}")]
async fn registers_with(world: &mut World, redirect_uri: String) -> Result<(), StepError> {
    world.register_with(redirect_uri).await
}

/// The application asks whether this token is still good, and shows no secret.
#[when(expr = "the application asks without its secret what {token} is good for")]
async fn introspects_without_secret(world: &mut World, token: Which) -> Result<(), StepError> {
    world.introspect(token.0, Exchange::NoSecret).await
}

/// An application tries to register itself where that would be possible if it were allowed: where the discovery
/// document says, or at `/oauth/register`.
#[when("an application tries to register itself")]
async fn tries_to_register(world: &mut World) -> Result<(), StepError> {
    world.try_to_register().await
}

/// The last answer is no success, and names no client: nobody was registered.
#[then("the answer is no success, and names no client")]
async fn no_client(world: &mut World) -> Result<(), StepError> {
    world.has_registered_nobody()
}
