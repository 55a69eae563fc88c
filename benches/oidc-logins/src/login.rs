//! A relying party: the code flow with PKCE, from the authorization request to userinfo.

use std::error::Error;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::{Client, Url, header, redirect};
use serde_json::Value;

/// How all providers know the client.
const CLIENT_ID: &str = "bench";
const CLIENT_SECRET: &str = "fake-secret";
const REDIRECT_URI: &str = "http://127.0.0.1:9/callback";
/// Whom a provider that can be told signs in.
const PERSON: &str = "ada@example.test";
/// How many redirects there may be between the request and the callback.
const REDIRECTS: usize = 5;

/// A relying party with a browser: connections stay open, and cookies are kept.
pub(crate) struct RelyingParty {
    http: Client,
    authorize: Url,
    token: Url,
    userinfo: Url,
}

impl RelyingParty {
    pub(crate) async fn at(issuer: &str) -> Result<Self, Box<dyn Error>> {
        let http = Client::builder()
            .redirect(redirect::Policy::none())
            .cookie_store(true)
            .build()?;
        let discovery = format!("{issuer}/.well-known/openid-configuration");
        let metadata: Value = http.get(discovery).send().await?.json().await?;
        let endpoint = |name: &str| {
            let url = metadata[name].as_str().ok_or(format!("no {name}"))?;
            let mut url = Url::parse(url)?;
            // One of them calls itself localhost and does not listen on ::1.
            url.set_host(Some("127.0.0.1"))?;
            Ok::<_, Box<dyn Error>>(url)
        };
        Ok(Self {
            authorize: endpoint("authorization_endpoint")?,
            token: endpoint("token_endpoint")?,
            userinfo: endpoint("userinfo_endpoint")?,
            http,
        })
    }

    /// Signs somebody in, and checks that there is an RS256 ID token, and that userinfo is about the same person.
    pub(crate) async fn login(&self) -> Result<(), Box<dyn Error>> {
        let [verifier, state, nonce] =
            [(); 3].map(|()| URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>()));
        let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
        let callback = self.authorize(&state, &nonce, &challenge).await?;
        let param = |name: &str| {
            let found = callback.query_pairs().find(|(key, _)| key == name);
            found.map(|(_, value)| value.into_owned())
        };
        if param("state").as_deref() != Some(&state) {
            return Err(format!("another state: {callback}").into());
        }
        let code = param("code").ok_or(format!("no code: {callback}"))?;

        let form = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", REDIRECT_URI),
            ("code_verifier", &verifier),
        ];
        let request = self.http.post(self.token.clone()).form(&form);
        let answer = request.basic_auth(CLIENT_ID, Some(CLIENT_SECRET));
        let tokens: Value = answer.send().await?.error_for_status()?.json().await?;
        let id_token = tokens["id_token"].as_str().ok_or("no ID token")?;
        let mut parts = id_token.split('.').map(decoded);
        let (header, claims) = (parts.next(), parts.next());
        let (header, claims) = (header.ok_or("no header")??, claims.ok_or("no claims")??);
        if header["alg"] != "RS256" || claims["nonce"] != nonce {
            return Err(format!("another ID token: {header} {claims}").into());
        }

        let access_token = tokens["access_token"].as_str().ok_or("no access token")?;
        let request = self.http.get(self.userinfo.clone());
        let answer = request.bearer_auth(access_token).send().await?;
        let told: Value = answer.error_for_status()?.json().await?;
        if told["sub"].is_null() || told["sub"] != claims["sub"] {
            return Err(format!("somebody else: {told}").into());
        }
        Ok(())
    }

    /// Follows the browser from the authorization request to the callback.
    async fn authorize(
        &self,
        state: &str,
        nonce: &str,
        challenge: &str,
    ) -> Result<Url, Box<dyn Error>> {
        let params = [
            ("client_id", CLIENT_ID),
            ("redirect_uri", REDIRECT_URI),
            ("response_type", "code"),
            ("scope", "openid email"),
            ("state", state),
            ("nonce", nonce),
            ("code_challenge", challenge),
            ("code_challenge_method", "S256"),
            ("login_hint", PERSON),
        ];
        let mut url = self.authorize.clone();
        url.query_pairs_mut().extend_pairs(params);
        for _ in 0..REDIRECTS {
            let answer = self.http.get(url.clone()).send().await?;
            let location = answer.headers().get(header::LOCATION);
            let Some(location) = location else {
                let status = answer.status();
                return Err(format!("{url} answered {status}: {}", answer.text().await?).into());
            };
            url = url.join(location.to_str()?)?;
            if url.as_str().starts_with(REDIRECT_URI) {
                return Ok(url);
            }
        }
        Err(format!("sent on too often, at last to {url}").into())
    }
}

/// A part of a token.
fn decoded(part: &str) -> Result<Value, Box<dyn Error>> {
    Ok(serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part)?)?)
}
