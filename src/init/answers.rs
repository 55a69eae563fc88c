//! What is to be written into the files: said, found, asked or usual, in this order.

use url::Url;

use super::InitArgs;
use super::questions::Questions;
use crate::next_app::{self, NextApp, Pages};

/// Stands for the suite's repository, where nobody says which it is.
pub(super) const PLACEHOLDER: &str = "your-organization/clerk-conformance";

/// A custom provider, which an app has that makes its buttons from what Clerk says of the instance.
const STRATEGY: &str = "oauth_custom_acme";

/// The usual button of a provider.
const PROVIDER_BUTTON: &str = "button[data-provider='{strategy}']";

/// What is to be written.
#[derive(Debug)]
pub(super) struct Answers {
    /// What the app is called.
    pub(super) name: String,
    /// Where the app runs already; it is started otherwise.
    pub(super) url: Option<Url>,
    /// How it is started.
    pub(super) start: Option<Start>,
    /// The path of each page, by its name in a profile; those that are not known have none.
    pub(super) routes: Vec<(&'static str, Option<String>)>,
    /// What signs in with a provider.
    pub(super) provider_button: String,
    /// Clerk's name of a provider that the app has a button for.
    pub(super) strategy: String,
    /// Environment variables that the app wants beside those that a run can fill in.
    pub(super) other_variables: Vec<String>,
    /// Those that hold the signing secret of its webhooks.
    pub(super) webhook_variables: Vec<String>,
    /// Those that would lead it to another Clerk, with the files that set them.
    pub(super) overriding: Vec<(&'static str, String)>,
    /// GitHub repository of the suite.
    pub(super) suite: String,
}

/// How an app is installed, built and started.
#[derive(Debug)]
pub(super) struct Start {
    pub(super) install: Vec<String>,
    pub(super) build: Vec<String>,
    /// Where `next` is.
    pub(super) next: String,
}

impl Answers {
    /// Puts them together.
    ///
    /// # Errors
    /// When somebody is asked and no answer can be read.
    pub(super) fn of(
        args: &InitArgs,
        app: Option<&NextApp>,
        questions: &mut Questions,
    ) -> std::io::Result<Self> {
        let variables = app.map_or(&[][..], |app| &app.variables);
        let (webhook_variables, other_variables) = sorted(variables);
        let routes = routes(args, app, questions)?;
        let strategy = match &args.strategy {
            Some(said) => said.clone(),
            None => questions.ask(
                "Which provider has the app a button for, by Clerk's name, e.g. oauth_google?",
                STRATEGY,
                strategy,
            )?,
        };
        let provider_button = match &args.provider_button {
            Some(said) => said.clone(),
            None => questions.ask(
                "What is the CSS selector of the button of a provider, with {strategy} for Clerk's name of it?",
                PROVIDER_BUTTON,
                |answer| Ok(answer.to_owned()),
            )?,
        };
        let name = app.and_then(|app| app.package.name.clone());
        Ok(Self {
            name: name.unwrap_or_else(|| "this app".to_owned()),
            url: args.url.clone(),
            start: app.map(Start::of),
            routes,
            provider_button,
            strategy,
            other_variables,
            webhook_variables,
            overriding: next_app::overriding(&args.folder),
            suite: args.suite.clone().unwrap_or_else(|| PLACEHOLDER.to_owned()),
        })
    }
}

impl Start {
    fn of(app: &NextApp) -> Self {
        let owned = |words: &[&str]| words.iter().map(|it| (*it).to_owned()).collect();
        let build = app.manager.build(app.package.has_script("build"));
        Self {
            install: owned(app.manager.install()),
            build: owned(&build),
            next: app.next.display().to_string(),
        }
    }
}

/// The path of each page. Asked for is what most scenarios need.
fn routes(
    args: &InitArgs,
    app: Option<&NextApp>,
    questions: &mut Questions,
) -> std::io::Result<Vec<(&'static str, Option<String>)>> {
    let found = |page: fn(&Pages) -> Option<String>| app.and_then(|app| page(&app.pages));
    let mut needed =
        |said: &Option<String>, page: fn(&Pages) -> Option<String>, question: &str, usual: &str| {
            match said.clone().or_else(|| found(page)) {
                Some(known) => Ok(Some(known)),
                None => questions.ask(question, usual, path).map(Some),
            }
        };
    let paths = &args.paths;
    let sign_in = needed(
        &paths.sign_in,
        Pages::sign_in,
        "Where is the sign-in page?",
        "/sign-in",
    )?;
    let sign_up = needed(
        &paths.sign_up,
        Pages::sign_up,
        "Where is the sign-up page?",
        "/sign-up",
    )?;
    let sso_callback = needed(
        &paths.sso_callback,
        Pages::sso_callback,
        "Where do people come back to from a provider?",
        "/sso-callback",
    )?;
    let protected = needed(
        &paths.protected,
        Pages::protected,
        "Which page do only signed-in people see?",
        "/protected",
    )?;
    let webhooks = paths.webhooks.clone().or_else(|| found(Pages::webhooks));
    Ok(vec![
        ("sign_in", sign_in),
        ("sign_up", sign_up),
        ("sso_callback", sso_callback),
        ("fallback", protected.clone()),
        ("protected", protected),
        ("dashboard", found(Pages::dashboard)),
        ("tasks", found(Pages::tasks)),
        ("profile", found(Pages::profile)),
        ("billing", found(Pages::billing)),
        ("webhooks", webhooks),
    ])
}

/// The variables that hold the signing secret of webhooks, and those that nothing is known of. Left out are those that
/// each app on Clerk is told.
fn sorted(variables: &[String]) -> (Vec<String>, Vec<String>) {
    let is_of_webhooks = |name: &&String| {
        name.contains("WEBHOOK") && name.ends_with("SECRET") && !name.contains("SYNC")
    };
    let is_told_anyway = |name: &&String| super::profile::TOLD.contains(&name.as_str());
    let (webhooks, others): (Vec<&String>, Vec<&String>) = variables
        .iter()
        .filter(|name| !is_told_anyway(name))
        .partition(is_of_webhooks);
    let owned = |names: Vec<&String>| names.into_iter().cloned().collect();
    (owned(webhooks), owned(others))
}

/// A path, if `text` can be one.
pub(super) fn path(text: &str) -> Result<String, String> {
    if text.starts_with('/') {
        Ok(text.to_owned())
    } else {
        Err(format!("a path begins with a slash: write /{text}"))
    }
}

/// Clerk's name of a provider, if `text` can be one.
pub(super) fn strategy(text: &str) -> Result<String, String> {
    if text.starts_with("oauth_") {
        Ok(text.to_owned())
    } else {
        Err(format!(
            "Clerk's name of a provider begins with oauth_: write oauth_{text}"
        ))
    }
}
