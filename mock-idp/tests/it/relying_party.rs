//! A strict relying party that somebody else wrote, from discovery to userinfo.

use mock_idp::{Algorithm, IssuerSettings, Settings};
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreJwsSigningAlgorithm, CoreProviderMetadata,
    CoreUserInfoClaims,
};
use openidconnect::{
    AccessTokenHash, AsyncHttpClient, AuthorizationCode, ClientId, ClientSecret, CsrfToken,
    HttpRequest, HttpResponse, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge,
    RedirectUrl, Scope, TokenResponse, http,
};

use crate::support::{ADA, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, World};

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

/// Signs Ada in and checks everything that the relying party can; `pkce` is optional in the protocol.
async fn signs_in(algorithm: Algorithm, pkce: bool) {
    let issuer = IssuerSettings {
        algorithm,
        ..IssuerSettings::default()
    };
    let world = World::with(Settings {
        issuer,
        ..Settings::default()
    })
    .await;
    let http = Http(world.http.clone());

    let issuer = IssuerUrl::new(world.idp.issuer().to_owned()).expect("a URL");
    let metadata = CoreProviderMetadata::discover_async(issuer, &http)
        .await
        .expect("discovery");
    let client = CoreClient::from_provider_metadata(
        metadata,
        ClientId::new(CLIENT_ID.to_owned()),
        Some(ClientSecret::new(CLIENT_SECRET.to_owned())),
    )
    .set_redirect_uri(RedirectUrl::new(REDIRECT_URI.to_owned()).expect("a URL"));

    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let mut request = client
        .authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            CsrfToken::new_random,
            Nonce::new_random,
        )
        .add_scope(Scope::new("email".to_owned()))
        .add_scope(Scope::new("profile".to_owned()));
    if pkce {
        request = request.set_pkce_challenge(challenge);
    }
    let (url, state, nonce) = request.url();
    let callback = world.allow(url.as_str()).await;
    assert_eq!(callback.get("state"), Some(state.secret().as_str()));
    assert_eq!(callback.get("iss"), Some(world.idp.issuer()));

    let code = AuthorizationCode::new(callback.get("code").expect("a code").to_owned());
    let mut exchange = client.exchange_code(code).expect("a token endpoint");
    if pkce {
        exchange = exchange.set_pkce_verifier(verifier);
    }
    let tokens = exchange.request_async(&http).await.expect("tokens");
    let id_token = tokens.id_token().expect("an ID token");
    let id_token_verifier = client
        .id_token_verifier()
        .set_allowed_algs([match algorithm {
            Algorithm::Es256 => CoreJwsSigningAlgorithm::EcdsaP256Sha256,
            Algorithm::Rs256 => CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
        }]);
    let claims = id_token
        .claims(&id_token_verifier, &nonce)
        .expect("a valid ID token");
    assert!(
        id_token
            .claims(&id_token_verifier, &Nonce::new_random())
            .is_err(),
        "the nonce is that of the request"
    );
    assert_eq!(claims.subject().as_str(), world.ada.sub);
    assert_eq!(
        (claims.expiration() - claims.issue_time()).num_seconds(),
        3_600
    );
    assert!(claims.auth_time().is_some());

    let signed_with = id_token.signing_alg().expect("an algorithm");
    let key = id_token
        .signing_key(&id_token_verifier)
        .expect("a published key");
    let hash =
        AccessTokenHash::from_token(tokens.access_token(), signed_with, key).expect("a hash");
    assert_eq!(claims.access_token_hash(), Some(&hash));

    let userinfo: CoreUserInfoClaims = client
        .user_info(
            tokens.access_token().clone(),
            Some(claims.subject().clone()),
        )
        .expect("a userinfo endpoint")
        .request_async(&http)
        .await
        .expect("userinfo");
    assert_eq!(userinfo.email().map(|email| email.as_str()), Some(ADA));
    assert_eq!(
        (userinfo.email(), userinfo.email_verified()),
        (claims.email(), Some(true))
    );
    assert_eq!(
        userinfo
            .given_name()
            .and_then(|names| names.get(None))
            .map(|name| name.as_str()),
        Some("Ada")
    );
    assert_eq!(userinfo.given_name(), claims.given_name());
}

#[tokio::test]
async fn signs_in_with_es256_and_pkce() {
    signs_in(Algorithm::Es256, true).await;
}

#[tokio::test]
async fn signs_in_with_rs256_and_pkce() {
    signs_in(Algorithm::Rs256, true).await;
}

#[tokio::test]
async fn signs_in_without_pkce() {
    signs_in(Algorithm::Es256, false).await;
}
