//! What pages exchanged, with what repeats itself said once.

use std::collections::{BTreeMap, HashMap};

use conformance_harness::results::Exchange;

use super::address::{Address, Parameter};
use super::journey::again;
use crate::format::seconds;

/// Of fewer requests to one origin nothing is called usual.
const ENOUGH: usize = 3;

/// One recording.
pub(super) struct Log<'a> {
    /// What most requests to an origin bear and what their rows therefore do not repeat.
    pub(super) usual: Vec<Usual<'a>>,
    /// In order.
    pub(super) rows: Vec<Row<'a>>,
}

/// The parameters that more than half of the requests to one origin bear, with the same values.
pub(super) struct Usual<'a> {
    /// The origin.
    pub(super) origin: &'a str,
    /// At least one.
    pub(super) parameters: Vec<Parameter<'a>>,
}

/// One request and its answer.
pub(super) struct Row<'a> {
    /// When it was sent, e.g. `0.82 s`.
    pub(super) after: String,
    /// Its method.
    pub(super) method: &'a str,
    /// Its status.
    pub(super) status: Option<u16>,
    /// Its address; of the parameters only those that are not usual.
    pub(super) address: Address<'a>,
    /// The names of usual parameters that it lacks.
    pub(super) without: Vec<&'a str>,
    /// The form's fields.
    pub(super) form: Vec<Parameter<'a>>,
    /// `2nd time` where the very same request was made before.
    pub(super) again: Option<String>,
}

impl<'a> Log<'a> {
    /// Of one recording.
    pub(super) fn of(exchanges: &'a [Exchange]) -> Self {
        let usual = Usual::all(exchanges);
        let mut times: HashMap<(&str, &str, &BTreeMap<_, _>), usize> = HashMap::new();
        let rows = exchanges.iter().map(|exchange| {
            let request = (
                exchange.method.as_str(),
                exchange.url.as_str(),
                &exchange.form,
            );
            let again = again(times.entry(request).or_default());
            Row::of(exchange, &usual, again)
        });
        Self {
            rows: rows.collect(),
            usual,
        }
    }
}

impl<'a> Usual<'a> {
    /// By origin, in the order in which they first occur.
    fn all(exchanges: &'a [Exchange]) -> Vec<Self> {
        let addresses: Vec<_> = exchanges.iter().map(|e| Address::of(&e.url)).collect();
        let mut origins: Vec<&str> = Vec::new();
        for address in &addresses {
            if !origins.contains(&address.origin) {
                origins.push(address.origin);
            }
        }
        let usual = origins.into_iter().map(|origin| Self {
            origin,
            parameters: usual_among(addresses.iter().filter(|it| it.origin == origin)),
        });
        usual.filter(|it| !it.parameters.is_empty()).collect()
    }
}

fn usual_among<'a, 'b>(
    addresses: impl Iterator<Item = &'b Address<'a>> + Clone,
) -> Vec<Parameter<'a>>
where
    'a: 'b,
{
    let requests = addresses.clone().count();
    let mut counts: Vec<(Parameter<'a>, usize)> = Vec::new();
    for &parameter in addresses.flat_map(|address| &address.parameters) {
        match counts.iter_mut().find(|(counted, _)| *counted == parameter) {
            Some((_, count)) => *count += 1,
            None => counts.push((parameter, 1)),
        }
    }
    let counts = counts.into_iter();
    let usual = counts.filter(|&(_, count)| requests >= ENOUGH && count * 2 > requests);
    usual.map(|(parameter, _)| parameter).collect()
}

impl<'a> Row<'a> {
    fn of(exchange: &'a Exchange, usual: &[Usual<'a>], again: Option<String>) -> Self {
        let mut address = Address::of(&exchange.url);
        let usual = usual.iter().find(|it| it.origin == address.origin);
        let usual = usual.map_or(&[][..], |it| &it.parameters);
        let bears = |name: &str| address.parameters.iter().any(|own| own.name == name);
        let names = usual.iter().map(|parameter| parameter.name);
        let without = names.filter(|name| !bears(name)).collect();
        // The Frontend API's way to say the method, which stands in the row already.
        let is_method = |own: &Parameter<'_>| own.name == "_method" && own.value == exchange.method;
        address
            .parameters
            .retain(|own| !usual.contains(own) && !is_method(own));
        Self {
            after: seconds(exchange.at_ms),
            method: &exchange.method,
            status: exchange.status,
            address,
            without,
            form: exchange
                .form
                .iter()
                .map(|(name, value)| Parameter { name, value })
                .collect(),
            again,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(url: &str) -> Exchange {
        Exchange {
            at_ms: 820,
            method: "GET".to_owned(),
            url: url.to_owned(),
            form: BTreeMap::new(),
            status: Some(200),
        }
    }

    fn names<'a>(parameters: &[Parameter<'a>]) -> Vec<&'a str> {
        parameters.iter().map(|it| it.name).collect()
    }

    #[test]
    fn what_most_requests_bear_is_said_once_and_what_differs_in_its_row() {
        let exchanges = [
            get("http://a.test/1?version=7"),
            get("http://a.test/2?version=7&jwt=[redacted]"),
            get("http://a.test/3?version=7&jwt=[redacted]&extra=1"),
            get("http://a.test/4?version=8&jwt=[redacted]&_method=GET"),
            get("http://b.test/?version=7"),
        ];
        let log = Log::of(&exchanges);
        assert_eq!(log.usual.len(), 1);
        assert_eq!(log.usual[0].origin, "http://a.test");
        assert_eq!(names(&log.usual[0].parameters), ["version", "jwt"]);
        let own: Vec<_> = log
            .rows
            .iter()
            .map(|row| names(&row.address.parameters))
            .collect();
        assert_eq!(
            own,
            [
                vec![],
                vec![],
                vec!["extra"],
                vec!["version"],
                vec!["version"]
            ]
        );
        let without: Vec<_> = log.rows.iter().map(|row| row.without.clone()).collect();
        assert_eq!(without, [vec!["jwt"], vec![], vec![], vec![], vec![]]);
    }

    #[test]
    fn the_very_same_request_is_counted() {
        let other = Exchange {
            method: "POST".to_owned(),
            ..get("/a")
        };
        let exchanges = [get("/a"), other, get("/a")];
        let again: Vec<_> = Log::of(&exchanges)
            .rows
            .into_iter()
            .map(|row| row.again)
            .collect();
        assert_eq!(again, [None, None, Some("2nd time".to_owned())]);
    }
}
