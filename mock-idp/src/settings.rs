//! What a provider can be started with.

use std::net::{IpAddr, Ipv4Addr};

use url::Url;

use crate::{IssuerSettings, Secret};

/// How a provider is started; the default takes any free port of 127.0.0.1.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address to listen on. Any but loopback needs an `admin_token`.
    pub listen: IpAddr,
    /// The port; 0 takes any free one.
    pub port: u16,
    /// The host in the issuer's URL, by which clients and browsers reach it; the address listened on when left out, or
    /// 127.0.0.1 where that is all addresses.
    pub host: Option<String>,
    /// The URL by which clients and browsers reach it where neither the address nor the host is in it, behind a proxy: the
    /// issuer.
    pub public_url: Option<Url>,
    /// What the admin API asks for as a bearer token; without one, whoever reaches it may use it.
    pub admin_token: Option<Secret>,
    /// How the default issuer behaves.
    pub issuer: IssuerSettings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: Ipv4Addr::LOCALHOST.into(),
            port: 0,
            host: None,
            public_url: None,
            admin_token: None,
            issuer: IssuerSettings::default(),
        }
    }
}

impl Settings {
    /// The host in the issuer's URL.
    pub(crate) fn url_host(&self) -> String {
        match (&self.host, self.listen) {
            (Some(host), _) => host.clone(),
            (None, listen) if listen.is_unspecified() => Ipv4Addr::LOCALHOST.to_string(),
            (None, IpAddr::V4(listen)) => listen.to_string(),
            (None, IpAddr::V6(listen)) => format!("[{listen}]"),
        }
    }

    /// The issuer of a server that is at `address`, without a slash at its end.
    pub(crate) fn issuer_at(&self, address: String) -> String {
        let public = self.public_url.as_ref();
        public.map_or(address, |url| url.as_str().trim_end_matches('/').to_owned())
    }

    /// Whether the admin API would be open to others than this machine.
    pub(crate) fn exposes_admin(&self) -> bool {
        !self.listen.is_loopback() && self.admin_token.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn behind_a_proxy_the_issuer_is_where_others_reach_it() {
        let issuer = |public: Option<&str>| {
            let settings = Settings {
                public_url: public.map(|url| url.parse().expect("a URL")),
                ..Settings::default()
            };
            settings.issuer_at("http://127.0.0.1:4102".to_owned())
        };
        assert_eq!(issuer(None), "http://127.0.0.1:4102");
        assert_eq!(
            issuer(Some("https://idp.example.test")),
            "https://idp.example.test"
        );
        assert_eq!(
            issuer(Some("https://example.test/idp/")),
            "https://example.test/idp"
        );
    }

    #[test]
    fn the_issuer_is_at_the_host_that_is_named_or_else_at_the_address() {
        let host = |listen: &str, host: Option<&str>| {
            let settings = Settings {
                listen: listen.parse().expect("an address"),
                host: host.map(str::to_owned),
                ..Settings::default()
            };
            settings.url_host()
        };
        assert_eq!(host("0.0.0.0", None), "127.0.0.1");
        assert_eq!(host("0.0.0.0", Some("idp")), "idp");
        assert_eq!(host("192.0.2.1", None), "192.0.2.1");
        assert_eq!(host("::1", None), "[::1]");
    }
}
