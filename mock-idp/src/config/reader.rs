//! Reads a file in such a way that what is wrong is noticed where it stands, so that the error has its line.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::{Map, Value};

use super::judged::{each, judged};
use super::{Config, IssuerConfig};
use crate::directory::Directory;
use crate::issuers::check_name;
use crate::{Client, NewPerson};

/// A line, from 1, and what is wrong there.
type Wrong = (usize, String);

pub(super) fn of_toml(text: &str) -> Result<Config, Wrong> {
    let document: Document = toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        let line = text
            .bytes()
            .take(start)
            .filter(|byte| *byte == b'\n')
            .count()
            + 1;
        (line, one_line(error.message()))
    })?;
    Ok(document.0)
}

pub(super) fn of_json(text: &str) -> Result<Config, Wrong> {
    let document: Document = serde_json::from_str(text).map_err(|error| {
        let why = error.to_string();
        // Its own words for the place, which is told in another way here.
        let why = why
            .rsplit_once(" at line ")
            .map_or(why.as_str(), |(why, _)| why);
        (error.line().max(1), one_line(why))
    })?;
    Ok(document.0)
}

fn one_line(why: &str) -> String {
    why.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A whole file.
struct Document(Config);

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut config = Config::default();
        let Config { default, issuers } = &mut config;
        deserializer.deserialize_map(IssuerVisitor {
            config: default,
            place: Place::Top(issuers),
        })?;
        Ok(Self(config))
    }
}

/// Where an issuer stands in the file, and what only an issuer that stands there can have.
enum Place<'a> {
    Top(&'a mut Vec<(String, IssuerConfig)>),
    Named(&'a mut Option<String>),
}

/// Reads the members of one issuer.
struct IssuerVisitor<'a> {
    config: &'a mut IssuerConfig,
    place: Place<'a>,
}

impl<'de> Visitor<'de> for IssuerVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("settings, persons and clients")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(member) = map.next_key::<String>()? {
            match (member.as_str(), &mut self.place) {
                ("persons", _) => {
                    let mut directory = Directory::default();
                    map.next_value_seed(each(|person: NewPerson| {
                        directory.add(person.clone())?;
                        self.config.persons.push(person);
                        Ok(())
                    }))?;
                }
                ("clients", _) => map.next_value_seed(each(|client: Client| {
                    client.check()?;
                    let mut others = self.config.clients.iter();
                    if others.any(|other| other.client_id == client.client_id) {
                        return Err(format!(
                            "`client_id` belongs to another client: {}",
                            client.client_id
                        )
                        .into());
                    }
                    self.config.clients.push(client);
                    Ok(())
                }))?,
                ("issuers", Place::Top(issuers)) => {
                    map.next_value_seed(each(|NamedIssuer { name, config }| {
                        if issuers.iter().any(|(other, _)| *other == name) {
                            return Err(format!("`name` belongs to another issuer: {name}").into());
                        }
                        issuers.push((name, config));
                        Ok(())
                    }))?;
                }
                ("name", Place::Named(name)) => {
                    map.next_value_seed(judged(|wanted: String| {
                        check_name(&wanted)?;
                        **name = Some(wanted);
                        Ok(())
                    }))?;
                }
                _ => map.next_value_seed(judged(|value: Value| {
                    let patch = Map::from_iter([(member, value)]);
                    self.config.settings = self.config.settings.patched(&patch)?;
                    Ok(())
                }))?,
            }
        }
        Ok(())
    }
}

/// An issuer among `issuers`.
struct NamedIssuer {
    name: String,
    config: IssuerConfig,
}

impl<'de> Deserialize<'de> for NamedIssuer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (mut name, mut config) = (None, IssuerConfig::default());
        deserializer.deserialize_map(IssuerVisitor {
            config: &mut config,
            place: Place::Named(&mut name),
        })?;
        let name = name.ok_or_else(|| D::Error::missing_field("name"))?;
        Ok(Self { name, config })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Algorithm, LoginMode};

    const TOML: &str = r#"
login = "silent"
code_lifetime_s = 5

[metadata]
service_documentation = "http://localhost/docs"

[[persons]]
email = "ada@example.test"
claims = { team = "red" }

[[clients]]
client_id = "my-app"
client_secret = "fake-secret"
redirect_uris = ["http://localhost:3000/callback"]

[[issuers]]
name = "b"
algorithm = "RS256"

[[issuers.persons]]
email = "bob@example.test"
"#;

    fn wrong_toml(from: &str, to: &str) -> Wrong {
        assert!(TOML.contains(from), "{from}");
        of_toml(&TOML.replace(from, to)).expect_err("must be refused")
    }

    #[test]
    fn a_file_has_settings_persons_clients_and_issuers() {
        let config = of_toml(TOML).expect("valid");
        let Config { default, issuers } = &config;
        assert_eq!(
            (default.settings.login, default.settings.code_lifetime_s),
            (LoginMode::Silent, 5)
        );
        assert_eq!(default.persons[0].claims["team"], "red");
        assert_eq!(default.clients[0].client_id, "my-app");
        let (name, b) = &issuers[0];
        assert_eq!(
            (name.as_str(), b.settings.algorithm),
            ("b", Algorithm::Rs256)
        );
        assert_eq!(b.persons[0].email, "bob@example.test");
    }

    #[test]
    fn json_says_the_same() {
        let json = r#"{"login": "silent", "persons": [{"email": "ada@example.test"}],
            "issuers": [{"name": "b", "login": "interactive"}]}"#;
        let config = of_json(json).expect("valid");
        assert_eq!(config.default.settings.login, LoginMode::Silent);
        assert_eq!((config.default.persons.len(), config.issuers.len()), (1, 1));
        assert!(of_json("{}").is_ok() && of_toml("").is_ok());
    }

    #[test]
    fn each_mistake_is_told_with_its_line() {
        for (from, to, line, word) in [
            ("login = \"silent\"", "login = \"quiet\"", 2, "quiet"),
            ("login", "lgoin", 2, "lgoin"),
            (
                "code_lifetime_s = 5",
                "code_lifetime_s = 90000",
                3,
                "code_lifetime_s",
            ),
            ("email = \"ada", "emial = \"ada", 9, "emial"),
            ("ada@example.test", "ada", 8, "email"),
            ("fake-secret", "", 12, "client_secret"),
            ("name = \"b\"", "name = \"b/c\"", 18, "name"),
            ("name = \"b\"", "", 17, "name"),
            ("bob@example.test", "bob", 21, "email"),
            ("[[issuers.persons]]", "[[issuers.issuers]]", 21, "issuers"),
            ("code_lifetime_s = 5", "code_lifetime_s = ", 3, ""),
        ] {
            let (at, why) = wrong_toml(from, to);
            assert!(why.contains(word) && !why.contains('\n'), "{to}: {why}");
            assert_eq!(at, line, "{to}: {why}");
        }
    }

    #[test]
    fn what_is_there_twice_is_told_where_it_is_the_second_time() {
        let twice = |what: &str| {
            let text = format!("{TOML}{what}");
            of_toml(&text).expect_err("must be refused")
        };
        let (line, why) = twice("[[issuers]]\nname = \"b\"\n");
        assert!(line == 23 && why.contains("`name`"), "{line}: {why}");
        let (line, why) = twice("[[issuers.persons]]\nemail = \"BOB@example.test\"\n");
        assert!(line == 23 && why.contains("`email`"), "{line}: {why}");
    }

    #[test]
    fn json_has_lines_too() {
        let (line, why) = of_json("{\n\"login\": \"silent\",\n\"persons\": [{\"emial\": 1}]}")
            .expect_err("wrong");
        assert!(
            line == 3 && why.contains("emial") && !why.contains("at line"),
            "{line}: {why}"
        );
        let (line, _) = of_json("{\n\"login\": \"quiet\"\n}").expect_err("wrong");
        assert!((2..=3).contains(&line), "{line}");
    }
}
