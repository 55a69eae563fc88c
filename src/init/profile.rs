//! The profile of an app.

use std::fmt::Write as _;

use toml::Value;

use super::answers::{Answers, Start};

/// The variables that each app on Clerk is told.
pub(super) const TOLD: [&str; 7] = [
    "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY",
    "CLERK_SECRET_KEY",
    "CLERK_API_URL",
    "NEXT_PUBLIC_CLERK_SIGN_IN_URL",
    "NEXT_PUBLIC_CLERK_SIGN_UP_URL",
    "NEXT_PUBLIC_CLERK_TELEMETRY_DISABLED",
    "NEXT_TELEMETRY_DISABLED",
];

/// What the SDK's `verifyWebhook` reads the signing secret from.
const WEBHOOK_SECRET: &str = "CLERK_WEBHOOK_SIGNING_SECRET";

const KEYS: &str = "\
# targets/local.toml of the suite shows every key of [routes], [selectors], [policies] and [timing], and what holds where
# nothing is said.

";

const STAND_IN: &str = "
# The run brings Clerk: a stand-in, which the app's SDK reaches under the host in its publishable key. The identity
# provider is brought, too.
[clerk]
kind = \"stand-in\"
host = \"tidy-heron-42.clerk.accounts.dev\"
# Clerk's name of the provider that the run plays, as a button of the app has it; \"oauth_custom_acme\" for buttons that are
# made from what Clerk says of the instance.
";

const RUNNING: &str = "
# The stand-in for Clerk, and the identity provider: `cargo conformance clerk` and `cargo conformance idp`, which say
# what to tell the app.
[clerk]
backend_api = \"http://localhost:4101\"
secret_key_env = \"CLERK_SECRET_KEY\"   # the variable that holds the secret key, not the key

[identity_provider]
url = \"http://127.0.0.1:4102\"
strategy = \"oauth_custom_acme\"
";

const BILLING: &str = "
# Where what the app does about billing can be seen; docs/billing.md of the suite has all kinds of each.
# [billing]
# signing_secret_env = \"CLERK_WEBHOOK_SIGNING_SECRET\"   # the variable, not the secret
# [billing.plan_store]
# url = \"https://…/users/{clerk_id}\"
# key_env = \"PLAN_STORE_KEY\"
# [billing.log]
# kind = \"file\"                                # or \"container\", \"vercel\", \"drain\"
# file = \"app.log\"
";

const POLICIES: &str = "
# What the app does where the requirements leave it the choice; scenarios about another choice do not apply to it.
# [policies]
# \"callback.when_nothing_matches\" = \"stays\"   # or \"sign_in\"
# \"billing.events\" = \"platform\"               # or \"plan\", \"both\"
# \"billing.on_cancel\" = \"at_period_end\"       # or \"at_once\"

# What this app cannot do, each with the reason that the report gives. Scenarios that need it do not apply then.
# [cannot]
# plan-store = \"plans are kept by Clerk alone\"

# What is wrong and has to be lived with for now. A run ends with the lines for what failed.
# [[known_failures]]
# scenario = \"…\"                              # as `id` in results.json
# reason = \"…\"
";

/// The text of the profile, which a run takes as it is.
pub(super) fn text(answers: &Answers) -> String {
    let mut text = format!("# What a run has to know of {}.\n{KEYS}", answers.name);
    text += &format!(
        "name = {}                     # in reports\n\n",
        quoted(&answers.name)
    );
    if let Some(url) = &answers.url {
        let url = quoted(url.as_str().trim_end_matches('/'));
        text += &format!("[app]\nkind = \"url\"\nurl = {url}\n{RUNNING}");
    } else if let Some(start) = &answers.start {
        text += &app(start);
        text += &environment(answers);
        text += STAND_IN;
        text += &format!("strategy = {}\n", quoted(&answers.strategy));
    }
    text += &routes(answers);
    text += &format!(
        "\n# What people press and read: CSS, in which names in braces stand for what is meant.\n\
         [selectors]\nprovider_button = {}\n",
        quoted(&answers.provider_button)
    );
    if answers.url.is_some() {
        text += BILLING;
    }
    text += POLICIES;
    text
}

fn app(start: &Start) -> String {
    let command = [
        "node",
        &start.next,
        "start",
        "-H",
        "localhost",
        "-p",
        "{port}",
    ];
    format!(
        "[app]\n\
         kind = \"command\"\n\
         url = \"http://localhost:{{port}}\"     # {{port}}: any free one\n\
         folder = \"..\"                       # relative to this file\n\
         install = [{}]\n\
         build = [{}]\n\
         command = {}\n\
         ready = \"/\"                         # the path that answers when the app is ready\n",
        words(&start.install),
        words(&start.build),
        words(&command),
    )
}

/// The environment: what a run fills in, and what it cannot know.
fn environment(answers: &Answers) -> String {
    let path = |name: &str, usual: &str| {
        let mut routes = answers.routes.iter();
        let known = routes.find(|(route, _)| *route == name);
        let known = known.and_then(|(_, path)| path.clone());
        known.unwrap_or_else(|| usual.to_owned())
    };
    let mut variables = vec![
        (
            "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY",
            "{publishable_key}".to_owned(),
        ),
        ("CLERK_SECRET_KEY", "{secret_key}".to_owned()),
        ("CLERK_API_URL", "{backend_api}".to_owned()),
        ("NEXT_PUBLIC_CLERK_SIGN_IN_URL", path("sign_in", "/sign-in")),
        ("NEXT_PUBLIC_CLERK_SIGN_UP_URL", path("sign_up", "/sign-up")),
        ("NEXT_PUBLIC_CLERK_TELEMETRY_DISABLED", "1".to_owned()),
        ("NEXT_TELEMETRY_DISABLED", "1".to_owned()),
    ];
    let takes_webhooks = !answers.routes.contains(&("webhooks", None));
    let mut secrets: Vec<&str> = answers
        .webhook_variables
        .iter()
        .map(String::as_str)
        .collect();
    if secrets.is_empty() && takes_webhooks {
        secrets.push(WEBHOOK_SECRET);
    }
    let signing = |name| (name, "{webhook_signing_secret}".to_owned());
    variables.extend(secrets.into_iter().map(signing));
    let mut text =
        "\n# What the app finds in its environment. Names in braces are filled in by the run.\n[app.environment]\n"
            .to_owned();
    for (name, value) in variables {
        let _ = writeln!(text, "{name} = {}", quoted(&value));
    }
    for (file, name) in &answers.overriding {
        let _ = writeln!(
            text,
            "{name} = \"\"  # {file} sets it, for another Clerk than the run's"
        );
    }
    if !answers.other_variables.is_empty() {
        text += "# Its example files name these, too. What has no value here, the app finds where it usually does.\n";
        for name in &answers.other_variables {
            let _ = writeln!(text, "# {name} = \"…\"");
        }
    }
    text
}

fn routes(answers: &Answers) -> String {
    let mut text = "\n# Where the pages are. Those behind # were not found, and are looked for where they usually are.\n[routes]\n"
        .to_owned();
    for (name, path) in &answers.routes {
        let _ = match path {
            Some(path) => writeln!(text, "{name} = {}", quoted(path)),
            None => writeln!(text, "# {name} = \"/…\""),
        };
    }
    text
}

/// A list of words, as TOML has it.
fn words<T: AsRef<str>>(words: &[T]) -> String {
    let words: Vec<String> = words.iter().map(|it| quoted(it.as_ref())).collect();
    format!("[{}]", words.join(", "))
}

/// A text, as TOML has it.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}
