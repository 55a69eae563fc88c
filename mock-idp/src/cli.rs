//! The command: `mock-idp` on its own, and any other command that wants to offer it.

use std::io::{self, Write};

use crate::{
    Algorithm, Client, IssuerSettings, MockIdp, NewPerson, Settings, SetupError, StartError,
};

/// Where to listen, how to sign, and who and what is known from the start.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// Port on 127.0.0.1; 0 takes any free one
    #[arg(long, value_name = "PORT", default_value_t = 4102)]
    pub port: u16,

    /// What ID tokens are signed with
    #[arg(long, value_enum, value_name = "ALGORITHM", default_value_t = Algorithm::Es256)]
    pub algorithm: Algorithm,

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
         {command} --port 0 --algorithm rs256"
    )
}

/// Starts a provider, prints where it is and how to make a person, and runs until Ctrl-C.
///
/// # Errors
/// When the port is in use, a client or a person is not valid, or the terminal fails.
pub async fn run(args: Args) -> Result<(), CliError> {
    let idp = MockIdp::start(Settings {
        port: args.port,
        issuer: IssuerSettings {
            algorithm: args.algorithm,
            ..IssuerSettings::default()
        },
    })
    .await?;
    for client in args.clients {
        idp.add_client(client)?;
    }
    for email in args.persons {
        idp.add_person(NewPerson::with_email(email))?;
    }
    announce(&mut io::stdout(), idp.issuer())?;
    tokio::signal::ctrl_c().await?;
    Ok(())
}

fn announce(out: &mut impl Write, issuer: &str) -> io::Result<()> {
    write!(
        out,
        "Issuer  {issuer}\n\
         Admin   {issuer}/admin\n\n\
         Make a person:\n  \
         curl {issuer}/admin/persons --json '{{\"email\": \"ada@example.test\"}}'\n\n\
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
        announce(&mut out, "http://127.0.0.1:1").expect("written");
        let out = String::from_utf8(out).expect("UTF-8");
        assert!(out.starts_with("Issuer  http://127.0.0.1:1\n"), "{out}");
        assert!(
            out.contains("curl http://127.0.0.1:1/admin/persons"),
            "{out}"
        );
    }
}
