//! Request parameters, from a query or a form.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, header};
use url::form_urlencoded;

/// The parameters of one request. A parameter without a value counts as left out (RFC 6749, section 3.1).
#[derive(Debug, Default)]
pub(crate) struct Params(Vec<(String, String)>);

impl Params {
    pub(crate) fn from_query(query: Option<&str>) -> Self {
        Self::from_urlencoded(query.unwrap_or_default().as_bytes())
    }

    /// Reads the body of a form post; `None` when the request says that it is something else.
    pub(crate) fn from_form(headers: &HeaderMap, body: &[u8]) -> Option<Self> {
        let content_type = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
        let essence = content_type.split(';').next()?.trim();
        essence
            .eq_ignore_ascii_case("application/x-www-form-urlencoded")
            .then(|| Self::from_urlencoded(body))
    }

    fn from_urlencoded(bytes: &[u8]) -> Self {
        Self(
            form_urlencoded::parse(bytes)
                .into_owned()
                .filter(|(_, value)| !value.is_empty())
                .collect(),
        )
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// Whether one of `names` is there more than once, which RFC 6749, sections 3.1 and 3.2 forbid.
    pub(crate) fn repeats_any(&self, names: &[&str]) -> bool {
        names
            .iter()
            .any(|name| self.0.iter().filter(|(key, _)| key == name).count() > 1)
    }

    /// Adds the parameters of another part of the same request.
    pub(crate) fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// The parameters as the journal may keep them.
    pub(crate) fn redacted(&self) -> BTreeMap<String, String> {
        let shown = |(name, value): &(String, String)| {
            (
                name.clone(),
                if is_secret(name) {
                    "[redacted]".to_owned()
                } else {
                    value.clone()
                },
            )
        };
        self.0.iter().map(shown).collect()
    }
}

/// Judged by name and generously, so that a secret sent under a mistyped or unknown name stays out of the journal too.
pub(crate) fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "code"
        || name == "request"
        || ["secret", "token", "verifier", "assertion", "password"]
            .iter()
            .any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_parameter_without_a_value_counts_as_left_out() {
        let params = Params::from_query(Some("state=&scope=openid+email"));
        assert_eq!(params.get("state"), None);
        assert_eq!(params.get("scope"), Some("openid email"));
    }

    #[test]
    fn repetition_is_noticed_for_the_parameters_that_matter() {
        let params = Params::from_query(Some("state=a&state=b&resource=x&resource=y&scope=openid"));
        assert!(params.repeats_any(&["scope", "state"]));
        assert!(!params.repeats_any(&["scope"]));
    }

    #[test]
    fn only_a_form_is_read_from_a_body() {
        let mut headers = HeaderMap::new();
        assert!(Params::from_form(&headers, b"a=1").is_none());
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        );
        assert!(Params::from_form(&headers, b"a=1").is_none());
        let form = HeaderValue::from_static("application/x-www-form-urlencoded; charset=UTF-8");
        headers.insert(header::CONTENT_TYPE, form);
        assert_eq!(
            Params::from_form(&headers, b"a=1")
                .expect("a form")
                .get("a"),
            Some("1")
        );
    }

    #[test]
    fn secrets_are_redacted_and_the_rest_is_kept() {
        let query = "client_secret=s&code=c&code_verifier=v&access_token=t&id_token_hint=h&client-Secret=x&request=r\
                     &code_challenge=ch&state=st&redirect_uri=u&person=p";
        let redacted = Params::from_query(Some(query)).redacted();
        let kept: Vec<_> = redacted
            .iter()
            .filter(|(_, v)| *v != "[redacted]")
            .map(|(k, _)| k.as_str())
            .collect();
        assert_eq!(kept, ["code_challenge", "person", "redirect_uri", "state"]);
        assert_eq!(redacted.len(), 11);
    }
}
