//! For build scripts.

use std::path::{Path, PathBuf};

use crate::scan;

/// The name of the file below `OUT_DIR`, which `conformance_steps::explain!()` takes in.
const FILE: &str = "step-docs.json";

/// Reads what stands in `src` of the crate that is being built, and hands it on to `conformance_steps::explain!()`.
/// What keeps it from that is an error of the build.
#[expect(
    clippy::print_stdout,
    reason = "this is how a build script speaks to cargo"
)]
pub fn write() {
    println!("cargo::rerun-if-changed=src");
    if let Err(problem) = try_write() {
        println!("cargo::error=the explanations of steps: {problem}");
    }
}

fn try_write() -> Result<(), String> {
    let folder = |name: &str| {
        let folder = std::env::var_os(name).map(PathBuf::from);
        folder.ok_or_else(|| format!("{name} is not set; is this a build script?"))
    };
    let root = folder("CARGO_MANIFEST_DIR")?;
    let found = scan(&root.join("src"), &root).map_err(|error| error.to_string())?;
    let text = serde_json::to_string(&found).map_err(|error| error.to_string())?;
    let file = folder("OUT_DIR")?.join(FILE);
    write_to(&file, &text)
}

fn write_to(file: &Path, text: &str) -> Result<(), String> {
    std::fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()))
}
