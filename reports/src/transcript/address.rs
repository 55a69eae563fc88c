//! Addresses without ports, and without parameters that say nothing.

use std::collections::BTreeMap;

use conformance_harness::redact::REDACTED;

use super::placeholder;

/// Parameters that every call has, and that do not tell of what was done.
const SILENT: [&str; 4] = [
    "__clerk_api_version",
    "__clerk_db_jwt",
    "_clerk_js_version",
    "_method",
];

/// Fields whose values are made up for a run, and need not look so.
const DRAWN: [&str; 1] = ["username"];

/// What the origins of a scenario are called.
pub(super) struct Places(Vec<(String, String)>);

impl Places {
    /// By name: `app` → `http://localhost:4100`.
    pub(super) fn of(origins: &BTreeMap<String, String>) -> Self {
        let mut places: Vec<_> = origins
            .iter()
            .map(|(name, origin)| (origin.clone(), name.clone()))
            .collect();
        // One origin may begin as another one does: a port with a digit more.
        places.sort_by_key(|(origin, _)| std::cmp::Reverse(origin.len()));
        Self(places)
    }

    /// An address: `app:/sign-in?redirect_url=app:/`.
    pub(super) fn address(&self, url: &str) -> String {
        let Some((page, query)) = url.split_once('?') else {
            return self.text(url);
        };
        let (query, fragment) = match query.split_once('#') {
            Some((query, fragment)) => (query, Some(fragment)),
            None => (query, None),
        };
        let parameters: Vec<&str> = query
            .split('&')
            .filter(|it| !SILENT.contains(&it.split('=').next().unwrap_or(it)))
            .collect();
        let mut address = self.text(page);
        for (index, parameter) in parameters.into_iter().enumerate() {
            address.push(if index == 0 { '?' } else { '&' });
            address.push_str(&match parameter.split_once('=') {
                Some((name, value)) => self.field(name, value),
                None => self.text(parameter),
            });
        }
        if let Some(fragment) = fragment {
            address.push('#');
            address.push_str(&self.text(fragment));
        }
        address
    }

    /// What a parameter or field is set to, `name=value`; of what is always made up for a run, only how long it is.
    pub(super) fn field(&self, name: &str, value: &str) -> String {
        match DRAWN.contains(&name) && value != REDACTED {
            true => format!("{name}=[{} characters]", value.chars().count()),
            false => self.text(&format!("{name}={value}")),
        }
    }

    /// A text with placeholders for origins, and for what a run makes up.
    pub(super) fn text(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (origin, name) in &self.0 {
            text = text.replace(origin.as_str(), &format!("{name}:"));
        }
        placeholder::instead(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places() -> Places {
        let origins = [
            ("app", "http://localhost:4100"),
            ("clerk", "http://localhost:41001"),
        ];
        let named = origins.map(|(name, origin)| (name.to_owned(), origin.to_owned()));
        Places::of(&named.into())
    }

    #[test]
    fn an_origin_is_told_by_what_it_is_even_inside_of_a_parameter() {
        assert_eq!(
            places().address(
                "http://localhost:41001/v1/x?_method=PATCH&redirect_url=http://localhost:4100/a"
            ),
            "clerk:/v1/x?redirect_url=app:/a"
        );
    }

    #[test]
    fn of_what_is_made_up_for_a_run_its_length_is_told() {
        assert_eq!(
            places().address("http://localhost:4100/a?username=ann&b"),
            "app:/a?username=[3 characters]&b"
        );
        assert_eq!(places().field("username", "ann"), "username=[3 characters]");
    }

    #[test]
    fn an_address_without_parameters_that_say_something_has_none() {
        let address = "http://localhost:4100/a?_clerk_js_version=6#top";
        assert_eq!(places().address(address), "app:/a#top");
    }

    #[test]
    fn an_origin_that_is_not_known_keeps_its_host_and_loses_its_port() {
        assert_eq!(
            places().address("http://127.0.0.1:5555/authorize"),
            "http://127.0.0.1:…/authorize"
        );
    }
}
