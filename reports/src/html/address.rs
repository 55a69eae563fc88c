//! An address in the parts that a reader looks for.

use conformance_harness::redact::REDACTED;

/// An address, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address<'a> {
    /// Scheme and host.
    pub(super) origin: &'a str,
    /// What a reader looks for first; `/` if it is not said.
    pub(super) path: &'a str,
    /// The query.
    pub(super) parameters: Vec<Parameter<'a>>,
    /// What follows the `#`.
    pub(super) fragment: Option<&'a str>,
}

/// A query parameter or form field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Parameter<'a> {
    /// Its name.
    pub(super) name: &'a str,
    /// Its value, as it stands in the address.
    pub(super) value: &'a str,
}

impl<'a> Address<'a> {
    /// Takes `url` apart; of what is no address with a host, all is path.
    pub(super) fn of(url: &'a str) -> Self {
        let (origin, rest) = url.split_at(path_start(url));
        let (rest, fragment) = match rest.split_once('#') {
            Some((rest, fragment)) => (rest, Some(fragment)),
            None => (rest, None),
        };
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let parameters = pairs.map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Parameter { name, value }
        });
        Self {
            origin,
            path: if path.is_empty() { "/" } else { path },
            parameters: parameters.collect(),
            fragment,
        }
    }
}

impl Parameter<'_> {
    /// Whether there is a value that says something.
    pub(super) fn speaks(&self) -> bool {
        !self.value.is_empty() && self.value != REDACTED
    }

    /// What to show in the place of a value that says nothing.
    pub(super) fn silence(&self) -> &'static str {
        if self.value.is_empty() {
            "empty"
        } else {
            "redacted"
        }
    }
}

fn path_start(url: &str) -> usize {
    let Some(scheme) = url.find("://") else {
        return 0;
    };
    let host = scheme + "://".len();
    url[host..]
        .find(['/', '?', '#'])
        .map_or(url.len(), |length| host + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(url: &str) -> (&str, &str, Vec<(&str, &str)>, Option<&str>) {
        let address = Address::of(url);
        let parameters = address.parameters.iter().map(|p| (p.name, p.value));
        let parameters = parameters.collect();
        (address.origin, address.path, parameters, address.fragment)
    }

    #[test]
    fn an_address_has_origin_path_parameters_and_fragment() {
        assert_eq!(
            parts("https://a.test:8/b/c?d=e=f&g&h=#i?j"),
            (
                "https://a.test:8",
                "/b/c",
                vec![("d", "e=f"), ("g", ""), ("h", "")],
                Some("i?j")
            )
        );
    }

    #[test]
    fn an_address_in_a_parameter_is_its_value() {
        let (_, path, parameters, _) = parts("http://a.test/b?c=http://d.test/e");
        assert_eq!((path, parameters), ("/b", vec![("c", "http://d.test/e")]));
    }

    #[test]
    fn an_address_without_a_path_is_the_root() {
        for url in ["https://a.test", "https://a.test?", "https://a.test#"] {
            assert_eq!(parts(url).1, "/", "{url}");
        }
    }

    #[test]
    fn what_has_no_host_is_all_path() {
        assert_eq!(parts("about:blank"), ("", "about:blank", Vec::new(), None));
    }

    #[test]
    fn a_value_that_is_a_secret_or_empty_says_nothing() {
        let address = Address::of("/a?b=[redacted]&c=&d=1");
        let speaks: Vec<_> = address.parameters.iter().map(Parameter::speaks).collect();
        assert_eq!(speaks, [false, false, true]);
    }
}
