//! Host names that only the browsers of a run know: those under which an app finds the Clerk that the run brings.

use std::fmt::Write as _;

/// Where a browser finds host names, and nothing beyond this machine beside them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// The names, all of which are at the same port, over TLS.
    pub hosts: Vec<String>,
    /// The port on this machine.
    pub port: u16,
    /// SHA-256 of the public key there, in base64 (RFC 7469, section 2.4); the browser believes this certificate.
    pub certificate_hash: String,
}

impl Names {
    /// What Chromium is started with.
    pub(super) fn arguments(&self) -> [String; 2] {
        let mut rules = String::new();
        for host in &self.hosts {
            // Writing to a string cannot fail.
            let _ = write!(rules, "MAP {host}:443 127.0.0.1:{}, ", self.port);
        }
        rules.push_str("MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1");
        [
            format!("--host-resolver-rules={rules}"),
            format!(
                "--ignore-certificate-errors-spki-list={}",
                self.certificate_hash
            ),
        ]
    }

    /// Whether `host` is on this machine for a browser with these names.
    #[must_use]
    pub fn is_here(&self, host: &str) -> bool {
        is_loopback(host) || self.hosts.iter().any(|name| name == host)
    }
}

/// Whether `host` names this machine: an address of RFC 1122, section 3.2.1.3 (g), or RFC 4291, section 2.5.3, or a name
/// of RFC 6761, section 6.3.
pub(super) fn is_loopback(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let address = host.parse::<std::net::IpAddr>();
    address.is_ok_and(|it| it.is_loopback()) || host == "localhost" || host.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_told_where_the_names_are_and_that_there_is_nothing_else() {
        let names = Names {
            hosts: vec!["a.example".to_owned(), "b.example".to_owned()],
            port: 4443,
            certificate_hash: "hash=".to_owned(),
        };
        let [rules, certificate] = names.arguments();
        assert_eq!(
            rules,
            "--host-resolver-rules=MAP a.example:443 127.0.0.1:4443, MAP b.example:443 127.0.0.1:4443, \
             MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"
        );
        assert_eq!(certificate, "--ignore-certificate-errors-spki-list=hash=");
        for (host, here) in [
            ("a.example", true),
            ("localhost", true),
            ("app.localhost", true),
            ("127.0.0.1", true),
            ("[::1]", true),
            ("c.example", false),
            ("localhost.example", false),
        ] {
            assert_eq!(names.is_here(host), here, "{host}");
        }
    }
}
