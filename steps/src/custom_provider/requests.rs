//! What the provider was asked, and what people do about its answers.

use std::str::FromStr;

use conformance_harness::identity_provider::Asked;
use conformance_harness::step_error::StepError;
use conformance_harness::world::{Answer, SecretPlace, SessionState, World};
use cucumber::{Parameter, then, when};

use crate::places::Place;

/// Something that a provider is asked for.
#[derive(Debug, Clone, Copy, Parameter)]
#[param(
    name = "asked",
    regex = "its discovery document|its keys|a login|tokens|user info"
)]
struct For(Asked);

impl FromStr for For {
    type Err = String;

    fn from_str(words: &str) -> Result<Self, String> {
        words.parse().map(Self)
    }
}

/// How often.
#[derive(Debug, Clone, Copy, Parameter)]
#[param(name = "times", regex = "never|once|twice")]
struct Times(usize);

impl FromStr for Times {
    type Err = String;

    fn from_str(words: &str) -> Result<Self, String> {
        match words {
            "never" => Ok(Self(0)),
            "once" => Ok(Self(1)),
            "twice" => Ok(Self(2)),
            _ => Err(format!("nobody counts “{words}”")),
        }
    }
}

/// The provider's journal says how often it was asked for this in their logins.
#[then(expr = "the provider was {times} asked for {asked}")]
async fn asked(world: &mut World, times: Times, what: For) -> Result<(), StepError> {
    world.asked_provider(what.0, times.0).await
}

/// The provider was asked for tokens exactly once, with a PKCE verifier that fits the challenge of the login (RFC
/// 7636, section 4.6).
#[then("the provider was asked for tokens once, with a code verifier that fits the challenge")]
async fn verifier_fits(world: &mut World) -> Result<(), StepError> {
    world.asked_provider(Asked::Tokens, 1).await?;
    world.used_pkce().await
}

/// PKCE was not used: there was no challenge on the way to the provider, and no verifier with the code.
#[then("the provider was sent neither challenge nor verifier")]
async fn no_pkce(world: &mut World) -> Result<(), StepError> {
    world.used_no_pkce().await
}

/// No two logins had the same PKCE challenge, so that whoever has seen one cannot tell the next.
#[then("each login had a challenge of its own")]
async fn fresh_challenges(world: &mut World) -> Result<(), StepError> {
    world.logins_differ_in("code_challenge").await
}

/// The login and the request for tokens both named the redirect URI that the provider knows, to the letter.
#[then("both requests of the login named the redirect URI that the provider knows")]
async fn redirect_uri(world: &mut World) -> Result<(), StepError> {
    world.named_redirect_uri().await
}

/// The client secret was sent in this part of the token request and in no other (RFC 6749, section 2.3).
#[then(regex = "^the client secret was in the (header|form) of the token request alone$")]
async fn secret_place(world: &mut World, place: String) -> Result<(), StepError> {
    let place = match place.as_str() {
        "form" => SecretPlace::Form,
        _ => SecretPlace::Header,
    };
    world.showed_secret_in(place).await
}

/// The token endpoint that the conformance suite plays has seen the exact client secret in the header, and nowhere
/// else.
#[then("the token request had the secret that was given out in its header and nowhere else")]
async fn exact_secret(world: &mut World) -> Result<(), StepError> {
    world.showed_exact_secret().await
}

/// The proxy was asked once, with an access token in the header that the provider takes as theirs.
#[then("the proxy was asked once, with their access token in the header and nowhere else")]
async fn proxy_was_asked(world: &mut World) -> Result<(), StepError> {
    world.asked_proxy_with_their_token().await
}

/// The keys were fetched from the address that the discovery document names.
#[then("the keys were fetched from there")]
async fn moved_keys(world: &mut World) -> Result<(), StepError> {
    world.fetched_moved_keys().await
}

/// The provider's answer, with its code and state, comes to the app once more, in the same browser.
#[when("the provider's response comes a second time")]
async fn replayed(world: &mut World) -> Result<(), StepError> {
    world.replay_response().await
}

/// They take the way on from the page that told them what happened, and go through the provider once more.
#[when("they take the way on and go through the provider again")]
async fn try_again(world: &mut World) -> Result<(), StepError> {
    world.take_way_on().await?;
    world.press_provider().await?;
    world.answer_provider(Answer::Allow).await
}

/// They allow the login on the provider's login page, where they are or are about to be.
#[when("they answer the provider")]
async fn answer(world: &mut World) -> Result<(), StepError> {
    world.answer_provider(Answer::Allow).await
}

/// They go the whole way through the provider once more, unless they are signed in already.
#[when("they sign in with the provider unless they are in already")]
async fn sign_in_unless_in(world: &mut World) -> Result<(), StepError> {
    world.is_back_from_provider().await?;
    if matches!(world.session().await?, SessionState::SignedIn(_)) {
        return Ok(());
    }
    let path = Place::SignIn.path(world)?;
    world.go_through_provider(&path, Answer::Allow).await
}
