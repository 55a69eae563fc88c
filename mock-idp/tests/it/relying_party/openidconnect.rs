//! The crate `openidconnect`, used as its documentation says.

use mock_idp::Fault;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreProviderMetadata, CoreUserInfoClaims,
};
use openidconnect::{
    AccessTokenHash, AsyncHttpClient, AuthorizationCode, ClientId, ClientSecret, CsrfToken,
    HttpRequest, HttpResponse, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge,
    RedirectUrl, Scope, TokenResponse, http,
};

use super::{
    Expected, RelyingParty, judges_faults, refuses_another_issuer, signs_in, survives_trouble,
    world,
};
use crate::support::{CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, World};

/// Lets the relying party speak through the same client as the rest of the tests.
struct Http(reqwest::Client);

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = reqwest::Error;
    type Future =
        std::pin::Pin<Box<dyn Future<Output = Result<HttpResponse, Self::Error>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let response = self.0.execute(request.try_into()?).await?;
            let mut answer = http::Response::new(Vec::new());
            *answer.status_mut() = response.status();
            *answer.headers_mut() = response.headers().clone();
            *answer.body_mut() = response.bytes().await?.to_vec();
            Ok(answer)
        })
    }
}

pub(crate) struct Openidconnect;

impl RelyingParty for Openidconnect {
    async fn login(&mut self, world: &World) -> Result<(String, String), String> {
        let http = Http(world.http.clone());
        let issuer = IssuerUrl::new(world.idp.issuer().to_owned()).expect("a URL");
        let metadata = CoreProviderMetadata::discover_async(issuer, &http);
        let metadata = metadata.await.map_err(said)?;
        let algorithms = metadata.id_token_signing_alg_values_supported().clone();
        let client = CoreClient::from_provider_metadata(
            metadata,
            ClientId::new(CLIENT_ID.to_owned()),
            Some(ClientSecret::new(CLIENT_SECRET.to_owned())),
        )
        .set_redirect_uri(RedirectUrl::new(REDIRECT_URI.to_owned()).expect("a URL"));

        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (url, state, nonce) = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .add_scope(Scope::new("email".to_owned()))
            .add_scope(Scope::new("profile".to_owned()))
            .set_pkce_challenge(challenge)
            .url();
        let callback = world.allow(url.as_str()).await;
        if callback.get("state") != Some(state.secret().as_str()) {
            return Err("this is not the answer to what was asked".to_owned());
        }
        let code = callback.get("code").ok_or("there is no code")?;
        let code = AuthorizationCode::new(code.to_owned());

        let exchange = client.exchange_code(code).map_err(said)?;
        let tokens = exchange.set_pkce_verifier(verifier).request_async(&http);
        let tokens = tokens.await.map_err(said)?;
        let id_token = tokens.id_token().ok_or("there is no ID token")?;
        let verifier = client.id_token_verifier().set_allowed_algs(algorithms);
        let claims = id_token.claims(&verifier, &nonce).map_err(said)?;
        if let Some(expected) = claims.access_token_hash() {
            let key = id_token.signing_key(&verifier).map_err(said)?;
            let algorithm = id_token.signing_alg().map_err(said)?;
            let hash = AccessTokenHash::from_token(tokens.access_token(), algorithm, key);
            if hash.map_err(said)? != *expected {
                return Err("the access token is not that of the ID token".to_owned());
            }
        }

        let subject = claims.subject().clone();
        let request = client
            .user_info(tokens.access_token().clone(), Some(subject.clone()))
            .map_err(said)?;
        let told: CoreUserInfoClaims = request.request_async(&http).await.map_err(said)?;
        let email = told.email().ok_or("there is no e-mail address")?;
        Ok((subject.to_string(), email.to_string()))
    }

    fn expected(fault: Fault) -> Expected {
        use Expected::{Accepted, AgainstTheRule, Refused};
        match fault {
            Fault::IssWrong => Refused("Invalid issuer"),
            Fault::IssMissing => Refused("missing field `iss`"),
            Fault::SubMissing | Fault::UserinfoSubMissing => Refused("missing field `sub`"),
            Fault::SubEmpty | Fault::SubTooLong => Accepted,
            Fault::AudWrong | Fault::AudMissing => Refused("must contain `my-app`"),
            Fault::AudMore => Refused("not a trusted audience"),
            // It knows no `azp`.
            Fault::AzpWrong => Accepted,
            Fault::NonceWrong => Refused("nonce mismatch"),
            Fault::NonceMissing => Refused("missing nonce claim"),
            Fault::ExpPast => Refused("ID token expired"),
            Fault::ExpMissing => Refused("missing field `exp`"),
            Fault::IatMissing => Refused("missing field `iat`"),
            // What is too early or too late is for its caller to say.
            Fault::IatFuture => Accepted,
            Fault::NbfFuture => AgainstTheRule(true, "it knows only the claims of OpenID Connect"),
            Fault::SignatureBroken | Fault::SignatureOtherKey => Refused("bad signature"),
            Fault::AlgNone => Refused("No signature found"),
            Fault::AlgHs256 | Fault::AlgHs256Secret => Refused("Disallowed signature algorithm"),
            Fault::KidUnknown => Refused("No matching key found"),
            Fault::KidMissing => Accepted,
            Fault::AtHashWrong => Refused("not that of the ID token"),
            Fault::CritUnknown => Refused("critical JWT header fields"),
            Fault::IdTokenMissing => Refused("no ID token"),
            Fault::IdTokenMalformed => Refused("Invalid JSON web token"),
            Fault::RotatedJustNow => AgainstTheRule(
                false,
                "it fetches keys with discovery; to fetch them again is for its caller",
            ),
            Fault::TokenTypeWrong => {
                AgainstTheRule(true, "it takes any type; to know it is for its caller")
            }
            Fault::AccessTokenMissing => Refused("missing field `access_token`"),
            Fault::StateWrong | Fault::StateMissing => Refused("not the answer to what was asked"),
            Fault::ResponseIssWrong | Fault::ResponseIssMissing => {
                AgainstTheRule(true, "it leaves RFC 9207 to its caller")
            }
            Fault::CodeMissing => Refused("no code"),
            Fault::UserinfoSubWrong => Refused("Invalid subject"),
            Fault::UserinfoRefused => Refused("unexpected HTTP status code"),
        }
    }
}

/// An error with what led to it.
fn said(error: impl std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

#[tokio::test]
async fn openidconnect_accepts_what_is_sound_and_refuses_each_fault() {
    judges_faults(&mut Openidconnect, &world().await).await;
}

#[tokio::test]
async fn openidconnect_accepts_es256_as_well() {
    signs_in(&mut Openidconnect, &World::start().await).await;
}

#[tokio::test]
async fn openidconnect_survives_trouble() {
    let world = world().await;
    survives_trouble(&mut Openidconnect, &world).await;
    refuses_another_issuer(&mut Openidconnect, &world).await;
}
