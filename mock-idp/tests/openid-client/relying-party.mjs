// A relying party made of openid-client. Says where to sign in, is told where that led, and says what it made of it:
// one line each, for each login, until its standard input ends. Arguments: issuer, client id, client secret, redirect URI.
import { createInterface } from 'node:readline/promises'
import * as oidc from 'openid-client'

const [issuer, clientId, clientSecret, redirectUri] = process.argv.slice(2)
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`)

async function login() {
  const config = await oidc.discovery(new URL(issuer), clientId, clientSecret, oidc.ClientSecretBasic(clientSecret), {
    execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks],
  })
  const verifier = oidc.randomPKCECodeVerifier()
  const state = oidc.randomState()
  const nonce = oidc.randomNonce()
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: 'openid email profile',
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  })
  say({ go: url.href })
  const { value: callback } = await lines.next()
  const tokens = await oidc.authorizationCodeGrant(config, new URL(callback), {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
  })
  const { sub } = tokens.claims()
  const { email } = await oidc.fetchUserInfo(config, tokens.access_token, sub)
  return { sub, email }
}

for (let line = await lines.next(); !line.done; line = await lines.next()) {
  try {
    say({ signed_in: await login() })
  } catch (error) {
    const causes = []
    for (let it = error; it instanceof Error; it = it.cause) causes.push(it.message)
    say({ refused: causes.join(': ') })
  }
}
