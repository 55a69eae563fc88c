//! Where the plan that is stored for a person can be read.

use serde::Deserialize;
use url::Url;

use crate::capability::Capability;

/// Where the plan that is stored for a person can be read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Written")]
pub enum PlanStore {
    /// Over HTTP, as JSON.
    Json(JsonStore),
    /// By a query of a Convex deployment.
    Convex(ConvexStore),
    /// On the app's own page, as the person who is signed in sees it: `plan` under `[selectors]`, on the dashboard.
    Page,
}

impl PlanStore {
    /// What it does not tell, where others do.
    pub(in crate::profile) fn lacks(&self, capability: Capability) -> Option<&'static str> {
        let people = match self {
            Self::Json(store) => &store.people,
            Self::Convex(store) => &store.people,
            Self::Page => &None,
        };
        match (capability, self, people) {
            (Capability::PlanRecords, Self::Page, _) => {
                Some("the plan is read off a page, which tells of nobody but who is signed in")
            }
            (Capability::PlanList, Self::Page, _) => Some(
                "the plan is read off a page, which does not show how often somebody is stored",
            ),
            (Capability::PlanList, _, None) => {
                Some("the profile has no `people` under [billing.plan_store]")
            }
            _ => None,
        }
    }
}

/// A store that answers with JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonStore {
    /// The address, in which `{clerk_id}` stands for Clerk's ID of the user; it answers 404 for somebody who is not stored.
    pub url: String,
    /// What opens it, if it is locked.
    pub key: Option<Key>,
    /// Where the plan stands in the answer: a JSON pointer (RFC 6901).
    pub plan: String,
    /// The address that answers with the list of all who are stored, for what asks whether somebody is stored twice.
    pub people: Option<String>,
    /// Members of the answer that may change although nothing has for the person, such as counts of deliveries.
    pub ignore: Vec<String>,
}

/// A key, and how it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Name of the environment variable that holds it.
    pub env: String,
    /// In what form it is sent.
    pub auth: Auth,
}

/// In what form a key is sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Auth {
    /// As bearer token (RFC 6750).
    #[default]
    Bearer,
    /// As user and password, with a colon between them (RFC 7617).
    Basic,
    /// As it is, in the header of this name.
    Header(String),
}

/// A query of a Convex deployment that answers with what is stored for a person, or with null.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConvexStore {
    /// Where the deployment is, without a path.
    pub url: Url,
    /// The query, as `module:function`.
    pub query: String,
    /// The name of its argument that takes Clerk's ID of the user.
    pub argument: String,
    /// Where the plan stands in the answer: a JSON pointer (RFC 6901).
    pub plan: String,
    /// The query that answers with the list of all who are stored, without arguments.
    pub people: Option<String>,
    /// Members of the answer that may change although nothing has for the person.
    pub ignore: Vec<String>,
    /// Name of the environment variable that holds a deploy key or a user's token, if one is needed.
    pub key_env: Option<String>,
}

/// What stands in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    kind: Kind,
    url: Option<String>,
    key_env: Option<String>,
    auth: Option<Auth>,
    query: Option<String>,
    argument: Option<String>,
    plan: Option<String>,
    people: Option<String>,
    ignore: Option<Vec<String>>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    #[default]
    Json,
    Convex,
    Page,
}

impl Written {
    /// The members that are there, but for those that every kind has.
    fn members(&self) -> Vec<&'static str> {
        let all = [
            ("url", self.url.is_some()),
            ("key_env", self.key_env.is_some()),
            ("auth", self.auth.is_some()),
            ("query", self.query.is_some()),
            ("argument", self.argument.is_some()),
            ("plan", self.plan.is_some()),
            ("people", self.people.is_some()),
            ("ignore", self.ignore.is_some()),
        ];
        let there = all.into_iter().filter(|(_, is_there)| *is_there);
        there.map(|(name, _)| name).collect()
    }

    /// # Errors
    /// When there is a member that this kind of store does not have.
    fn has_only(&self, kind: &str, known: &[&str]) -> Result<(), String> {
        let mut members = self.members().into_iter();
        match members.find(|name| !known.contains(name)) {
            None => Ok(()),
            Some(other) if known.is_empty() => Err(format!(
                "a plan store with kind = \"{kind}\" has no `{other}`, nor anything else"
            )),
            Some(other) => Err(format!(
                "a plan store with kind = \"{kind}\" has no `{other}`: it takes {}",
                known.join(", ")
            )),
        }
    }
}

impl TryFrom<Written> for PlanStore {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        match written.kind {
            Kind::Json => json(written).map(Self::Json),
            Kind::Convex => convex(written).map(Self::Convex),
            Kind::Page => written.has_only("page", &[]).map(|()| Self::Page),
        }
    }
}

fn json(written: Written) -> Result<JsonStore, String> {
    let known = ["url", "key_env", "auth", "plan", "people", "ignore"];
    written.has_only("json", &known)?;
    let url = written.url.filter(|it| it.contains("{clerk_id}"));
    let url = url.ok_or(
        "a plan store needs its `url`, in which {clerk_id} stands for Clerk's ID of the user: \
         url = \"https://…/users/{clerk_id}\"",
    )?;
    let auth = written.auth;
    let key = match (written.key_env, auth) {
        (Some(env), auth) => Some(Key {
            env,
            auth: auth.unwrap_or_default(),
        }),
        (None, None) => None,
        (None, Some(_)) => {
            let slip = "`auth` says how the key is sent, and there is none: add `key_env`, the variable that holds it";
            return Err(slip.to_owned());
        }
    };
    Ok(JsonStore {
        url,
        key,
        plan: pointer(written.plan)?,
        people: written.people,
        ignore: written.ignore.unwrap_or_else(ignore),
    })
}

fn convex(written: Written) -> Result<ConvexStore, String> {
    let known = [
        "url", "key_env", "query", "argument", "plan", "people", "ignore",
    ];
    written.has_only("convex", &known)?;
    let (Some(url), Some(query)) = (written.url, written.query) else {
        let slip = "a Convex store needs `url`, where the deployment is, and `query`, e.g. \"users:byClerkId\"";
        return Err(slip.to_owned());
    };
    let url = Url::parse(&url).map_err(|error| format!("`url` is no address: {url}: {error}"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("`url` is no address of a server: {url}"));
    }
    Ok(ConvexStore {
        url,
        query,
        argument: written.argument.unwrap_or_else(|| "clerkId".to_owned()),
        plan: pointer(written.plan)?,
        people: written.people,
        ignore: written.ignore.unwrap_or_else(ignore),
        key_env: written.key_env,
    })
}

/// Where the plan stands: as said, or in the member `plan`.
fn pointer(said: Option<String>) -> Result<String, String> {
    let pointer = said.unwrap_or_else(|| "/plan".to_owned());
    if pointer.is_empty() || pointer.starts_with('/') {
        return Ok(pointer);
    }
    Err(format!(
        "`plan` is a JSON pointer, which begins with a slash: write \"/{pointer}\""
    ))
}

fn ignore() -> Vec<String> {
    vec!["deliveries".to_owned()]
}

impl PlanStore {
    /// The environment variable that holds its key.
    pub(super) fn key_env(&self) -> Option<&String> {
        match self {
            Self::Json(store) => store.key.as_ref().map(|key| &key.env),
            Self::Convex(store) => store.key_env.as_ref(),
            Self::Page => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<PlanStore, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    const URL: &str = "url = \"http://localhost:1/users/{clerk_id}\"\n";

    fn store(key: Option<Key>) -> PlanStore {
        PlanStore::Json(JsonStore {
            url: "http://localhost:1/users/{clerk_id}".to_owned(),
            key,
            plan: "/plan".to_owned(),
            people: None,
            ignore: vec!["deliveries".to_owned()],
        })
    }

    #[test]
    fn a_store_whose_kind_is_not_said_answers_with_json() {
        assert_eq!(read(URL), Ok(store(None)));
        assert_eq!(read(&format!("kind = \"json\"\n{URL}")), Ok(store(None)));
    }

    #[test]
    fn a_key_is_sent_as_bearer_token_unless_the_profile_says_how() {
        let key = |auth| {
            Some(Key {
                env: "KEY".to_owned(),
                auth,
            })
        };
        for (text, auth) in [
            ("", Auth::Bearer),
            ("auth = \"bearer\"\n", Auth::Bearer),
            ("auth = \"basic\"\n", Auth::Basic),
            (
                "auth = { header = \"x-api-key\" }\n",
                Auth::Header("x-api-key".to_owned()),
            ),
        ] {
            let text = format!("{URL}key_env = \"KEY\"\n{text}");
            assert_eq!(read(&text), Ok(store(key(auth))));
        }
    }

    #[test]
    fn a_convex_store_needs_its_address_and_its_query() {
        let convex = PlanStore::Convex(ConvexStore {
            url: Url::parse("https://happy-animal-123.convex.cloud").expect("an address"),
            query: "users:byClerkId".to_owned(),
            argument: "clerkId".to_owned(),
            plan: "/plan".to_owned(),
            people: None,
            ignore: vec!["deliveries".to_owned()],
            key_env: None,
        });
        let text = "kind = \"convex\"\nurl = \"https://happy-animal-123.convex.cloud\"\nquery = \"users:byClerkId\"\n";
        assert_eq!(read(text), Ok(convex));
        assert_eq!(read("kind = \"page\"\n"), Ok(PlanStore::Page));
    }

    #[test]
    fn what_cannot_be_meant_is_told_with_what_to_write() {
        for (text, told) in [
            ("".to_owned(), "{clerk_id}"),
            (
                "url = \"http://localhost:1/users\"\n".to_owned(),
                "{clerk_id}",
            ),
            (format!("{URL}auth = \"basic\"\n"), "add `key_env`"),
            (format!("{URL}auth = \"digest\"\n"), "`basic`"),
            (format!("{URL}plan = \"plan\"\n"), "write \"/plan\""),
            (format!("{URL}query = \"users:get\"\n"), "has no `query`"),
            (
                "kind = \"convex\"\nquery = \"a:b\"\n".to_owned(),
                "needs `url`",
            ),
            (
                "kind = \"convex\"\nurl = \"localhost:1\"\nquery = \"a:b\"\n".to_owned(),
                "no address of a server",
            ),
            (format!("kind = \"page\"\n{URL}"), "has no `url`"),
            (format!("kind = \"firebase\"\n{URL}"), "`convex`"),
        ] {
            let error = read(&text).expect_err("a slip");
            assert!(error.contains(told), "{error}");
        }
    }
}
