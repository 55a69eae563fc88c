//! A container engine, and images that need no registry.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use conformance_harness::packages::on_path;

use crate::NotRun;

/// How long an engine may take to answer, and to take in an image.
const DEADLINE: Duration = Duration::from_secs(120);

/// Where programs look for the authorities that they trust.
const AUTHORITIES: &str = "/etc/ssl/certs/ca-certificates.crt";

/// An engine that answers, with its command `docker`.
pub(crate) struct Engine(PathBuf);

impl Engine {
    /// The engine that there is: the usual one, or the one at `DOCKER_HOST`.
    ///
    /// # Errors
    /// When none answers.
    pub(crate) fn found() -> Result<Self, NotRun> {
        let docker = on_path("docker").ok_or_else(|| {
            NotRun("there is no `docker` on PATH to make the image with".to_owned())
        })?;
        let engine = Self(docker);
        let output = engine.run(&["version", "--format", "{{.Server.Version}}"]);
        if output.status.success() {
            return Ok(engine);
        }
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let last = said.lines().next_back().unwrap_or("it says nothing");
        Err(NotRun(format!("no container engine answers: {last}")))
    }

    /// Makes the image `name`, in which there is the program `program` with what it is linked to, and nothing else.
    pub(crate) fn make_image(&self, name: &str, program: &Path) {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("root");
        let put = |from: &Path, to: &str| {
            let to = root.join(to.trim_start_matches('/'));
            std::fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
            std::fs::copy(from, to).expect("a file");
        };
        put(program, "/program");
        put(Path::new(AUTHORITIES), AUTHORITIES);
        std::fs::create_dir_all(root.join("tmp")).expect("a folder");
        let linked = Command::new("ldd").arg(program).output().expect("ldd");
        let linked = String::from_utf8_lossy(&linked.stdout).into_owned();
        for library in linked.split_whitespace().filter(|it| it.starts_with('/')) {
            put(Path::new(library), library);
        }
        let archive = folder.path().join("root.tar");
        let mut tar = Command::new("tar");
        tar.arg("-C").arg(&root).arg("-cf").arg(&archive).arg(".");
        assert!(tar.status().expect("tar").success());
        let archive = archive.display().to_string();
        let entry = "ENTRYPOINT [\"/program\"]";
        let output = self.run(&["import", "--change", entry, &archive, name]);
        assert!(output.status.success(), "{output:?}");
    }

    /// How many containers of the image `name` there are.
    pub(crate) fn containers(&self, name: &str) -> usize {
        let filter = format!("ancestor={name}");
        let output = self.run(&["ps", "--all", "--quiet", "--filter", &filter]);
        String::from_utf8_lossy(&output.stdout).lines().count()
    }

    /// Removes the image `name`.
    pub(crate) fn remove_image(&self, name: &str) {
        self.run(&["rmi", "--force", name]);
    }

    /// Runs its command, which may wait for ever for an engine that hangs.
    fn run(&self, arguments: &[&str]) -> Output {
        let deadline = DEADLINE.as_secs().to_string();
        let mut command = Command::new("timeout");
        command.arg(deadline).arg(&self.0).args(arguments);
        command.output().expect("the command starts")
    }
}
