//! Relying parties that others wrote: they accept a sound login, and refuse each fault that the specifications make them
//! refuse, or it is known why not.

mod openid_client;
mod openidconnect;

pub(crate) use self::openid_client::OpenidClient;
pub(crate) use self::openidconnect::Openidconnect;

use mock_idp::{
    Algorithm, Endpoint, Fault, IssuerSettings, NextLogin, Ruling, Settings, Trouble, TroubleKind,
    Troubles,
};
use serde_json::json;

use crate::support::World;

/// Who signs people in at the provider.
pub(crate) trait RelyingParty {
    /// Signs Ada in, from discovery to userinfo. Gives her `sub` and e-mail address, or why nobody is signed in.
    async fn login(&mut self, world: &World) -> Result<(String, String), String>;

    /// What it is known to make of a fault.
    fn expected(fault: Fault) -> Expected;
}

/// What a relying party is known to make of a fault.
#[derive(Clone, Copy)]
pub(crate) enum Expected {
    /// It refuses it, and says why with these words among others.
    Refused(&'static str),
    /// It accepts it.
    Accepted,
    /// It accepts what it must refuse (`true`), or the other way round, for this reason.
    AgainstTheRule(bool, &'static str),
}

impl Expected {
    /// Whether an outcome is as was expected, of a fault that is ruled on so.
    fn is_met_by<T>(self, ruling: Ruling, outcome: &Result<T, String>) -> bool {
        match (self, outcome) {
            (Self::Refused(word), Err(said)) => ruling != Ruling::MustAccept && said.contains(word),
            (Self::Accepted, Ok(_)) => ruling != Ruling::MustRefuse,
            (Self::AgainstTheRule(false, _), Err(_)) => ruling == Ruling::MustAccept,
            (Self::AgainstTheRule(true, _), Ok(_)) => ruling == Ruling::MustRefuse,
            _ => false,
        }
    }
}

/// A provider as most are: with RS256.
async fn world() -> World {
    let issuer = IssuerSettings {
        algorithm: Algorithm::Rs256,
        ..IssuerSettings::default()
    };
    World::with(Settings {
        issuer,
        ..Settings::default()
    })
    .await
}

async fn signs_in(party: &mut impl RelyingParty, world: &World) {
    let who = (world.ada.sub.clone(), world.ada.email.clone());
    assert_eq!(party.login(world).await, Ok(who));
}

/// Plays every fault, and collects all where the party did otherwise than it is known to.
async fn judges_faults<P: RelyingParty>(party: &mut P, world: &World) {
    signs_in(party, world).await;
    let mut surprises = Vec::new();
    for fault in Fault::ALL {
        let next = NextLogin {
            faults: [fault].into(),
            ..NextLogin::default()
        };
        world
            .idp
            .set_next_login(&world.ada.sub, next)
            .expect("Ada is there");
        let outcome = party.login(world).await;
        if !P::expected(fault).is_met_by(fault.ruling(), &outcome) {
            surprises.push((fault.name(), outcome));
        }
        let journal = world.idp.journal();
        assert!(
            journal.iter().any(|entry| entry.faults.contains(&fault)),
            "{} was not met",
            fault.name()
        );
        world.idp.clear_journal();
        signs_in(party, world).await;
    }
    assert!(surprises.is_empty(), "{surprises:#?}");
}

/// Whatever an endpoint answers instead of what it should, nobody is signed in, and a second try works.
async fn survives_trouble<P: RelyingParty>(party: &mut P, world: &World) {
    for endpoint in [
        Endpoint::Discovery,
        Endpoint::Jwks,
        Endpoint::Token,
        Endpoint::Userinfo,
    ] {
        for kind in [
            TroubleKind::Status(500),
            TroubleKind::CutOff,
            TroubleKind::Malformed,
            TroubleKind::Empty,
            TroubleKind::RedirectLoop,
            TroubleKind::Nothing,
        ] {
            let trouble = Troubles::from([(endpoint, Trouble::new(kind.clone()))]);
            world.idp.set_trouble(trouble).expect("an issuer's");
            let outcome = party.login(world).await;
            assert!(outcome.is_err(), "{endpoint:?} {kind:?}: {outcome:?}");
            world.idp.set_trouble(Troubles::new()).expect("none");
            signs_in(party, world).await;
        }
        let slow = Trouble::new(TroubleKind::Slow(50));
        let trouble = Troubles::from([(endpoint, slow)]);
        world.idp.set_trouble(trouble).expect("an issuer's");
        signs_in(party, world).await;
        world.idp.set_trouble(Troubles::new()).expect("none");
    }
}

/// A discovery document of somebody else ends it (OpenID Connect Discovery, section 4.3).
async fn refuses_another_issuer(party: &mut impl RelyingParty, world: &World) {
    let other = json!({"issuer": "https://another-issuer.example"});
    let mut settings = world.idp.settings();
    settings.metadata = other.as_object().expect("an object").clone();
    world.idp.set_up(settings.clone()).expect("valid");
    let outcome = party.login(world).await;
    assert!(outcome.is_err(), "{outcome:?}");
    settings.metadata.clear();
    world.idp.set_up(settings).expect("valid");
    signs_in(party, world).await;
}
