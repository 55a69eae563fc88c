//! The scopes of OpenID Connect and the claims that each of them asks for.

use std::fmt;

/// A scope that this provider knows (OpenID Connect Core, sections 3.1.2.1, 5.4 and 11).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    Openid,
    Profile,
    Email,
    Address,
    Phone,
    /// Asks for a refresh token. Every login here asks for consent, whether `prompt` says so or not.
    OfflineAccess,
}

impl Scope {
    pub(crate) const ALL: [Self; 6] = [
        Self::Openid,
        Self::Profile,
        Self::Email,
        Self::Address,
        Self::Phone,
        Self::OfflineAccess,
    ];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Openid => "openid",
            Self::Profile => "profile",
            Self::Email => "email",
            Self::Address => "address",
            Self::Phone => "phone",
            Self::OfflineAccess => "offline_access",
        }
    }

    /// What it asks for, as the login page says it.
    pub(crate) const fn in_words(self) -> &'static str {
        match self {
            Self::Openid => "who you are",
            Self::Profile => "your name, picture and profile",
            Self::Email => "your e-mail address",
            Self::Address => "your postal address",
            Self::Phone => "your phone number",
            Self::OfflineAccess => "all of that while you are away",
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }

    /// The claims that it asks for (OpenID Connect Core, section 5.4).
    pub(crate) const fn claims(self) -> &'static [&'static str] {
        match self {
            Self::Openid => &["sub"],
            Self::Profile => &[
                "name",
                "family_name",
                "given_name",
                "middle_name",
                "nickname",
                "preferred_username",
                "profile",
                "picture",
                "website",
                "gender",
                "birthdate",
                "zoneinfo",
                "locale",
                "updated_at",
            ],
            Self::Email => &["email", "email_verified"],
            Self::Address => &["address"],
            Self::Phone => &["phone_number", "phone_number_verified"],
            Self::OfflineAccess => &[],
        }
    }
}

/// The scopes of one grant: a bit for each, by its place in [`Scope::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Scopes(u8);

impl Scopes {
    /// The scopes in `requested` (space-separated) that this provider knows; the others are ignored, as OpenID Connect
    /// Core, section 3.1.2.1 asks for. `None` when nothing is left.
    pub(crate) fn read(requested: &str) -> Option<Self> {
        let known = |name: &str| Scope::ALL.into_iter().find(|scope| scope.as_str() == name);
        Self::of(requested.split(' ').filter_map(known))
    }

    /// The scopes in `wanted` (space-separated); `None` when there are none, or one that is not among these
    /// (RFC 6749, section 6).
    pub(crate) fn narrowed_to(self, wanted: &str) -> Option<Self> {
        let own = |name: &str| self.iter().find(|scope| scope.as_str() == name);
        let names = wanted.split(' ').filter(|name| !name.is_empty());
        let scopes = names.map(own).collect::<Option<Vec<_>>>()?;
        Self::of(scopes.into_iter())
    }

    fn of(scopes: impl Iterator<Item = Scope>) -> Option<Self> {
        let bits = scopes.fold(0, |bits, scope| bits | scope.bit());
        (bits != 0).then_some(Self(bits))
    }

    /// These and those.
    pub(crate) const fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// Whether all of `others` are among these.
    pub(crate) const fn include(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }

    pub(crate) const fn contains(self, scope: Scope) -> bool {
        self.0 & scope.bit() != 0
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = Scope> {
        let own = move |scope: &Scope| self.contains(*scope);
        Scope::ALL.into_iter().filter(own)
    }

    /// Whether a claim may be told: claims that belong to a scope need it, all others are free.
    pub(crate) fn release(self, claim: &str) -> bool {
        Scope::ALL
            .into_iter()
            .find(|scope| scope.claims().contains(&claim))
            .is_none_or(|scope| self.contains(scope))
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.iter().map(Scope::as_str).collect();
        f.write_str(&names.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_scopes_are_left_out_and_order_does_not_matter() {
        let scopes = Scopes::read("email calendar openid").expect("two are known");
        assert_eq!(scopes.to_string(), "openid email");
    }

    #[test]
    fn nothing_known_is_nothing() {
        for requested in ["", " ", "calendar", "OPENID"] {
            assert_eq!(Scopes::read(requested), None, "{requested:?}");
        }
    }

    #[test]
    fn sets_of_scopes_are_compared_and_joined() {
        let read = |names| Scopes::read(names).expect("known");
        let both = read("openid").and(read("email"));
        assert_eq!(both, read("email openid"));
        assert!(both.include(read("email")) && !read("email").include(both));
    }

    #[test]
    fn a_claim_of_a_scope_needs_that_scope_and_any_other_claim_needs_none() {
        let scopes = Scopes::read("openid email").expect("known");
        assert!(scopes.release("email_verified"));
        assert!(!scopes.release("given_name"));
        assert!(scopes.release("favourite_colour"));
    }
}
