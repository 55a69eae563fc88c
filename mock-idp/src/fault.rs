//! Faults: ways in which a login goes wrong on purpose, one rule of the specifications each.

use serde::{Deserialize, Serialize};

/// Where a fault shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The ID token.
    IdToken,
    /// The token answer around the ID token.
    TokenAnswer,
    /// The authorization response.
    AuthorizationResponse,
    /// The answer of the userinfo endpoint.
    Userinfo,
}

/// What the specifications make of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ruling {
    /// A relying party must not go on: nobody is signed in, or for [`Place::Userinfo`], nothing that it says is used.
    MustRefuse,
    /// A relying party is advised, or free, to refuse.
    MayRefuse,
    /// Odd, and sound: a relying party must cope with it.
    MustAccept,
}

/// One row per fault: its variant and its name, where it shows, what the specifications make of it, by which section,
/// and what it is, as the end of a sentence that begins with its place.
macro_rules! faults {
    ($($variant:ident $name:literal $place:ident $ruling:ident $section:literal $about:literal)*) => {
        /// One way in which a login goes wrong on purpose; in JSON by its name in kebab case.
        ///
        /// Each stands alone: what is not named stays sound. Two that contradict each other (`iss-wrong` with
        /// `iss-missing`) make no third; the later in [`Fault::ALL`] is what is seen.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Fault {
            $(#[doc = concat!($about, ": ", $section, ".")] $variant,)*
        }

        impl Fault {
            /// All there are.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$variant),*];

            /// The name in kebab case, as the admin API spells it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What is wrong, as the end of a sentence that begins with [`Fault::place`].
            #[must_use]
            pub const fn about(self) -> &'static str {
                match self { $(Self::$variant => $about,)* }
            }

            /// The section by which a relying party judges it; Core is OpenID Connect Core 1.0.
            #[must_use]
            pub const fn section(self) -> &'static str {
                match self { $(Self::$variant => $section,)* }
            }

            /// Where it shows.
            #[must_use]
            pub const fn place(self) -> Place {
                match self { $(Self::$variant => Place::$place,)* }
            }

            /// What the specifications make of it.
            #[must_use]
            pub const fn ruling(self) -> Ruling {
                match self { $(Self::$variant => Ruling::$ruling,)* }
            }
        }
    };
}

faults! {
    IssWrong "iss-wrong" IdToken MustRefuse "Core 3.1.3.7 (2)"
        "has another issuer"
    IssMissing "iss-missing" IdToken MustRefuse "Core 2"
        "has no `iss`"
    SubMissing "sub-missing" IdToken MustRefuse "Core 2"
        "has no `sub`"
    SubEmpty "sub-empty" IdToken MayRefuse "Core 2"
        "has an empty `sub`, as has user info"
    SubTooLong "sub-too-long" IdToken MayRefuse "Core 2"
        "has a `sub` of 256 characters, as has user info"
    AudWrong "aud-wrong" IdToken MustRefuse "Core 3.1.3.7 (3)"
        "is for another client"
    AudMissing "aud-missing" IdToken MustRefuse "Core 2"
        "has no `aud`"
    AudMore "aud-more" IdToken MustRefuse "Core 3.1.3.7 (3)"
        "is for this client and one that nobody trusts, with this client as `azp`"
    AzpWrong "azp-wrong" IdToken MayRefuse "Core 3.1.3.7 (5)"
        "has another client as `azp`"
    NonceWrong "nonce-wrong" IdToken MustRefuse "Core 3.1.3.7 (11)"
        "has a nonce that is not the request's"
    NonceMissing "nonce-missing" IdToken MustRefuse "Core 3.1.3.7 (11)"
        "has no nonce although the request had one"
    ExpPast "exp-past" IdToken MustRefuse "Core 3.1.3.7 (9)"
        "expired an hour ago"
    ExpMissing "exp-missing" IdToken MustRefuse "Core 2"
        "has no `exp`"
    IatMissing "iat-missing" IdToken MustRefuse "Core 2"
        "has no `iat`"
    IatFuture "iat-future" IdToken MayRefuse "Core 3.1.3.7 (10)"
        "is issued an hour from now"
    NbfFuture "nbf-future" IdToken MustRefuse "RFC 7519, 4.1.5"
        "is not valid before an hour from now"
    SignatureBroken "signature-broken" IdToken MustRefuse "Core 3.1.3.7 (6)"
        "has a signature of which one byte is wrong"
    SignatureOtherKey "signature-other-key" IdToken MustRefuse "Core 3.1.3.7 (6)"
        "is signed by a key that is not published, under the `kid` of one that is"
    AlgNone "alg-none" IdToken MustRefuse "Core 2"
        "has `alg` `none` and no signature"
    AlgHs256 "alg-hs256" IdToken MustRefuse "RFC 8725, 3.1"
        "is an HS256 one with the published key, as PEM, for a secret"
    AlgHs256Secret "alg-hs256-secret" IdToken MayRefuse "Core 3.1.3.7 (7)"
        "is an HS256 one with the client's secret"
    KidUnknown "kid-unknown" IdToken MustRefuse "Core 10.1"
        "names a key that is not published"
    KidMissing "kid-missing" IdToken MustAccept "Core 10.1"
        "names no key, which is needed only where several are published"
    AtHashWrong "at-hash-wrong" IdToken MayRefuse "Core 3.1.3.8"
        "has the `at_hash` of another access token"
    CritUnknown "crit-unknown" IdToken MustRefuse "RFC 7515, 4.1.11"
        "has a header that must be understood and that nobody knows"
    IdTokenMissing "id-token-missing" IdToken MustRefuse "Core 3.1.3.3"
        "is not there"
    IdTokenMalformed "id-token-malformed" IdToken MustRefuse "RFC 7519, 7.2"
        "is not a JWT"
    RotatedJustNow "rotated-just-now" IdToken MustAccept "Core 10.1.1"
        "is signed by a key that is published only since then, in place of the one before"
    TokenTypeWrong "token-type-wrong" TokenAnswer MustRefuse "Core 3.1.3.3"
        "has a `token_type` other than Bearer"
    AccessTokenMissing "access-token-missing" TokenAnswer MustRefuse "RFC 6749, 5.1"
        "has no access token"
    StateWrong "state-wrong" AuthorizationResponse MustRefuse "RFC 6749, 10.12"
        "has another `state`"
    StateMissing "state-missing" AuthorizationResponse MustRefuse "RFC 6749, 10.12"
        "has no `state`"
    ResponseIssWrong "response-iss-wrong" AuthorizationResponse MustRefuse "RFC 9207, 2.4"
        "has another issuer as `iss`"
    ResponseIssMissing "response-iss-missing" AuthorizationResponse MustRefuse "RFC 9207, 2.4"
        "has no `iss` although discovery promises one"
    CodeMissing "code-missing" AuthorizationResponse MustRefuse "RFC 6749, 4.1.2"
        "has neither a code nor an error"
    UserinfoSubWrong "userinfo-sub-wrong" Userinfo MustRefuse "Core 5.3.2"
        "is about somebody else"
    UserinfoSubMissing "userinfo-sub-missing" Userinfo MustRefuse "Core 5.3.2"
        "does not say whom it is about"
    UserinfoRefused "userinfo-refused" Userinfo MustRefuse "Core 5.3.3"
        "is 401, as for a token that is not valid"
}

impl Place {
    /// The place as a sentence names it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::IdToken => "ID token",
            Self::TokenAnswer => "token answer",
            Self::AuthorizationResponse => "authorization response",
            Self::Userinfo => "user info",
        }
    }
}

impl Ruling {
    /// What a relying party does by it, in words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MustRefuse => "must refuse",
            Self::MayRefuse => "may refuse",
            Self::MustAccept => "must accept",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn json_spells_a_fault_by_its_name() {
        for fault in Fault::ALL {
            let name = serde_json::to_value(fault).expect("a string");
            assert_eq!(name, fault.name());
            let read: Fault = serde_json::from_value(name).expect("a fault");
            assert_eq!(read, fault);
        }
    }

    #[test]
    fn no_two_faults_share_a_name() {
        let names: BTreeSet<_> = Fault::ALL.map(Fault::name).into();
        assert_eq!(names.len(), Fault::ALL.len());
    }

    #[test]
    fn a_fault_that_nobody_knows_is_refused_with_those_that_there_are() {
        let error = serde_json::from_str::<Fault>("\"iss-wrnog\"").expect_err("unknown");
        let text = error.to_string();
        assert!(
            text.contains("iss-wrnog") && text.contains("iss-wrong"),
            "{text}"
        );
    }
}
