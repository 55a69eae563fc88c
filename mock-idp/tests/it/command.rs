//! The command, as somebody at a terminal meets it.

use std::path::PathBuf;
use std::process::Stdio;

use mock_idp::{Config, MockIdp, Settings, StartError};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, Command};

const TOML: &str = r#"
login = "silent"

[[persons]]
email = "ada@example.test"

[[issuers]]
name = "b"
"#;

fn file(name: &str, text: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let path = folder.join(name);
    std::fs::write(&path, text).expect("written");
    path
}

fn mock_idp(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mock-idp"));
    command.args(["--port", "0"]).args(args);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.kill_on_drop(true);
    command
}

/// Starts the command, and reads where its issuer is.
async fn started(command: &mut Command) -> (Child, String) {
    let mut child = command.spawn().expect("started");
    let out = child.stdout.take().expect("piped");
    let mut lines = BufReader::new(out).lines();
    let mut issuer = None;
    // To the end of what it says: it ends by itself where nobody listens to that.
    while let Some(line) = lines.next_line().await.expect("read") {
        if let Some(found) = line.strip_prefix("Issuer  ") {
            issuer = Some(found.to_owned());
        }
        if line.starts_with("Ctrl-C") {
            break;
        }
    }
    (child, issuer.expect("the issuer"))
}

/// What the command says when it refuses to start.
async fn refusal(args: &[&str]) -> String {
    let mut child = mock_idp(args).spawn().expect("started");
    let mut err = String::new();
    let mut pipe = child.stderr.take().expect("piped");
    pipe.read_to_string(&mut err).await.expect("read");
    assert!(!child.wait().await.expect("ended").success());
    err
}

async fn json(url: String) -> Value {
    let response = reqwest::get(url).await.expect("an answer");
    response.json().await.expect("JSON")
}

#[tokio::test]
async fn a_file_sets_everything_up_and_the_command_line_adds_to_it() {
    let path = file("good.toml", TOML);
    let path = path.to_str().expect("UTF-8");
    let args = [
        "--config",
        path,
        "--algorithm",
        "rs256",
        "--person",
        "bob@example.test",
    ];
    let (_child, issuer) = started(&mut mock_idp(&args)).await;
    let settings = json(format!("{issuer}/admin/settings")).await;
    assert_eq!(
        (&settings["login"], &settings["algorithm"]),
        (&"silent".into(), &"RS256".into())
    );
    let persons = json(format!("{issuer}/admin/persons")).await;
    assert_eq!(persons.as_array().map(Vec::len), Some(2));
    let b = json(format!("{issuer}/i/b/.well-known/openid-configuration")).await;
    assert_eq!(b["issuer"], format!("{issuer}/i/b"));
}

#[tokio::test]
async fn a_wrong_file_is_told_in_one_line_with_its_path_and_the_place() {
    let path = file("wrong.toml", &TOML.replace("silent", "quiet"));
    let path = path.to_str().expect("UTF-8");
    let err = refusal(&["--config", path]).await;
    assert_eq!(err.lines().count(), 1, "{err}");
    assert!(
        err.starts_with(&format!("mock-idp: {path}:2: ")) && err.contains("quiet"),
        "{err}"
    );
    let err = refusal(&["--config", "no-such-file.toml"]).await;
    assert!(err.contains("no-such-file.toml"), "{err}");
    let other = file("idp.yaml", "");
    let err = refusal(&["--config", other.to_str().expect("UTF-8")]).await;
    assert!(err.contains("neither .toml nor .json"), "{err}");
}

#[tokio::test]
async fn other_machines_are_listened_to_only_with_a_token_for_the_admin_api() {
    let err = refusal(&["--listen", "0.0.0.0"]).await;
    assert!(err.contains("--admin-key-env"), "{err}");

    let args = ["--admin-key-env", "IDP_TOKEN", "--host", "localhost"];
    let mut command = mock_idp(&args);
    let (_child, issuer) = started(command.env("IDP_TOKEN", "fake-admin-key")).await;
    assert!(issuer.starts_with("http://localhost:"), "{issuer}");
    let http = reqwest::Client::new();
    for path in ["/admin/persons", "/admin/journal", "/admin/settings"] {
        let url = format!("{issuer}{path}");
        for token in ["", "fake-wrong-token"] {
            let response = http
                .get(&url)
                .bearer_auth(token)
                .send()
                .await
                .expect("an answer");
            assert_eq!(response.status(), 401, "{path}");
            assert!(
                response.headers()["www-authenticate"]
                    .to_str()
                    .expect("ASCII")
                    .starts_with("Bearer")
            );
        }
        let response = http
            .get(&url)
            .bearer_auth("fake-admin-key")
            .send()
            .await
            .expect("an answer");
        assert_eq!(response.status(), 200, "{path}");
    }
    let issuers = http
        .post(format!("{issuer}/admin/issuers"))
        .body("{}")
        .send()
        .await
        .expect("an answer");
    assert_eq!(issuers.status(), 401);
    let open = http
        .get(format!("{issuer}/jwks"))
        .send()
        .await
        .expect("an answer");
    assert_eq!(open.status(), 200);
}

#[tokio::test]
async fn a_program_cannot_open_the_admin_api_to_others_either() {
    let settings = Settings {
        listen: [0, 0, 0, 0].into(),
        ..Settings::default()
    };
    let error = MockIdp::start(settings).await.expect_err("exposed");
    assert!(matches!(error, StartError::AdminExposed));
}

#[test]
fn the_examples_of_the_readme_are_valid() {
    let (_, rest) = include_str!("../../README.md")
        .split_once("```toml\n")
        .expect("an example");
    let path = file("readme.toml", rest.split_once("```").expect("an end").0);
    let config = Config::read(&path).expect("valid");
    assert!(!config.default.persons.is_empty() && !config.default.clients.is_empty());
}

#[tokio::test]
async fn behind_a_proxy_it_calls_itself_what_others_call_it() {
    let public = "https://idp.example.test";
    let mut command = mock_idp(&["--url", public, "--admin-key-env", "IDP_KEY"]);
    let (_child, issuer) = started(command.env("IDP_KEY", "fake-admin-key")).await;
    assert_eq!(issuer, public);
}
