//! npm's `openid-client`, in a Node process that is told what its browser would tell it.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use mock_idp::Fault;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use super::{
    Expected, RelyingParty, judges_faults, refuses_another_issuer, signs_in, survives_trouble,
    world,
};
use crate::support::{CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, World};

/// How long the process may take to say something.
const DEADLINE: Duration = Duration::from_secs(60);

pub(crate) struct OpenidClient {
    tell: ChildStdin,
    said: Lines<BufReader<ChildStdout>>,
    /// Ends with this handle, or with the end of its standard input if nobody is left to drop it.
    _process: Child,
}

impl OpenidClient {
    async fn at(world: &World) -> Self {
        let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/openid-client");
        let folder = npm::installed(&project, Path::new(env!("CARGO_TARGET_TMPDIR"))).await;
        let mut process = Command::new("node")
            .arg("relying-party.mjs")
            .args([world.idp.issuer(), CLIENT_ID, CLIENT_SECRET, REDIRECT_URI])
            .current_dir(folder.unwrap_or_else(|why| panic!("{why}")))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("node can be started");
        Self {
            tell: process.stdin.take().expect("piped"),
            said: BufReader::new(process.stdout.take().expect("piped")).lines(),
            _process: process,
        }
    }

    /// Tells it a line, and gives what it says then.
    async fn tell(&mut self, line: &str) -> Value {
        let line = format!("{line}\n");
        let told = self.tell.write_all(line.as_bytes()).await;
        told.expect("it listens");
        let said = tokio::time::timeout(DEADLINE, self.said.next_line()).await;
        let said = said.expect("within a minute").expect("text");
        serde_json::from_str(&said.expect("it still runs")).expect("JSON")
    }
}

impl RelyingParty for OpenidClient {
    async fn login(&mut self, world: &World) -> Result<(String, String), String> {
        let mut said = self.tell("login").await;
        if let Some(url) = said["go"].as_str() {
            let callback = world.allow(url).await;
            said = self.tell(callback.url.as_str()).await;
        }
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        match said.get("signed_in") {
            Some(who) => Ok((text(&who["sub"]), text(&who["email"]))),
            None => Err(text(&said["refused"])),
        }
    }

    fn expected(fault: Fault) -> Expected {
        use Expected::{Accepted, AgainstTheRule, Refused};
        match fault {
            Fault::IssWrong => Refused("unexpected JWT \"iss\""),
            Fault::IssMissing => Refused("\"iss\" (issuer) claim missing"),
            Fault::SubMissing => Refused("\"sub\" (subject) claim missing"),
            Fault::SubEmpty => Refused("\"sub\" property must not be empty"),
            Fault::SubTooLong => Accepted,
            Fault::AudWrong => Refused("unexpected JWT \"aud\""),
            Fault::AudMissing => Refused("\"aud\" (audience) claim missing"),
            Fault::AudMore => {
                AgainstTheRule(true, "it trusts whoever else is named, if `azp` is its own")
            }
            // It looks at `azp` only where there are several audiences.
            Fault::AzpWrong => Accepted,
            Fault::NonceWrong => Refused("unexpected ID Token \"nonce\""),
            Fault::NonceMissing => Refused("\"nonce\" (nonce) claim missing"),
            Fault::ExpPast => Refused("unexpected JWT \"exp\""),
            Fault::ExpMissing => Refused("\"exp\" (expiration time) claim missing"),
            Fault::IatMissing => Refused("\"iat\" (issued at) claim missing"),
            Fault::IatFuture => Accepted,
            Fault::NbfFuture => Refused("unexpected JWT \"nbf\""),
            Fault::SignatureBroken | Fault::SignatureOtherKey => {
                Refused("signature verification failed")
            }
            Fault::AlgNone | Fault::AlgHs256 | Fault::AlgHs256Secret => {
                Refused("unexpected JWT \"alg\"")
            }
            Fault::KidUnknown => Refused("no applicable keys found"),
            Fault::KidMissing | Fault::RotatedJustNow => Accepted,
            // It does so only for detached signatures.
            Fault::AtHashWrong => Accepted,
            Fault::CritUnknown => Refused("\"crit\""),
            Fault::IdTokenMissing => Refused("\"id_token\" property must be a string"),
            Fault::IdTokenMalformed => Refused("Invalid JWT"),
            Fault::TokenTypeWrong => Refused("unsupported `token_type`"),
            Fault::AccessTokenMissing => Refused("\"access_token\" property must be a string"),
            Fault::StateWrong => Refused("unexpected \"state\""),
            Fault::StateMissing => Refused("\"state\" missing"),
            Fault::ResponseIssWrong => Refused("unexpected \"iss\" (issuer) response"),
            Fault::ResponseIssMissing => Refused("\"iss\" (issuer) missing"),
            Fault::CodeMissing => Refused("no authorization code"),
            Fault::UserinfoSubWrong => Refused("unexpected \"response\" body \"sub\""),
            Fault::UserinfoSubMissing => Refused("\"sub\" property must be a string"),
            Fault::UserinfoRefused => Refused("WWW-Authenticate"),
        }
    }
}

#[tokio::test]
async fn openid_client_accepts_what_is_sound_and_refuses_each_fault() {
    let world = world().await;
    let mut party = OpenidClient::at(&world).await;
    judges_faults(&mut party, &world).await;
}

#[tokio::test]
async fn openid_client_survives_trouble() {
    let world = world().await;
    let mut party = OpenidClient::at(&world).await;
    signs_in(&mut party, &world).await;
    survives_trouble(&mut party, &world).await;
    refuses_another_issuer(&mut party, &world).await;
}
