//! Who the scenario is about. Everybody is made for one scenario, so that scenarios run side by side.

use std::str::FromStr;

use conformance_harness::step_error::StepError;
use conformance_harness::world::{AccountFacts, World};
use cucumber::{Parameter, given};
use serde_json::{Value, json};

/// The scenario is about somebody who can log in at the identity provider, and whom Clerk does not know yet.
#[given("a newcomer at the identity provider")]
async fn newcomer(world: &mut World) -> Result<(), StepError> {
    world.newcomer(json!({})).await
}

/// The scenario is about somebody new whose login ends with this OAuth error, although they allow it (RFC 6749,
/// section 4.1.2.1).
#[given(expr = "a newcomer for whom the identity provider answers {string}")]
async fn newcomer_with_error(world: &mut World, error: String) -> Result<(), StepError> {
    world
        .newcomer(json!({ "authorization_error": error }))
        .await
}

/// The scenario is about somebody new of whom the identity provider tells an email address and no name.
#[given("a newcomer whose name the identity provider does not tell")]
async fn nameless_newcomer(world: &mut World) -> Result<(), StepError> {
    world
        .newcomer(json!({ "given_name": null, "family_name": null }))
        .await
}

/// The scenario is about somebody new of whom the identity provider tells neither an email address nor a name.
#[given("a newcomer of whom the identity provider tells nothing")]
async fn unknown_newcomer(world: &mut World) -> Result<(), StepError> {
    let untold = json!({ "email": null, "email_verified": null });
    world
        .newcomer(json!({ "given_name": null, "family_name": null, "claims": untold }))
        .await
}

/// What a provider says of whether an email address is verified, when it does not simply vouch for it.
#[derive(Debug, Clone, Parameter)]
#[param(
    name = "doubt",
    regex = "false|absent|the string \"true\"|true, in user info only"
)]
struct Doubt(Value);

impl FromStr for Doubt {
    type Err = String;

    fn from_str(words: &str) -> Result<Self, String> {
        Ok(Self(match words {
            "false" => json!({ "email_verified": false }),
            "absent" => json!({ "claims": { "email_verified": null } }),
            "the string \"true\"" => json!({ "claims": { "email_verified": "true" } }),
            "true, in user info only" => json!({ "userinfo_only": ["email_verified"] }),
            _ => return Err(format!("nobody knows what “{words}” says")),
        }))
    }
}

/// The scenario is about somebody new whose email address the identity provider does not vouch for: the claim
/// `email_verified` is this and not simply `true` (OpenID Connect Core, section 5.1).
#[given(expr = r#"a newcomer for whom the identity provider says "email_verified" is {doubt}"#)]
async fn doubtful_newcomer(world: &mut World, doubt: Doubt) -> Result<(), StepError> {
    world.newcomer(doubt.0).await
}

/// The scenario is about somebody whose account has the same email address, verified, while the identity provider does
/// not vouch for it: the claim `email_verified` is this.
#[given(
    expr = r#"somebody with an account for whom the identity provider says "email_verified" is {doubt}"#
)]
async fn doubtful_account_holder(world: &mut World, doubt: Doubt) -> Result<(), StepError> {
    world.account_holder(doubt.0, AccountFacts::default()).await
}

/// The scenario is about somebody whose account has the same email address. Clerk has verified it, and the identity
/// provider says that it has not.
#[given("somebody with an account whose email address the identity provider has not verified")]
async fn unverified_account_holder(world: &mut World) -> Result<(), StepError> {
    let facts = json!({ "email_verified": false });
    world.account_holder(facts, AccountFacts::default()).await
}

/// The scenario is about somebody who has an account already, under the verified email address that the identity
/// provider tells.
#[given("somebody with an account")]
async fn account_holder(world: &mut World) -> Result<(), StepError> {
    account_with(world, AccountFacts::default()).await
}

/// The scenario is about somebody whose account has one of Clerk's test addresses (`+clerk_test`): it takes a fixed
/// code, and nothing is ever sent to it.
#[given("somebody with an account under a test email address")]
async fn test_account_holder(world: &mut World) -> Result<(), StepError> {
    let email = world.unused_test_email().await?;
    world
        .account_holder(json!({ "email": email }), AccountFacts::default())
        .await
}

/// The scenario is about somebody with an account that asks for a code of an authenticator app after signing in.
#[given("somebody with an account and a second factor")]
async fn with_second_factor(world: &mut World) -> Result<(), StepError> {
    let facts = AccountFacts {
        authenticator: true,
        ..AccountFacts::default()
    };
    account_with(world, facts).await
}

/// The scenario is about somebody with an account that asks for a code of an authenticator app, and takes a backup
/// code in its place.
#[given("somebody with an account, a second factor and backup codes")]
async fn with_backup_codes(world: &mut World) -> Result<(), StepError> {
    let facts = AccountFacts {
        authenticator: true,
        backup_codes: true,
        ..AccountFacts::default()
    };
    account_with(world, facts).await
}

/// The scenario is about somebody with an account that asks for a code that is sent to their phone.
#[given("somebody with an account whose second factor is their phone")]
async fn with_phone(world: &mut World) -> Result<(), StepError> {
    let facts = AccountFacts {
        phone_as_second_factor: true,
        ..AccountFacts::default()
    };
    account_with(world, facts).await
}

/// The scenario is about somebody with an account that they can sign in to by a password, too.
#[given("somebody with an account and a password")]
async fn with_password(world: &mut World) -> Result<(), StepError> {
    let facts = AccountFacts {
        password: true,
        ..AccountFacts::default()
    };
    account_with(world, facts).await
}

/// The scenario is about somebody with an account whose password has become known to others.
#[given("somebody with an account whose password is compromised")]
async fn with_compromised_password(world: &mut World) -> Result<(), StepError> {
    let facts = AccountFacts {
        compromised_password: true,
        ..AccountFacts::default()
    };
    account_with(world, facts).await
}

async fn account_with(world: &mut World, facts: AccountFacts) -> Result<(), StepError> {
    world.account_holder(json!({}), facts).await
}

/// The scenario is about somebody with an account that Clerk has locked or banned.
#[given(regex = "^somebody with an account that is (locked|banned)$")]
async fn kept_out(world: &mut World, state: String) -> Result<(), StepError> {
    account_with(world, AccountFacts::default()).await?;
    let act = if state == "locked" { "lock" } else { "ban" };
    world.act_on_their_account(act).await
}

/// Somebody who has nothing else to do with the scenario has a username, which is taken now.
#[given("somebody else has a username")]
async fn username_taken(world: &mut World) -> Result<(), StepError> {
    world.let_somebody_take_a_username().await
}

/// The scenario is about somebody with an account whose access tokens of the provider live for two seconds: long
/// enough to sign in, too short to be handed out as they are.
#[given("somebody with an account for whom the identity provider's access tokens soon expire")]
async fn short_lived_tokens(world: &mut World) -> Result<(), StepError> {
    let facts = json!({ "access_token_lifetime_s": 2 });
    world.account_holder(facts, AccountFacts::default()).await
}
