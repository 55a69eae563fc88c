//! The command: `mock-idp` on its own, and any other command that wants to offer it.

use std::env;
use std::io::{self, Write};
use std::net::IpAddr;
use std::path::PathBuf;

use url::Url;

use crate::{
    Algorithm, Client, Config, ConfigError, MockIdp, NewPerson, Secret, Settings, SetupError,
    StartError,
};

/// Where to listen, how to sign, and who and what is known from the start.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// Port; 0 takes any free one
    #[arg(long, value_name = "PORT", default_value_t = 4102)]
    pub port: u16,

    /// Address to listen on; any but loopback needs --admin-key-env
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub listen: IpAddr,

    /// Host in the issuer's URL, where it is not the address
    #[arg(long, value_name = "HOST")]
    pub host: Option<String>,

    /// URL by which others reach it, and so the issuer, where that is neither address nor host: behind a proxy
    #[arg(long, value_name = "URL", conflicts_with = "host")]
    pub url: Option<Url>,

    /// Environment variable with the key that the admin API shall ask for, as bearer token
    #[arg(long = "admin-key-env", alias = "admin-token-env", value_name = "NAME")]
    pub admin_token_env: Option<String>,

    /// File with settings, persons, clients and further issuers, in TOML or JSON
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// What ID tokens are signed with, whatever the file says [default: es256]
    #[arg(long, value_enum, value_name = "ALGORITHM")]
    pub algorithm: Option<Algorithm>,

    /// A client, known from the start; may be repeated
    #[arg(long = "client", value_name = "ID:SECRET:REDIRECT_URI", value_parser = parse_client)]
    pub clients: Vec<Client>,

    /// A person, known from the start; may be repeated
    #[arg(long = "person", value_name = "EMAIL")]
    pub persons: Vec<String>,
}

/// Why the command ended by itself.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// It would listen where others can reach its admin API.
    #[error(
        "--listen {0} lets others reach the admin API: --admin-key-env NAME must say where its key is"
    )]
    AdminExposed(IpAddr),
    /// The variable of `--admin-key-env` is not set, or holds nothing.
    #[error("--admin-key-env {0}: there is no such variable, or nothing in it")]
    NoAdminToken(String),
    /// The file could not be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The provider could not be started.
    #[error(transparent)]
    Start(#[from] StartError),
    /// A client or a person of the command line was refused.
    #[error(transparent)]
    Setup(#[from] SetupError),
    /// Where to find the provider could not be printed, or Ctrl-C could not be awaited.
    #[error("cannot talk to the terminal: {0}")]
    Terminal(#[from] io::Error),
}

/// Examples for the help text of `command`.
#[must_use]
pub fn examples(command: &str) -> String {
    format!(
        "Examples:\n  \
         {command}\n  \
         {command} --person ada@example.test --client my-app:fake-secret:http://localhost:3000/callback\n  \
         {command} --port 0 --algorithm rs256\n  \
         {command} --config idp.toml\n  \
         {command} --listen 0.0.0.0 --host idp --admin-key-env MOCK_IDP_ADMIN_KEY\n  \
         {command} --url https://idp.example.test --admin-key-env MOCK_IDP_ADMIN_KEY"
    )
}

/// Starts a provider, prints where it is and how to make a person, and runs until Ctrl-C.
///
/// # Errors
/// When the port is in use, the file, a client or a person is not valid, the admin API would be open to others, or the
/// terminal fails.
pub async fn run(args: Args) -> Result<(), CliError> {
    let admin_token = args.admin_token()?;
    let mut config = match &args.config {
        Some(path) => Config::read(path)?,
        None => Config::default(),
    };
    if let Some(algorithm) = args.algorithm {
        config.default.settings.algorithm = algorithm;
    }
    let needs_token = admin_token.is_some();
    let idp = MockIdp::start(Settings {
        listen: args.listen,
        port: args.port,
        host: args.host,
        public_url: args.url,
        admin_token,
        issuer: config.default.settings.clone(),
    })
    .await?;
    config.apply(&idp)?;
    for client in args.clients {
        idp.add_client(client)?;
    }
    for email in args.persons {
        idp.add_person(NewPerson::with_email(email))?;
    }
    announce(&mut io::stdout(), idp.issuer(), needs_token)?;
    tokio::signal::ctrl_c().await?;
    Ok(())
}

impl Args {
    fn admin_token(&self) -> Result<Option<Secret>, CliError> {
        let Some(name) = &self.admin_token_env else {
            if !self.listen.is_loopback() {
                return Err(CliError::AdminExposed(self.listen));
            }
            return Ok(None);
        };
        match env::var(name) {
            Ok(token) if !token.is_empty() => Ok(Some(token.into())),
            _ => Err(CliError::NoAdminToken(name.clone())),
        }
    }
}

fn announce(out: &mut impl Write, issuer: &str, needs_token: bool) -> io::Result<()> {
    let token = if needs_token {
        "-H \"Authorization: Bearer $KEY\" "
    } else {
        ""
    };
    write!(
        out,
        "Issuer  {issuer}\n\
         Admin   {issuer}/admin\n\n\
         Make a person:\n  \
         curl {token}{issuer}/admin/persons --json '{{\"email\": \"ada@example.test\"}}'\n\n\
         Ctrl-C ends it.\n"
    )?;
    out.flush()
}

/// The redirect URI comes last, since it has colons itself.
fn parse_client(text: &str) -> Result<Client, String> {
    let mut parts = text.splitn(3, ':');
    let (Some(id), Some(secret), Some(redirect_uri)) = (parts.next(), parts.next(), parts.next())
    else {
        return Err("not of the form ID:SECRET:REDIRECT_URI".to_owned());
    };
    let client = Client::new(id, secret, redirect_uri);
    client.check().map_err(|error| error.to_string())?;
    Ok(client)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Debug, Parser)]
    struct Command {
        #[command(flatten)]
        args: Args,
    }

    fn parse(line: &str) -> Result<Args, clap::Error> {
        Command::try_parse_from(line.split(' ')).map(|command| command.args)
    }

    #[test]
    fn every_example_parses() {
        for line in examples("mock-idp").lines().skip(1) {
            assert!(parse(line.trim()).is_ok(), "{line}");
        }
    }

    #[test]
    fn a_client_keeps_the_colons_of_its_redirect_uri() {
        let args =
            parse("mock-idp --client app:fake-secret:http://localhost:3000/cb").expect("valid");
        assert_eq!(
            (args.port, args.clients[0].client_id.as_str()),
            (4102, "app")
        );
        assert_eq!(args.clients[0].redirect_uris, ["http://localhost:3000/cb"]);
    }

    #[test]
    fn a_client_that_is_cut_short_is_wrong_usage() {
        let error = parse("mock-idp --client app:fake-secret").expect_err("no redirect URI");
        assert!(
            error.to_string().contains("ID:SECRET:REDIRECT_URI"),
            "{error}"
        );
    }

    #[test]
    fn the_announcement_names_the_issuer_and_how_to_make_a_person() {
        let mut out = Vec::new();
        announce(&mut out, "http://127.0.0.1:1", false).expect("written");
        let out = String::from_utf8(out).expect("UTF-8");
        assert!(out.starts_with("Issuer  http://127.0.0.1:1\n"), "{out}");
        assert!(
            out.contains("curl http://127.0.0.1:1/admin/persons"),
            "{out}"
        );
    }

    #[test]
    fn other_machines_reach_the_admin_api_only_with_a_token() {
        let token = |line: &str| parse(line).expect("valid").admin_token();
        assert!(matches!(token("mock-idp"), Ok(None)));
        assert!(matches!(token("mock-idp --listen ::1"), Ok(None)));
        let exposed = token("mock-idp --listen 0.0.0.0").expect_err("exposed");
        assert!(exposed.to_string().contains("--admin-key-env"), "{exposed}");
        let unset = token("mock-idp --admin-key-env NO_SUCH_VARIABLE").expect_err("unset");
        assert!(unset.to_string().contains("NO_SUCH_VARIABLE"), "{unset}");
        assert!(matches!(
            token("mock-idp --listen 0.0.0.0 --admin-key-env PATH"),
            Ok(Some(_))
        ));
    }
}
