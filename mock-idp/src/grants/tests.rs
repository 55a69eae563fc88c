use super::*;
use crate::RefreshReuse;
use crate::pkce::Challenge;
use crate::prompt::Prompt;
use crate::return_address::ResponseMode;
use crate::scope::Scopes;

const NOW: u64 = 1_700_000_000_000;
const CODE_LIFETIME_S: u64 = 60;
const TOKEN_LIFETIME_S: u64 = 60 * 60;
const REDIRECT_URI: &str = "http://localhost/cb";
/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn code_of(grants: &mut Grants, challenge: Option<&str>) -> Secret {
    let request = AuthorizationRequest {
        client_id: "app".into(),
        redirect_uri: REDIRECT_URI.into(),
        mode: ResponseMode::default(),
        state: None,
        nonce: None,
        scopes: Scopes::read("openid").expect("known"),
        challenge: Challenge::read(challenge, challenge.map(|_| "S256")).expect("valid"),
        prompt: Prompt::default(),
        max_age_s: None,
        login_hint: None,
        expected_sub: None,
    };
    grants.issue_code(
        NOW,
        CODE_LIFETIME_S,
        &request,
        Grant {
            login: "l".into(),
            client_id: request.client_id.clone(),
            scopes: request.scopes,
            sub: "s".into(),
            auth_time_s: NOW / 1_000,
            mischief: None,
        },
    )
}

fn presented<'a>(code: &'a Secret, code_verifier: Option<&'a str>) -> Redemption<'a> {
    Redemption {
        code: code.expose(),
        client_id: "app",
        redirect_uri: REDIRECT_URI,
        code_verifier,
    }
}

fn redeem(grants: &mut Grants, code: &Secret, lifetime_s: u64) -> Tokens {
    let (access, _) = grants.redeem(NOW, presented(code, None)).expect("valid");
    grants.issue_tokens(NOW, &access, lifetime_s, true)
}

fn renew(grants: &mut Grants, token: &Secret, scope: Option<&str>) -> Result<Access, InvalidGrant> {
    let refresh_token = token.expose();
    grants.renew(
        NOW,
        Renewal {
            refresh_token,
            client_id: "app",
            scope,
            reuse: RefreshReuse::Revoke,
        },
    )
}

fn outcome(grants: &mut Grants, now: u64, presented: Redemption<'_>) -> Option<InvalidGrant> {
    grants.redeem(now, presented).err()
}

#[test]
fn a_code_is_valid_for_60_seconds() {
    let mut grants = Grants::default();
    let (one, two) = (code_of(&mut grants, None), code_of(&mut grants, None));
    assert_eq!(
        outcome(&mut grants, NOW + 59_999, presented(&one, None)),
        None
    );
    assert_eq!(
        outcome(&mut grants, NOW + 60_000, presented(&two, None)),
        Some(InvalidGrant::Expired)
    );
}

#[test]
fn a_second_use_is_refused_and_revokes_what_the_first_gave() {
    let mut grants = Grants::default();
    let code = code_of(&mut grants, None);
    let tokens = redeem(&mut grants, &code, TOKEN_LIFETIME_S);
    let token = tokens.access_token;
    assert!(grants.of_access_token(NOW, token.expose()).is_some());
    let later = NOW + 59 * 60_000;
    assert_eq!(
        outcome(&mut grants, later, presented(&code, None)),
        Some(InvalidGrant::SpentCode)
    );
    assert!(grants.of_access_token(later, token.expose()).is_none());
    let refresh_token = tokens.refresh_token.expect("asked for");
    assert_eq!(
        renew(&mut grants, &refresh_token, None).err(),
        Some(InvalidGrant::Revoked)
    );
}

#[test]
fn another_client_can_neither_use_nor_spend_a_code() {
    let mut grants = Grants::default();
    let code = code_of(&mut grants, None);
    let thief = Redemption {
        client_id: "thief",
        ..presented(&code, None)
    };
    assert_eq!(
        outcome(&mut grants, NOW, thief),
        Some(InvalidGrant::OtherClient)
    );
    assert_eq!(outcome(&mut grants, NOW, presented(&code, None)), None);
}

#[test]
fn a_wrong_redirect_uri_spends_the_code() {
    let mut grants = Grants::default();
    let code = code_of(&mut grants, None);
    let elsewhere = Redemption {
        redirect_uri: "http://localhost/cb/",
        ..presented(&code, None)
    };
    assert_eq!(
        outcome(&mut grants, NOW, elsewhere),
        Some(InvalidGrant::OtherRedirectUri)
    );
    assert_eq!(
        outcome(&mut grants, NOW, presented(&code, None)),
        Some(InvalidGrant::SpentCode)
    );
}

#[test]
fn a_verifier_is_needed_exactly_when_there_was_a_challenge() {
    let wrong = "a".repeat(43);
    for (challenge, verifier, expected) in [
        (Some(CHALLENGE), Some(VERIFIER), None),
        (Some(CHALLENGE), None, Some(InvalidGrant::VerifierMissing)),
        (
            Some(CHALLENGE),
            Some(wrong.as_str()),
            Some(InvalidGrant::VerifierWrong),
        ),
        (
            Some(CHALLENGE),
            Some(CHALLENGE),
            Some(InvalidGrant::VerifierWrong),
        ),
        (None, Some(VERIFIER), Some(InvalidGrant::VerifierUnexpected)),
    ] {
        let mut grants = Grants::default();
        let code = code_of(&mut grants, challenge);
        assert_eq!(
            outcome(&mut grants, NOW, presented(&code, verifier)),
            expected,
            "{challenge:?} {verifier:?}"
        );
    }
}

#[test]
fn an_access_token_is_valid_for_as_long_as_was_said() {
    for lifetime_s in [0, 1, TOKEN_LIFETIME_S] {
        let mut grants = Grants::default();
        let code = code_of(&mut grants, None);
        let token = redeem(&mut grants, &code, lifetime_s).access_token;
        let end = NOW + lifetime_s * 1_000;
        assert!(grants.of_access_token(end, token.expose()).is_none());
        let before = grants.of_access_token(NOW.max(end - 1), token.expose());
        assert_eq!(before.is_some(), lifetime_s > 0);
    }
}

#[test]
fn a_refresh_token_is_good_once_and_a_second_use_ends_the_login() {
    let mut grants = Grants::default();
    let code = code_of(&mut grants, None);
    let first = redeem(&mut grants, &code, 60).refresh_token;
    let first = first.expect("asked for");
    let access = renew(&mut grants, &first, None).expect("the first use");
    let tokens = grants.issue_tokens(NOW, &access, 60, true);
    let (token, second) = (tokens.access_token, tokens.refresh_token);
    assert!(grants.of_access_token(NOW, token.expose()).is_some());

    let reuse = renew(&mut grants, &first, None).err();
    assert_eq!(reuse, Some(InvalidGrant::SpentRefreshToken));
    assert!(grants.of_access_token(NOW, token.expose()).is_none());
    let after = renew(&mut grants, &second.expect("asked for"), None).err();
    assert_eq!(after, Some(InvalidGrant::Revoked));
}

#[test]
fn scopes_can_be_narrowed_and_never_widened() {
    let mut grants = Grants::default();
    let code = code_of(&mut grants, None);
    let token = redeem(&mut grants, &code, 60).refresh_token;
    let token = token.expect("asked for");
    for wider in ["openid email", "email", "calendar"] {
        let refused = renew(&mut grants, &token, Some(wider)).err();
        assert_eq!(refused, Some(InvalidGrant::Scope), "{wider}");
    }
    let access = renew(&mut grants, &token, Some("openid")).expect("not spent by a refusal");
    assert_eq!(access.scopes.to_string(), "openid");
}

#[test]
fn another_client_can_neither_use_nor_spend_a_refresh_token() {
    let mut grants = Grants::default();
    let code = code_of(&mut grants, None);
    let token = redeem(&mut grants, &code, 60).refresh_token;
    let token = token.expect("asked for");
    let thief = Renewal {
        refresh_token: token.expose(),
        client_id: "thief",
        scope: None,
        reuse: RefreshReuse::Revoke,
    };
    let refused = grants.renew(NOW, thief).err();
    assert_eq!(refused, Some(InvalidGrant::OtherClient));
    renew(&mut grants, &token, None).expect("its own client still can");
}

#[test]
fn reuse_of_a_refresh_token_can_be_refused_only_or_let_through() {
    for (reuse, expected) in [
        (
            RefreshReuse::Refuse,
            Some(InvalidGrant::RefusedRefreshToken),
        ),
        (RefreshReuse::Allow, None),
    ] {
        let mut grants = Grants::default();
        let code = code_of(&mut grants, None);
        let token = redeem(&mut grants, &code, 60).refresh_token;
        let token = token.expect("asked for");
        let renewal = Renewal {
            refresh_token: token.expose(),
            client_id: "app",
            scope: None,
            reuse,
        };
        let access = grants.renew(NOW, renewal).expect("the first use");
        let tokens = grants.issue_tokens(NOW, &access, 60, true);
        assert_eq!(grants.renew(NOW, renewal).err(), expected);
        let still_good = grants.of_access_token(NOW, tokens.access_token.expose());
        assert!(still_good.is_some(), "{reuse:?}");
    }
}
