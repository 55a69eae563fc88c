//! Ports that a run listens on.

use std::net::{Ipv4Addr, TcpListener};

use conformance_harness::profile::{App, Profile};
use url::Url;

use super::check::Check;

/// Whether the ports are free that the profile fixes.
pub(super) fn checks(profile: &Profile) -> Vec<Check> {
    let started = match &profile.app {
        App::Command(start) | App::Container(start) => Some(("the app", &start.url)),
        App::Embedded {} | App::Url { .. } => None,
    };
    let provider = profile.openid_provider.as_ref();
    let redirect = provider.and_then(|it| it.redirect_uri.as_ref());
    let redirect = redirect.map(|url| ("the redirect URI", url));
    let listened = started.into_iter().chain(redirect);
    listened
        .filter_map(|(what, url)| check(what, url))
        .collect()
}

fn check(what: &str, url: &Url) -> Option<Check> {
    let port = url.port_or_known_default()?;
    Some(match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Check::there(format!("port {port}, for {what}"), "is free"),
        Err(error) => Check::missing(
            format!("port {port}, for {what}"),
            error.to_string(),
            format!("end who has it: ss --listening --tcp --processes 'sport = :{port}'"),
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_that_somebody_has_is_missing() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = taken.local_addr().expect("it has one");
        let url = Url::parse(&format!("http://{address}")).expect("a URL");
        assert!(check("the app", &url).expect("a port").is_missing());
    }
}
