//! The action for GitHub, and the workflows that use it.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;
use yaml_rust2::{Yaml, YamlLoader};

use crate::command::{Ended, conformance};

/// What the stubs do that stand for programs of a runner: they note what they are called with.
const CARGO: &str = r#"#!/bin/bash
printf 'cargo %s\n' "$*" >> "$CALLS"
while [ $# -gt 1 ]; do
  if [ "$1" = --target-dir ]; then mkdir -p "$2/debug"; cp "$PROGRAM_STUB" "$2/debug/conformance"; fi
  shift
done
"#;
const PROGRAM: &str = "#!/bin/bash\nprintf '<%s>' \"$@\" >> \"$CALLS\"\nexit \"${ENDS_WITH:-0}\"\n";
const RUSTC: &str = "#!/bin/bash\necho \"rustc ${RUSTC_VERSION:-1.90.0} (0 2026-01-01)\"\n";
const RUSTUP: &str = "#!/bin/bash\nprintf 'rustup %s\\n' \"$*\" >> \"$CALLS\"\n";
const CURL: &str = "#!/bin/bash\necho 'echo installed >> \"$CALLS\"'\n";

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn parsed(text: &str) -> Yaml {
    let mut documents = YamlLoader::load_from_str(text).expect("YAML");
    assert_eq!(documents.len(), 1);
    documents.remove(0)
}

fn text() -> String {
    fs::read_to_string(project().join("action.yml")).expect("the action")
}

fn members(yaml: &Yaml) -> BTreeMap<&str, &Yaml> {
    let members = yaml.as_hash().into_iter().flatten();
    let members = members.map(|(name, value)| (name.as_str().expect("a name"), value));
    members.collect()
}

fn steps(action: &Yaml) -> Vec<&Yaml> {
    action["runs"]["steps"]
        .as_vec()
        .expect("steps")
        .iter()
        .collect()
}

/// A machine of GitHub's on which the steps of the action are run.
struct Runner {
    folder: TempDir,
    inputs: Vec<(&'static str, &'static str)>,
    environment: Vec<(&'static str, &'static str)>,
}

impl Runner {
    fn new(inputs: &[(&'static str, &'static str)]) -> Self {
        let runner = Self {
            folder: tempfile::tempdir().expect("a folder"),
            inputs: inputs.to_vec(),
            environment: Vec::new(),
        };
        for folder in ["programs", "suite", "workspace"] {
            fs::create_dir(runner.path(folder)).expect("a folder");
        }
        for (name, text) in [
            ("cargo", CARGO),
            ("rustc", RUSTC),
            ("rustup", RUSTUP),
            ("curl", CURL),
        ] {
            runner.program(&format!("programs/{name}"), text);
        }
        runner.program("program", PROGRAM);
        fs::copy(
            project().join("Cargo.toml"),
            runner.path("suite/Cargo.toml"),
        )
        .expect("a file");
        runner
    }

    fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    fn program(&self, below: &str, text: &str) {
        let path = self.path(below);
        fs::write(&path, text).expect("a file");
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("a mode");
    }

    /// What stands in place of each expression.
    fn expand(&self, action: &Yaml, text: &str) -> String {
        let mut expanded = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${{") {
            let (expression, after) = after.split_once("}}").expect("an end");
            expanded.push_str(before);
            expanded.push_str(&match expression.trim() {
                "github.action_path" => self.path("suite").display().to_string(),
                "runner.temp" => self.path("temp").display().to_string(),
                input => {
                    let name = input.strip_prefix("inputs.").expect("an input");
                    let given = self.inputs.iter().find(|it| it.0 == name);
                    let default = &action["inputs"][name]["default"];
                    given
                        .map_or_else(|| default.as_str().expect("a default"), |it| it.1)
                        .to_owned()
                }
            });
            rest = after;
        }
        expanded + rest
    }

    /// Runs the scripts of the steps whose names begin with one of these.
    fn run(&self, names: &[&str]) -> Ended {
        let action = parsed(&text());
        let mut last = None;
        for step in steps(&action) {
            let name = step["name"].as_str().expect("a name");
            if !names.iter().any(|it| name.starts_with(it)) {
                continue;
            }
            let script = self.path("script.sh");
            fs::write(&script, step["run"].as_str().expect("a script")).expect("a file");
            let place = step["working-directory"].as_str();
            let place = place.map_or(self.path("workspace"), |it| self.expand(&action, it).into());
            let mut command = Command::new("bash");
            // As GitHub calls it.
            command
                .args(["--noprofile", "--norc", "-eo", "pipefail"])
                .arg(&script);
            command.current_dir(place);
            let mut programs = self.path("programs").into_os_string();
            programs.push(":/usr/bin:/bin");
            command
                .env_clear()
                .env("PATH", programs)
                .env("HOME", self.path("home"))
                .env("CALLS", self.path("calls"))
                .env("PROGRAM_STUB", self.path("program"))
                .env("GITHUB_OUTPUT", self.path("output"))
                .env("GITHUB_PATH", self.path("paths"));
            for (name, value) in members(&step["env"]) {
                let value = value.as_str().expect("text");
                command.env(name, self.expand(&action, value));
            }
            command.envs(self.environment.iter().copied());
            let ended: Ended = command.output().expect("bash starts").into();
            last = Some(ended);
        }
        last.expect("a step with such a name")
    }

    /// What was called, and with what.
    fn calls(&self) -> String {
        fs::read_to_string(self.path("calls")).unwrap_or_default()
    }

    fn outputs(&self) -> String {
        fs::read_to_string(self.path("output")).unwrap_or_default()
    }

    /// Builds the program and plays, and returns how the program was called.
    fn play(&self) -> (Ended, String) {
        let built = self.run(&["Build"]);
        assert_eq!(built.status, 0, "{}", built.errors);
        fs::remove_file(self.path("calls")).expect("cargo was called");
        (self.run(&["Play"]), self.calls())
    }
}

#[test]
fn each_step_is_complete_and_each_input_is_used() {
    let text = text();
    let action = parsed(&text);
    assert_eq!(action["runs"]["using"].as_str(), Some("composite"));
    for step in steps(&action) {
        assert!(step["name"].as_str().is_some(), "{step:?}");
        assert_ne!(
            step["run"].is_badvalue(),
            step["uses"].is_badvalue(),
            "{step:?}"
        );
        assert_eq!(
            step["run"].as_str().is_some(),
            step["shell"].as_str() == Some("bash")
        );
        let script = step["run"].as_str().unwrap_or_default();
        assert!(
            !script.contains("${{"),
            "what is put into a script is run: {script}"
        );
        if let Some(uses) = step["uses"].as_str() {
            assert!(
                uses.starts_with("actions/") && uses.contains("@v"),
                "{uses}"
            );
        }
    }
    for (name, input) in members(&action["inputs"]) {
        assert!(
            text.contains(&format!("${{{{ inputs.{name} }}}}")),
            "{name} is not used"
        );
        assert!(
            input["description"].as_str().is_some(),
            "{name} is not explained"
        );
        assert!(input["default"].as_str().is_some(), "{name} has no default");
    }
    let ids: Vec<_> = steps(&action)
        .iter()
        .filter_map(|it| it["id"].as_str())
        .collect();
    for (_, output) in members(&action["outputs"]) {
        let value = output["value"].as_str().expect("a value");
        assert!(
            ids.iter()
                .any(|id| value.contains(&format!("steps.{id}.outputs."))),
            "{value}"
        );
    }
}

#[test]
fn the_program_is_built_where_the_cache_keeps_it() {
    let runner = Runner::new(&[]);
    let ended = runner.run(&["Build"]);
    assert_eq!(ended.status, 0, "{}", ended.errors);
    let target = runner.path("temp/conformance/target");
    let told = format!(
        "cargo build --quiet --locked --bin conformance --target-dir {}\n",
        target.display()
    );
    assert_eq!(runner.calls(), told);
    assert!(runner.path("temp/conformance/bin/conformance").is_file());
}

#[test]
fn the_key_of_the_cache_changes_with_what_the_program_is_built_from() {
    let runner = Runner::new(&[]);
    let key = || {
        let _ = fs::remove_file(runner.path("output"));
        let ended = runner.run(&["Find out"]);
        assert_eq!(ended.status, 0, "{}", ended.errors);
        runner.outputs()
    };
    let first = key();
    assert!(
        first.starts_with("key=") && first.trim().len() == 36,
        "{first}"
    );
    fs::create_dir(runner.path("suite/target")).expect("a folder");
    fs::write(runner.path("suite/target/built"), "").expect("a file");
    assert_eq!(key(), first);
    fs::write(runner.path("suite/lib.rs"), "").expect("a file");
    assert_ne!(key(), first);
}

#[test]
fn rust_is_installed_where_it_is_missing_and_renewed_where_it_is_too_old() {
    let mut runner = Runner::new(&[]);
    runner.environment = vec![("RUSTC_VERSION", "1.100.0")];
    assert_eq!(runner.run(&["Install"]).status, 0);
    assert_eq!(runner.calls(), "");
    runner.environment = vec![("RUSTC_VERSION", "1.89.1")];
    assert_eq!(runner.run(&["Install"]).status, 0);
    assert!(
        runner.calls().starts_with("rustup update stable"),
        "{}",
        runner.calls()
    );

    let bare = Runner::new(&[]);
    fs::remove_file(bare.path("programs/cargo")).expect("it is there");
    let ended = bare.run(&["Install"]);
    if Path::new("/usr/bin/cargo").exists() {
        return;
    }
    assert_eq!(ended.status, 0, "{}", ended.errors);
    assert_eq!(bare.calls(), "installed\n");
    let paths = fs::read_to_string(bare.path("paths")).expect("a folder of programs");
    assert!(paths.ends_with("/.cargo/bin\n"), "{paths}");
}

#[test]
fn without_inputs_the_embedded_deployment_is_judged() {
    let runner = Runner::new(&[]);
    let (ended, calls) = runner.play();
    assert_eq!(ended.status, 0, "{}", ended.errors);
    assert_eq!(
        calls,
        "<--output><reports/conformance><--target><embedded><-->"
    );
    assert_eq!(runner.outputs(), "artifact=conformance\nstatus=0\n");
}

#[test]
fn inputs_become_arguments_as_they_are() {
    let runner = Runner::new(&[
        ("target", "my checks/profile.toml"),
        ("features", "checks/a b.feature\n$(touch planted)\n\n"),
        ("tags", "@CB and not @CB-15"),
        ("shard", "2/3"),
        ("args", "--retries 1 --name 'new comer' $(touch planted)"),
        ("report", "out"),
        ("artifact", "checks"),
    ]);
    let (ended, calls) = runner.play();
    assert_eq!(ended.status, 0, "{}", ended.errors);
    assert_eq!(
        calls,
        "<--output><out><--retries><1><--name><new comer><$(touch><planted)>\
         <--target><my checks/profile.toml><--tags><@CB and not @CB-15><--shard><2/3>\
         <--><checks/a b.feature><$(touch planted)>"
    );
    assert_eq!(runner.outputs(), "artifact=checks-2-of-3\nstatus=0\n");
    assert!(!runner.path("workspace/planted").exists());
}

#[test]
fn reports_are_merged_instead_if_that_is_asked_for() {
    let runner = Runner::new(&[("merge", "all shards"), ("args", "--require-go")]);
    let (ended, calls) = runner.play();
    assert_eq!(ended.status, 0, "{}", ended.errors);
    assert_eq!(
        calls,
        "<merge><--output><reports/conformance><--require-go><--><all shards>"
    );
}

#[test]
fn it_ends_as_the_program_ends_but_for_a_shard_with_nothing_in_it() {
    for (shard, status, ends) in [("", "1", 1), ("", "4", 4), ("1/2", "3", 3), ("1/2", "4", 0)] {
        let mut runner = Runner::new(&[]);
        runner.inputs.push(("shard", shard));
        runner.environment = vec![("ENDS_WITH", status)];
        let (ended, _) = runner.play();
        assert_eq!(ended.status, ends, "{}{}", ended.output, ended.errors);
        let told = format!("status={status}\n");
        assert!(runner.outputs().ends_with(&told), "{}", runner.outputs());
    }
}

#[test]
fn workflows_as_documented_and_as_written_give_inputs_that_there_are() {
    let page = fs::read_to_string(project().join("docs/ci.md")).expect("the page");
    let app = tempfile::tempdir().expect("a folder");
    let written = conformance()
        .args([
            "init",
            "--yes",
            "--url",
            "http://localhost:3000",
            "--suite",
            "acme/clerk-conformance",
        ])
        .arg(app.path())
        .output();
    assert!(written.expect("the command starts").status.success());
    let written = fs::read_to_string(app.path().join(".github/workflows/conformance.yml"));
    let action = parsed(&text());
    let inputs = members(&action["inputs"]);
    let mut uses = 0;
    let blocks = page.split("```yaml\n").skip(1);
    let blocks = blocks.map(|it| it.split_once("```").expect("an end").0.to_owned());
    for workflow in blocks.chain([written.expect("a workflow")]) {
        let workflow = parsed(&workflow);
        for (_, job) in members(&workflow["jobs"]) {
            for step in job["steps"].as_vec().expect("steps") {
                if step["uses"]
                    .as_str()
                    .is_some_and(|it| it.contains("/clerk-conformance@"))
                {
                    uses += 1;
                    for input in members(&step["with"]).keys() {
                        assert!(inputs.contains_key(input), "{input}");
                    }
                }
            }
        }
    }
    assert_eq!(uses, 6);
    for input in inputs.keys() {
        assert!(
            page.contains(&format!("| `{input}` |")),
            "{input} is not explained"
        );
    }
}
